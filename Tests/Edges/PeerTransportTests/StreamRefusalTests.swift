import NIOCore
import NIOHTTP2
import PeerTransport
import RequirementTrait
import Testing

@Suite struct `What is refused as HTTP1 is refused as HTTP2` {
    struct Head: Sendable, CustomTestStringConvertible {
        let name: String
        let fields: [(String, String)]
        var testDescription: String { name }

        init(_ name: String, _ fields: [(String, String)]) {
            (self.name, self.fields) = (name, fields)
        }

        /// An ordinary request with one more field.
        init(_ field: String, _ value: String) {
            self.init(
                "\(field): \(value.debugDescription)",
                FrameClient.fields("GET", "/", [(field, value)])
            )
        }
    }

    static let heads: [Head] =
        [
            Head("X-Upper", "1"), Head("a:b", "1"), Head("a b", "1"), Head("a\r\nb", "1"),
            Head("connection", "close"), Head("keep-alive", "1"), Head("proxy-connection", "x"),
            Head("upgrade", "websocket"), Head("transfer-encoding", "chunked"),
            Head("te", "gzip"), Head("http2-settings", "x"), Head("x", "a\r\nhost: evil"),
            Head("x", "a\nb"), Head("x", "a\rb"), Head("x", "a\0b"), Head("x", "a\u{1}b"),
            Head("x", " a"), Head("x", "a\t"), Head("x", "\u{FFFD}"), Head("host", "b"),
            Head("content-length", "+0"), Head("content-length", "5"),
            Head("content-length", "0, 0"), Head("content-length", "-1"),
            Head(
                "two lengths",
                FrameClient.fields(
                    "GET",
                    "/",
                    [
                        ("content-length", "0"), ("content-length", "0"),
                    ]
                )
            ),
            Head("two hosts", FrameClient.fields("GET", "/", [("host", "a"), ("host", "a")])),
            Head(
                "late path",
                [
                    (":method", "GET"), (":scheme", "https"), (":authority", "a"), ("x", "1"),
                    (":path", "/"),
                ]
            ),
            Head("two paths", FrameClient.fields() + []), Head(":status", "200"),
            Head(":protocol", "websocket"), Head(":", "x"),
            Head("no method", [(":scheme", "https"), (":authority", "a"), (":path", "/")]),
            Head("no path", [(":method", "GET"), (":scheme", "https"), (":authority", "a")]),
            Head("no host", [(":method", "GET"), (":scheme", "https"), (":path", "/")]),
            Head(
                "http",
                [
                    (":method", "GET"), (":scheme", "http"), (":authority", "a"), (":path", "/"),
                ]
            ),
            Head(
                "user",
                [
                    (":method", "GET"), (":scheme", "https"), (":authority", "u@a"), (":path", "/"),
                ]
            ),
            Head("connect with path", FrameClient.fields("CONNECT")),
        ]
        + [
            "", "x", "http://evil/", "*", "/a b", "/a\r\nhost: evil", "/ HTTP/1.1", "/\u{7F}",
            "/é", "/#f",
        ].map { Head("path \($0.debugDescription)", FrameClient.fields("GET", $0)) }
        + ["", "GET /evil HTTP/1.1\r\nx: y\r\n\r\n", "G T", "GET\t"].map {
            Head("method \($0.debugDescription)", FrameClient.fields($0))
        }

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

    @Test(arguments: heads)
    func `a malformed head gets one 400, reaches no exchange, and no more is taken`(
        head: Head
    ) async throws {
        try await with { (server, client) async throws in
            client.head(1, head.name == "two paths" ? head.fields + head.fields : head.fields)
            let answer = try await client.wait(1)
            #expect(answer.status == "400" && answer.heads.count == 1)
            #expect(answer.field("fsc-error-code") == "MALFORMED_REQUEST")
            #expect(try await eventually { client.goAways == [.noError] })
            #expect(try await eventually { client.isClosed })
            #expect(server.counts.heads.now == 0 && server.counts.refused.now == 1)
            #expect(server.listener.counters[.malformed] == 1)
        }
    }

    /// RFC 9113, *Malformed Messages* (8.1.1).
    @Test(arguments: [
        ("3", ["ab"]), ("2", ["a", ""]), ("1", ["ab"]), ("1", ["a", "b"]), ("2", ["a", "bc"]),
        ("0", ["a"]), ("0", ["", "a"]),
    ])
    func `a body that is not as long as its head says is refused before it counts as whole`(
        length: String,
        parts: [String]
    ) async throws {
        try await with { (server, client) async throws in
            let fields = FrameClient.fields("POST", "/", [("content-length", length)])
            client.head(1, fields, ends: false)
            for (number, part) in parts.enumerated() {
                client.data(1, part, ends: number == parts.count - 1)
            }
            let answer = try await client.wait(1)
            #expect(answer.status == "400" && answer.heads.count == 1)
            #expect(answer.field("fsc-error-code") == "MALFORMED_REQUEST")
            #expect(try await eventually { client.goAways == [.noError] && client.isClosed })
            let counts = server.counts
            #expect(counts.ends.now == 0 && counts.refused.now == 1)
            #expect(counts.heads.now == (length == "0" ? 0 : 1))
            #expect(counts.gone.now == counts.heads.now)
            #expect(server.listener.counters[.malformed] == 1)
        }
    }

    @Test(arguments: [("5", "hello"), ("0", "")])
    func `a request is whole when its client says so, not when its length is reached`(
        length: String,
        body: String
    ) async throws {
        try await with { (server, client) async throws in
            let fields = FrameClient.fields("POST", "/", [("content-length", length)])
            client.head(1, fields, ends: false)
            client.data(1, body, ends: false)
            client.head(3, FrameClient.fields())
            #expect(try await client.wait(3).status == "200")
            #expect(server.counts.ends.now == 1 && !client.answer(1).isOver)
            client.data(1, "")
            #expect(try await client.wait(1).text == "Alice POST:\(body)")
        }
    }

    @Test(arguments: ["host", "content-length", "authorization", "X", ":path", "connection"])
    func `a trailer that must not stand there is refused`(name: String) async throws {
        try await with { (server, client) async throws in
            client.head(1, FrameClient.fields("POST"), ends: false)
            client.data(1, "ab", ends: false)
            client.head(1, [(name, "1")])
            let answer = try await client.wait(1)
            #expect(answer.status == "400")
            #expect(try await eventually { server.counts.gone.now == 1 })
            #expect(server.counts.ends.now == 0)
        }
    }

    @Test func `a harmless trailer ends the request`() async throws {
        try await with { (server, client) async throws in
            client.head(1, FrameClient.fields("POST"), ends: false)
            client.data(1, "ab", ends: false)
            client.head(1, [("x-checksum", "1")])
            #expect(try await client.wait(1).text == "Alice POST:ab")
        }
    }

    @Test func `a request under way ends although another one is refused`() async throws {
        try await with { (server, client) async throws in
            client.head(1, FrameClient.fields("POST"), ends: false)
            client.head(3, FrameClient.fields("GET", "x"))
            #expect(try await client.wait(3).status == "400")
            client.data(1, "ok")
            #expect(try await client.wait(1).text == "Alice POST:ok")
            #expect(try await eventually { client.isClosed })
        }
    }
}
