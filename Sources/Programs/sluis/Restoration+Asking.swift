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
            var isNews = false
            for peer in asked.sorted() where !Task.isCancelled {
                isNews = await ask(peer, manager) || isNews
            }
            await endIfNobodyIsMissing(manager)
            guard present != nil else { return }
            wait = isNews ? Self.rounds.lowerBound : min(wait * 2, Self.rounds.upperBound)
            try? await Task.sleep(for: .seconds(wait))
        }
    }

    /// Asks one peer; gives whether something has changed by it.
    private func ask(_ peer: PeerID, _ manager: FSCManager) async -> Bool {
        do {
            let answer = try await manager.askForContracts(of: peer)
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
        logger.notice("restored: every peer has told what it holds; nothing is held any more")
    }
}
