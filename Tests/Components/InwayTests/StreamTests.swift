import AccessLog
import CertificateAuthority
import ExchangeModel
import Inway
import NIOCore
import NIOPosix
import PayloadPolicy
import PeerIdentity
import PeerTransport
import RequirementTrait
import Testing

/// What holds over HTTP/1.1 holds over HTTP/2: one way of deciding, whatever the Outway speaks.
@Suite struct `An Outway that speaks HTTP2 is served by the same rules` {
    static let json = SourceScript { _ in UpstreamSample.json("{\"ok\":true}") }

    @Test(.requirement("FSC Core 2.0.0: T-03"), .requirement("FSC Logging 1.1.0: L-09"))
    func `a permitted request reaches the source over HTTP1, and is recorded before and after`()
        async throws
    {
        let transaction = InwayTrial.freshTransaction()
        try await InwayTrial.with(source: Self.json) { trial in
            try await trial.streams { client in
                let answer = try await client.ask(
                    trial.request("POST /persons?x=y HTTP/1.1", transaction, body: "question")
                )
                #expect(answer.status == 200 && answer.body == "{\"ok\":true}")
                #expect(answer.field("content-type") == "application/json")
            }
            let request = try #require(trial.source.requests.first)
            #expect(request.hasPrefix("POST /persons?x=y HTTP/1.1\r\nhost: source.internal\r\n"))
            #expect(request.contains("fsc-transaction-id: \(transaction)\r\n"))
            #expect(request.hasSuffix("question"))
            let completion = try await trial.completion(of: transaction)
            #expect(completion.outcome == .answered && completion.requestBytes == 8)
            let record = try await trial.record(of: transaction)
            #expect(record.source.peer == trial.parties.consumer.peer)
            #expect(trial.tls.counters[.accepted] == 1)
        }
    }

