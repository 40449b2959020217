import CertificateAuthority
import NIOCore
import NIOHTTP2
import PeerTransport
import RequirementTrait
import Testing

@Suite struct `A stream of HTTP2 carries one request` {
    let group: TestGroup
    let tls: MutualTLS

    init() throws {
        group = try TestGroup()
        tls = try group.tls(group.server)
    }

    func with(
        _ limits: ServerLimits = .withStreams,
        _ use: (EchoServer, FrameClient) async throws -> Void
    ) async throws {
        try await EchoServer.with(.peers(tls), limits: limits) { server in
            try await FrameClient.with(group, port: server.port) { try await use(server, $0) }
        }
    }

    @Test(.requirement("FSC Core 2.0.0: T-03"))
    func `a request is answered as over HTTP1, by the peer's own name`() async throws {
        try await with { (server, client) async throws in
            client.head(1, FrameClient.fields("POST", "/", [("content-length", "5")]), ends: false)
            client.data(1, "hello")
            let answer = try await client.wait(1)
            #expect(answer.status == "200" && answer.text == "Alice POST:hello")
            #expect(answer.field("x-test") == "yes")
            #expect(answer.field("content-length") == "16")
            #expect(answer.field("connection") == nil)
            #expect(tls.counters[.accepted] == 1 && server.counts.ends.now == 1)
        }
    }

    @Test func `several requests are under way at a time`() async throws {
        try await with { (server, client) async throws in
            client.head(1, FrameClient.fields("POST"), ends: false)
            client.head(3, FrameClient.fields("POST", "/chunks"), ends: false)
            client.head(5, FrameClient.fields())
            #expect(try await client.wait(5).text == "Alice GET:")
            client.data(3, "ab", ends: false)
            client.data(1, "x", ends: false)
            #expect(try await eventually { client.answer(3).text == "ab" })
            client.data(1, "y")
            #expect(try await client.wait(1).text == "Alice POST:xy")
            client.data(3, "cd")
            let last = try await client.wait(3)
            #expect(last.text == "abcd" && last.isEnded)
            #expect(last.field("transfer-encoding") == nil)
            #expect(server.listener.counters.openConnections == 1)
        }
    }

    @Test func `HEAD has no body, and cookies come as one field`() async throws {
        try await with { (_, client) async throws in
            client.head(1, FrameClient.fields("HEAD", "/", [("cookie", "a=1"), ("cookie", "b=2")]))
            let answer = try await client.wait(1)
            #expect(answer.status == "200" && answer.text.isEmpty)
            #expect(answer.field("content-length") == "11")
        }
    }

    @Test func `100 Continue comes first where it is asked for`() async throws {
        try await with { (_, client) async throws in
            client.head(
                1,
                FrameClient.fields("POST", "/", [("expect", "100-continue")]),
                ends: false
            )
            #expect(try await eventually { client.answer(1).status == "100" })
            client.data(1, "hi")
            let answer = try await client.wait(1)
            #expect(answer.heads.count == 2 && answer.text == "Alice POST:hi")
        }
    }

    @Test func `after an early answer the rest of the body is not wanted, and is no error`()
        async throws
    {
        try await with { (server, client) async throws in
            client.head(1, FrameClient.fields("POST", "/early"), ends: false)
            let answer = try await client.wait(1)
            #expect(answer.status == "403" && answer.isEnded)
            #expect(try await eventually { client.answer(1).reset == .noError })
            client.head(3, FrameClient.fields())
            #expect(try await client.wait(3).status == "200")
            #expect(server.counts.parts.now == 0)
        }
    }

    @Test func `an answer that breaks off resets its stream and no other`() async throws {
        try await with { (_, client) async throws in
            client.head(1, FrameClient.fields("POST", "/chunks"), ends: false)
            client.head(3, FrameClient.fields("GET", "/short"))
            #expect(try await client.wait(3).reset == .internalError)
            client.data(1, "ok")
            #expect(try await client.wait(1).text == "ok")
        }
    }

    @Test func `an exchange hears when its request is taken back`() async throws {
        try await with { (server, client) async throws in
            client.head(1, FrameClient.fields("GET", "/never"))
            #expect(try await eventually { server.counts.ends.now == 1 })
            client.send(1, .rstStream(.cancel))
            #expect(try await eventually { server.counts.gone.now == 1 })
            client.head(3, FrameClient.fields())
            #expect(try await client.wait(3).status == "200")
        }
    }

    @Test func `a large answer waits for a client that does not take it, and others do not`()
        async throws
    {
        try await with { (server, client) async throws in
            client.head(1, FrameClient.fields("GET", "/large/64"))
            #expect(try await eventually { client.answer(1).body.readableBytes == 65_535 })
            client.send(0, .windowUpdate(windowSizeIncrement: 100_000))
            client.head(3, FrameClient.fields())
            #expect(try await client.wait(3).text == "Alice GET:")
            #expect(server.counts.megabytes.now < 4)
            #expect(client.answer(1).body.readableBytes == 65_535)
        }
    }

    @Test func `a body that is not read holds its sender, and no other stream`() async throws {
        try await with { (server, client) async throws in
            client.head(1, FrameClient.fields("POST", "/held"), ends: false)
            let isSent = Count()
            let rest = String(repeating: "x", count: 1_000_000)
            let promise = client.send(
                1,
                .data(.init(data: .byteBuffer(ByteBuffer(string: rest)), endStream: true))
            )
            promise.whenSuccess { isSent.add() }
            client.head(3, FrameClient.fields("POST", "/"), ends: false)
            client.data(3, String(repeating: "y", count: 1_000))
            #expect(try await client.wait(3).text.utf8.count == 1_011)
            #expect(isSent.now == 0 && server.counts.parts.now == 1)
        }
    }

    @Test func `a peer that is revoked loses its streams`() async throws {
        try await with { (server, client) async throws in
            client.head(1, FrameClient.fields("GET", "/never"))
            #expect(try await eventually { server.counts.ends.now == 1 })
            try await tls.reload(trust: group.trust(revoking: group.alice))
            #expect(try await eventually { client.isClosed && server.counts.gone.now == 1 })
            #expect(tls.counters[.lapsedInUse] == 1)
        }
    }

    @Test func `a connection without a request says goodbye after the idle time`() async throws {
        var limits = ServerLimits.withStreams
        limits.idle = .milliseconds(50)
        try await with(limits) { (server, client) async throws in
            #expect(try await eventually { client.isClosed })
            #expect(client.goAways == [.noError])
            #expect(server.listener.counters[.idleTimeout] == 1)
        }
    }

    @Test func `a drain lets streams end, takes no other, and says so`() async throws {
        try await with { (server, client) async throws in
            client.head(1, FrameClient.fields("POST"), ends: false)
            client.data(1, "h", ends: false)
            #expect(try await eventually { server.counts.parts.now == 1 })
            async let drained: Void = server.listener.drain(within: .seconds(10))
            #expect(try await eventually { client.lastStreams == [.maxID, 1] })
            #expect(client.goAways == [.noError, .noError])
            client.data(1, "i")
            #expect(try await client.wait(1).text == "Alice POST:hi")
            await drained
            #expect(try await eventually { client.isClosed })
            #expect(server.counts.heads.now == 1)
        }
    }

    @Test func `a listener that offers HTTP1 only gets no request over HTTP2`() async throws {
        var limits = ServerLimits.withStreams
        limits.http2 = nil
        try await with(limits) { (server, client) async throws in
            client.head(1, FrameClient.fields())
            #expect(try await eventually { client.isClosed })
            #expect(server.counts.heads.now == 0)
        }
    }
}
