import CertificateAuthority
import ExchangeModel
import HTTPWire
import NIOCore
import NIOHTTP2
import PeerTransport
import RequirementTrait
import Testing

@Suite struct `A peer is asked over HTTP2` {
    let group: TestGroup
    let client: MutualTLS

    init() throws {
        group = try TestGroup()
        client = try group.tls(group.alice)
    }

    func target(
        _ port: Int,
        speaks: PeerProtocol = .http2,
        _ change: (inout UpstreamLimits) -> Void = { _ in }
    ) throws -> UpstreamTarget {
        var limits = UpstreamLimits()
        change(&limits)
        return UpstreamTarget(
            addresses: [.init(host: "127.0.0.1", port: port)],
            security: .peer(
                client,
                host: TestGroup.serverName,
                expected: try PeerID(TestGroup.providerID),
                speaks: speaks
            ),
            limits: limits
        )
    }

    func withEcho(
        _ limits: ServerLimits = .withStreams,
        _ use: (EchoServer, PoolUser, MutualTLS) async throws -> Void
    ) async throws {
        let tls = try group.tls(group.server)
        try await EchoServer.with(.peers(tls), limits: limits) { server in
            try await PoolUser.with { try await use(server, $0, tls) }
        }
    }

    func withScript(
        _ steps: [FrameServer.Step],
        _ use: (FrameServer, PoolUser) async throws -> Void
    ) async throws {
        try await FrameServer.with(group, steps) { server in
            try await PoolUser.with { try await use(server, $0) }
        }
    }

    @Test(.requirement("FSC Core 2.0.0: T-03"))
    func `requests share one connection, many at a time`() async throws {
        try await withEcho { (server, user, tls) async throws in
            let target = try target(server.port)
            #expect(try await user.ask(target).body == "Alice GET:")
            let bodies = try await withThrowingTaskGroup(of: String.self) { tasks in
                for number in 1...40 {
                    tasks.addTask {
                        try await user.ask(
                            target,
                            "POST /paused HTTP/1.1",
                            method: .post,
                            body: "\(number)"
                        ).body
                    }
                }
                return try await tasks.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(bodies == Set((1...40).map { "Alice POST:\($0)" }))
            #expect(tls.counters[.accepted] == 1 && client.counters[.accepted] == 1)
            #expect(try await user.openConnections() == 1)
        }
    }

    @Test func `a request that waits when its target is retired is answered`() async throws {
        try await withEcho { (server, user, tls) async throws in
            let target = try target(server.port)
            #expect(try await user.ask(target, retiring: true).body == "Alice GET:")
            #expect(tls.counters[.accepted] == 1)
            let counters = server.listener.counters
            #expect(try await eventually { counters.openConnections == 0 })
        }
    }

    @Test func `both protocols are spoken on one port`() async throws {
        try await withEcho { (server, user, _) async throws in
            let first = try await user.ask(target(server.port, speaks: .http1))
            let second = try await user.ask(target(server.port))
            #expect(first.body == second.body && first.status == 200)
            #expect(server.listener.counters.openConnections == 2)
        }
    }

    @Test func `large bodies pass both ways whole, however slowly they are taken`() async throws {
        try await withEcho { (server, user, _) async throws in
            let parts = (0..<30).map { String(repeating: "\($0 % 10)", count: 100_000) }
            for path in ["/chunks", "/slow"] {
                let answer = try await user.ask(
                    target(server.port),
                    "POST \(path) HTTP/1.1",
                    method: .post,
                    parts: parts,
                    pausing: true
                )
                #expect(answer.failure == nil)
                #expect(answer.body.hasSuffix(parts.joined()), "\(path)")
            }
        }
    }

    @Test func `an answer is whole although it is taken after its stream has ended`() async throws {
        try await withEcho { (server, user, _) async throws in
            let parts = [String(repeating: "x", count: 60_000), String(repeating: "y", count: 9)]
            let answer = try await user.ask(
                target(server.port),
                "POST /chunks HTTP/1.1",
                method: .post,
                parts: parts,
                pausing: true
            )
            #expect(answer.body == parts.joined() && answer.failure == nil)
        }
    }

    @Test func `HEAD and an empty POST are what they are`() async throws {
        try await withEcho { (server, user, _) async throws in
            let head = try await user.ask(target(server.port), "HEAD / HTTP/1.1", method: .head)
            #expect(head.status == 200 && head.body.isEmpty)
            let post = try await user.ask(target(server.port), "POST / HTTP/1.1", method: .post)
            #expect(post.body == "Alice POST:")
        }
    }

    @Test func `a request is framed and named by HTTP2's own fields`() async throws {
        try await withScript([.ok]) { (server, user) async throws in
            let line = "GET /a?b=c HTTP/1.1\r\nX-Upper: 1"
            #expect(try await user.ask(target(server.port), line).body == "ok")
            let fields = server.requests.first.map { $0.map { "\($0.name)=\($0.value)" } }
            #expect(
                fields == [
                    ":method=GET", ":scheme=https", ":path=/a?b=c", ":authority=upstream",
                    "x-upper=1",
                ]
            )
        }
    }

