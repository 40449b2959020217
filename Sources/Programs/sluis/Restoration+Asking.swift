import ExchangeModel
import Logging
import Manager
import SQLiteStorage
import Synchronization

/// Asking the peers what they hold.
extension Restoration {
    /// Asks every known peer once, and those that are missing until they have answered.
    func keepAsking() async {
        guard let manager = manager.withLock({ $0 }) else { return }
        var wait = Self.rounds.lowerBound
        var others: Set<PeerID>?
        while !Task.isCancelled {
            let missing = present?.missing ?? []
            var asked = missing
            if others == nil {
                _ = try? await manager.discover()
                others = (try? await manager.knownPeers()) ?? []
                asked.formUnion(others ?? [])
            }
            let isNews = await ask(asked, manager)
            await endIfNobodyIsMissing(manager)
            guard present != nil else { return }
            wait = isNews ? Self.rounds.lowerBound : min(wait * 2, Self.rounds.upperBound)
            try? await Task.sleep(for: .seconds(wait))
        }
    }

    /// The most peers that are asked at a time.
    private static let atATime = 8
    /// The longest that one peer may take to tell all that it holds.
    private static let patience = Duration.seconds(120)

    /// Asks peers, a few at a time, so that one that does not come to an end keeps no other waiting.
    ///
    /// Gives whether something has changed by it.
    private func ask(_ peers: Set<PeerID>, _ manager: FSCManager) async -> Bool {
        typealias Told = (peer: PeerID, answer: Result<HeldAnswer, any Error>)
        @Sendable func ask(_ peer: PeerID) async -> Told {
            let end = ContinuousClock.now + Self.patience
            do {
                let answer = try await manager.askForContracts(of: peer, until: end)
                return (peer, .success(answer))
            } catch {
                return (peer, .failure(error))
            }
        }
        return await withTaskGroup(of: Told.self) { group in
            var (rest, isNews) = (peers.sorted()[...], false)
            for peer in rest.prefix(Self.atATime) { group.addTask { await ask(peer) } }
            rest = rest.dropFirst(Self.atATime)
            for await told in group {
                if await conclude(told.answer, of: told.peer, manager) { isNews = true }
                guard !Task.isCancelled, let next = rest.popFirst() else { continue }
                group.addTask { await ask(next) }
            }
            return isNews
        }
    }

    /// Takes what a peer has told; gives whether something has changed by it.
    private func conclude(
        _ told: Result<HeldAnswer, any Error>,
        of peer: PeerID,
        _ manager: FSCManager
    ) async -> Bool {
        do {
            let answer = try told.get()
            if answer.ownFound > 0 {
                logger.warning(
                    "a peer holds signatures of ours that were not here; they are now",
                    metadata: ["peer": "\(peer)", "signatures": "\(answer.ownFound)"]
                )
                if present == nil {
                    let others = try await manager.contractPeers().subtracting([peer])
                    try await begin(
                        "peer \(peer) holds contracts or signatures of ours that were not here",
                        missing: others
                    )
                }
            }
            guard answer.doubted.isEmpty else {
                return try await doubt(answer.doubted, heldBy: peer)
            }
            return try await answered(peer, manager)
        } catch {
            let level: Logger.Level = present?.missing.contains(peer) == true ? .notice : .debug
            logger.log(
                level: level,
                "a peer did not tell what it holds",
                metadata: ["peer": "\(peer)", "reason": "\(error)"]
            )
            return false
        }
    }

    /// Goes on holding contracts with a peer that holds endings in our name which cannot be proven.
    ///
    /// What we may have revoked is not served because the certificate of that day is gone. An operator
    /// who revokes the contract anew, or puts the certificate back, ends the doubt.
    private func doubt(
        _ contracts: Set<ContractHash>,
        heldBy peer: PeerID
    ) async throws -> Bool {
        let hashes = contracts.sorted().map(\.rawValue).joined(separator: ", ")
        logger.warning(
            "a peer holds contracts as ended in our name, signed with a certificate that is not known here",
            metadata: ["peer": "\(peer)", "contracts": "\(hashes)"]
        )
        guard present == nil else { return false }
        try await begin(
            "peer \(peer) holds contracts as ended in our name that are in force here",
            missing: [peer]
        )
        return true
    }

    private func answered(_ peer: PeerID, _ manager: FSCManager) async throws -> Bool {
        guard present?.missing.contains(peer) == true else { return false }
        try await store.answered(peer)
        _ = state.withLock { $0?.missing.remove(peer) }
        try await hold()
        try await manager.judgeWaiting()
        _ = try await manager.renewSignatures()
        return true
    }

    /// Ends the restoration once everybody has told what they hold.
    private func endIfNobodyIsMissing(_ manager: FSCManager) async {
        guard present?.missing.isEmpty == true else { return }
        do {
            try await store.answered(own)
        } catch {
            return logger.error(
                "the end of the restoration cannot be kept",
                metadata: ["reason": "\(error)"]
            )
        }
        state.withLock { $0 = nil }
        logger.warning(
            "restored: every peer has told what it holds; nothing is held any more. What no peer told is not here: revoke again, and withdraw again, what was ended since the backup (docs/restore.md)"
        )
    }
}
