import NIOCore
import PeerTransport
import RequirementTrait
import Testing

@Suite struct `A connection takes one request after the other` {
    @Test func `an answer has the length and the connection stays open`() async throws {
        try await EchoServer.with { server in
            try await WireClient.with(port: server.port) { client in
                try await client.send(
                    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"
                )
                let first = try await client.receive(until: "POST:hello")
                #expect(
                    first.hasPrefix("HTTP/1.1 200 OK\r\nx-test: yes\r\ncontent-length: 12\r\n\r\n")
                )
                try await client.send("GET /again HTTP/1.1\r\nHost: a\r\n\r\n")
                let second = try await client.receive(until: "- GET:")
                #expect(second.hasSuffix("- GET:"))
                #expect(!client.isClosed)
            }
            #expect(server.counts.heads.now == 2)
        }
    }

    @Test func `requests sent ahead are answered in their order`() async throws {
        try await EchoServer.with { server in
            try await WireClient.with(port: server.port) { client in
                let requests = (1...5).map {
                    "POST /paused HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n\($0)"
                }
                try await client.send(requests.joined())
                let text = try await client.receive(until: "POST:5")
                let order = (1...5).compactMap { text.firstRange(of: "POST:\($0)")?.lowerBound }
                #expect(order.count == 5 && order == order.sorted())
            }
        }
    }

    @Test func `a request that arrives byte by byte is one request`() async throws {
        try await EchoServer.with { server in
            try await WireClient.with(port: server.port) { client in
                let request =
                    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
                for byte in request.unicodeScalars { try await client.send(String(byte)) }
                #expect(try await client.receive(until: "POST:abcde").hasSuffix("POST:abcde"))
            }
            #expect(server.counts.heads.now == 1 && server.counts.ends.now == 1)
        }
    }

    @Test func `an answer of unknown length leaves in chunks`() async throws {
        try await EchoServer.with { server in
            try await WireClient.with(port: server.port) { client in
                try await client.send(
                    "POST /chunks HTTP/1.1\r\nHost: a\r\nContent-Length: 20\r\n\r\n"
                )
                try await client.send("0123456789")
                _ = try await client.receive(until: "9\r\n")
                try await client.send("abcdefghij")
                let text = try await client.receive(until: "0\r\n\r\n")
                #expect(text.contains("transfer-encoding: chunked\r\n\r\na\r\n0123456789\r\n"))
                #expect(text.hasSuffix("a\r\nabcdefghij\r\n0\r\n\r\n"))
            }
        }
    }

    @Test func `an answer of stated length streams without chunks`() async throws {
        try await EchoServer.with { server in
            try await WireClient.with(port: server.port) { client in
                try await client.send(
                    "POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab"
                )
                _ = try await client.receive(until: "ab")
                try await client.send("cd")
                let text = try await client.receive(until: "abcd")
                #expect(text.hasSuffix("content-length: 4\r\n\r\nabcd"))
            }
        }
    }

    @Test func `an answer that ends before its stated length closes the connection`() async throws {
        try await EchoServer.with { server in
            try await WireClient.with(port: server.port) { client in
                try await client.send("GET /short HTTP/1.1\r\nHost: a\r\n\r\n")
                _ = try await client.receiveUntilClosed()
                #expect(client.isClosed)
            }
        }
    }

    @Test func `the answer to HEAD states a length and has no body`() async throws {
        try await EchoServer.with { server in
            try await WireClient.with(port: server.port) { client in
                try await client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")
                _ = try await client.receive(until: "\r\n\r\n")
                try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                let text = try await client.receive(until: "- GET:")
                #expect(text.contains("content-length: 7\r\n\r\nHTTP/1.1 200"))
            }
        }
    }

    @Test func `a client of HTTP/1.0 gets no chunks and a connection that ends`() async throws {
        try await EchoServer.with { server in
            try await WireClient.with(port: server.port) { client in
                try await client.send("POST /chunks HTTP/1.0\r\nContent-Length: 2\r\n\r\nhi")
                let text = try await client.receiveUntilClosed()
                #expect(text.hasSuffix("connection: close\r\n\r\nhi"))
                #expect(!text.contains("chunked"))
            }
        }
    }

    @Test func `a client that asks to close is closed after its answer`() async throws {
        try await EchoServer.with { server in
            try await WireClient.with(port: server.port) { client in
                try await client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                let text = try await client.receiveUntilClosed()
                #expect(text.contains("connection: close\r\n\r\n- GET:"))
            }
        }
    }

    @Test func `100 Continue is sent once the body is wanted, and not before`() async throws {
        try await EchoServer.with { server in
            try await WireClient.with(port: server.port) { client in
                let head =
                    " HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
                try await client.send("POST /paused" + head)
                let interim = try await client.receive(until: "\r\n\r\n")
                #expect(interim == "HTTP/1.1 100 Continue\r\n\r\n")
                try await client.send("hi")
                #expect(try await client.receive(until: "POST:hi").hasSuffix("POST:hi"))
                try await client.send("POST /early" + head)
                let text = try await client.receiveUntilClosed()
                #expect(text.contains("HTTP/1.1 403 Forbidden"))
                #expect(text.ranges(of: "100 Continue").count == 1)
            }
        }
    }

    @Test func `an expectation that is not 100-continue is answered with 417`() async throws {
        try await EchoServer.with { server in
            try await WireClient.with(port: server.port) { client in
                try await client.send(
                    "POST / HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\nContent-Length: 2\r\n\r\n"
                )
                let text = try await client.receiveUntilClosed()
                #expect(text.hasPrefix("HTTP/1.1 417 Expectation Failed\r\n"))
                #expect(text.contains("EXPECTATION_UNSUPPORTED"))
                #expect(!text.contains("100 Continue"))
            }
        }
    }

    @Test func `after an early answer a small body is dropped and the next request taken`()
        async throws
    {
        try await EchoServer.with { server in
            try await WireClient.with(port: server.port) { client in
                try await client.send(
                    "POST /early HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n"
                )
                _ = try await client.receive(until: "\r\n\r\n")
                try await client.send("bodyGET / HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await client.receive(until: "- GET:").hasSuffix("- GET:"))
            }
            #expect(server.counts.parts.now == 0)
        }
    }

    @Test func `after an early answer a large body closes the connection`() async throws {
        try await EchoServer.with { server in
            try await WireClient.with(port: server.port) { client in
                let length = 10_000_000
                try await client.send(
                    "POST /early HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\r\n"
                )
                let text = try await client.receiveUntilClosed()
                #expect(text.contains("403 Forbidden") && text.contains("connection: close"))
            }
        }
    }

    @Test func `a large answer waits for a client that does not read`() async throws {
        try await EchoServer.with { server in
            try await WireClient.with(port: server.port, autoRead: false) { client in
                try await client.send("GET /large/64 HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await eventually { server.counts.ends.now == 1 })
                // What the system's buffers take passes; the rest is never made.
                try await Task.sleep(for: .milliseconds(200))
                #expect(server.counts.megabytes.now < 32)
            }
            #expect(try await eventually { server.counts.gone.now == 1 })
        }
    }

    @Test func `an exchange hears when its client leaves`() async throws {
        try await EchoServer.with { server in
            try await WireClient.with(port: server.port) { client in
                try await client.send("GET /never HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await eventually { server.counts.ends.now == 1 })
                try await client.close()
            }
            #expect(try await eventually { server.counts.gone.now == 1 })
        }
    }
}
