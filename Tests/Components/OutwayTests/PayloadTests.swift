import AccessControl
import AccessLog
import ExchangeModel
import JSONTape
import OpenAPI
import Outway
import PayloadPolicy
import Testing

@Suite(.serialized) struct `A request is checked before it leaves where there are rules` {
    static let document = """
        {"openapi":"3.1.0","info":{"title":"x","version":"1"},"servers":[{"url":"/"}],
         "paths":{"/search":{"post":{"operationId":"search",
          "requestBody":{"required":true,"content":{"application/json":{"schema":{
            "type":"object","required":["number"],"additionalProperties":false,
            "properties":{"number":{"type":"string","maxLength":4}}}}}},
          "responses":{"200":{"description":"x"}}}},
          "/session":{"get":{"operationId":"session",
           "parameters":[{"name":"session","in":"cookie","required":true,"schema":{"type":"integer"}}],
           "responses":{"200":{"description":"x"}}}}}}
        """

    static func setup(limits: PayloadLimits = PayloadLimits()) -> OutwayTrial.Setup {
        var setup = OutwayTrial.Setup()
        setup.change = { configuration in
            let document = try OpenAPIDocument(JSONValue(parsing: Array(document.utf8)))
            configuration.routes[0].rules = try PayloadRules(
                document: document,
                requestMode: .enforce,
                answerMode: .off,
                limits: limits
            )
        }
        return setup
    }

    static let json = "Content-Type: application/json\r\n"

    @Test func `a body that conforms is sent`() async throws {
        try await OutwayTrial.with(Self.setup()) { trial in
            let answer = try await trial.ask(
                "POST /search HTTP/1.1",
                fields: Self.json,
                body: #"{"number":"12"}"#
            )
            #expect(answer.status == 200 && trial.inway.requests.first?.body == #"{"number":"12"}"#)
            let record = try await trial.record(of: answer)
            #expect(record.operation == "search" && record.unchecked == nil)
            #expect(try await trial.completion(of: answer).requestVerdict == .passed)
            #expect(try await eventually { trial.outway.heldBytes == 0 })
        }
    }

    @Test(arguments: [#"{"number":"12345"}"#, #"{"other":1}"#, "{", "[]"])
    func `a body that does not conform stays here, and is recorded as refused only`(
        body: String
    ) async throws {
        try await OutwayTrial.with(Self.setup()) { trial in
            let answer = try await trial.ask(
                "POST /search HTTP/1.1",
                fields: Self.json,
                body: body
            )
            #expect(answer.status == 400 && answer.code == "PAYLOAD_INVALID")
            #expect(!answer.body.contains("12345"), "the value is not repeated")
            #expect(try await eventually { trial.outway.heldBytes == 0 })
            #expect(trial.inway.requests.isEmpty)
            let denial = try #require(await trial.denials().first)
            #expect(denial.phase == .validate && denial.transaction == answer.transaction)
        }
    }

    @Test(
        arguments: [
            ("Cookie: session=5\r\n", 200), ("Cookie: a=b; session=5\r\nCookie: c=d\r\n", 200),
            ("Cookie: session=abc\r\n", 400), ("Cookie: other=5\r\n", 400), ("", 400),
        ] as [(String, Int)]
    )
    func `cookies are held to the description like other fields`(
        fields: String,
        status: Int
    ) async throws {
        try await OutwayTrial.with(Self.setup()) { trial in
            let answer = try await trial.ask("GET /session HTTP/1.1", fields: fields)
            #expect(answer.status == status)
            #expect(trial.inway.requests.isEmpty == (status != 200))
        }
    }

    @Test func `an operation that the Service does not describe is not asked`() async throws {
        try await OutwayTrial.with(Self.setup()) { trial in
            let answer = try await trial.ask("GET /nothing HTTP/1.1")
            #expect((400...404).contains(answer.status) && trial.inway.requests.isEmpty)
        }
    }

    @Test func `a body over the bound is refused before it is read whole`() async throws {
        let limits = PayloadLimits(requestBytes: 100)
        try await OutwayTrial.with(Self.setup(limits: limits)) { trial in
            let answer = try await trial.ask(
                "POST /search HTTP/1.1",
                fields: Self.json,
                body: String(repeating: " ", count: 101)
            )
            #expect(answer.status == 413 && answer.code == "PAYLOAD_TOO_LARGE")
            #expect(try await eventually { trial.outway.heldBytes == 0 })
            #expect(trial.inway.requests.isEmpty)
        }
    }

    @Test func `a body for which the process has no room is refused`() async throws {
        var setup = Self.setup()
        setup.limits.heldBytes = 4
        try await OutwayTrial.with(setup) { trial in
            let answer = try await trial.ask(
                "POST /search HTTP/1.1",
                fields: Self.json,
                body: #"{"number":"12"}"#
            )
            #expect(answer.status == 503 && answer.field("retry-after") == "1")
            #expect(try await eventually { trial.outway.heldBytes == 0 })
            #expect(trial.inway.requests.isEmpty)
        }
    }
}
