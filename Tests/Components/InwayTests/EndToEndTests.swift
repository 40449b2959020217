import AccessLog
import CertificateAuthority
import ExchangeModel
import Inway
import NIOCore
import PayloadPolicy
import RequirementTrait
import Testing

/// Requests over real mutual TLS, with a real log and a source on loopback.
@Suite struct EndToEndTests {
    @Test(
        .requirement("FSC Core 2.0.0: I-05"),
        .requirement("FSC Core 2.0.0: I-06"),
        .requirement("FSC Logging 1.1.0: L-09"),
        .requirement("FSC Test Suite: Inway-Incoming-Request-5")
    )
    func `a permitted request reaches the source and is recorded before and after`() async throws {
        let transaction = InwayTrial.freshTransaction()
        try await InwayTrial.with(
            source: SourceScript { _ in UpstreamSample.json("{\"ok\":true}") }
        ) {
            trial in
            try await trial.client { client in
                let answer = try await client.ask(
                    trial.request("GET /persons/1?x=y HTTP/1.1", transaction)
                )
                #expect(answer.status == 200)
                #expect(answer.body == "{\"ok\":true}")
                #expect(answer.field("content-type") == "application/json")
            }
            let request = try #require(trial.source.requests.first)
            #expect(request.hasPrefix("GET /persons/1?x=y HTTP/1.1\r\nhost: source.internal\r\n"))
            #expect(request.contains("Fsc-Authorization: Bearer ey"))
            #expect(request.contains("Fsc-Transaction-Id: \(transaction)\r\n"))
            #expect(request.contains("traceparent: 00-"))
            let completion = try await trial.completion(of: transaction)
            #expect(completion.outcome == .answered)
            #expect(completion.status == 200)
            #expect(completion.responseBytes == 11)
            let entries = try await trial.entries(of: transaction, atLeast: 2)
            guard case .request(let entry) = try #require(entries.first) else {
                Issue.record("the first entry is no record")
                return
            }
            #expect(entry.direction == .incoming)
            #expect(entry.source.peer == trial.parties.consumer.peer)
            #expect(entry.destination.peer == trial.parties.provider.peer)
            #expect(entry.service.rawValue == "persons")
            #expect(entry.unchecked == UncheckedReason.noRule.rawValue)
        }
    }

    @Test(.requirement("FSC Logging 1.1.0: L-09"), arguments: [-301, 301, -200_000_000])
    func `a transaction id that was not made about now is refused, and the source is not called`(
        seconds: Int64
    ) async throws {
        let source = SourceScript { _ in UpstreamSample.json("{}") }
        try await InwayTrial.with(source: source) { trial in
            let now = CertificateGroup.wallClock
            let old = TransactionID.version7(
                at: now.advanced(bySeconds: seconds + seconds.signum() * 10),
                random: (1, 2)
            )
            let near = TransactionID.version7(
                at: now.advanced(bySeconds: -seconds.signum() * 280),
                random: (3, 4)
            )
            try await trial.client { client in
                let refused = try await client.ask(trial.request("GET /persons HTTP/1.1", old))
                #expect(refused.status == 400 && refused.code == "INVALID_LOG_RECORD_ID")
                #expect(refused.body.contains("within 300 seconds of now"))
                let passed = try await client.ask(trial.request("GET /persons HTTP/1.1", near))
                #expect(passed.status == 200)
            }
            #expect(trial.source.requests.count == 1)
        }
    }

    @Test func `requests on one connection are answered in their order, bodies streamed`()
        async throws
    {
        try await InwayTrial.with(
            source: SourceScript { request in
                let path = request.split(separator: " ")[1]
                return .text(
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "4\r\nfor \r\n2\r\n\(path)\r\n0\r\n\r\n"
                )
            }
        ) { trial in
            try await trial.client { client in
                let body = String(repeating: "x", count: 200_000)
                try await client.send(
                    trial.request("POST /1 HTTP/1.1", body: body) + trial.request("GET /2 HTTP/1.1")
                )
                let first = try await client.answer()
                let second = try await client.answer()
                #expect(first.status == 200 && first.body.contains("/1"))
                #expect(second.status == 200 && second.body.contains("/2"))
                #expect(trial.source.requests.first?.hasSuffix("xxx") == true)
            }
        }
    }

    @Test(.requirement("FSC Core 2.0.0: I-07"))
    func `an error answer of the source passes unaltered, but for its phrase`() async throws {
        try await InwayTrial.with(
            source: SourceScript { _ in
                UpstreamSample.json("{\"a\":1}", status: "418 Teapot", fields: "X-Own: 1\r\n")
            }
        ) { trial in
            try await trial.client { client in
                let answer = try await client.ask(trial.request())
                #expect(answer.head.hasPrefix("HTTP/1.1 418 \r\n"))
                #expect(answer.body == "{\"a\":1}")
                #expect(answer.field("x-own") == "1")
                #expect(answer.field("fsc-error-code") == nil)
            }
        }
    }

    @Test(arguments: [401, 408, 200])
    func `a source cannot say for the Inway what an Outway acts on`(status: Int) async throws {
        try await InwayTrial.with(
            source: SourceScript { _ in
                UpstreamSample.json(
                    "{\"a\":1}",
                    status: "\(status) x",
                    fields: "FSC-Error-code: ERROR_CODE_ACCESS_TOKEN_INVALID\r\nX-Own: 1\r\n"
                )
            }
        ) { trial in
            try await trial.client { client in
                let answer = try await client.ask(trial.request())
                #expect(answer.status == status && answer.body == "{\"a\":1}")
                #expect(answer.field("x-own") == "1")
                #expect(answer.field("fsc-error-code") == nil)
            }
        }
    }

    // MARK: Refusals

    @Test(
        .requirement("FSC Core 2.0.0: I-04"),
        .requirement("FSC Core 2.0.0: E-01"),
        .requirement("FSC Test Suite: Inway-Incoming-Request-2")
    )
    func `a request without a token is refused, recorded as a denial, and goes no further`()
        async throws
    {
        let transaction = InwayTrial.freshTransaction()
        try await InwayTrial.with(source: SourceScript { _ in UpstreamSample.json("{}") }) {
            trial in
            try await trial.client { client in
                let answer = try await client.ask(
                    "GET / HTTP/1.1\r\nHost: a\r\nFsc-Transaction-Id: \(transaction)\r\n\r\n"
                )
                #expect(answer.status == 401)
                #expect(answer.field("fsc-error-code") == "ERROR_CODE_ACCESS_TOKEN_MISSING")
                #expect(answer.field("www-authenticate") == "Bearer")
                #expect(answer.code == "ERROR_CODE_ACCESS_TOKEN_MISSING")
                #expect(answer.body.contains("ERROR_DOMAIN_INWAY"))
            }
            #expect(trial.source.requests.isEmpty)
        }
    }

    @Test(.requirement("FSC Core 2.0.0: I-03"))
    func `a token of another peer's certificate opens nothing`() async throws {
        try await InwayTrial.with(source: SourceScript { _ in UpstreamSample.json("{}") }) {
            trial in
            try await trial.client(as: trial.parties.stranger) { client in
                let answer = try await client.ask(trial.request())
                #expect(answer.status == 401)
                #expect(answer.code == "ERROR_CODE_ACCESS_TOKEN_INVALID")
                let other = try await client.ask(trial.request(service: "elsewhere"))
                #expect(other.status == 404)
                #expect(other.code == "ERROR_CODE_SERVICE_NOT_FOUND")
            }
            #expect(trial.source.requests.isEmpty)
            let denials = try await trial.denials(atLeast: 2)
            #expect(denials.map(\.code) == [.accessTokenInvalid, .serviceNotFound])
            #expect(denials.allSatisfy { $0.peer == trial.parties.stranger.peer })
        }
    }

    @Test func `a transaction id that was used is refused, and the source is called once`()
        async throws
    {
        let transaction = InwayTrial.freshTransaction()
        try await InwayTrial.with(source: SourceScript { _ in UpstreamSample.json("{}") }) {
            trial in
            try await trial.client { client in
                let first = try await client.ask(trial.request("GET / HTTP/1.1", transaction))
                #expect(first.status == 200)
                let again = try await client.ask(trial.request("GET / HTTP/1.1", transaction))
                #expect(again.status == 400)
                #expect(again.code == "INVALID_LOG_RECORD_ID")
            }
            #expect(trial.source.requests.count == 1)
        }
    }

    @Test(.requirement("FSC Logging 1.1.0: L-10"))
    func `without a log nothing is forwarded`() async throws {
        var setup = InwayTrial.Setup()
        setup.isLogClosed = true
        try await InwayTrial.with(setup, source: SourceScript { _ in UpstreamSample.json("{}") }) {
            trial in
            try await trial.client { client in
                let answer = try await client.ask(trial.request())
                #expect(answer.status == 500)
                #expect(answer.code == "TRANSACTION_LOG_WRITE_ERROR")
            }
            #expect(trial.source.requests.isEmpty)
        }
    }

    @Test func `a malformed request is answered with 400 and the connection closes`() async throws {
        try await InwayTrial.with(source: SourceScript { _ in UpstreamSample.json("{}") }) {
            trial in
            try await trial.client { client in
                let answer = try await client.ask("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")
                #expect(answer.status == 400)
                #expect(answer.code == "MALFORMED_REQUEST")
                #expect(try await eventually { client.isClosed })
            }
            let denials = try await trial.denials(atLeast: 1)
            #expect(denials.first?.phase == .accept)
        }
    }

    @Test func `a refused peer is recorded so often a second, and then counted`() async throws {
        var setup = InwayTrial.Setup()
        setup.limits.denialsPerSecond = 2
        try await InwayTrial.with(setup, source: SourceScript { _ in UpstreamSample.json("{}") }) {
            trial in
            try await trial.client { client in
                let refused = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
                try await client.send(String(repeating: refused, count: 50))
                for _ in 0..<50 { #expect(try await client.answer().status == 401) }
            }
            var counted: UInt64 = 0
            _ = try await eventually {
                counted = try trial.denials().reduce(0) { $0 + $1.count }
                return counted == 50
            }
            #expect(counted == 50)
            #expect(try trial.denials().count < 50)
        }
    }

    // MARK: The source

    @Test(.requirement("FSC Core 2.0.0: E-02"))
    func `a source that is down is 502, and its outcome is on record`() async throws {
        let transaction = InwayTrial.freshTransaction()
        var setup = InwayTrial.Setup()
        setup.sourcePort = 1
        try await InwayTrial.with(setup, source: SourceScript { _ in .silence }) { trial in
            try await trial.client { client in
                let answer = try await client.ask(trial.request("GET / HTTP/1.1", transaction))
                #expect(answer.status == 502)
                #expect(answer.code == "ERROR_CODE_SERVICE_UNREACHABLE")
            }
            #expect(try await trial.completion(of: transaction).outcome == .unreachable)
        }
    }

    @Test func `a source that is too slow is 504`() async throws {
        let transaction = InwayTrial.freshTransaction()
        var setup = InwayTrial.Setup()
        setup.answerTimeout = .milliseconds(100)
        try await InwayTrial.with(setup, source: SourceScript { _ in .silence }) { trial in
            try await trial.client { client in
                let answer = try await client.ask(trial.request("GET / HTTP/1.1", transaction))
                #expect(answer.status == 504)
                #expect(answer.code == "SERVICE_TIMEOUT")
            }
            #expect(try await trial.completion(of: transaction).outcome == .timedOut)
        }
    }

    @Test func `a body whose framing breaks is recorded as refused, under its transaction`()
        async throws
    {
        let transaction = InwayTrial.freshTransaction()
        try await InwayTrial.with(source: SourceScript { _ in .silence }) { trial in
            try await trial.client { client in
                let chunked = "Transfer-Encoding: chunked\r\n"
                let head = try trial.request("POST / HTTP/1.1", transaction, fields: chunked)
                let answer = try await client.ask(head + "zz\r\n")
                #expect(answer.status == 400 && answer.code == "MALFORMED_REQUEST")
            }
            let completion = try await trial.completion(of: transaction)
            #expect(completion.outcome == .refused(.accept, .malformedRequest))
            #expect(completion.status == 400)
            let denials = try await trial.denials(atLeast: 1)
            #expect(denials.map(\.transaction) == [transaction])
            #expect(denials.map(\.code) == [.malformedRequest])
        }
    }

    @Test func `an answer that breaks off is never completed`() async throws {
        let transaction = InwayTrial.freshTransaction()
        try await InwayTrial.with(
            source: SourceScript { _ in
                .breakingOff("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
            }
        ) { trial in
            try await trial.client { client in
                let answer = try await client.ask(trial.request("GET / HTTP/1.1", transaction))
                #expect(answer.status == 0)
                #expect(try await eventually { client.isClosed })
            }
            #expect(try await trial.completion(of: transaction).outcome == .interrupted)
        }
    }

    @Test func `an answer that is no HTTP is 502 and none of it leaks`() async throws {
        try await InwayTrial.with(source: SourceScript { _ in .text("SECRET nonsense\r\n\r\n") }) {
            trial in
            try await trial.client { client in
                let answer = try await client.ask(trial.request())
                #expect(answer.status == 502)
                #expect(answer.code == "ANSWER_INVALID")
                #expect(!answer.body.contains("SECRET"))
            }
        }
    }

    @Test func `a client that leaves is on record as having left`() async throws {
        let transaction = InwayTrial.freshTransaction()
        try await InwayTrial.with(source: SourceScript { _ in .silence }) { trial in
            try await trial.client { client in
                try await client.send(trial.request("GET / HTTP/1.1", transaction))
                #expect(try await eventually { !trial.source.requests.isEmpty })
                try await client.close()
            }
            #expect(try await trial.completion(of: transaction).outcome == .clientLeft)
        }
    }
}
