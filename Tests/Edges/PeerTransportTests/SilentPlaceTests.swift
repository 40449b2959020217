import CertificateAuthority
import HTTPWire
import NIOCore
import NIOPosix
import Testing

@testable import PeerTransport

@Suite struct `A place that takes connections and says nothing` {
    static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    /// A name of two places on this machine, in this order.
    private struct TwoPlaces: Resolver, Sendable {
        let loop: any EventLoop

        func initiateAAAAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
            loop.makeSucceededFuture([])
        }

        func initiateAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
            loop.submit {
                try ["127.0.0.1", "127.0.0.2"].map { try SocketAddress(ipAddress: $0, port: port) }
            }
        }

        func cancelQueries() {}
    }

    private func target(
        _ port: Int,
        _ user: PoolUser,
        _ security: UpstreamTarget.Security = .plain
    ) -> UpstreamTarget {
        var limits = UpstreamLimits()
        limits.answer = .milliseconds(300)
        return UpstreamTarget(
            addresses: [.init(host: "source.example", port: port)],
            security: security,
            limits: limits,
            resolver: TwoPlaces(loop: user.loop)
        )
    }

    /// The first place of the name says nothing, the second one answers.
    private func withPlaces(
        _ use: (PoolUser, ScriptedServer, ScriptedServer) async throws -> Void
    ) async throws {
        let silence = Array(repeating: "SILENCE", count: 30)
        let answers = Array(repeating: Self.ok, count: 30)
        try await ScriptedServer.with(silence) { (silent) async throws in
            try await ScriptedServer.with(answers, host: "127.0.0.2", port: silent.port) {
                (healthy) async throws in
                try await PoolUser.with { try await use($0, silent, healthy) }
            }
        }
    }

    @Test func `loses a safe request to another place of the name, and all that follow`()
        async throws
    {
        try await withPlaces { (user, silent, healthy) async throws in
            let target = target(silent.port, user)
            for _ in 1...20 { #expect(try await user.ask(target).body == "ok") }
            #expect(silent.requests.count == 1 && healthy.requests.count == 20)
        }
    }

    @Test func `is not asked next after a request that may not be sent again`() async throws {
        try await withPlaces { (user, silent, healthy) async throws in
            let target = target(silent.port, user)
            let line = "POST / HTTP/1.1"
            let first = try await user.ask(target, line, method: .post, body: "x")
            #expect(first.failure?.reason == .answerTimeout && first.failure?.requestLeft == true)
            #expect(healthy.requests.isEmpty)
            for _ in 1...5 {
                #expect(try await user.ask(target, line, method: .post, body: "x").body == "ok")
            }
            #expect(silent.requests.count == 1 && healthy.requests.count == 5)
        }
    }

    @Test func `loses its kept connections`() async throws {
        let answers = [Self.ok] + Array(repeating: "SILENCE", count: 3)
        try await ScriptedServer.with(answers) { (tired) async throws in
            let healthy = [Self.ok, Self.ok]
            try await ScriptedServer.with(healthy, host: "127.0.0.2", port: tired.port) {
                (healthy) async throws in
                try await PoolUser.with { (user) async throws in
                    let target = target(tired.port, user)
                    #expect(try await user.ask(target).body == "ok")
                    #expect(healthy.connections.now == 0)
                    #expect(try await user.ask(target).body == "ok")
                    #expect(try await user.ask(target).body == "ok")
                    #expect(tired.requests.count == 2 && healthy.requests.count == 2)
                    #expect(try await eventually { tired.closed.now == tired.connections.now })
                }
            }
        }
    }

    @Test func `within its handshake loses the request before it was sent, whatever it is`()
        async throws
    {
        let group = try TestGroup()
        let tls = try ServerTLS(credentials: group.server.credentials)
        try await EchoServer.with(.tls(tls)) { (echo) async throws in
            try await ScriptedServer.with([], host: "127.0.0.2", port: echo.port) {
                (silent) async throws in
                let client = try ClientTLS(
                    anchors: group.group.anchorsPEM,
                    serverName: TestGroup.serverName
                )
                try await PoolUser.with { (user) async throws in
                    var limits = UpstreamLimits()
                    limits.connect = .seconds(9)
                    let target = UpstreamTarget(
                        addresses: [.init(host: "source.example", port: echo.port)],
                        security: .tls(client),
                        limits: limits,
                        resolver: SilentFirst(loop: user.loop)
                    )
                    let line = "POST / HTTP/1.1"
                    let answer = try await user.ask(target, line, method: .post, body: "x")
                    #expect(answer.body == "- POST:x")
                    #expect(silent.connections.now == 1 && silent.requests.isEmpty)
                }
            }
        }
    }

    private struct SilentFirst: Resolver, Sendable {
        let loop: any EventLoop

        func initiateAAAAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
            loop.makeFailedFuture(ChannelError.unknownLocalAddress)
        }

        func initiateAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
            loop.submit {
                try ["127.0.0.2", "127.0.0.1"].map { try SocketAddress(ipAddress: $0, port: port) }
            }
        }

        func cancelQueries() {}
    }

    @Test func `is asked all the same where the name has no other`() async throws {
        try await ScriptedServer.with(["SILENCE", Self.ok]) { (server) async throws in
            try await PoolUser.with { (user) async throws in
                var limits = UpstreamLimits()
                limits.answer = .milliseconds(300)
                let target = UpstreamTarget(
                    addresses: [.init(host: "localhost", port: server.port)],
                    security: .plain,
                    limits: limits
                )
                #expect(try await user.ask(target).failure?.reason == .answerTimeout)
                #expect(try await user.ask(target).body == "ok")
            }
        }
    }

    @Test func `is left out longer each time, and is like any other once it answers`() throws {
        let place = try SocketAddress(ipAddress: "192.0.2.1", port: 1)
        let other = try SocketAddress(ipAddress: "192.0.2.2", port: 1)
        let start = NIODeadline.uptimeNanoseconds(1_000_000_000)
        var places = SilentPlaces()
        places.note(place, at: start)
        #expect(places.usable([place, other], at: start + .seconds(9)) == [other])
        #expect(places.usable([place, other], at: start + .seconds(10)) == [place, other])
        #expect(places.usable([place], at: start) == [place])
        places.note(place, at: start)
        #expect(places.usable([place, other], at: start + .seconds(19)) == [other])
        for _ in 1...20 { places.note(place, at: start) }
        #expect(places.usable([place, other], at: start + .seconds(299)) == [other])
        #expect(places.usable([place, other], at: start + .seconds(300)) == [place, other])
        places.answered(place)
        #expect(places.usable([place, other], at: start) == [place, other])
    }
}
