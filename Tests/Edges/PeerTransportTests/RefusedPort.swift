import Glibc

/// A port of this machine that refuses connections: bound, so that nobody else gets it, and not
/// listened on.
final class RefusedPort {
    let number: Int
    private let socket: Int32

    init() throws {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { plain in
                bind(socket, plain, length) == 0 && getsockname(socket, plain, &length) == 0
            }
        }
        guard socket >= 0, isBound else { throw NoPort() }
        self.socket = socket
        number = Int(UInt16(bigEndian: address.sin_port))
    }

    deinit {
        close(socket)
    }

    struct NoPort: Error {}
}
