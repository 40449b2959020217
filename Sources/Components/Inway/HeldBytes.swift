import ExchangeModel
import Synchronization

/// The budget of the whole process for bodies that are held for a check.
///
/// Fair by peer: once the budget is half used, a peer that holds more than its even share gets no
/// more until others have theirs.
final class HeldBytes: Sendable {
    private struct Account {
        var used = 0
        var byPeer: [PeerID: Int] = [:]
    }

    /// The budget in bytes.
    let limit: Int
    private let account = Mutex(Account())

    init(limit: Int) {
        self.limit = limit
    }

    /// The bytes held now.
    var used: Int { account.withLock { $0.used } }

    /// Takes bytes out of the budget; false when there are not enough for this peer now.
    func take(_ count: Int, for peer: PeerID) -> Bool {
        account.withLock { account in
            guard count <= limit - account.used else { return false }
            let held = account.byPeer[peer] ?? 0
            if account.used > limit / 2 {
                let peers = account.byPeer.count + (held == 0 ? 1 : 0)
                guard held + count <= limit / peers else { return false }
            }
            account.used += count
            account.byPeer[peer] = held + count
            return true
        }
    }

    /// Gives bytes back.
    func giveBack(_ count: Int, for peer: PeerID) {
        guard count > 0 else { return }
        account.withLock { account in
            account.used -= count
            let held = (account.byPeer[peer] ?? 0) - count
            account.byPeer[peer] = held > 0 ? held : nil
        }
    }
}
