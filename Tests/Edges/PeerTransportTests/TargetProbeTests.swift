import CertificateAuthority
import NIOCore
import NIOPosix
import PeerTransport
import Testing

/// Whether a target takes connections is found out as a request would find it, without a request.
@Suite struct TargetProbeTests {
    private let loops = TransportLoops(MultiThreadedEventLoopGroup.singleton)

    private func target(
        _ port: Int,
        host: String = "127.0.0.1",
        _ security: UpstreamTarget.Security = .plain
    ) -> UpstreamTarget {
        UpstreamTarget(addresses: [.init(host: host, port: port)], security: security)
    }

    @Test func `a source that takes connections has no obstacle, and gets no request`()
        async throws
    {
        try await EchoServer.with(.plain) { echo in
            #expect(await loops.obstacle(to: target(echo.port)) == nil)
            #expect(echo.counts.heads.now == 0)
        }
    }

    @Test func `a closed port is told`() async throws {
        let closed = try RefusedPort()
        defer { withExtendedLifetime(closed) {} }
        #expect(await loops.obstacle(to: target(closed.number)) == .connectFailed)
    }

    @Test func `a name that does not resolve is told`() async throws {
        let unknown = target(80, host: "no-such-host.invalid")
        #expect(await loops.obstacle(to: unknown) == .nameUnknown)
    }

    @Test func `certificates that are not trusted, or name another host, are told apart`()
        async throws
    {
        let (peers, others) = (try TestGroup(), try TestGroup())
        let server = try ServerTLS(credentials: peers.server.credentials)
        try await EchoServer.with(.tls(server)) { echo in
            for (anchors, name, reason) in [
                (peers, TestGroup.serverName, nil), (others, TestGroup.serverName, .untrusted),
                (peers, "elsewhere.example", .misnamed),
            ] as [(TestGroup, String, UpstreamFailure.Reason?)] {
                let tls = try ClientTLS(anchors: anchors.group.anchorsPEM, serverName: name)
                #expect(await loops.obstacle(to: target(echo.port, .tls(tls))) == reason)
            }
        }
    }
}
