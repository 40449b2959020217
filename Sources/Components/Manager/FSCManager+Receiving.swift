import AccessLog
import Contracts
import ExchangeModel
import Logging
import ManagerAPI
import PeerIdentity
import SignedJSON

/// What other peers send: announcements, contracts, signatures.
extension FSCManager {
    func receiveAnnouncement(
        from caller: IdentifiedPeer,
        address: PeerAddress
    ) async throws -> Result<Void, ManagerRefusal> {
        guard settings.rules.advertisedPorts.contains(address.port) else {
            return .failure(.portNotAllowed(address.port))
        }
        do {
            try await remember(caller, at: address)
            return .success(())
        } catch let error as NotRecorded {
            return .failure(notRecorded(error))
        }
    }

    /// Tells the peer to come again, and the operator why.
    private func notRecorded(_ error: NotRecorded) -> ManagerRefusal {
        environment.logger.error(
            "what a peer sent was not taken: it cannot be recorded",
            metadata: ["reason": "\(error)"]
        )
        return .notRecorded
    }

    /// Takes a contract or a signature; a signature brings the contract when it is not known (Q23).
    func receive(
        _ message: IncomingMessage,
        from caller: IdentifiedPeer,
        address: PeerAddress,
        _ body: SignedContent
    ) async throws -> Result<Void, ManagerRefusal> {
        guard settings.rules.advertisedPorts.contains(address.port) else {
            return .failure(.portNotAllowed(address.port))
        }
        do {
            let (contract, isChanged) = try await take(
                message,
                from: caller,
                address: address,
                body
            )
            try await signAutomatically(contract, isChanged: isChanged)
            return .success(())
        } catch let refusal as ContractRefusal {
            environment.logger.info(
                "a contract or signature was refused",
                metadata: ["peer": "\(caller.peerID)", "reason": "\(refusal.message)"]
            )
            return .failure(.contract(refusal))
        } catch let error as NotRecorded {
            return .failure(notRecorded(error))
        }
    }

    private func take(
        _ message: IncomingMessage,
        from caller: IdentifiedPeer,
        address: PeerAddress,
        _ body: SignedContent
    ) async throws -> (contract: Contract, isChanged: Bool) {
        let now = environment.now()
        let unverified = try UnverifiedSignature(parsing: body.signature)
        let content = try ContractContent(body.content)
        if let path = message.path { try content.check(path: path) }
        guard unverified.kind == message.kind else {
            throw ContractRefusal.signatureOfOtherKind(
                found: unverified.kind,
                expected: message.kind
            )
        }
        let known = try await environment.contracts.contract(content.hash)
        if let known {
            try check(known, message, from: caller.peerID, unverified, at: now)
        } else {
            try check(new: content, message, from: caller.peerID, at: now)
        }
        guard unverified.contractHash == content.hash else {
            throw ContractRefusal.signatureForOtherContent(
                found: unverified.contractHash,
                expected: content.hash
            )
        }
        let chain = try await signingChain(
            unverified.certificate,
            of: caller.peerID,
            at: address,
            now: now
        )
        let signature = try unverified.verified(
            by: chain,
            from: caller.peerID,
            over: content,
            rules: settings.rules,
            at: now
        )
        try await remember(caller, at: address)
        return try await store(content, signature, beside: known, at: now)
    }

    /// Checks a contract that we have not seen before.
    private func check(
        new content: ContractContent,
        _ message: IncomingMessage,
        from peer: PeerID,
        at now: Timestamp
    ) throws(ContractRefusal) {
        try content.check(settings.rules, at: now)
        if let allowed = settings.allowedProperties { try content.check(properties: allowed) }
        try content.check(submitter: peer, receiver: own) { name in
            message.kind != .accept || environment.inway(name) != nil
        }
        if message.kind == .accept { try content.checkPurposes(of: own) }
        if message.isOffer { try content.checkOffer(by: peer, to: own) }
    }

    /// Checks a signature under a contract that we know: its content was checked when it came.
    private func check(
        _ known: Contract,
        _ message: IncomingMessage,
        from peer: PeerID,
        _ signature: UnverifiedSignature,
        at now: Timestamp
    ) throws(ContractRefusal) {
        try known.content.check(submitter: peer, receiver: own) { _ in true }
        let end = known.content.notAfter
        guard
            message.kind != .accept || end > now
                || known.signature(.accept, of: peer)?.text == signature.text
        else { throw .validityOver(notAfter: end, now: now) }
    }

