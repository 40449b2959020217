import NIOCore
import Synchronization

/// The connections of one listener whose client is not known yet, counted by address.
///
/// Anybody can open those, so that one address must not take the room of all.
final class HandshakeRoom: Sendable {
    /// One connection's place, until its handshake or the connection itself has ended.
    ///
    /// Lives on the connection's event loop.
    final class Place {
        private let room: HandshakeRoom
        private let key: UInt64
        private var isTaken = true

        fileprivate init(_ room: HandshakeRoom, _ key: UInt64) {
            (self.room, self.key) = (room, key)
        }

        deinit { leave() }

        /// Gives the place to another connection of the address.
        func leave() {
            guard isTaken else { return }
            isTaken = false
            room.leave(key)
        }
    }

    private let bound: Int
    private let counts = Mutex<[UInt64: Int]>([:])

    /// As many at a time from each address.
    init(bound: Int) {
        self.bound = bound
    }

    /// A place for a connection of an address; nil when the address has as many as it may.
    ///
    /// What has no IP address has places without end.
    func enter(_ address: SocketAddress?) -> Place? {
        let key = address.flatMap(Self.key)
        let isFree = counts.withLock { counts in
            guard let key else { return true }
            let count = counts[key, default: 0]
            guard count < bound else { return false }
            counts[key] = count + 1
            return true
        }
        return isFree ? Place(self, key ?? 0) : nil
    }

    private func leave(_ key: UInt64) {
        counts.withLock { counts in
            guard let count = counts[key] else { return }
            counts[key] = count > 1 ? count - 1 : nil
        }
    }

    /// An IPv4 address, or the network of an IPv6 address: one host has many of those.
    private static func key(_ address: SocketAddress) -> UInt64? {
        switch address {
        // The address in sockaddr_in and sockaddr_in6: behind family, port and flow.
        case .v4(let four):
            return withUnsafeBytes(of: four.address) {
                UInt64($0.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
            }
        case .v6(let six):
            return withUnsafeBytes(of: six.address) { bytes in
                let network = bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
                // Mapped IPv4 addresses share their network: theirs is the last part.
                guard network == 0 else { return network }
                return bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
            }
        default: return nil
        }
    }
}