    @Test func `requests at a time share a connection, and each has its own record`() async throws {
        let transactions = (0..<30).map { _ in InwayTrial.freshTransaction() }
        try await InwayTrial.with(source: Self.json) { trial in
            try await trial.streams { client in
                try await withThrowingTaskGroup(of: Int.self) { tasks in
                    for transaction in transactions {
                        let text = try trial.request("GET /persons/1 HTTP/1.1", transaction)
                        tasks.addTask { try await client.ask(text).status }
                    }
                    for try await status in tasks { #expect(status == 200) }
                }
            }
            for transaction in transactions {
                #expect(try await trial.completion(of: transaction).outcome == .answered)
            }
            #expect(trial.source.requests.count == 30 && trial.tls.counters[.accepted] == 1)
        }
    }

    @Test func `an answer is minimised to the purpose`() async throws {
        var setup = InwayTrial.Setup()
        setup.rules = try PersonsRegistry.rules()
        setup.policy = try PersonsRegistry.policy()
        let person = "{\"number\":\"999990019\",\"name\":\"A\",\"remarks\":\"secret\"}"
        try await InwayTrial.with(
            setup,
            source: SourceScript { _ in UpstreamSample.json(person, fields: "X-Internal: y\r\n") }
        ) { trial in
            try await trial.streams { client in
                let line = "GET /persons/999990019 HTTP/1.1"
                let answer = try await client.ask(trial.request(line))
                #expect(answer.status == 200)
                #expect(answer.body == "{\"number\":\"999990019\",\"name\":\"A\"}")
                #expect(answer.field("x-internal") == nil)
            }
        }
    }

    // MARK: Refusals

    @Test(.requirement("FSC Core 2.0.0: I-04"), .requirement("FSC Core 2.0.0: I-03"))
    func `without a token, or with another's, a request is refused and recorded`() async throws {
        try await InwayTrial.with(source: Self.json) { trial in
            try await trial.streams { client in
                let answer = try await client.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(answer.status == 401)
                #expect(answer.code == "ERROR_CODE_ACCESS_TOKEN_MISSING")
                #expect(answer.field("www-authenticate") == "Bearer")
            }
            try await trial.streams(as: trial.parties.stranger) { client in
                let answer = try await client.ask(trial.request())
                #expect(answer.status == 401 && answer.code == "ERROR_CODE_ACCESS_TOKEN_INVALID")
            }
            let denials = try await trial.denials(atLeast: 2)
            #expect(denials.map(\.code) == [.accessTokenMissing, .accessTokenInvalid])
            #expect(denials.last?.peer == trial.parties.stranger.peer)
            #expect(trial.source.requests.isEmpty)
        }
    }

    @Test func `a transaction id that was used is refused, on whichever stream`() async throws {
        let transaction = InwayTrial.freshTransaction()
        try await InwayTrial.with(source: Self.json) { trial in
            try await trial.streams { client in
                let text = try trial.request("GET / HTTP/1.1", transaction)
                #expect(try await client.ask(text).status == 200)
                let again = try await client.ask(text)
                #expect(again.status == 400 && again.code == "INVALID_LOG_RECORD_ID")
            }
            #expect(trial.source.requests.count == 1)
        }
    }

    @Test(.requirement("FSC Logging 1.1.0: L-10"))
    func `without a log nothing is forwarded`() async throws {
        var setup = InwayTrial.Setup()
        setup.isLogClosed = true
        try await InwayTrial.with(setup, source: Self.json) { trial in
            try await trial.streams { client in
                let answer = try await client.ask(trial.request())
                #expect(answer.status == 500 && answer.code == "TRANSACTION_LOG_WRITE_ERROR")
            }
            #expect(trial.source.requests.isEmpty)
        }
    }

    @Test func `a head that two readers could understand differently is refused and recorded`()
        async throws
    {
        try await InwayTrial.with(source: Self.json) { trial in
            try await trial.streams { client in
                let answer = try await client.ask(trial.request(fields: "X-Own: \u{FFFD}\r\n"))
                #expect(answer.status == 400 && answer.code == "MALFORMED_REQUEST")
            }
            let denial = try #require(try await trial.denials(atLeast: 1).first)
            #expect(denial.phase == .accept && denial.peer == trial.parties.consumer.peer)
            #expect(trial.source.requests.isEmpty)
        }
    }

    @Test func `a body over the limit is refused, and what was held is given back`() async throws {
        var setup = InwayTrial.Setup()
        setup.rules = try PersonsRegistry.rules(limits: PayloadLimits(requestBytes: 1_000))
        setup.policy = try PersonsRegistry.policy()
        try await InwayTrial.with(setup, source: Self.json) { trial in
            try await trial.streams { client in
                let fields = "Content-Type: application/json\r\n"
                let large = "{\"numbers\":[\"" + String(repeating: "1", count: 5_000) + "\"]}"
                let line = "POST /persons/search HTTP/1.1"
                let answer = try await client.ask(
                    trial.request(line, fields: fields, body: large)
                )
                #expect(answer.status == 413)
                let wrong = try await client.ask(
                    trial.request(line, fields: fields, body: "{\"numbers\":1}")
                )
                #expect(wrong.status == 400)
            }
            #expect(try await eventually { trial.inway.heldBytes == 0 })
            #expect(trial.source.requests.isEmpty)
        }
    }

    @Test func `bodies of many streams stay within what the process holds`() async throws {
        var setup = InwayTrial.Setup()
        setup.rules = try PersonsRegistry.rules()
        setup.policy = try PersonsRegistry.policy()
        setup.limits.heldBytes = 1_000
        setup.limits.heldWait = .milliseconds(50)
        try await InwayTrial.with(setup, source: Self.json) { trial in
            try await trial.streams { client in
                let numbers = String(repeating: "1", count: 2_000)
                let answer = try await client.ask(
                    trial.request(
                        "POST /persons/search HTTP/1.1",
                        fields: "Content-Type: application/json\r\n",
                        body: "{\"numbers\":[\"\(numbers)\"]}"
                    )
                )
                #expect(answer.status == 503 && answer.field("retry-after") != nil)
            }
            #expect(try await eventually { trial.inway.heldBytes == 0 })
        }
    }

    // MARK: The end

    @Test func `a request that is taken back is on record as that, and others go on`() async throws
    {
        let transaction = InwayTrial.freshTransaction()
        let script = SourceScript {
            $0.hasPrefix("GET /slow") ? .silence : UpstreamSample.json("{}")
        }
        try await InwayTrial.with(source: script) { trial in
            try await trial.streams { client in
                let asked = try await client.send(
                    trial.request("GET /slow HTTP/1.1", transaction)
                )
                #expect(try await eventually { !trial.source.requests.isEmpty })
                try await asked.cancel()
                #expect(try await client.ask(trial.request()).status == 200)
            }
            #expect(try await trial.completion(of: transaction).outcome == .clientLeft)
            #expect(trial.tls.counters[.accepted] == 1)
        }
    }

    @Test func `a peer whose certificate is revoked loses its streams, and gets no other`()
        async throws
    {
        let transaction = InwayTrial.freshTransaction()
        let script = SourceScript {
            $0.hasPrefix("GET /slow") ? .silence : UpstreamSample.json("{}")
        }
        try await InwayTrial.with(source: script) { trial in
            try await trial.streams { client in
                let text = try trial.request("GET /slow HTTP/1.1", transaction)
                async let lost = client.ask(text)
                #expect(try await eventually { !trial.source.requests.isEmpty })
                let authority = trial.parties.authority
                try authority.intermediate.revoke(
                    trial.parties.consumer.certificate.certificateDER,
                    at: authority.madeAt
                )
                try await trial.tls.reload(
                    trust: TrustMaterial(
                        anchors: authority.anchorsPEM,
                        revocationLists: authority.revocationLists()
                    )
                )
                #expect(try await lost.status == 0)
                #expect(try await client.ask(trial.request()).status == 0)
            }
            #expect(try await trial.completion(of: transaction).outcome == .clientLeft)
            #expect(trial.tls.counters[.lapsedInUse] == 1)
            #expect(trial.source.requests.count == 1)
        }
    }

    @Test func `when the Inway stops, a request under way gets its answer`() async throws {
        let gate = MultiThreadedEventLoopGroup.singleton.next().makePromise(of: Void.self)
        let script = SourceScript { _ in .after(gate.futureResult, "{\"late\":1}") }
        try await InwayTrial.with(source: script) { trial in
            try await trial.streams { client in
                let text = try trial.request()
                async let asked = client.ask(text)
                #expect(try await eventually { !trial.source.requests.isEmpty })
                await trial.stop()
                #expect(try await eventually { trial.inway.port == nil })
                gate.succeed()
                let answer = try await asked
                #expect(answer.status == 200 && answer.body == "{\"late\":1}")
            }
        }
    }
}
