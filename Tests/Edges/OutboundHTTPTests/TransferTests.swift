import CertificateAuthority
import OutboundHTTP
import Testing

@Suite struct TransferTests {
    private static let deadline = Duration.seconds(2)

    private func request(
        _ server: TestServer,
        _ path: String,
        _ trust: GroupTrust,
        _ group: TestGroup,
        _ method: OutboundRequest.Method = .get
    ) throws -> OutboundRequest {
        try OutboundRequest.peer(
            group.expectedPeer,
            method,
            url: "https://localhost:\(server.port)\(path)",
            trust: trust
        )
    }

    private func plain(_ server: TestServer, _ path: String) throws -> OutboundRequest {
        try OutboundRequest.revocationList("http://127.0.0.1:\(server.port)\(path)")
    }

    @Test func `a deadline ends the call, before and after it was sent`() async throws {
        let server = try await TestServer.start()
        let client = OutboundClient(TestGroup.loopback)
        let request = try plain(server, "/never")
        await #expect(throws: OutboundError.timedOut(requestSent: true)) {
            try await client.send(request, deadline: .now + Self.deadline)
        }
        await #expect(throws: OutboundError.timedOut(requestSent: false)) {
            try await client.send(request, deadline: .now - Self.deadline)
        }
        #expect(server.counters.requests == 1)
        try await server.stop()
    }

    @Test func `a call that waits for its turn still has its deadline`() async throws {
        let server = try await TestServer.start()
        var configuration = TestGroup.loopback
        configuration.activeCallsPerHost = 1
        let client = OutboundClient(configuration)
        let request = try plain(server, "/never")
        async let first = client.failure(of: request, deadline: .soon)
        _ = await server.nextPath()
        await #expect(throws: OutboundError.timedOut(requestSent: false)) {
            try await client.send(request, deadline: .now + Self.deadline)
        }
        await client.shutDown()
        let ending = await first
        #expect(ending == .closed)
        try await server.stop()
    }

    @Test func `cancelling the task breaks the transfer off`() async throws {
        let server = try await TestServer.start()
        let client = OutboundClient(TestGroup.loopback)
        let request = try plain(server, "/never")
        let outcome = await withTaskGroup(of: OutboundError?.self) { tasks in
            tasks.addTask { await client.failure(of: request, deadline: .soon) }
            _ = await server.nextPath()
            tasks.cancelAll()
            return await tasks.next() ?? nil
        }
        #expect(outcome == .cancelled(requestSent: true))
        try await server.stop()
    }

    @Test func `a task that is cancelled already sends nothing`() async throws {
        let server = try await TestServer.start()
        let client = OutboundClient(TestGroup.loopback)
        let request = try plain(server, "/hello")
        let outcome = await withTaskGroup(of: OutboundError?.self) { tasks in
            tasks.cancelAll()
            tasks.addTask { await client.failure(of: request, deadline: .soon) }
            return await tasks.next() ?? nil
        }
        #expect(outcome == .cancelled(requestSent: false))
        await client.shutDown()
        #expect(server.counters.requests == 0)
        try await server.stop()
    }

    @Test(arguments: ["/size/1001", "/stream/1001", "/head/40000"])
    func `an answer over its limits is refused`(path: String) async throws {
        let server = try await TestServer.start()
        var request = try plain(server, path)
        request.limits = OutboundRequest.Limits(bodyBytes: 1_000)
        await #expect(throws: OutboundError.tooLarge) {
            try await OutboundClient(TestGroup.loopback).send(request, deadline: .soon)
        }
        try await server.stop()
    }

    @Test(arguments: ["/size/1000", "/stream/1000"])
    func `an answer within its limits is whole, and trailers are no headers`(
        path: String
    ) async throws {
        let server = try await TestServer.start()
        var request = try plain(server, path)
        request.limits = OutboundRequest.Limits(bodyBytes: 1_000)
        let response = try await OutboundClient(TestGroup.loopback).send(request, deadline: .soon)
        #expect(response.body.count == 1_000)
        #expect(response.headers["x-late"] == nil)
        try await server.stop()
    }

    @Test func `calls beyond the queue are refused as overloaded`() async throws {
        let server = try await TestServer.start()
        var configuration = TestGroup.loopback
        configuration.maximumCalls = 1
        let client = OutboundClient(configuration)
        let request = try plain(server, "/never")
        async let first = client.failure(of: request, deadline: .soon)
        _ = await server.nextPath()
        await #expect(throws: OutboundError.overloaded) {
            try await client.send(request, deadline: .soon)
        }
        await client.shutDown()
        let ending = await first
        #expect(ending == .closed)
        try await server.stop()
    }

    @Test func `a client that was shut down makes no call`() async throws {
        let server = try await TestServer.start()
        let client = OutboundClient(TestGroup.loopback)
        await client.shutDown()
        await client.shutDown()
        let request = try plain(server, "/hello")
        await #expect(throws: OutboundError.closed) {
            try await client.send(request, deadline: .soon)
        }
        try await server.stop()
    }

    @Test func `a kept connection that breaks repeats a GET but never a POST`() async throws {
        let group = try TestGroup()
        let trust = try group.trust()
        let server = try await group.serve(group.issue(TestGroup.provider))
        let client = OutboundClient(TestGroup.loopback)
        _ = try await client.send(request(server, "/hello", trust, group), deadline: .soon)
        var post = try request(server, "/drop", trust, group, .post)
        post.body = [1]
        await #expect(throws: OutboundError.connectionLost(requestSent: true)) {
            try await client.send(post, deadline: .soon)
        }
        #expect(server.counters.requests == 2)
        _ = try await client.send(request(server, "/hello", trust, group), deadline: .soon)
        let get = try request(server, "/drop", trust, group)
        #expect(try await client.send(get, deadline: .soon).status == 200)
        try await server.stop()
    }

    @Test func `a redirect is an answer and is not followed`() async throws {
        let server = try await TestServer.start()
        let response = try await OutboundClient(TestGroup.loopback)
            .send(plain(server, "/redirect"), deadline: .soon)
        #expect(response.status == 302)
        #expect(response.headers["Location"] == "https://localhost/elsewhere")
        #expect(server.counters.requests == 1)
        try await server.stop()
    }

    @Test func `a body and its fields arrive as given, and nothing is added`() async throws {
        let group = try TestGroup()
        let trust = try group.trust()
        let server = try await group.serve(group.issue(TestGroup.provider))
        let client = OutboundClient(TestGroup.loopback)
        var put = try request(server, "/echo", trust, group, .put)
        put.body = Array(repeating: 7, count: 100_000)
        #expect(try await client.send(put, deadline: .soon).body == put.body)
        var post = try request(server, "/heads", trust, group, .post)
        post.headers = ["X-Empty": "", "X-Name": "value"]
        let head = String(
            decoding: try await client.send(post, deadline: .soon).body,
            as: UTF8.self
        )
        #expect(head.contains("X-Empty:"))
        #expect(head.contains("X-Name: value"))
        #expect(head.contains("Content-Length: 0"))
        #expect(!head.contains("Expect"))
        #expect(!head.contains("Content-Type"))
        try await server.stop()
    }

    @Test(arguments: [("X-Name", "a\r\nX-Other: b"), ("X Name", "a"), ("", "a"), ("X:", "a")])
    func `a field that would be more than one line is refused`(
        name: String,
        value: String
    ) async throws {
        let server = try await TestServer.start()
        var request = try plain(server, "/hello")
        request.headers.append(name: name, value: value)
        await #expect(throws: OutboundError.malformed) {
            try await OutboundClient(TestGroup.loopback).send(request, deadline: .soon)
        }
        #expect(server.counters.bytes == 0)
        try await server.stop()
    }

    @Test func `what is not HTTP or not there is told apart`() async throws {
        let server = try await TestServer.start()
        let client = OutboundClient(TestGroup.loopback)
        do {
            _ = try await client.send(plain(server, "/garbage"), deadline: .soon)
            Issue.record("garbage was taken for an answer")
        } catch OutboundError.protocolError {
        }
        let port = server.port
        try await server.stop()
        await #expect(throws: OutboundError.refused) {
            try await client.send(
                OutboundRequest.revocationList("http://127.0.0.1:\(port)/"),
                deadline: .soon
            )
        }
        await #expect(throws: OutboundError.nameUnknown) {
            try await client.send(
                OutboundRequest.revocationList("http://no.such.invalid/"),
                deadline: .soon
            )
        }
    }
}
