import AccessLog
import ExchangeModel
import Inway
import NIOCore
import NIOPosix
import RequirementTrait
import Testing

/// Answers of a source that break, before and after a part of them has left.
@Suite struct BrokenAnswerTests {
    private static let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

    /// Bodies that are broken from their beginning.
    private static let broken: [(name: String, text: String)] = [
        ("no number", "zz\r\nabc\r\n"), ("space after the size", "5 \r\nhello\r\n"),
        ("bare line feed", "5\nhello\r\n"), ("overlong size", "00000000000000005\r\nhello\r\n"),
        ("negative", "-5\r\nhello\r\n"), ("chunk without its end", "5\r\nhelloXX"),
        ("forbidden trailer", "5\r\nhello\r\n0\r\nContent-Length: 5\r\n\r\n"),
        ("control in an extension", "5;a\u{1}\r\nhello\r\n"),
    ]

    @Test(
        .requirement("FSC Core 2.0.0: E-02"),
        .requirement("RFC 9112: Chunked Transfer Coding"),
        arguments: broken
    )
    func `of which nothing has left are answered with an error, and the connection lives`(
        name: String,
        text: String
    ) async throws {
        let transaction = InwayTrial.freshTransaction()
        try await InwayTrial.with(
            source: SourceScript {
                $0.hasPrefix("GET /fine") ? UpstreamSample.json("{}") : .text(Self.chunked + text)
            }
        ) { trial in
            try await trial.client { client in
                let answer = try await client.ask(trial.request("GET / HTTP/1.1", transaction))
                #expect(answer.status == 502 && answer.code == "ANSWER_INVALID")
                #expect(answer.field("fsc-error-code") == "ANSWER_INVALID")
                let next = try await client.ask(trial.request("GET /fine HTTP/1.1"))
                #expect(next.status == 200)
            }
            let completion = try await trial.completion(of: transaction)
            #expect(completion.outcome == .refused(.release, .answerInvalid))
            #expect(completion.status == 502 && completion.responseBytes == 0)
            #expect(trial.source.requests.count == 2)
        }
    }

    @Test(
        .requirement("FSC Core 2.0.0: E-02"),
        arguments: [
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", chunked, chunked + "5", chunked + "5;a",
        ]
    )
    func `that end after their head are answered as from a source that is not there`(
        text: String
    ) async throws {
        let transaction = InwayTrial.freshTransaction()
        try await InwayTrial.with(source: SourceScript { _ in .breakingOff(text) }) { trial in
            try await trial.client { client in
                let answer = try await client.ask(trial.request("GET / HTTP/1.1", transaction))
                #expect(answer.status == 502 && answer.code == "ERROR_CODE_SERVICE_UNREACHABLE")
            }
            #expect(try await trial.completion(of: transaction).outcome == .unreachable)
        }
    }

    @Test func `of which nothing has left are answered over HTTP2 too`() async throws {
        try await InwayTrial.with(source: SourceScript { _ in .text(Self.chunked + "zz\r\n") }) {
            trial in
            try await trial.streams { client in
                let answer = try await client.ask(trial.request("GET / HTTP/1.1"))
                #expect(answer.status == 502)
                #expect(answer.field("fsc-error-code") == "ANSWER_INVALID")
            }
        }
    }

    @Test func `that stop after their head are 504 while nothing has left`() async throws {
        let transaction = InwayTrial.freshTransaction()
        var setup = InwayTrial.Setup()
        setup.answerTimeout = .milliseconds(100)
        setup.rules = try PersonsRegistry.rules()
        setup.policy = try PersonsRegistry.policy()
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\n"
        try await InwayTrial.with(setup, source: SourceScript { _ in .text(head) }) { trial in
            try await trial.client { client in
                let line = "GET /persons/1 HTTP/1.1"
                let answer = try await client.ask(trial.request(line, transaction))
                #expect(answer.status == 504 && answer.code == "SERVICE_TIMEOUT")
            }
            #expect(try await trial.completion(of: transaction).outcome == .timedOut)
        }
    }

    @Test func `whose body comes late have their head leave before it`() async throws {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
        try await InwayTrial.with(source: SourceScript { _ in .text(head) }) { trial in
            try await trial.client { client in
                try await client.send(trial.request("GET / HTTP/1.1"))
                #expect(try await eventually { client.text.contains("\r\n\r\n") })
                #expect(client.text.hasPrefix("HTTP/1.1 200"))
            }
        }
    }

    @Test func `that break after a part has left end the connection, and are on record`()
        async throws
    {
        let transaction = InwayTrial.freshTransaction()
        let large = String(repeating: "x", count: 100_000)
        let text = Self.chunked + "186A0\r\n\(large)\r\nzz\r\n"
        try await InwayTrial.with(source: SourceScript { _ in .text(text) }) { trial in
            try await trial.client { client in
                try await client.send(trial.request("GET / HTTP/1.1", transaction))
                #expect(try await eventually { client.isClosed })
                #expect(
                    client.text.hasPrefix("HTTP/1.1 200") && !client.text.hasSuffix("0\r\n\r\n")
                )
            }
            #expect(try await trial.completion(of: transaction).outcome == .interrupted)
        }
    }

    @Test(arguments: [
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
        String(repeating: "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", count: 1_000),
        chunked
            + String(repeating: "1;a=\(String(repeating: "b", count: 400))\r\nx\r\n", count: 20),
        chunked + "0\r\n" + String(repeating: "X-Much: a\r\n", count: 10_000) + "\r\n",
    ])
    func `of which there is too much, or that switch protocols, are 502 or cut`(
        text: String
    ) async throws {
        let transaction = InwayTrial.freshTransaction()
        try await InwayTrial.with(source: SourceScript { _ in .text(text) }) { trial in
            try await trial.client { client in
                let answer = try await client.ask(trial.request("GET / HTTP/1.1", transaction))
                #expect(answer.status == 502 || client.isClosed)
            }
            let outcome = try await trial.completion(of: transaction).outcome
            #expect(outcome == .refused(.release, .answerInvalid) || outcome == .interrupted)
        }
    }
}
