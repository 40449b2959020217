import HTTPWire
import NIOCore
import NIOHTTP2
import Testing

@testable import PeerTransport

private let moment = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

@Suite struct `Large messages take their time, and no more` {
    /// A stall that began at the moment, and is asked about seconds later.
    private final class Asked {
        private var stall = WriteStall()

        init() {
            stall.changed(isWritable: false, at: moment)
        }

        func isOver(after seconds: Int, pending: Int?) -> Bool {
            let now = moment + .seconds(Int64(seconds))
            return stall.isOver(.seconds(60), at: now, pending: pending)
        }

        func took(after seconds: Int) {
            stall.tookBytes(at: moment + .seconds(Int64(seconds)))
        }

        func end() {
            stall.changed(isWritable: true, at: moment)
        }
    }

    @Test func `whoever takes nothing for so long is stalled`() {
        let asked = Asked()
        #expect((0..<60).allSatisfy { !asked.isOver(after: $0, pending: 1_000) })
        #expect(asked.isOver(after: 60, pending: 1_000))
    }

    @Test func `whoever takes a little all the time is not`() {
        let asked = Asked()
        #expect((0..<600).allSatisfy { !asked.isOver(after: $0, pending: 1_000_000 - $0) })
        #expect(!asked.isOver(after: 658, pending: 999_401))
        #expect(asked.isOver(after: 659, pending: 999_401))
    }

    @Test func `more that waits is no progress, and writability ends the stall`() {
        let asked = Asked()
        #expect(!asked.isOver(after: 0, pending: 1_000))
        #expect(asked.isOver(after: 60, pending: 2_000))
        asked.end()
        #expect(!asked.isOver(after: 999, pending: 2_000))
    }

    @Test func `what was taken elsewhere begins the time anew`() {
        let asked = Asked()
        asked.took(after: 30)
        asked.took(after: 10)
        #expect(!asked.isOver(after: 89, pending: nil))
        #expect(asked.isOver(after: 90, pending: nil))
    }

    @Test func `a target that takes nothing of an upload fails at the answer deadline`()
        async throws
    {
        try await EchoServer.with { server in
            try await PoolUser.with { user in
                var limits = UpstreamLimits()
                limits.answer = .milliseconds(200)
                let target = UpstreamTarget(
                    addresses: [.init(host: "127.0.0.1", port: server.port)],
                    security: .plain,
                    limits: limits
                )
                let part = String(repeating: "x", count: 1_000_000)
                let failure = try await user.ask(
                    target,
                    "POST /held HTTP/1.1",
                    method: .post,
                    parts: Array(repeating: part, count: 32),
                    ending: false
                ).failure
                #expect(failure?.reason == .answerTimeout && failure?.requestLeft == true)
            }
        }
    }

    @Test func `a large request tells once that it takes no memory any more, a small one does not`()
        async throws
    {
        try await EchoServer.with { server in
            try await PoolUser.with { user in
                let target = UpstreamTarget(
                    addresses: [.init(host: "127.0.0.1", port: server.port)],
                    security: .plain
                )
                for (count, told) in [(1_000, 0), (200_000, 1), (200_000, 1)] {
                    let answer = try await user.ask(
                        target,
                        "POST / HTTP/1.1",
                        method: .post,
                        body: String(repeating: "x", count: count)
                    )
                    #expect(answer.body.utf8.count == count + 7)
                    #expect(answer.tookHeld == told)
                }
            }
        }
    }

    @Test func `nothing is held of a body whose answer has ended`() async throws {
        try await EchoServer.with { server in
            try await PoolUser.with { user in
                let target = UpstreamTarget(
                    addresses: [.init(host: "127.0.0.1", port: server.port)],
                    security: .plain
                )
                let answer = try await user.ask(
                    target,
                    "POST /early HTTP/1.1",
                    method: .post,
                    parts: ["a"],
                    ending: false
                )
                #expect(answer.status == 403 && answer.heldAfter == 0)
            }
        }
    }

    @Test func `a whole answer is said to be sent once all of it has left`() async throws {
        try await EchoServer.with { server in
            try await WireClient.with(port: server.port, autoRead: false) { client in
                try await client.send("GET /whole/32 HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await eventually { server.counts.ends.now == 1 })
                #expect(server.counts.sent.now == 0 && server.counts.unsent.now == 0)
                try await client.close()
                #expect(try await eventually { server.counts.unsent.now == 1 })
            }
            try await WireClient.with(port: server.port) { client in
                try await client.send("GET /whole/32 HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await eventually { server.counts.sent.now == 1 })
                #expect(try await eventually { client.receivedBytes > 32 * 1_024 * 1_024 })
            }
            #expect(server.counts.gone.now == 0 && server.counts.unsent.now == 1)
        }
    }

    @Test func `a whole answer on a stream is said to be sent once all of it has left`()
        async throws
    {
        let group = try TestGroup()
        let tls = try group.tls(group.server)
        try await EchoServer.with(.peers(tls), limits: .withStreams) { server in
            try await FrameClient.with(group, port: server.port) { (client) async throws in
                client.head(1, FrameClient.fields("GET", "/whole/1"))
                #expect(try await eventually { client.answer(1).body.readableBytes == 65_535 })
                #expect(server.counts.sent.now == 0)
                client.send(0, .windowUpdate(windowSizeIncrement: 1_000_000))
                client.send(1, .windowUpdate(windowSizeIncrement: 1_000_000))
                #expect(try await client.wait(1).body.readableBytes == 1_024 * 1_024)
                #expect(try await eventually { server.counts.sent.now == 1 })
            }
            try await FrameClient.with(group, port: server.port) { (client) async throws in
                client.head(1, FrameClient.fields("GET", "/whole/1"))
                #expect(try await eventually { client.answer(1).body.readableBytes == 65_535 })
            }
            #expect(try await eventually { server.counts.unsent.now == 1 })
        }
    }

    @Test(arguments: [
        (204, BodyFraming.length(5), ""), (204, .chunked, ""), (103, .length(5), ""),
        (304, .length(5), "content-length: 5\r\n"), (304, .chunked, ""),
        (200, .none, "content-length: 0\r\n"),
    ])
    func `an answer that has no body states no length, but for that of 304`(
        status: Int,
        framing: BodyFraming,
        stated: String
    ) {
        let answer = AnswerFraming(
            framing,
            status: status,
            facts: .refused,
            mustClose: true
        )
        var head = HeadBuffer()
        answer.finish(&head)
        #expect(String(buffer: head.bytes) == stated + "connection: close\r\n\r\n")
        #expect(answer.sent == .none)
    }
}