    @Test func `an Inway that speaks HTTP1 only gets no request`() async throws {
        var limits = ServerLimits.withStreams
        limits.http2 = nil
        try await withEcho(limits) { (server, user, _) async throws in
            let failure = try await user.ask(target(server.port)).failure
            #expect(failure?.reason == .protocolRefused && failure?.requestLeft == false)
            #expect(server.counts.heads.now == 0)
        }
    }

    @Test func `a request that was refused unseen is sent again, whatever it is`() async throws {
        try await withScript([.ok, .reset(.refusedStream), .ok]) { (server, user) async throws in
            let target = try target(server.port)
            #expect(try await user.ask(target).body == "ok")
            let post = try await user.ask(target, "POST / HTTP/1.1", method: .post, body: "x")
            #expect(post.body == "ok" && server.requests.count == 3)
        }
    }

    @Test func `a request that is always refused unseen fails in the end`() async throws {
        let never = Array(repeating: FrameServer.Step.reset(.refusedStream), count: 9)
        try await withScript(never) { (server, user) async throws in
            let failure = try await user.ask(target(server.port)).failure
            #expect(failure?.reason == .closedBeforeAnswer && server.requests.count == 4)
        }
    }

    @Test func `a request after the last one that was looked at is sent on a new connection`()
        async throws
    {
        try await withScript([.ok, .goAway(1, .noError), .ok]) { (server, user) async throws in
            let target = try target(server.port)
            #expect(try await user.ask(target).body == "ok")
            let post = try await user.ask(target, "POST / HTTP/1.1", method: .post, body: "x")
            #expect(post.body == "ok" && server.connections.now == 2)
        }
    }

    @Test(arguments: [
        FrameServer.Step.goAway(0, .enhanceYourCalm), .reset(.cancel), .reset(.internalError),
        .close,
    ])
    func `a request that may have been looked at is not sent again when it is unsafe`(
        step: FrameServer.Step
    ) async throws {
        try await withScript([.ok, step, .ok]) { (server, user) async throws in
            let target = try target(server.port)
            #expect(try await user.ask(target).body == "ok")
            let post = try await user.ask(target, "POST / HTTP/1.1", method: .post, body: "x")
            #expect(post.failure?.requestLeft == true && server.requests.count == 2)
        }
    }

    @Test
    func `a request that a kept connection lost is not sent again to a peer, and that is told`()
        async throws
    {
        try await withScript([.ok, .close, .ok]) { (server, user) async throws in
            let target = try target(server.port)
            #expect(try await user.ask(target).body == "ok")
            let failure = try await user.ask(target).failure
            #expect(failure?.reason == .closedBeforeAnswer && failure?.requestLeft == true)
            #expect(failure?.onKeptConnection == true, "whoever asked may begin anew")
            #expect(server.requests.count == 2)
        }
    }

