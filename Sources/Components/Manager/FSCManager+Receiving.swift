import AccessLog
import Contracts
import ExchangeModel
import Logging
import ManagerAPI
import PeerIdentity
import SignedJSON

/// What other peers send: announcements, contracts, signatures.
extension FSCManager {
    /// The account name in records of what the Manager does by rule.
    static let automaton = "auto-sign"

    func receiveAnnouncement(
        from caller: IdentifiedPeer,
        address: PeerAddress
    ) async throws -> Result<Void, ManagerRefusal> {
        guard settings.rules.advertisedPorts.contains(address.port) else {
            return .failure(.portNotAllowed(address.port))
        }
        try await remember(caller, at: address)
        return .success(())
    }

    /// Takes a contract or a signature; a signature brings the contract when it is not known (Q23).
    func receive(
        _ kind: SignatureKind,
        path: String?,
        from caller: IdentifiedPeer,
        address: PeerAddress,
        _ body: SignedContent
    ) async throws -> Result<Void, ManagerRefusal> {
        guard settings.rules.advertisedPorts.contains(address.port) else {
            return .failure(.portNotAllowed(address.port))
        }
        do {
            let (contract, isChanged) = try await take(
                kind,
                path: path,
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
        }
    }

    private func take(
        _ kind: SignatureKind,
        path: String?,
        from caller: IdentifiedPeer,
        address: PeerAddress,
        _ body: SignedContent
    ) async throws -> (contract: Contract, isChanged: Bool) {
        let now = environment.now()
        let unverified = try UnverifiedSignature(parsing: body.signature)
        let content = try ContractContent(body.content)
        if let path, path != content.hash.rawValue {
            throw ContractRefusal.pathForOtherContent(
                path: String(path.prefix(128)),
                content: content.hash
            )
        }
        guard unverified.kind == kind else {
            throw ContractRefusal.signatureOfOtherKind(found: unverified.kind, expected: kind)
        }
        let isNew = try await environment.contracts.contract(content.hash) == nil
        if isNew { try content.check(settings.rules, at: now) }
        try content.check(submitter: caller.peerID, receiver: own) { name in
            !isNew || kind != .accept || environment.inway(name) != nil
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
        return try await store(content, signature)
    }

    private func store(
        _ content: ContractContent,
        _ signature: ContractSignature
    ) async throws -> (contract: Contract, isChanged: Bool) {
        let contract = Contract(content, signatures: [signature])
        let before: Contract
        switch try await environment.contracts.insert(contract, sending: []) {
        case .inserted: return (contract, true)
        case .identifierInUse(let other): throw ContractRefusal.identifierInUse(by: other)
        case .known(let known): before = known
        }
        let hash = content.hash
        switch try await environment.contracts.add(signature, to: hash, sending: []) {
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

    /// Accepts what a rule allows; D-05: both outcomes of a judgement are on record, once a change.
    private func signAutomatically(
        _ contract: Contract,
        isChanged: Bool
    ) async throws {
        let now = environment.now()
        guard contract.state(at: now) == .proposed, contract.missingPeers(at: now).contains(own)
        else { return }
        switch contract.content.autoSignature(by: settings.autoSign, of: own, at: now) {
        case .success(let rule):
            _ = try await sign(
                .accept,
                contract,
                by: Self.automaton,
                reason: "rule \(rule + 1)"
            )
        case .failure(let objection):
            guard isChanged else { return }
            environment.logger.notice(
                "a contract waits for a person",
                metadata: [
                    "contract": "\(contract.hash)", "reason": "\(objection.rawValue)",
                ]
            )
            try await record(
                "contract.await",
                by: Self.automaton,
                on: contract.hash.rawValue,
                result: .refused,
                reason: objection.rawValue
            )
        }
    }

    func remember(_ peer: IdentifiedPeer, at address: PeerAddress) async throws {
        try await environment.peers.upsert(
            KnownPeer(
                id: peer.peerID,
                name: peer.name,
                managerAddress: address,
                seenAt: environment.now()
            )
        )
    }

    /// The verified chain of a certificate that a peer signed with: known, or out of its key set.
    ///
    /// FSC Core 2.0.0, *Providing X.509 certificates*.
    private func signingChain(
        _ thumbprint: CertificateThumbprint,
        of peer: PeerID,
        at address: PeerAddress,
        now: Timestamp
    ) async throws -> VerifiedChain {
        let generation = environment.generation()
        if let known = generation.chain(of: thumbprint.digest, purpose: .signing, at: now) {
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
        case .failure(let refusal): throw ContractRefusal.signingChainRefused(refusal.rawValue)
        }
    }
}
