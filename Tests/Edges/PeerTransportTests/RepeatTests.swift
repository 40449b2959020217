import HTTPWire
import NIOCore
import PeerTransport
import RequirementTrait
import Testing

@Suite struct `A request that a kept connection lost` {
    static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    func target(
        _ server: ScriptedServer,
        _ change: (inout UpstreamLimits) -> Void = { _ in }
    ) throws -> UpstreamTarget {
        var limits = UpstreamLimits()
        change(&limits)
        return UpstreamTarget(
            addresses: [.init(host: "127.0.0.1", port: server.port)],
            security: .plain,
            limits: limits
        )
    }

    @Test(arguments: [RequestMethod.get, .head])
    func `is sent once more on a fresh connection when it is safe`(
        method: RequestMethod
    ) async throws {
        let ending = method == .head ? "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" : Self.ok
        try await ScriptedServer.with([Self.ok, "CLOSE", ending]) { (server) async throws in
            try await PoolUser.with { (user) async throws in
                let target = try target(server)
                #expect(try await user.ask(target).body == "ok")
                let line = method == .head ? "HEAD / HTTP/1.1" : "GET / HTTP/1.1"
                let second = try await user.ask(target, line, method: method)
                #expect(second.status == 200 && second.failure == nil)
                #expect(server.requests.count == 3 && server.connections.now == 2)
            }
        }
    }

    @Test func `is not sent a third time`() async throws {
        try await ScriptedServer.with([Self.ok, "CLOSE", "CLOSE", Self.ok]) {
            (server) async throws in
            try await PoolUser.with { (user) async throws in
                let target = try target(server)
                #expect(try await user.ask(target).body == "ok")
                let failure = try await user.ask(target).failure
                #expect(failure?.reason == .closedBeforeAnswer && failure?.requestLeft == true)
                #expect(server.requests.count == 3)
            }
        }
    }

    @Test(arguments: [
        ("POST", RequestMethod.post, ""), ("PUT", .put, "x"), ("DELETE", .delete, ""),
        ("PATCH", .patch, "x"), ("OPTIONS", .options, ""), ("GET", .get, "x"),
    ])
    func `is not sent again when it may change something or has a body`(
        name: String,
        method: RequestMethod,
        body: String
    ) async throws {
        try await ScriptedServer.with([Self.ok, "CLOSE", Self.ok]) { (server) async throws in
            try await PoolUser.with { (user) async throws in
                let target = try target(server)
                #expect(try await user.ask(target).body == "ok")
                let second = try await user.ask(
                    target,
                    "\(name) / HTTP/1.1",
                    method: method,
                    body: body
                )
                #expect(second.failure?.reason == .closedBeforeAnswer)
                #expect(second.failure?.requestLeft == true)
                #expect(server.requests.count == 2)
            }
        }
    }

    @Test func `is not sent again when a part of the answer came`() async throws {
        try await ScriptedServer.with([Self.ok, "HTTP/1.1 2CLOSE", Self.ok]) {
            (server) async throws in
            try await PoolUser.with { (user) async throws in
                let target = try target(server)
                #expect(try await user.ask(target).body == "ok")
                #expect(try await user.ask(target).failure?.reason == .closedBeforeAnswer)
                #expect(server.requests.count == 2)
            }
        }
    }

    @Test func `is not sent again when the connection was fresh`() async throws {
        try await ScriptedServer.with(["CLOSE", Self.ok]) { (server) async throws in
            try await PoolUser.with { (user) async throws in
                let failure = try await user.ask(try target(server)).failure
                #expect(failure?.reason == .closedBeforeAnswer && server.requests.count == 1)
            }
        }
    }

    @Test func `is not sent again after silence`() async throws {
        try await ScriptedServer.with([Self.ok, "SILENCE", Self.ok]) { (server) async throws in
            try await PoolUser.with { (user) async throws in
                let target = try target(server) { $0.answer = .seconds(2) }
                #expect(try await user.ask(target).body == "ok")
                #expect(try await user.ask(target).failure?.reason == .answerTimeout)
                #expect(server.requests.count == 2)
            }
        }
    }

    @Test func `gets a fresh connection although all that there may be are kept`() async throws {
        try await ScriptedServer.with([Self.ok, "CLOSE", Self.ok]) { (server) async throws in
            try await PoolUser.with { (user) async throws in
                let target = try target(server) { $0.connections = 1 }
                #expect(try await user.ask(target).body == "ok")
                #expect(try await user.ask(target).body == "ok")
                #expect(server.connections.now == 2)
            }
        }
    }
}
