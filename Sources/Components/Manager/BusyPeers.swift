import ExchangeModel
import Synchronization

/// The peers that messages are being sent to now: at most one lane a peer, and few at a time.
final class BusyPeers: Sendable {
    private let peers = Mutex<Set<PeerID>>([])

    /// Takes the lane of a peer; false when it is taken, or too many are.
    func enter(_ peer: PeerID, most: Int) -> Bool {
        peers.withLock { peers in peers.count < most && peers.insert(peer).inserted }
    }

    /// Gives the lane of a peer back.
    func leave(_ peer: PeerID) {
        peers.withLock { _ = $0.remove(peer) }
    }
}
