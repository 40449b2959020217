import AccessLog
import ExchangeModel
import Inway
import NIOCore
import PayloadPolicy
import RequirementTrait
import Testing

/// A service whose bodies are checked and minimised, end to end.
@Suite struct RuledServiceTests {
    static let person = "{\"number\":\"999990019\",\"name\":\"A\",\"remarks\":\"secret\"}"

    private func setup(_ limits: PayloadLimits = PayloadLimits()) throws -> InwayTrial.Setup {
        var setup = InwayTrial.Setup()
        setup.rules = try PersonsRegistry.rules(limits: limits)
        setup.policy = try PersonsRegistry.policy()
        return setup
    }

    private func subjects(_ entries: [LogEntry]) -> [[Pseudonym]] {
        entries.compactMap { entry in
            switch entry {
            case .request(let request): request.personal.subjects
            case .disclosure(let disclosure): disclosure.personal.subjects
            default: nil
            }
        }
    }

    @Test func `an answer is minimised; a person whom the request names is not disclosed anew`()
        async throws
    {
        let transaction = InwayTrial.freshTransaction()
        try await InwayTrial.with(
            setup(),
            source: SourceScript { _ in
                UpstreamSample.json(
                    Self.person,
                    fields: "ETag: x\r\nX-Internal: y\r\nSet-Cookie: z\r\n"
                )
            }
        ) { trial in
            try await trial.client { client in
                let line = "GET /persons/999990019 HTTP/1.1"
                let answer = try await client.ask(
                    trial.request(line, transaction, fields: "Accept-Encoding: gzip\r\n")
                )
                #expect(answer.status == 200)
                #expect(answer.body == "{\"number\":\"999990019\",\"name\":\"A\"}")
                #expect(answer.field("cache-control") == "no-store")
                for name in ["etag", "x-internal", "set-cookie"] {
                    #expect(answer.field(name) == nil)
                }
            }
            #expect(trial.source.requests.first?.contains("accept-encoding: identity") == true)
            let completion = try await trial.completion(of: transaction)
            #expect(completion.releasedPaths.sorted() == ["/name", "/number"])
            let fields = try PersonsRegistry.policy().numberedFields(of: "getPerson")
            let numbers = try #require(completion.released.fields).numbers
            #expect(numbers.map { fields[$0] } == completion.releasedPaths)
            #expect(completion.requestVerdict == .passed && completion.responseVerdict == .passed)
            let entries = try await trial.entries(of: transaction, atLeast: 2)
            #expect(entries.map(\.kind) == [.request, .completion])
            #expect(subjects(entries).map(\.count) == [1])
            guard case .request(let entry) = entries[0] else { return }
            #expect(entry.operation == "getPerson")
            #expect(entry.processing?.purpose.rawValue == InwayParties.purposeID)
        }
    }

