import CertificateAuthority
import ExchangeModel
import NIOCore
import PeerIdentity
import PeerTransport
import RequirementTrait
import Testing

@Suite struct `A dialled peer must be the expected one` {
    let peers: TestGroup
    let server: MutualTLS
    let client: MutualTLS

    init() throws {
        peers = try TestGroup()
        server = try peers.tls(peers.server)
        client = try peers.tls(peers.alice)
    }

    func target(
        _ port: Int,
        host: String = TestGroup.serverName,
        peer: String = TestGroup.providerID
    ) throws -> UpstreamTarget {
        UpstreamTarget(
            addresses: [.init(host: "127.0.0.1", port: port)],
            security: .peer(client, host: host, expected: try PeerID(peer))
        )
    }

    func with(_ use: (EchoServer, PoolUser) async throws -> Void) async throws {
        try await EchoServer.with(.peers(server)) { server in
            try await PoolUser.with { try await use(server, $0) }
        }
    }

    @Test(.requirement("FSC Core 2.0.0: T-18"))
    func `requests share one connection that both ends have identified`() async throws {
        try await with { echo, user in
            let target = try target(echo.port)
            for _ in 1...3 {
                let answer = try await user.ask(target)
                #expect(answer.status == 200 && answer.body == "Alice GET:")
            }
            #expect(server.counters[.accepted] == 1 && client.counters[.accepted] == 1)
        }
    }

    @Test func `another peer than the expected one gets no request`() async throws {
        try await with { echo, user in
            let answer = try await user.ask(target(echo.port, peer: "00000001000000000009"))
            #expect(answer.failure?.reason == .wrongPeer && answer.failure?.requestLeft == false)
            #expect(client.counters[.wrongPeer] == 1 && echo.counts.heads.now == 0)
        }
    }

    @Test(.requirement("FSC Core 2.0.0: T-13"))
    func `a certificate that does not name the host gets no request`() async throws {
        try await with { echo, user in
            let answer = try await user.ask(target(echo.port, host: "elsewhere.example"))
            #expect(answer.failure?.reason == .wrongPeer && echo.counts.heads.now == 0)
        }
    }

    @Test func `a revoked peer gets no request`() async throws {
        try await client.reload(trust: peers.trust(revoking: peers.server))
        try await with { echo, user in
            let answer = try await user.ask(target(echo.port))
            #expect(answer.failure?.reason == .chainRefused(.revoked))
            #expect(client.counters[.refused(.revoked)] == 1 && echo.counts.heads.now == 0)
        }
    }

    @Test func `a kept connection to a peer that is revoked meanwhile is not used again`()
        async throws
    {
        try await with { echo, user in
            let target = try target(echo.port)
            #expect(try await user.ask(target).status == 200)
            try await client.reload(trust: peers.trust(revoking: peers.server))
            let after = try await user.ask(target)
            #expect(after.failure?.reason == .chainRefused(.revoked) && echo.counts.heads.now == 1)
        }
    }

    @Test func `after our own certificate changed a new connection shows the new one`() async throws
    {
        try await with { echo, user in
            let target = try target(echo.port)
            #expect(try await user.ask(target).body == "Alice GET:")
            try await client.reload(credentials: peers.bob.credentials)
            #expect(try await user.ask(target).body == "Bob GET:")
        }
    }

    @Test func `a peer revoked while it is connected is closed by the sweep`() async throws {
        try await with { echo, user in
            #expect(try await user.ask(target(echo.port)).status == 200)
            try await server.reload(trust: peers.trust(revoking: peers.alice))
            #expect(try await eventually { server.counters[.lapsedInUse] == 1 })
            #expect(try await eventually { echo.listener.counters.openConnections == 0 })
        }
    }

    @Test func `a client that stays silent is closed at the handshake deadline`() async throws {
        var limits = ServerLimits()
        limits.handshake = .milliseconds(100)
        try await EchoServer.with(.peers(server), limits: limits) { echo in
            try await WireClient.with(port: echo.port) { silent in
                _ = try await silent.receiveUntilClosed()
                #expect(silent.isClosed && server.counters[.timedOut] == 1)
            }
        }
    }

    @Test func `more unknown chains than the bound are refused without validation`() async throws {
        let none = ValidationPool(maximumInFlight: 0)
        let busy = try peers.tls(peers.server, validation: none)
        try await EchoServer.with(.peers(busy)) { echo in
            try await PoolUser.with { user in
                let answer = try await user.ask(target(echo.port))
                #expect(answer.failure != nil)
                #expect(try await eventually { busy.counters[.overloaded] == 1 })
                #expect(echo.counts.heads.now == 0)
            }
        }
    }

    @Test func `an address that asks for too many validations in a second is refused`() async throws
    {
        let slow = ValidationPool(perAddressAndSecond: 1)
        // One moment for all, so that one second counts.
        let now = CertificateGroup.wallClock
        let limited = try peers.tls(peers.server, validation: slow, clock: { now })
        try await EchoServer.with(.peers(limited)) { echo in
            try await PoolUser.with { user in
                var failures = 0
                for name in 1...4 {
                    let stranger = try peers.group.issue(
                        organization: "N\(name)",
                        serialNumber: "0000000100000000010\(name)"
                    )
                    let target = UpstreamTarget(
                        addresses: [.init(host: "127.0.0.1", port: echo.port)],
                        security: .peer(
                            try peers.tls(stranger),
                            host: TestGroup.serverName,
                            expected: try PeerID(TestGroup.providerID)
                        )
                    )
                    if try await user.ask(target).failure != nil { failures += 1 }
                }
                #expect(failures == 3)
                #expect(try await eventually { limited.counters[.overloaded] == 3 })
            }
        }
    }
}
