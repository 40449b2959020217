import Foundation
import Glibc
import OutboundHTTP
import Testing

@Suite struct UnixSocketTests {
    private static func socketPath() -> String {
        FileManager.default.temporaryDirectory
            .appending(path: "\(UUID().uuidString.prefix(8)).sock").path
    }

    /// Binds a socket and closes it, as a program that was killed leaves it.
    private static func leaveBehind(_ path: String) throws {
        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(bound == 0)
    }

    @Test func `a call over a Unix socket reaches the program behind it`() async throws {
        let path = Self.socketPath()
        let server = try await TestServer.start(socketPath: path)
        let request = try OutboundRequest.administration(
            socketPath: path,
            .post,
            path: "/echo?a=b",
            body: Array("{}".utf8)
        )
        let client = OutboundClient()
        let response = try await client.send(request, deadline: .soon)
        #expect(response.status == 200)
        #expect(response.body == Array("{}".utf8))
        #expect(await server.nextPath() == "/echo?a=b")
        try await server.stop()
        unlink(path)
    }

    @Test func `a socket that is missing and one that nobody serves are told apart`() async throws {
        let path = Self.socketPath()
        let client = OutboundClient()
        let request = try OutboundRequest.administration(socketPath: path, .get, path: "/")
        await #expect(throws: OutboundError.socketUnavailable(errno: ENOENT)) {
            try await client.send(request, deadline: .soon)
        }
        try Self.leaveBehind(path)
        await #expect(throws: OutboundError.socketUnavailable(errno: ECONNREFUSED)) {
            try await client.send(request, deadline: .soon)
        }
        unlink(path)
    }

    @Test(arguments: ["hello", "", "/a b"])
    func `a path that is not absolute is refused`(path: String) {
        #expect(throws: OutboundError.malformed) {
            try OutboundRequest.administration(socketPath: "/tmp/s", .get, path: path)
        }
    }

    @Test func `a socket path that the system would cut is refused`() {
        let path = "/" + String(repeating: "s", count: 107)
        #expect(throws: OutboundError.malformed) {
            try OutboundRequest.administration(socketPath: path, .get, path: "/")
        }
    }
}
