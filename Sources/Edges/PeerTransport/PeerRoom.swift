import ExchangeModel
import Synchronization

/// The open connections of one listener, counted by the peer at their other end.
///
/// However many connections one peer opens, what belongs to all remains for the others.
final class PeerRoom: Sendable {
    /// Connections over its share that a peer may have, to be told that there are too many.
    static let spare = 64

    /// One connection's place, until the connection has ended.
    final class Place: Sendable {
        private let room: PeerRoom
        private let peer: PeerID
        private let weight: Int
        /// Whether the peer has more connections than its share.
        let isOverShare: Bool

        fileprivate init(_ room: PeerRoom, _ peer: PeerID, _ weight: Int, isOverShare: Bool) {
            (self.room, self.peer, self.weight) = (room, peer, weight)
            self.isOverShare = isOverShare
        }

        deinit { room.leave(peer, weight) }
    }

    private let bound: Int
    private let counts = Mutex<[PeerID: Int]>([:])

    /// As many at a time for each peer.
    init(bound: Int) {
        self.bound = bound
    }

    /// A place for a connection of a peer; nil when it is not even to be told that it has too many.
    func enter(_ peer: PeerID, weight: Int) -> Place? {
        let total = counts.withLock { counts in
            let total = counts[peer, default: 0] + weight
            guard total <= bound + Self.spare else { return total }
            counts[peer] = total
            return total
        }
        guard total <= bound + Self.spare else { return nil }
        return Place(self, peer, weight, isOverShare: total > bound)
    }

    private func leave(_ peer: PeerID, _ weight: Int) {
        counts.withLock { counts in
            let count = counts[peer, default: 0] - weight
            counts[peer] = count > 0 ? count : nil
        }
    }
}
