public import AccessControl
import AccessLog
public import Contracts
public import ExchangeModel
public import JSONTape
import PeerIdentity

/// What operators do. Each action leaves an audit record in the name of `person`, an account name.
extension FSCManager {
    /// Proposes that our Outway may call a service, for a purpose.
    public func propose(
        _ request: ConnectionRequest,
        by person: String
    ) async throws -> Contract {
        try await propose([request], by: person)
    }

    /// Proposes connections in one contract; it has the period of the first.
    ///
    /// Each becomes a grant, in their order.
    public func propose(
        _ requests: [ConnectionRequest],
        by person: String
    ) async throws -> Contract {
        guard let first = requests.first else { throw ContractRefusal.noGrants }
        let grants = requests.map { request in
            GrantProposal(
                .connection(request.terms(own: own)),
                purpose: request.purpose,
                properties: request.properties
            )
        }
        return try await propose(grants, from: first.notBefore, until: first.notAfter, by: person)
    }

    /// Proposes to a Directory that it lists a service of ours.
    public func propose(
        _ request: PublicationRequest,
        by person: String
    ) async throws -> Contract {
        let terms = PublicationTerms(
            directory: request.directory,
            service: ServiceReference(peer: request.provider ?? own, name: request.service),
            transport: request.transport,
            delegator: request.delegator
        )
        return try await propose(
            [GrantProposal(.publication(terms), properties: request.properties)],
            from: request.notBefore,
            until: request.notAfter,
            by: person
        )
    }

    private func propose(
        _ grants: [GrantProposal],
        from start: Timestamp,
        until end: Timestamp,
        by person: String
    ) async throws -> Contract {
        let proposal = ContractProposal(
            group: settings.rules.id,
            notBefore: start,
            notAfter: end,
            grants: grants
        )
        return try await propose(
            proposal.content(identifier: newIdentifier(), createdAt: creation),
            by: person,
            action: "contract.propose"
        )
    }

    /// Proposes the grants of a contract again for another period.
    ///
    /// The contract that it follows stays in force until its own end. `properties` are those of grants
    /// that change, by the grants' places.
    public func renew(
        _ hash: ContractHash,
        from start: Timestamp,
        until end: Timestamp,
        properties: [Int: JSONObject] = [:],
        by person: String
    ) async throws -> Contract {
        let old = try await contract(hash)
        return try await propose(
            old.content.renewed(
                identifier: newIdentifier(),
                createdAt: creation,
                notBefore: start,
                notAfter: end,
                properties: properties
            ),
            by: person,
            action: "contract.renew"
        )
    }

    private func propose(
        _ content: ContractContent,
        by person: String,
        action: String
    ) async throws -> Contract {
        try content.check(settings.rules, at: environment.now())
        try content.check(submitter: own, receiver: own) { _ in true }
        for peer in content.peers.subtracting([own]).sorted() {
            try content.checkOffer(by: own, to: peer)
        }
        let signed = Contract(content, signatures: [try ownSignature(.accept, over: content.hash)])
        let messages = messages(.contract, about: content)
        let intention = ActionIntention(
            action,
            by: person,
            on: content.hash.rawValue,
            decision: signed.signatures.first.map { RecordedDecision($0) }
        )
        return try await settling {
            switch try await environment.contracts.insert(
                signed,
                sending: messages,
                from: nil,
                as: try await begin(intention)
            )
            {
            case .identifierInUse(let other): throw ContractRefusal.identifierInUse(by: other)
            case .limitReached(let excess): throw ContractRefusal.limitReached(own, excess)
            case .known(let known): return known
            case .inserted:
                wake.signal()
                return signed
            }
        }
    }

    /// Accepts, rejects or revokes a contract in our name.
    ///
    /// Where more than one person must accept, the first accept is kept as an approval and the contract
    /// comes back unsigned. A contract that can serve nothing here is accepted with force only, each
    /// person's; the record says so. Throws ``ManagementError`` when it is unknown, or signed or closed
    /// already.
    @discardableResult
    public func sign(
        _ kind: SignatureKind,
        _ hash: ContractHash,
        by person: String,
        reason: String? = nil,
        force: Bool = false
    ) async throws -> Contract {
        let contract = try await contract(hash)
        var reason = reason
        if kind == .accept, waitsForUs(contract) {
            let obstacles = environment.obstacles(contract.content, false)
            guard obstacles.isEmpty || force else { throw ManagementError.cannotServe(obstacles) }
            if !obstacles.isEmpty {
                reason = AuditEntry.recordable("forced: " + obstacles.sentence)
            }
        }
        if kind == .accept, try await !isApproved(contract, by: person, reason: reason) {
            return contract
        }
        let signed = try await sign(kind, contract, by: person, reason: reason)
        judgements.note(nil, of: hash)
        return signed
    }