    private func store(
        _ content: ContractContent,
        _ signature: ContractSignature,
        beside known: Contract?,
        at now: Timestamp
    ) async throws -> (contract: Contract, isChanged: Bool) {
        let hash = content.hash
        let before: Contract
        if let known {
            before = known
        } else {
            let contract = Contract(content, signatures: [signature])
            let submission = Submission(
                peer: signature.peer,
                own: own,
                receivedAt: now,
                limits: settings.proposals
            )
            switch try await insert(contract, from: submission, as: signature) {
            case .inserted: return (contract, true)
            case .limitReached(let excess):
                throw ContractRefusal.limitReached(signature.peer, excess)
            case .identifierInUse(let other): throw ContractRefusal.identifierInUse(by: other)
            case .known(let stored): before = stored
            }
        }
        switch try await add(signature, to: before) {
        case .added(let contract):
            return (contract, before.signature(signature.kind, of: signature.peer) == nil)
        case .unchanged(let contract):
            let state = contract.state(at: environment.now())
            if signature.kind == .accept, state == .rejected || state == .revoked,
                contract.signature(.accept, of: signature.peer) != signature
            {
                throw ContractRefusal.contractClosed(state)
            }
            return (contract, false)
        case .unknownContract: throw ManagementError.unknownContract(hash)
        }
    }

    /// Stores a contract that is not here yet, on record as what the peer did.
    private func insert(
        _ contract: Contract,
        from submission: Submission,
        as signature: ContractSignature
    ) async throws -> ContractInsertion {
        if let found = try await environment.contracts.obstacle(to: contract, from: submission) {
            return found
        }
        let name = signature.kind == .accept ? "propose" : signature.kind.rawValue
        return try await environment.contracts.insert(
            contract,
            sending: [],
            from: submission,
            as: try await begin(Self.intention("contract.\(name)", signature))
        )
    }

    /// Adds a signature that changes something, on record as what the peer did.
    private func add(
        _ signature: ContractSignature,
        to contract: Contract
    ) async throws -> SignatureAddition {
        guard contract.adding(signature) != nil else { return .unchanged(contract) }
        return try await environment.contracts.add(
            signature,
            to: contract.hash,
            sending: [],
            as: try await begin(
                Self.intention("contract.\(signature.kind.rawValue)", signature)
            )
        )
    }

    private static func intention(
        _ action: String,
        _ signature: ContractSignature
    ) -> ActionIntention {
        ActionIntention(
            action,
            by: AuditEntry.person(signature.peer),
            on: signature.contractHash.rawValue,
            decision: RecordedDecision(signature)
        )
    }

    /// Keeps who a peer is and where its Manager is; on record when that is news.
    func remember(_ peer: IdentifiedPeer, at address: PeerAddress) async throws {
        try await keep(
            KnownPeer(
                id: peer.peerID,
                name: peer.name,
                managerAddress: address,
                seenAt: environment.now()
            ),
            toldBy: peer.peerID
        )
    }

    /// Keeps what somebody told of a peer; on record when it is news.
    func keep(_ peer: KnownPeer, toldBy source: PeerID) async throws {
        let known = try await environment.peers.peer(peer.id)
        if let known, known.name == peer.name, known.managerAddress == peer.managerAddress {
            guard known.isStale(at: peer.seenAt) else { return }
            return try await environment.peers.heard(peer.id, at: peer.seenAt)
        }
        let intention = ActionIntention(
            "peer.keep",
            by: AuditEntry.person(source),
            on: AuditEntry.person(peer.id),
            reason: peer.managerAddress.map { AuditEntry.recordable("Manager at \($0)") }
        )
        try await environment.peers.upsert(peer, as: try await begin(intention))
    }

    /// The verified chain of a certificate that a peer signed with: known, or out of its key set.
    ///
    /// FSC Core 2.0.0, *Providing X.509 certificates*.
    func signingChain(
        _ thumbprint: CertificateThumbprint,
        of peer: PeerID,
        at address: PeerAddress,
        now: Timestamp
    ) async throws -> VerifiedChain {
        let generation = environment.generation()
        if let known = generation.chain(ofLeaf: thumbprint.digest, purpose: .signing, at: now) {
            return known
        }
        let candidates: [[[UInt8]]]
        do throws(PeerCallError) {
            candidates = try await calls.keySet(of: peer, at: address).keys.map(\.certificates)
        } catch {
            throw ContractRefusal.signatureNotVerified(
                "unable to retrieve certificate with thumbprint '\(thumbprint)' from manager of "
                    + "peer '\(peer)': \(error)"
            )
        }
        let chain = candidates.first { certificates in
            certificates.first.map { SHA256Value(hashing: $0) } == thumbprint.digest
        }
        guard let chain else {
            throw ContractRefusal.signatureNotVerified(
                "unable to retrieve certificate with thumbprint '\(thumbprint)' from manager of "
                    + "peer '\(peer)'"
            )
        }
        switch generation.verify(chain, purpose: .signing, at: now) {
        case .success(let verified): return verified
        case .failure(let refusal) where refusal.isOutsideGroup:
            throw ContractRefusal.signatureNotVerified(
                "the certificate with thumbprint '\(thumbprint)' leads to no trust anchor of the Group"
            )
        case .failure(let refusal): throw ContractRefusal.signingChainRefused(refusal.rawValue)
        }
    }
}