    @Test func `records have the words of the published purpose, not those of the contract`()
        async throws
    {
        var setup = try setup()
        let policy = try PersonsRegistry.policy()
        setup.purposes[policy.purpose] = Purpose(
            id: policy.purpose,
            label: "As published",
            legalBasis: "LegalObligation",
            legalSources: [],
            authorisationReference: nil,
            fieldPolicy: policy.digest
        )
        for (published, label) in [(true, "As published"), (false, "Benefit")] {
            if !published { setup.purposes = [:] }
            let transaction = InwayTrial.freshTransaction()
            let source = SourceScript { _ in UpstreamSample.json(Self.person) }
            try await InwayTrial.with(setup, source: source) { trial in
                try await trial.client { client in
                    let line = "GET /persons/999990019 HTTP/1.1"
                    let answer = try await client.ask(trial.request(line, transaction))
                    #expect(answer.status == 200)
                }
                let record = try await trial.record(of: transaction)
                #expect(record.processing?.label == label)
                #expect(
                    record.processing?.legalBasis == (published ? "LegalObligation" : "PublicTask")
                )
                #expect(record.processing?.fieldPolicy == policy.digest)
            }
        }
    }

    @Test func `a refusal's records hold what was asked: operation, person, purpose and cause`()
        async throws
    {
        let (refused, other) = (InwayTrial.freshTransaction(), InwayTrial.freshTransaction())
        let source = SourceScript { _ in UpstreamSample.json(Self.person) }
        try await InwayTrial.with(setup(), source: source) { trial in
            try await trial.client { client in
                let odd = "GET /persons/999990019?surprise=1 HTTP/1.1"
                let undeclared = try await client.ask(trial.request(odd, refused))
                #expect(undeclared.status == 400)
                let unknown = "GET /nobody/999990019 HTTP/1.1"
                let nowhere = try await client.ask(trial.request(unknown, other))
                #expect(nowhere.status == 404)
            }
            let entries = try await trial.entries(of: refused, atLeast: 2)
            #expect(Set(entries.map(\.kind)) == [.request, .completion])
            let request = try await trial.record(of: refused)
            #expect(request.operation == "getPerson")
            #expect(request.personal.subjects.count == 1)
            // A denial stands behind the record of its exchange, and is found by itself.
            let denials = try await trial.denials(atLeast: 2)
            let denial = try #require(denials.first { $0.transaction == refused })
            #expect(denial.operation == "getPerson" && denial.grant != nil)
            #expect(denial.purpose?.rawValue == InwayParties.purposeID)
            #expect(denial.fieldPolicy != nil && denial.destination != nil)
            #expect(denial.cause.detail?.description == "request_invalid")
            #expect(try await trial.record(of: other).personal.subjects.isEmpty)
        }
    }

    @Test func `HEAD is checked as GET is, and recorded as HEAD`() async throws {
        let transaction = InwayTrial.freshTransaction()
        let source = SourceScript { _ in
            .text("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n")
        }
        try await InwayTrial.with(setup(), source: source) { trial in
            try await trial.client { client in
                let line = "HEAD /persons/999990019 HTTP/1.1"
                try await client.send(trial.request(line, transaction))
                #expect(try await eventually { client.text.contains("\r\n\r\n") })
                #expect(client.text.hasPrefix("HTTP/1.1 200"))
            }
            #expect(try await trial.record(of: transaction).operation == "HEAD getPerson")
            #expect(try await trial.completion(of: transaction).requestVerdict == .passed)
            try await trial.client { client in
                try await client.send(trial.request("HEAD /nobody/1 HTTP/1.1"))
                #expect(try await eventually { client.text.contains("\r\n\r\n") })
                #expect(client.text.hasPrefix("HTTP/1.1 404"))
            }
            #expect(trial.source.requests.count == 1)
        }
    }

    @Test func `a person whom only the answer names is recorded before it leaves`() async throws {
        let transaction = InwayTrial.freshTransaction()
        try await InwayTrial.with(
            setup(),
            source: SourceScript { _ in UpstreamSample.json(Self.person) }
        ) { trial in
            try await trial.client { client in
                let line = "GET /persons/999990020 HTTP/1.1"
                let answer = try await client.ask(trial.request(line, transaction))
                #expect(answer.status == 200)
            }
            let entries = try await trial.entries(of: transaction, atLeast: 3)
            #expect(entries.map(\.kind) == [.request, .disclosure, .completion])
            let named = subjects(entries)
            #expect(named.map(\.count) == [1, 1] && named.first != named.last)
        }
    }

    @Test func `a body that conforms goes to the source as it came`() async throws {
        let transaction = InwayTrial.freshTransaction()
        let body = "{ \"numbers\": [\"1\", \"2\"] }"
        try await InwayTrial.with(setup(), source: SourceScript { _ in UpstreamSample.json("[]") })
        { trial in
            try await trial.client { client in
                let answer = try await client.ask(
                    trial.request(
                        "POST /persons/search HTTP/1.1",
                        transaction,
                        fields: "Content-Type: application/json\r\n",
                        body: body
                    )
                )
                #expect(answer.status == 200)
            }
            #expect(trial.source.requests.first?.hasSuffix("\r\n\r\n" + body) == true)
            let entries = try await trial.entries(of: transaction, atLeast: 2)
            #expect(subjects(entries).first?.count == 2)
        }
    }

    @Test(arguments: [
        ("GET /elsewhere HTTP/1.1", "", "", 404, "UNKNOWN_RESOURCE"),
        ("GET /persons/1 HTTP/1.1", "X-Detail: none\r\n", "", 400, "PAYLOAD_INVALID"),
        ("POST /persons/search HTTP/1.1", "", "{\"other\":1}", 400, "PAYLOAD_INVALID"),
        ("POST /persons/search HTTP/1.1", "", "not json", 400, "PAYLOAD_INVALID"),
        (
            "POST /persons/search HTTP/1.1", "Content-Encoding: gzip\r\n", "x", 415,
            "UNSUPPORTED_CODING"
        ),
    ])
    func `a request that breaks its description is refused, recorded and not forwarded`(
        line: String,
        fields: String,
        body: String,
        status: Int,
        code: String
    ) async throws {
        let transaction = InwayTrial.freshTransaction()
        try await InwayTrial.with(setup(), source: SourceScript { _ in UpstreamSample.json("{}") })
        { trial in
            try await trial.client { client in
                let fields = fields + (body.isEmpty ? "" : "Content-Type: application/json\r\n")
                let answer = try await client.ask(
                    trial.request(line, transaction, fields: fields, body: body)
                )
                #expect(answer.status == status)
                #expect(answer.code == code)
                let isProblem = ErrorCode(rawValue: code)?.isProblem == true
                let type = isProblem ? "application/problem+json" : "application/json"
                #expect(answer.field("content-type") == type)
                let next = try await client.ask(trial.request("GET /persons/1 HTTP/1.1"))
                #expect(next.status == 502 || client.isClosed)
            }
            #expect(!trial.source.requests.contains { $0.contains(transaction.description) })
            let completion = try await trial.completion(of: transaction)
            #expect(completion.status == status)
            #expect(completion.requestVerdict == .failed)
            let kinds = try await trial.entries(of: transaction, atLeast: 2).map(\.kind)
            #expect(kinds == [.request, .completion])
            let denials = try await trial.denials(atLeast: 1)
            #expect(denials.first?.transaction == transaction)
            #expect(denials.first?.phase == .validate)
            #expect(denials.first?.code.rawValue == code)
        }
    }

    @Test func `a body above the limit is refused with 413, stated or in chunks`() async throws {
        let limits = PayloadLimits(requestBytes: 100, answerBytes: 100)
        try await InwayTrial.with(setup(limits), source: SourceScript { _ in .silence }) { trial in
            for framed in ["Content-Length: 101\r\n", "Transfer-Encoding: chunked\r\n"] {
                try await trial.client { client in
                    let fields = "Content-Type: application/json\r\n" + framed
                    let head = try trial.request("POST /persons/search HTTP/1.1", fields: fields)
                    try await client.send(head)
                    if framed.hasPrefix("T") {
                        let chunk = "40\r\n" + String(repeating: "x", count: 64) + "\r\n"
                        try await client.send(chunk + chunk)
                    }
                    let answer = try await client.answer()
                    #expect(answer.status == 413)
                    #expect(answer.code == "PAYLOAD_TOO_LARGE")
                }
            }
            #expect(trial.source.requests.isEmpty)
            #expect(try await eventually { trial.inway.heldBytes == 0 })
        }
    }

    static let badAnswers: [(String, UpstreamSample.Answer)] = [
        ("schema", UpstreamSample.json("{\"name\":\"SECRET\"}")),
        ("syntax", UpstreamSample.json("{SECRET")),
        ("coding", UpstreamSample.json("SECRET", fields: "Content-Encoding: gzip\r\n")),
        ("part", UpstreamSample.json("SECRET", status: "206 Partial Content")),
        ("status", UpstreamSample.json("{\"a\":\"SECRET\"}", status: "299 Odd")),
        ("size", UpstreamSample.json("\"" + String(repeating: "S", count: 2_000) + "\"")),
        ("type", .text("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nSECRET")),
        ("broken", .breakingOff("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nSECRET")),
    ]

    @Test(arguments: badAnswers.indices)
    func `an answer that cannot be checked is 502, recorded, and nothing of it leaks`(
        index: Int
    ) async throws {
        let (name, bad) = Self.badAnswers[index]
        let transaction = InwayTrial.freshTransaction()
        let limits = PayloadLimits(requestBytes: 1_000, answerBytes: 1_000)
        try await InwayTrial.with(setup(limits), source: SourceScript { _ in bad }) { trial in
            try await trial.client { client in
                let answer = try await client.ask(
                    trial.request("GET /persons/1 HTTP/1.1", transaction)
                )
                #expect(answer.status == 502, "\(name)")
                let code = name == "broken" ? "ERROR_CODE_SERVICE_UNREACHABLE" : "ANSWER_INVALID"
                #expect(answer.code == code, "\(name)")
                #expect(!(answer.head + answer.body).contains("SECRET"), "\(name)")
            }
            let completion = try await trial.completion(of: transaction)
            #expect(completion.status == 502)
            #expect(try await eventually { trial.inway.heldBytes == 0 })
        }
    }

    @Test func `without a key for pseudonyms nobody's data is asked for`() async throws {
        var setup = try setup()
        setup.hasKey = false
        try await InwayTrial.with(
            setup,
            source: SourceScript { _ in UpstreamSample.json(Self.person) }
        ) {
            trial in
            try await trial.client { client in
                let answer = try await client.ask(trial.request("GET /persons/1 HTTP/1.1"))
                #expect(answer.status == 500)
                #expect(answer.code == "TRANSACTION_LOG_WRITE_ERROR")
            }
            #expect(trial.source.requests.isEmpty)
        }
    }

    @Test(arguments: [
        (UpstreamSample.Answer.silence, 504), (UpstreamSample.json("not json"), 502),
        (.breakingOff("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n["), 502),
        (UpstreamSample.json("[]"), 200),
    ])
    func `persons in a body that was recorded early stand in an entry, however the exchange ends`(
        answer: UpstreamSample.Answer,
        status: Int
    ) async throws {
        let transaction = InwayTrial.freshTransaction()
        var setup = try setup()
        if case .silence = answer { setup.answerTimeout = .milliseconds(200) }
        try await InwayTrial.with(setup, source: SourceScript { _ in answer }) { trial in
            try await trial.client { client in
                let head = try trial.request(
                    "POST /persons/search HTTP/1.1",
                    transaction,
                    fields: "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
                )
                let body = "15\r\n{\"numbers\":[\"1\",\"2\"]}\r\n0\r\n\r\n"
                #expect(try await client.ask(head + body).status == status)
            }
            #expect(trial.source.requests.count == 1)
            let entries = try await trial.entries(of: transaction, atLeast: 3)
            #expect(entries.map(\.kind) == [.request, .disclosure, .completion])
            #expect(subjects(entries).map(\.count) == [0, 2])
        }
    }

    @Test func `a held body whose framing breaks is recorded as refused, and not forwarded`()
        async throws
    {
        let transaction = InwayTrial.freshTransaction()
        try await InwayTrial.with(setup(), source: SourceScript { _ in .silence }) { trial in
            try await trial.client { client in
                let head = try trial.request(
                    "POST /persons/search HTTP/1.1",
                    transaction,
                    fields: "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
                )
                let answer = try await client.ask(head + "5\r\n{\"nuXX")
                #expect(answer.status == 400 && answer.code == "MALFORMED_REQUEST")
            }
            let completion = try await trial.completion(of: transaction)
            #expect(completion.outcome == .refused(.accept, .malformedRequest))
            #expect(try await eventually { trial.inway.heldBytes == 0 })
            #expect(trial.source.requests.isEmpty)
        }
    }

    @Test func `bodies beyond the process's budget are refused with 503 and when to retry`()
        async throws
    {
        var setup = try setup()
        setup.limits.heldBytes = 10
        setup.limits.heldWait = .milliseconds(50)
        try await InwayTrial.with(setup, source: SourceScript { _ in .silence }) { trial in
            try await trial.client { client in
                let answer = try await client.ask(
                    trial.request(
                        "POST /persons/search HTTP/1.1",
                        fields: "Content-Type: application/json\r\n",
                        body: "{\"numbers\":[]}"
                    )
                )
                #expect(answer.status == 503)
                #expect(answer.code == "OVERLOADED")
                #expect(answer.field("retry-after") == "1")
            }
            #expect(trial.source.requests.isEmpty)
            #expect(try await eventually { trial.inway.heldBytes == 0 })
        }
    }

    @Test func `a new configuration holds for the next request on the same connection`()
        async throws
    {
        try await InwayTrial.with(
            setup(),
            source: SourceScript { _ in UpstreamSample.json(Self.person) }
        ) {
            trial in
            try await trial.client { client in
                let first = try await client.ask(trial.request("GET /persons/1 HTTP/1.1"))
                #expect(first.status == 200)
                let access = try trial.parties.access([], policy: trial.policy)
                trial.inway.replace(InwayConfiguration(services: [], access: access))
                let second = try await client.ask(trial.request("GET /persons/1 HTTP/1.1"))
                #expect(second.status == 404)
                #expect(second.code == "ERROR_CODE_SERVICE_NOT_FOUND")
            }
        }
    }
}
