import AccessLog
import ExchangeModel
import LogStorage
import NIOCore
import Outway
import PeerTransport
import RequirementTrait
import Testing

@Suite(.serialized) struct `An answer of the Inway that breaks off` {
    private static let ok = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
    private static let head = "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n"

    @Test(
        .requirement("FSC Core 2.0.0: O-07"),
        arguments: ["zz\r\n", "5 x\r\nhello\r\n", "5\nhello\n", "-1\r\n", "\r\n"],
        [true, false]
    )
    func `at its first chunk is told with 502, with its code`(
        chunk: String,
        isTogether: Bool
    ) async throws {
        let head = Self.head + "transfer-encoding: chunked\r\n\r\n"
        try await RawInway.with([isTogether ? [head + chunk] : [head, chunk]]) { trial, _ in
            let answer = try await trial.ask()
            #expect(answer.status == 502 && answer.code == "INWAY_UNREACHABLE")
            #expect(answer.body.contains("is not acceptable HTTP"))
            let completion = try await trial.completion(of: answer)
            #expect(completion.outcome == .unreachable && completion.status == 502)
        }
    }

    @Test(arguments: [
        ["4\r\ngood\r\nzz\r\n"], ["4\r\ngood\r\n", "CLOSE"],
    ])
    func `after a chunk that has not left is told with 502 too`(rest: [String]) async throws {
        let head = Self.head + "transfer-encoding: chunked\r\n\r\n"
        try await RawInway.with([[head + rest[0]] + rest.dropFirst()]) { trial, _ in
            let answer = try await trial.ask()
            // What came in one read is looked at before any of it leaves; a close may come later.
            #expect(rest.count > 1 || answer.status == 502)
            #expect(answer.status == 502 || !answer.body.hasSuffix("0\r\n\r\n"))
        }
    }

    @Test func `before the body that it promised is told with 502`() async throws {
        try await RawInway.with([[Self.head + "content-length: 5\r\n\r\n", "CLOSE"]]) { trial, _ in
            let answer = try await trial.ask()
            #expect(answer.status == 502 && answer.code == "INWAY_UNREACHABLE")
        }
    }

    @Test func `head alone reaches the client when the body keeps it waiting`() async throws {
        let head = Self.head + "content-length: 2\r\n\r\n"
        try await RawInway.with([[head]]) { trial, _ in
            let request =
                "GET / HTTP/1.1\r\nHost: outway.local\r\nFsc-Grant-Hash: \(trial.parties.grant)\r\n\r\n"
            try await ByteClient.with(port: trial.port) { channel, inbox in
                try await channel.writeAndFlush(ByteBuffer(string: request)).get()
                let hasCome = try await eventually {
                    String(decoding: inbox.bytes, as: UTF8.self).hasPrefix("HTTP/1.1 200")
                }
                #expect(hasCome && !inbox.isClosed)
            }
        }
    }

    // MARK: A connection that is lost

    @Test(.requirement("FSC Logging 1.1.0: L-05"))
    func `a request that a kept connection lost is made once more, as another transaction`()
        async throws
    {
        try await RawInway.with([[Self.ok], ["CLOSE"], [Self.ok]]) { trial, inway in
            #expect(try await trial.ask().status == 200)
            let answer = try await trial.ask()
            #expect(answer.status == 200 && answer.body == "ok")
            let sent = inway.requests.map { Self.transaction(in: $0) }
            #expect(sent.count == 3 && Set(sent).count == 3, "an id stands for one record")
            #expect(answer.transaction == sent.last)
            #expect(try await trial.completion(of: answer).outcome == .answered)
            let lost = try #require(sent.dropFirst().first ?? nil)
            let isClosed = try await eventually { try trial.log.find(lost).count == 2 }
            #expect(isClosed, "the first one is on record, with its end")
        }
    }

    @Test func `a request that a kept connection lost twice is told with 502`() async throws {
        try await RawInway.with([[Self.ok], ["CLOSE"], ["CLOSE"], [Self.ok]]) { trial, inway in
            #expect(try await trial.ask().status == 200)
            let answer = try await trial.ask()
            #expect(answer.status == 502 && answer.code == "INWAY_UNREACHABLE")
            #expect(inway.requests.count == 3)
        }
    }

    @Test(arguments: [("GET", true), ("POST", false), ("DELETE", false)])
    func `a request is not made again under the client's own id, nor where it changes something`(
        method: String,
        isNamed: Bool
    ) async throws {
        try await RawInway.with([[Self.ok], ["CLOSE"], [Self.ok]]) { trial, inway in
            #expect(try await trial.ask().status == 200)
            let id = TransactionID.version7(at: trial.ahead.now, random: (1, 2))
            let answer = try await trial.ask(
                "\(method) /persons HTTP/1.1",
                fields: isNamed ? "Fsc-Transaction-Id: \(id)\r\n" : ""
            )
            #expect(answer.status == 502 && answer.code == "INWAY_UNREACHABLE")
            #expect(answer.body.contains("closed the connection before its answer"))
            #expect(inway.requests.count == 2)
        }
    }

    private static func transaction(in head: String) -> TransactionID? {
        let line = head.split(separator: "\r\n").first {
            $0.lowercased().hasPrefix("fsc-transaction-id:")
        }
        return line.flatMap { try? TransactionID($0.dropFirst("fsc-transaction-id: ".count)) }
    }
}
