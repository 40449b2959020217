import HTTPWire
import NIOCore
import PeerTransport
import RequirementTrait
import Testing

@Suite struct `A request goes upstream once` {
    static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    func target(
        _ ports: [Int],
        _ change: (inout UpstreamLimits) -> Void = { _ in }
    ) throws -> UpstreamTarget {
        var limits = UpstreamLimits()
        change(&limits)
        return UpstreamTarget(
            addresses: ports.map { .init(host: "127.0.0.1", port: $0) },
            security: .plain,
            limits: limits
        )
    }

    @Test func `answers of every framing come whole and the connection is kept`() async throws {
        let answers = [
            Self.ok, "HTTP/1.1 204 No Content\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n" + Self.ok,
            "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
        ]
        try await ScriptedServer.with(answers) { server in
            try await PoolUser.with { user in
                let target = try target([server.port])
                var bodies: [String] = []
                for _ in answers { bodies.append(try await user.ask(target).body) }
                #expect(bodies == ["ok", "", "abc", "ok", ""])
                #expect(server.connections.now == 1)
            }
        }
    }

    @Test func `an answer until close is whole, and the next request has a new connection`()
        async throws
    {
        let answers = ["HTTP/1.1 200 OK\r\n\r\nall of itCLOSE", Self.ok]
        try await ScriptedServer.with(answers) { server in
            try await PoolUser.with { user in
                let target = try target([server.port])
                #expect(try await user.ask(target).body == "all of it")
                #expect(try await user.ask(target).body == "ok")
                #expect(server.connections.now == 2)
            }
        }
    }

    @Test func `the answer to HEAD has no body whatever its length says`() async throws {
        let answers = ["HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", Self.ok]
        try await ScriptedServer.with(answers) { server in
            try await PoolUser.with { user in
                let target = try target([server.port])
                let head = try await user.ask(target, "HEAD / HTTP/1.1", method: .head)
                #expect(head.status == 200 && head.body.isEmpty)
                #expect(try await user.ask(target).body == "ok")
            }
        }
    }

