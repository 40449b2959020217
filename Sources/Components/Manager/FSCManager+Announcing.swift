import Contracts
public import ExchangeModel
import Logging
import PeerIdentity

/// Telling others where this Manager is.
extension FSCManager {
    /// How often we announce ourselves when all goes well.
    private static let announcementInterval: Duration = .seconds(86_400)

    func keepAnnouncing() async {
        do {
            try await announceMove()
        } catch {
            tellUnlessCancelled(
                "peers could not be told of our new address",
                error
            )
        }
        var failures = 0
        while !Task.isCancelled {
            let failed = await announce()
            for (peer, error) in failed {
                environment.logger.notice(
                    "the announcement at a directory failed",
                    metadata: ["directory": "\(peer)", "reason": "\(error)"]
                )
            }
            failures = failed.isEmpty ? 0 : failures + 1
            let wait: Duration =
                failed.isEmpty
                ? Self.announcementInterval : .seconds(settings.retry.wait(after: failures))
            await announcing.wait(atMost: wait)
        }
    }

    /// Tells the peers we know when our address is another than at the last start (M-22).
    ///
    /// Once and without repetition: every later call to them has the address too.
    func announceMove() async throws {
        let identity = environment.identity().peer
        let before = try await environment.peers.peer(identity.peerID)?.managerAddress
        guard before != settings.address else { return }
        if before != nil {
            var query = PeerQuery(order: .ascending, limit: Page<Int>.greatestLimit)
            repeat {
                let page = try await environment.peers.peers(query)
                for peer in page.elements where peer.id != identity.peerID {
                    guard let address = peer.managerAddress else { continue }
                    try? await calls.announce(to: peer.id, at: address)
                }
                query.after = page.next
            } while query.after != nil
        }
        try await remember(identity, at: settings.address)
    }

    /// Tells every Directory where this Manager is (M-21); gives those that could not be told.
    public func announce() async -> [PeerID: PeerCallError] {
        await withTaskGroup(of: (PeerID, PeerCallError?).self) { group in
            for directory in settings.directories where directory.peer != own {
                group.addTask {
                    do throws(PeerCallError) {
                        try await self.calls.announce(
                            to: directory.peer,
                            at: directory.address
                        )
                        return (directory.peer, nil)
                    } catch {
                        return (directory.peer, error)
                    }
                }
            }
            var failed: [PeerID: PeerCallError] = [:]
            for await (peer, error) in group { failed[peer] = error }
            return failed
        }
    }
}