    /// Keeps a person's approval; gives whether enough different persons have approved.
    private func isApproved(
        _ contract: Contract,
        by person: String,
        reason: String?
    ) async throws -> Bool {
        guard settings.acceptingPersons > 1, let approvals = environment.approvals else {
            return true
        }
        let now = environment.now()
        let state = contract.state(at: now)
        guard state == .proposed, contract.missingPeers(at: now).contains(own) else {
            throw ManagementError.closed(state)
        }
        guard try await !approvals.approvers(of: contract.hash).contains(person) else {
            throw ManagementError.samePerson(person)
        }
        let intention = ActionIntention(
            "contract.approve",
            by: person,
            on: contract.hash.rawValue,
            reason: reason
        )
        let persons = try await settling {
            try await approvals.approve(
                contract.hash,
                by: person,
                at: now,
                as: try await begin(intention)
            )
        }
        return persons.count >= settings.acceptingPersons
    }

    /// Whether our signature is still missing under a contract that may come into force.
    func waitsForUs(_ contract: Contract) -> Bool {
        let now = environment.now()
        return contract.state(at: now) == .proposed && contract.missingPeers(at: now).contains(own)
    }

    /// What keeps a contract from serving here; nothing once it is over.
    public func obstacles(of contract: Contract) -> [ServingObstacle] {
        let state = contract.state(at: environment.now())
        guard [.proposed, .valid].contains(state) else { return [] }
        return environment.obstacles(contract.content, state == .valid)
    }

    /// A contract with its state and what still waits to be sent about it.
    public func status(of hash: ContractHash) async throws -> ContractStatus {
        try await status(of: contract(hash))
    }

    /// What still waits to be sent about a contract, and its state.
    public func status(of contract: Contract) async throws -> ContractStatus {
        let now = environment.now()
        return ContractStatus(
            contract: contract,
            state: contract.state(at: now),
            missing: contract.missingPeers(at: now),
            waiting: try await environment.contracts.distributions(of: contract.hash),
            judgement: judgement(of: contract),
            approvals: try await approvals(of: contract)
        )
    }

    /// Why a contract waits for us; nil when it does not.
    public func judgement(of contract: Contract) -> Judgement? {
        let now = environment.now()
        guard contract.state(at: now) == .proposed, contract.missingPeers(at: now).contains(own)
        else { return nil }
        return judgements[contract.hash]
    }

    /// Who has approved a contract that more persons must approve.
    public func approvals(of contract: Contract) async throws -> [String] {
        guard settings.acceptingPersons > 1,
            contract.state(at: environment.now()) == .proposed
        else { return [] }
        return try await environment.approvals?.approvers(of: contract.hash) ?? []
    }

    /// A page of contracts.
    public func contracts(_ query: ContractQuery) async throws -> Page<Contract> {
        try await environment.contracts.contracts(query)
    }

    /// A page of known peers.
    public func peers(_ query: PeerQuery) async throws -> Page<KnownPeer> {
        try await environment.peers.peers(query)
    }

    /// Everything that waits to be sent.
    public func waiting() async throws -> [Distribution] {
        try await environment.contracts.distributions(of: nil)
    }

    /// Tries at once what waits to be sent about a contract, or about all; gives their number.
    ///
    /// A contract that waits for us because the decision hook gave no yes is judged anew.
    @discardableResult
    public func retry(_ hash: ContractHash?, by person: String) async throws -> Int {
        let now = environment.now()
        let action = try await begin(
            ActionIntention("contract.retry", by: person, on: hash?.rawValue ?? "all")
        )
        let waiting = try await environment.contracts.distributions(of: hash)
        for message in waiting {
            try await environment.contracts.update(message.hastened(to: now))
        }
        wake.signal()
        if let hash, let judgement = judgements[hash], judgement.wait != .person {
            judgements.ask(hash)
        }
        action.end(.done)
        return waiting.count
    }

    private func contract(_ hash: ContractHash) async throws -> Contract {
        guard let contract = try await environment.contracts.contract(hash) else {
            throw ManagementError.unknownContract(hash)
        }
        return contract
    }

    /// The creation that a contract of ours names, a little in the past: known Managers refuse one that
    /// is ahead of their clocks (Q13, Q34).
    private var creation: Timestamp {
        environment.now().advanced(bySeconds: -settings.backdatedSeconds)
    }

    private func newIdentifier() -> TransactionID {
        TransactionID.version7(
            at: environment.now(),
            random: (UInt64.random(in: 0...UInt64.max), UInt64.random(in: 0...UInt64.max))
        )
    }
}
