import AccessLog
import Contracts
public import ExchangeModel
import Logging
import ManagerAPI
import PeerIdentity

/// What a peer's answer told about contracts that it holds with us.
public struct HeldAnswer: Hashable, Sendable {
    /// The signatures of our own, under contracts here or not, that we lacked and have now.
    public var ownFound = 0
    /// The signatures of others that we lacked and have now.
    public var othersFound = 0
    /// The signatures in our name that cannot be proven: by a certificate that is not known here.
    public var unproven = 0
    /// The contracts in force here that the peer holds as ended in our name, which cannot be proven.
    public var doubted: Set<ContractHash> = []
}

/// Getting back from peers what a store lacks.
///
/// Only what carries valid signatures counts: a contract that is not here comes back when it carries
/// one of ours, which nobody else can make.
extension FSCManager {
    /// The peers on contracts that are not over.
    public func contractPeers() async throws -> Set<PeerID> {
        try await environment.contracts.peers(onContractsOpenAt: environment.now())
            .subtracting([own])
    }

    /// Every peer that is known: from contracts, announcements and Directories.
    public func knownPeers() async throws -> Set<PeerID> {
        var found = try await contractPeers().union(settings.directories.map(\.peer))
        var query = PeerQuery(limit: Page<Int>.greatestLimit)
        repeat {
            let page = try await environment.peers.peers(query)
            found.formUnion(page.elements.map(\.id))
            query.after = page.next
        } while query.after != nil
        return found.subtracting([own])
    }

    /// Asks a peer for everything that it holds with us and takes what we lack.
    ///
    /// Throws why the peer gave no whole answer, or what broke here.
    public func askForContracts(
        of peer: PeerID,
        until end: ContinuousClock.Instant
    ) async throws -> HeldAnswer {
        let address = try await address(of: peer)
        var answer = HeldAnswer()
        var cursor: String?
        var (seen, cursors): (Int, Set<String>) = (0, [])
        repeat {
            guard ContinuousClock.now < end else {
                throw PeerCallError.answerMalformed("it takes too long to tell all that it holds")
            }
            let page = try await calls.contracts(of: peer, at: address, after: cursor)
            let known = try await environment.contracts.signatureTexts(
                under: Set(page.contracts.compactMap(\.claimedHash))
            )
            for told in page.contracts where !told.isKnown(in: known) {
                guard let held = HeldContract(told) else { continue }
                try await take(held, from: page.peer, at: address, &answer)
            }
            seen += page.contracts.count
            cursor = page.nextCursor
            // A page without contracts, and a cursor that was there before, lead to nothing new.
            if let next = cursor, page.contracts.isEmpty || !cursors.insert(next).inserted {
                throw PeerCallError.answerMalformed("its list of contracts does not end")
            }
        } while cursor != nil && seen < PeerCalls.maximumHeld
        if answer.unproven > 0 {
            environment.logger.warning(
                "a peer holds signatures in our name that cannot be proven here",
                metadata: ["peer": "\(peer)", "signatures": "\(answer.unproven)"]
            )
        }
        return answer
    }

    private func take(
        _ held: HeldContract,
        from peer: IdentifiedPeer,
        at address: PeerAddress,
        _ answer: inout HeldAnswer
    ) async throws {
        let content = held.content
        guard content.peers.contains(own), content.peers.contains(peer.peerID),
            content.group == settings.rules.id
        else { return }
        var known = try await environment.contracts.contract(content.hash)
        var proven: [ContractSignature] = []
        for (signer, kind, text) in held.signatures
        where known?.signature(kind, of: signer)?.text != text {
            if known == nil || isNews(text, kind, signer, known) {
                guard let signature = await prove(text, of: signer, content, peer, address) else {
                    if signer == own {
                        answer.unproven += 1
                        if known != nil, kind != .accept { answer.doubted.insert(content.hash) }
                    }
                    continue
                }
                proven.append(signature)
            }
        }
        if known == nil {
            guard let first = proven.first(where: { $0.peer == own }) else { return }
            let lacked = Contract(content, signatures: [first])
            guard let taken = try await insert(lacked, toldBy: peer.peerID) else { return }
            known = taken
            answer.ownFound += 1
            proven.removeAll { $0 == first }
        }
        guard var contract = known else { return }
        // Endings last: what was accepted before it ended is whole then.
        for signature in proven.sorted(by: { $0.signedAt < $1.signedAt })
        where contract.adding(signature) != nil {
            let intention = restoring(signature, toldBy: peer.peerID)
            let addition = try await environment.contracts.add(
                signature,
                to: content.hash,
                sending: [],
                as: try await begin(intention)
            )
            guard case .added(let changed) = addition else { continue }
            contract = changed
            if signature.peer == own { answer.ownFound += 1 } else { answer.othersFound += 1 }
        }
    }

    /// Whether a signature would change a contract, as far as its text says.
    private func isNews(
        _ text: String,
        _ kind: SignatureKind,
        _ signer: PeerID,
        _ known: Contract?
    ) -> Bool {
        guard
            let claimed = try? ContractSignature(
                restoring: text,
                peer: signer,
                certificateEnd: nil
            ), claimed.kind == kind
        else { return false }
        return known?.adding(claimed) != nil
    }

    private func insert(
        _ contract: Contract,
        toldBy peer: PeerID
    ) async throws -> Contract? {
        guard let signature = contract.signatures.first else { return nil }
        let intention = restoring(signature, toldBy: peer)
        let outcome = try await environment.contracts.insert(
            contract,
            sending: [],
            from: nil,
            as: try await begin(intention)
        )
        switch outcome {
        // The store may know how it ended.
        case .inserted: return try await environment.contracts.contract(contract.hash)
        case .known(let known): return known
        case .identifierInUse, .limitReached: return nil
        }
    }

    private func restoring(
        _ signature: ContractSignature,
        toldBy peer: PeerID
    ) -> ActionIntention {
        ActionIntention(
            "contract.restore",
            by: AuditEntry.person(peer),
            on: signature.contractHash.rawValue,
            reason: "held by the peer, not here",
            decision: RecordedDecision(signature)
        )
    }

    /// A signature whose chain and key are proven; nil for one that cannot be.
    ///
    /// Our own are proven by the certificates that we sign and signed with, those of others by what
    /// their own Managers publish.
    private func prove(
        _ text: String,
        of signer: PeerID,
        _ content: ContractContent,
        _ peer: IdentifiedPeer,
        _ address: PeerAddress
    ) async -> ContractSignature? {
        guard let unverified = try? UnverifiedSignature(parsing: text) else { return nil }
        let now = environment.now()
        let chain: VerifiedChain?
        if signer == own {
            chain = ownChain(unverified.certificate, at: now)
        } else {
            let place = signer == peer.peerID ? address : try? await self.address(of: signer)
            guard let place else { return nil }
            chain = try? await signingChain(
                unverified.certificate,
                of: signer,
                at: place,
                now: now
            )
        }
        guard let chain else { return nil }
        return try? unverified.verified(
            by: chain,
            from: signer,
            over: content,
            rules: settings.rules,
            at: now
        )
    }

    private func ownChain(
        _ thumbprint: CertificateThumbprint,
        at now: Timestamp
    ) -> VerifiedChain? {
        let own = environment.signing.all.first { $0.thumbprint == thumbprint }
        guard let own else { return nil }
        let verdict = environment.generation().verify(
            own.chain.certificates,
            purpose: .signing,
            at: now
        )
        guard case .success(let verified) = verdict else { return nil }
        return verified
    }
}
