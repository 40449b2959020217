import AccessLog
import AdministrationAPI
import Contracts
import ExchangeModel
import JSONTape
import Manager

/// Contracts and what peers must still get about them.
extension GatewayOperations {
    func contracts(_ filter: ContractFilter) async throws -> JSONValue {
        let manager = try required()
        let now = SystemClock.now()
        var query = ContractQuery()
        (query.peer, query.service) = (filter.peer, filter.service)
        query.states = filter.state.flatMap { ContractState(rawValue: $0.rawValue) }
            .map { ContractQuery.States([$0], at: now) }
        if let hash = filter.hash {
            if let grant = try? GrantHash(hash) {
                query.grants = [grant]
            } else {
                query.hashPrefix = hash
            }
        }
        query.limit = filter.page.limit
        query.after = try Self.place(filter.page)
        let page = try await manager.contracts(query)
        let waiting = Dictionary(grouping: try await manager.waiting(), by: \.key.contract)
        let aliases = names(of: page.elements)
        var documents: [JSONValue] = []
        for contract in page.elements {
            let own = waiting[contract.hash] ?? []
            documents.append(try await document(contract, waiting: own, manager, aliases))
        }
        var answer: JSONObject = ["contracts": .array(documents)]
        answer["next"] = page.next.map { .string($0.text) }
        return .object(answer)
    }

    /// The place after which a page begins; one that no answer gave is refused.
    static func place(_ page: PageFilter) throws -> PageCursor? {
        guard let text = page.cursor else { return nil }
        guard let cursor = PageCursor(text: text) else {
            throw OperationRefusal(
                .invalid,
                "the cursor is not one of an earlier answer",
                faults: [.init(.query, "cursor", "must be `next` of an earlier answer")]
            )
        }
        return cursor
    }

    func contract(_ hash: ContractHash) async throws -> JSONValue {
        let manager = try required()
        return try await shown(managed { try await manager.status(of: hash) }, manager)
    }

    /// A contract that was just made or signed.
    func shown(_ contract: Contract, _ manager: FSCManager) async throws -> JSONValue {
        try await shown(manager.status(of: contract), manager)
    }

    private func shown(_ status: ContractStatus, _ manager: FSCManager) async throws -> JSONValue {
        let aliases = names(of: [status.contract])
        let shown = try await document(status.contract, waiting: status.waiting, manager, aliases)
        guard var answer = shown.object else { return shown }
        let meaning = try await meaning(of: status.contract)
        if !meaning.isEmpty { answer["meaning"] = .array(meaning) }
        return .object(answer)
    }

    /// The names that operators gave to the grants of some contracts.
    private func names(of contracts: [Contract]) -> [String: GrantHash] {
        let grants = Set(contracts.flatMap(\.content.grants).map(\.hash))
        return gateway.aliases.all.filter { grants.contains($0.value) }
    }

    private func document(
        _ contract: Contract,
        waiting: [Distribution],
        _ manager: FSCManager,
        _ aliases: [String: GrantHash]
    ) async throws -> JSONValue {
        ContractDocument(
            contract: contract,
            distributions: waiting,
            own: manager.own,
            now: SystemClock.now(),
            judgement: manager.judgement(of: contract),
            approvals: try await manager.approvals(of: contract),
            obstacles: manager.obstacles(of: contract),
            aliases: aliases,
            published: gateway.parts.published
        ).json
    }

    func decide(
        _ hash: ContractHash,
        _ decision: AdministrationOperations.ContractDecision,
        _ terms: AdministrationOperations.DecisionTerms,
        person: String
    ) async throws -> JSONValue {
        let manager = try required()
        let kind: SignatureKind =
            switch decision {
            case .accept: .accept
            case .reject: .reject
            case .revoke: .revoke
            }
        if let reason = terms.reason { try requireRecordable(reason) }
        let signed = try await managed {
            try await manager.sign(
                kind,
                hash,
                by: person,
                reason: terms.reason,
                force: terms.force
            )
        }
        let shown = try await shown(signed, manager)
        guard decision != .accept, var answer = shown.object else { return shown }
        // The contract has ended, whether or not the others can be read now.
        answer["sameAccess"] = .array((try? await contracts(givingAccessOf: signed)) ?? [])
        return .object(answer)
    }

    func propose(_ body: JSONObject, person: String) async throws -> JSONValue {
        let manager = try required()
        let proposal = try ProposalReading(body: body, manager: manager, gateway: gateway)
        let requests = try await proposal.requests(at: SystemClock.now())
        if let alias = proposal.alias, let first = requests.first {
            try requireFree(alias, for: first, manager)
        }
        let made = try await managed { try await manager.propose(requests, by: person) }
        if let alias = proposal.alias, let grant = made.content.grants.first?.hash {
            try await name(grant, alias, of: made.hash, person: person)
        }
        return try await shown(made, manager)
    }

    /// Gives a grant a name, on record before it leads there.
    ///
    /// Says where it fails that its contract is proposed all the same.
    private func name(
        _ grant: GrantHash,
        _ alias: String,
        of contract: ContractHash,
        person: String
    ) async throws {
        let intention = ActionIntention(
            "alias.name",
            by: person,
            on: alias,
            reason: "grant \(grant)"
        )
        do {
            let action = try await AuditTrail(log: gateway.log).begin(intention)
            try await gateway.aliases.name(grant, alias, as: action)
        } catch {
            throw SettledAction(
                cause: OperationRefusal(
                    .unavailable,
                    "the contract \(contract) is proposed, but the name \(alias) is not kept: \(error)"
                )
            )
        }
    }

    /// Refuses a name that clients use for something else: they would lose it at once.
    private func requireFree(
        _ alias: String,
        for request: ConnectionRequest,
        _ manager: FSCManager
    ) throws {
        let meaning = OutwayGrants.Meaning(
            terms: request.terms(own: manager.own),
            purpose: request.purpose?.id
        )
        guard let holder = routes?.holder(of: alias), holder.meaning != meaning else { return }
        throw OperationRefusal(
            .conflict,
            "clients call the grant \(holder.grant) for the service \(holder.meaning.terms.service.name) by the name \(alias): "
                + "choose another name, or let that contract end first"
        )
    }

    func retry(_ hash: ContractHash?, person: String) async throws -> JSONValue {
        let manager = try required()
        var asksHook = false
        if let hash {
            let status = try await managed { try await manager.status(of: hash) }
            asksHook = status.judgement.map { $0.wait != .person } ?? false
        }
        _ = try await managed { try await manager.retry(hash, by: person) }
        guard asksHook, var answer = try await distributions(of: hash).object else {
            return try await distributions(of: hash)
        }
        answer["judged"] = true
        return .object(answer)
    }

    func distributions(of hash: ContractHash?) async throws -> JSONValue {
        let waiting = try await required().waiting()
        let own = waiting.filter { hash == nil || $0.key.contract == hash }
        return ["distributions": .array(own.map(ContractDocument.distribution))]
    }

    /// Turns the Manager's refusals into those of the API, but for what is on record already.
    func managed<Answer>(_ act: () async throws -> Answer) async throws -> Answer {
        do {
            return try await act()
        } catch let error as NotRecorded {
            throw error
        } catch {
            throw Self.operators(error)
        }
    }
}