    @Test func `a request is framed by what it is`() async throws {
        try await ScriptedServer.with([Self.ok, Self.ok, Self.ok]) { server in
            try await PoolUser.with { user in
                let target = try target([server.port])
                _ = try await user.ask(target)
                _ = try await user.ask(target, "POST / HTTP/1.1", method: .post)
                _ = try await user.ask(
                    target,
                    "POST / HTTP/1.1",
                    method: .post,
                    parts: ["one", "three"]
                )
                let requests = server.requests
                #expect(requests.first == "GET / HTTP/1.1\r\nhost: upstream\r\n\r\n")
                #expect(requests.dropFirst().first?.contains("content-length: 0\r\n") == true)
                #expect(
                    requests.last?.hasSuffix(
                        "transfer-encoding: chunked\r\n\r\n3\r\none\r\n5\r\nthree\r\n0\r\n\r\n"
                    ) == true
                )
            }
        }
    }

    @Test func `an answer taken in pauses is whole`() async throws {
        let chunks = (1...20).map { "1\r\n\($0 % 10)\r\n" }.joined()
        let answers = [
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + "0\r\n\r\n"
        ]
        try await ScriptedServer.with(answers) { server in
            try await PoolUser.with { user in
                let answer = try await user.ask(target([server.port]), pausing: true)
                #expect(answer.body == "12345678901234567890")
            }
        }
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabcCLOSE", "closed_during_answer"),
        ("HTTP/1.1 200 OK\r\nContent-LenCLOSE", "closed_before_answer"),
        ("CLOSE", "closed_before_answer"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "malformed_answer"),
        ("HTTP/1.1 101 Switching Protocols\r\n\r\n", "malformed_answer"),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "malformed_answer"),
        (String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 9), "malformed_answer"),
    ])
    func `a broken answer fails once, and the request is not sent again`(
        answer: String,
        reason: String
    ) async throws {
        try await ScriptedServer.with([answer, Self.ok]) { server in
            try await PoolUser.with { user in
                let target = try target([server.port])
                let failure = try await user.ask(target).failure
                #expect(failure?.reason.name == reason && failure?.requestLeft == true)
                #expect(server.requests.count == 1)
                #expect(try await user.ask(target).body == "ok", "the next one is not harmed")
            }
        }
    }

    @Test func `bytes after an answer do not become the next answer`() async throws {
        let smuggled = Self.ok + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"
        try await ScriptedServer.with([smuggled, Self.ok]) { server in
            try await PoolUser.with { user in
                let target = try target([server.port])
                #expect(try await user.ask(target).body == "ok")
                #expect(try await user.ask(target).body == "ok")
                #expect(server.connections.now == 2)
            }
        }
    }

    @Test func `a kept connection that the other end closed is not used`() async throws {
        try await ScriptedServer.with([Self.ok, Self.ok]) { server in
            try await PoolUser.with { user in
                let target = try target([server.port])
                #expect(try await user.ask(target).body == "ok")
                await server.closeConnections()
                while try await user.openConnections() > 0 { await Task.yield() }
                let second = try await user.ask(target)
                #expect(second.body == "ok", "\(second)")
                #expect(server.connections.now == 2)
            }
        }
    }

    @Test func `silence fails at the answer deadline`() async throws {
        try await ScriptedServer.with(["SILENCE"]) { server in
            try await PoolUser.with { user in
                let target = try target([server.port]) { $0.answer = .milliseconds(50) }
                let failure = try await user.ask(target).failure
                #expect(failure?.reason == .answerTimeout && failure?.requestLeft == true)
            }
        }
    }

    private static let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

    @Test(arguments: [
        // A head, one after an interim one, a chunk's size and its extension, a trailer.
        ("HTTP/1.1 200 OK\r\nX: DRIP", false), ("HTTP/1.1 103 Hints\r\n\r\nHTTP/1.1 DRIP", false),
        (chunked + "5\r\nhello\r\n5;DRIP", false), (chunked + "0\r\nX: DRIP", false),
        // The body of an answer that must be whole before it leaves.
        ("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nDRIP", true),
    ])
    func `an answer that drips fails at the answer deadline`(
        answer: String,
        isHeld: Bool
    ) async throws {
        try await ScriptedServer.with([answer]) { server in
            try await PoolUser.with { (user) async throws in
                let target = try target([server.port]) { $0.answer = .milliseconds(300) }
                let begun = ContinuousClock.now
                let failure = try await user.ask(target, holding: isHeld).failure
                #expect(failure?.reason == .answerTimeout && failure?.requestLeft == true)
                #expect(ContinuousClock.now - begun < .seconds(5))
            }
        }
    }

    @Test func `an answer that streams may take its time as long as its body comes`() async throws {
        let body = String(repeating: "a", count: 100)
        let text = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nDRIP"
        try await ScriptedServer.with([text]) { server in
            try await PoolUser.with { (user) async throws in
                let target = try target([server.port]) { $0.answer = .milliseconds(300) }
                #expect(try await user.ask(target).body == body)
            }
        }
    }

    @Test func `an address that takes no connection is left for another, unseen by the request`()
        async throws
    {
        let closed = try RefusedPort()
        defer { withExtendedLifetime(closed) {} }
        try await ScriptedServer.with([Self.ok, Self.ok, Self.ok]) { server in
            try await PoolUser.with { user in
                let target = try target([closed.number, server.port]) { $0.idle = .milliseconds(1) }
                for _ in 1...3 { #expect(try await user.ask(target).body == "ok") }
            }
        }
    }

    @Test func `where no address takes a connection the request has not left`() async throws {
        let closed = try RefusedPort()
        defer { withExtendedLifetime(closed) {} }
        try await PoolUser.with { user in
            let failure = try await user.ask(target([closed.number, closed.number])).failure
            #expect(failure?.reason == .connectFailed)
            #expect(failure?.requestLeft == false)
        }
    }

    @Test func `requests over the bound of connections wait their turn`() async throws {
        try await ScriptedServer.with(Array(repeating: Self.ok, count: 6)) { server in
            try await PoolUser.with { user in
                let target = try target([server.port]) { $0.connections = 2 }
                let bodies = try await withThrowingTaskGroup(of: String.self) { group in
                    for _ in 1...6 { group.addTask { try await user.ask(target).body } }
                    return try await group.reduce(into: [String]()) { $0.append($1) }
                }
                #expect(bodies == Array(repeating: "ok", count: 6))
                #expect(server.connections.now <= 2)
            }
        }
    }

    @Test func `a request that waits too long behind others fails and has not left`() async throws {
        try await ScriptedServer.with(["SILENCE"]) { server in
            try await PoolUser.with { user in
                let target = try target([server.port]) {
                    $0.connections = 1
                    $0.connect = .seconds(3)
                }
                async let first = user.ask(target)
                #expect(try await eventually { server.requests.count == 1 })
                let second = try await user.ask(target).failure
                #expect(second?.reason == .poolExhausted && second?.requestLeft == false)
                await server.closeConnections()
                let late = try await first.failure
                #expect(late?.reason == .closedBeforeAnswer)
            }
        }
    }

    @Test func `a kept connection ends after its idle time, or before the other end's`()
        async throws
    {
        let brief = "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 2\r\n\r\nok"
        try await ScriptedServer.with([brief, Self.ok]) { server in
            try await PoolUser.with { user in
                let target = try target([server.port])
                #expect(try await user.ask(target).body == "ok")
                let isGone = try await eventually { server.closed.now == 1 }
                #expect(isGone, "a hint of one second leaves none")
                #expect(try await user.ask(target).body == "ok")
            }
        }
    }

    @Test func `a request that waits when its target is retired is answered`() async throws {
        try await ScriptedServer.with([Self.ok]) { server in
            try await PoolUser.with { user in
                let target = try target([server.port])
                #expect(try await user.ask(target, retiring: true).body == "ok")
                #expect(try await eventually { server.closed.now == 1 })
                #expect(server.connections.now == 1)
            }
        }
    }

    @Test func `a retired target keeps no connection`() async throws {
        try await ScriptedServer.with([Self.ok]) { server in
            try await PoolUser.with { user in
                let target = try target([server.port])
                #expect(try await user.ask(target).body == "ok")
                try await user.retire(target)
                #expect(try await eventually { server.closed.now == 1 })
            }
        }
    }
}
