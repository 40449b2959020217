import HTTPWire
import NIOCore
import PeerTransport
import RequirementTrait
import Testing

@Suite struct `A connection keeps its bounds` {
    @Test(arguments: [
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n folded: b\r\n\r\n",
        "GET / HTTP/1.1\nHost: a\n\n",
        "GET / HTTP/2.0\r\nHost: a\r\n\r\n",
        "\u{16}\u{3}\u{1}\u{0}\r\n\r\n",
    ])
    func `a malformed request gets one 400, reaches no exchange, and the connection ends`(
        request: String
    ) async throws {
        try await EchoServer.with { server in
            try await WireClient.with(port: server.port) { client in
                try await client.send(request + "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                let text = try await client.receiveUntilClosed()
                #expect(text.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
                #expect(text.contains("fsc-error-code: MALFORMED_REQUEST\r\n"))
                #expect(text.contains("ERROR_DOMAIN_INWAY") && text.contains("connection: close"))
                #expect(text.ranges(of: "HTTP/1.1").count == 1)
            }
            #expect(server.counts.heads.now == 0 && server.counts.refused.now == 1)
            #expect(server.listener.counters[.malformed] == 1)
        }
    }

    @Test func `a body whose framing breaks is refused and its exchange is told`() async throws {
        try await EchoServer.with { server in
            try await WireClient.with(port: server.port) { client in
                try await client.send(
                    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\naXX"
                )
                let text = try await client.receiveUntilClosed()
                #expect(text.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
            }
            #expect(try await eventually { server.counts.gone.now == 1 })
            #expect(server.counts.ends.now == 0)
        }
    }

    @Test func `a head that does not end in time closes the connection`() async throws {
        var limits = ServerLimits()
        limits.head = .milliseconds(50)
        try await EchoServer.with(limits: limits) { server in
            try await WireClient.with(port: server.port) { client in
                try await client.send("GET / HTTP/1.1\r\nHo")
                _ = try await client.receiveUntilClosed()
                #expect(client.isClosed && server.listener.counters[.headTimeout] == 1)
            }
        }
    }

    @Test func `a connection without a request closes after the idle time`() async throws {
        var limits = ServerLimits()
        limits.idle = .milliseconds(50)
        try await EchoServer.with(limits: limits) { server in
            try await WireClient.with(port: server.port) { client in
                _ = try await client.receiveUntilClosed()
                #expect(client.isClosed && server.listener.counters[.idleTimeout] == 1)
            }
        }
    }

    @Test func `a body that stops coming closes the connection and its exchange is told`()
        async throws
    {
        var limits = ServerLimits()
        limits.body = .milliseconds(50)
        try await EchoServer.with(limits: limits) { server in
            try await WireClient.with(port: server.port) { client in
                try await client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nab")
                _ = try await client.receiveUntilClosed()
                #expect(server.listener.counters[.bodyTimeout] == 1)
                #expect(try await eventually { server.counts.gone.now == 1 })
            }
        }
    }

    @Test(arguments: [
        // A chunk's extension, a trailer, and the body itself: all byte by byte, without end.
        ("1;", "a", ServerLimits().leastBodyRate), ("0\r\nX: ", "a", ServerLimits().leastBodyRate),
        ("", "1\r\na\r\n", 1 << 30),
    ])
    func `a body that drips closes the connection and its exchange is told`(
        beginning: String,
        drop: String,
        rate: Int
    ) async throws {
        var limits = ServerLimits()
        limits.body = .milliseconds(50)
        limits.leastBodyRate = rate
        (limits.wire.chunkExtensionBytes, limits.wire.trailerBytes) = (.max, .max)
        try await EchoServer.with(limits: limits) { server in
            try await WireClient.with(port: server.port) { client in
                let head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                try await client.send(head + beginning)
                while !client.isClosed {
                    try? await client.send(drop)
                    await Task.yield()
                }
                #expect(server.listener.counters[.bodyTimeout] == 1)
                #expect(server.counts.gone.now == 1 && server.counts.ends.now == 0)
            }
        }
    }

    @Test func `a client that takes nothing of its answer is closed`() async throws {
        var limits = ServerLimits()
        limits.stalledAnswer = .milliseconds(50)
        try await EchoServer.with(limits: limits) { server in
            try await WireClient.with(port: server.port, autoRead: false) { client in
                try await client.send("GET /large/64 HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await eventually { server.counts.gone.now == 1 })
                #expect(server.listener.counters[.stalledAnswer] == 1)
            }
        }
    }

    @Test func `a connection more than there may be is closed as it comes`() async throws {
        var limits = ServerLimits()
        limits.connections = 1
        try await EchoServer.with(limits: limits) { server in
            try await WireClient.with(port: server.port) { first in
                try await first.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                _ = try await first.receive(until: "- GET:")
                try await WireClient.with(port: server.port) { second in
                    _ = try await second.receiveUntilClosed()
                    #expect(second.isClosed && second.received.isEmpty)
                }
                #expect(server.listener.counters[.full] == 1)
                #expect(server.listener.counters.openConnections == 1)
            }
        }
    }

    @Test func `a drain lets a request end, says close, and takes no other`() async throws {
        try await EchoServer.with { server in
            try await WireClient.with(port: server.port) { client in
                try await client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nh")
                #expect(try await eventually { server.counts.parts.now == 1 })
                async let drained: Void = server.listener.drain(within: .seconds(10))
                await #expect(throws: (any Error).self) {
                    // Once the port is closed nobody can connect; until then they are closed.
                    while true {
                        try await WireClient.with(port: server.port) {
                            _ = try await $0.receiveUntilClosed()
                        }
                    }
                }
                try await client.send("i")
                let text = try await client.receiveUntilClosed()
                #expect(text.contains("connection: close") && text.hasSuffix("POST:hi"))
                await drained
            }
        }
    }

    @Test func `a drain closes what is left at its bound`() async throws {
        try await EchoServer.with { server in
            try await WireClient.with(port: server.port) { client in
                try await client.send("GET /never HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await eventually { server.counts.ends.now == 1 })
                await server.listener.drain(within: .milliseconds(50))
                #expect(server.counts.gone.now == 1)
                _ = try await client.receiveUntilClosed()
                #expect(client.isClosed)
            }
        }
    }
}
