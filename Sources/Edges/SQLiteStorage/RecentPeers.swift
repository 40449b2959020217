import Contracts
import ExchangeModel
import Synchronization

/// Peers as they were last read: each message of a peer asks for its sender.
///
/// A change takes a peer out once it is made, and whatever was read before that does not come in after it.
final class RecentPeers: Sendable {
    private struct State {
        var peers: [PeerID: KnownPeer] = [:]
        /// How many changes there were.
        var changes: UInt64 = 0
    }

    /// As many as this are kept; a Group of all Dutch governments has some 3,000 peers.
    private static let capacity = 4_096

    private let state = Mutex(State())

    /// A peer that is kept, and the moment of the look, for ``keep(_:from:)``.
    func look(_ id: PeerID) -> (peer: KnownPeer?, look: UInt64) {
        state.withLock { ($0.peers[id], $0.changes) }
    }

    /// Keeps what was read after a look, unless something has changed since.
    func keep(_ peer: KnownPeer, from look: UInt64) {
        state.withLock { state in
            guard state.changes == look else { return }
            if state.peers.count >= Self.capacity { state.peers.removeAll(keepingCapacity: true) }
            state.peers[peer.id] = peer
        }
    }

    /// A peer was changed, or may have been.
    func forget(_ id: PeerID) {
        state.withLock { state in
            state.peers[id] = nil
            state.changes += 1
        }
    }
}