    @Test(arguments: [FrameServer.Step.reset(.cancel), .reset(.internalError)])
    func `a stream that was reset was not lost with its connection`(
        step: FrameServer.Step
    ) async throws {
        try await withScript([.ok, step, .ok]) { (server, user) async throws in
            let target = try target(server.port)
            #expect(try await user.ask(target).body == "ok")
            #expect(try await user.ask(target).failure?.onKeptConnection == false)
            #expect(server.requests.count == 2)
        }
    }

    @Test func `a connection shows the certificate that its target names, also a former one`()
        async throws
    {
        try await withEcho { (server, user, _) async throws in
            let before = client.certificate
            let pinned = UpstreamTarget(
                addresses: [.init(host: "127.0.0.1", port: server.port)],
                security: .peer(
                    client,
                    host: TestGroup.serverName,
                    expected: try PeerID(TestGroup.providerID),
                    speaks: .http2,
                    showing: before
                )
            )
            let first = try await user.ask(pinned).body
            try await client.reload(credentials: group.bob.credentials)
            #expect(try await user.ask(pinned).body == first, "not that of the present")
            #expect(try await user.ask(target(server.port)).body == "Bob GET:")
            for _ in 1...9 {
                let next = try group.group.issue(
                    organization: "Carol",
                    serialNumber: "00000001000000000004"
                )
                try await client.reload(credentials: next.credentials)
            }
            let failure = try await user.ask(pinned).failure
            #expect(failure?.reason == .certificateReplaced && failure?.requestLeft == false)
        }
    }

    @Test(arguments: [
        [("x", "1")], [(":status", "2000")], [(":status", "abc")],
        [(":status", "200"), (":status", "200")], [(":status", "200"), ("connection", "close")],
        [(":status", "200"), ("transfer-encoding", "chunked")],
        [(":status", "200"), ("x", "a\r\nb: c")], [(":status", "200"), ("X", "1")],
        [(":status", "200"), ("content-length", "1")],
        [(":status", "200"), ("content-length", "3")], [(":path", "/"), (":status", "200")],
    ])
    func `an answer that would be refused over HTTP1 is refused`(
        fields: [(String, String)]
    ) async throws {
        try await withScript([.answer(fields, "ok"), .ok]) { (server, user) async throws in
            let target = try target(server.port)
            let failure = try await user.ask(target).failure
            #expect(failure?.reason == .malformedAnswer && failure?.requestLeft == true)
            #expect(try await user.ask(target).body == "ok", "the next one is not harmed")
        }
    }

    @Test func `a connection ends after its idle time and when it is retired`() async throws {
        try await withScript([.ok, .ok]) { (server, user) async throws in
            let brief = try target(server.port) { $0.idle = .milliseconds(20) }
            #expect(try await user.ask(brief).body == "ok")
            while try await user.openConnections() > 0 { await Task.yield() }
            let target = try target(server.port)
            #expect(try await user.ask(target).body == "ok")
            try await user.retire(target)
            #expect(try await user.openConnections() == 0)
        }
    }

    @Test func `after a reload of trust no request goes over an old connection`() async throws {
        try await withEcho { (server, user, _) async throws in
            let target = try target(server.port)
            #expect(try await user.ask(target).status == 200)
            try await client.reload(credentials: group.bob.credentials)
            #expect(try await user.ask(target).body == "Bob GET:")
        }
    }

    @Test func `a peer that cannot be reached fails each request once`() async throws {
        let closed = try RefusedPort()
        defer { withExtendedLifetime(closed) {} }
        try await PoolUser.with { (user) async throws in
            let target = try target(closed.number)
            async let first = user.ask(target)
            async let second = user.ask(target)
            let failures = try await [first.failure, second.failure]
            #expect(failures.allSatisfy { $0?.requestLeft == false })
        }
    }
}
