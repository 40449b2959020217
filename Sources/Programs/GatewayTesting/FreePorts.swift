import Foundation

/// Loopback ports that nobody listens on at the moment.
public enum FreePorts {
    /// Finds distinct free ports by binding them all at once and letting them go.
    ///
    /// - Throws: ``Unexpected`` when the system gives none.
    public static func find(_ count: Int) throws -> [Int] {
        var sockets: [Int32] = []
        defer { for socket in sockets { close(socket) } }
        return try (0..<count).map { _ in
            let (socket, port) = try bound()
            sockets.append(socket)
            return port
        }
    }

    /// Below the range that the system takes for outgoing connections, so that none of those comes between.
    private static let range = 10_000..<32_000

    private static func bound() throws -> (socket: Int32, port: Int) {
        for _ in 0..<200 {
            let port = Int.random(in: range)
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            address.sin_port = in_port_t(port).bigEndian
            let length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let status = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, length)
                }
            }
            if descriptor >= 0, status == 0 { return (descriptor, port) }
            close(descriptor)
        }
        throw Unexpected("the system gives no free loopback port")
    }
}
