import CertificateAuthority
import ExchangeModel
import NIOCore
import NIOPosix
import Testing

@testable import PeerTransport

@Suite struct `A name with several addresses is used by the one that answers` {
    /// A name of two addresses of this machine; on the first of them nobody listens.
    private struct TwoAddresses: Resolver, Sendable {
        let loop: any EventLoop
        var second = "127.0.0.1"

        func initiateAAAAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
            loop.submit { [try SocketAddress(ipAddress: "::1", port: port)] }
        }

        func initiateAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
            loop.submit { [try SocketAddress(ipAddress: second, port: port)] }
        }

        func cancelQueries() {}
    }

    private func target(
        _ port: Int,
        _ user: PoolUser,
        _ security: UpstreamTarget.Security = .plain
    ) -> UpstreamTarget {
        UpstreamTarget(
            addresses: [.init(host: "source.example", port: port)],
            security: security,
            resolver: TwoAddresses(loop: user.loop)
        )
    }

    @Test func `without TLS, on one connection that is kept and let go`() async throws {
        let answers = Array(repeating: `A request goes upstream once`.ok, count: 3)
        try await ScriptedServer.with(answers) { server in
            try await PoolUser.with { (user) async throws in
                let target = target(server.port, user)
                for _ in answers { #expect(try await user.ask(target).body == "ok") }
                #expect(server.connections.now == 1)
                #expect(try await user.openConnections() == 1)
                try await user.retire(target)
                #expect(try await eventually { server.closed.now == 1 })
            }
        }
    }

    @Test(arguments: PeerProtocol.allCases)
    func `with a peer behind it, by either protocol`(speaks: PeerProtocol) async throws {
        let group = try TestGroup()
        let client = try group.tls(group.alice)
        let server = try group.tls(group.server)
        try await EchoServer.with(.peers(server), limits: .withStreams) { (echo) async throws in
            try await PoolUser.with { (user) async throws in
                let security = UpstreamTarget.Security.peer(
                    client,
                    host: TestGroup.serverName,
                    expected: try PeerID(TestGroup.providerID),
                    speaks: speaks
                )
                let target = target(echo.port, user, security)
                for _ in 1...3 { #expect(try await user.ask(target).body == "Alice GET:") }
                #expect(server.counters[.accepted] == 1)
            }
        }
    }

    @Test func `with TLS of a source's own`() async throws {
        let group = try TestGroup()
        let server = try ServerTLS(credentials: group.server.credentials)
        try await EchoServer.with(.tls(server)) { (echo) async throws in
            let client = try ClientTLS(
                anchors: group.group.anchorsPEM,
                serverName: TestGroup.serverName
            )
            try await PoolUser.with { (user) async throws in
                let target = target(echo.port, user, .tls(client))
                #expect(try await user.ask(target).body == "- GET:")
            }
        }
    }

    @Test func `where none answers the request has not left`() async throws {
        let closed = try RefusedPort()
        defer { withExtendedLifetime(closed) {} }
        try await PoolUser.with { (user) async throws in
            let failure = try await user.ask(target(closed.number, user)).failure
            #expect(failure?.reason == .connectFailed && failure?.requestLeft == false)
            #expect(try await user.openConnections() == 0)
        }
    }
}
