import ExchangeModel
import HTTPWire
import NIOCore
import NIOHPACK
import NIOHTTP2
import PeerTransport
import Testing

/// A server of HTTP/2 that leaves while it is asked: RFC 9113, *GOAWAY*.
@Suite struct `An Inway that says goodbye` {
    private let peer: `A peer is asked over HTTP2`

    init() throws {
        peer = try `A peer is asked over HTTP2`()
    }

    @Test func `answers what was asked before, and is asked over a new connection after`()
        async throws
    {
        try await peer.withScript([.ok, .leave(3), .ok]) { (server, user) async throws in
            let target = try peer.target(server.port)
            for _ in 1...3 {
                let post = try await user.ask(target, "POST / HTTP/1.1", method: .post, body: "x")
                #expect(post.body == "ok")
            }
            #expect(server.requests.count == 3 && server.connections.now == 2)
        }
    }

    @Test func `gets again what came after the last stream, and nothing that came before it`()
        async throws
    {
        let steps: [FrameServer.Step] = [.ok, .silence, .goAway(3, .noError), .ok]
        try await peer.withScript(steps) { (server, user) async throws in
            let target = try peer.target(server.port) { $0.answer = .seconds(2) }
            #expect(try await user.ask(target).body == "ok")
            async let named = user.ask(target, "POST /named HTTP/1.1", method: .post, body: "x")
            #expect(try await eventually { server.requests.count == 2 })
            let later = try await user.ask(target, "POST /later HTTP/1.1", method: .post, body: "x")
            #expect(later.body == "ok")
            let failure = try await named.failure
            #expect(failure?.reason == .answerTimeout && failure?.requestLeft == true)
            let paths = server.requests.compactMap { $0.first(name: ":path") }
            #expect(paths == ["/", "/named", "/later", "/later"])
        }
    }

    @Test func `by a break without a word gets nothing again that is unsafe`() async throws {
        try await peer.withScript([.silence, .close, .ok]) { (server, user) async throws in
            let target = try peer.target(server.port)
            async let first = user.ask(target, "POST /1 HTTP/1.1", method: .post, body: "x")
            #expect(try await eventually { server.requests.count == 1 })
            let second = try await user.ask(target, "POST /2 HTTP/1.1", method: .post, body: "x")
            #expect(second.failure?.requestLeft == true)
            #expect(try await first.failure?.requestLeft == true && server.requests.count == 2)
        }
    }
}
