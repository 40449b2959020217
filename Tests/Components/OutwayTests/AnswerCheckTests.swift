import AccessLog
import ExchangeModel
import JSONTape
import NIOCore
import OpenAPI
import Outway
import PayloadPolicy
import PeerTransport
import RequirementTrait
import Testing

@Suite(.serialized) struct `An answer is held to the document that the grant pins` {
    static let document = """
        {"openapi":"3.1.0","info":{"title":"x","version":"1"},"servers":[{"url":"/"}],
         "paths":{"/person":{"get":{"operationId":"person",
          "x-sluis-fields":{"answers":["/name","/age"],"errors":["/title"],"opaque":false},
          "responses":{"200":{"description":"x","content":{"application/json":{"schema":{
            "type":"object","required":["name"],
            "properties":{"name":{"type":"string"},"age":{"type":"integer"}}}}}},
           "404":{"description":"x","content":{"application/problem+json":{"schema":{
            "type":"object"}}}}}}}}}
        """

    static func setup(
        _ body: String,
        status: Int = 200,
        fields: String = "content-type: application/json\r\n",
        mode: PayloadMode = .enforce,
        limits: PayloadLimits = PayloadLimits()
    ) -> OutwayTrial.Setup {
        var setup = OutwayTrial.Setup()
        setup.inway = { _ in .answer(status, fields: fields, body: body) }
        setup.change = { configuration in
            let json = try JSONValue(parsing: Array(document.utf8))
            configuration.routes[0].rules = try PayloadRules(
                derived: OpenAPIDocument(json),
                of: json,
                requestMode: .off,
                answerMode: mode,
                limits: limits
            )
        }
        return setup
    }

    @Test func `one that conforms passes as it came`() async throws {
        let body = #"{ "name":"Zo\u00eb","age":7 }"#
        try await OutwayTrial.with(Self.setup(body)) { trial in
            let answer = try await trial.ask("GET /person HTTP/1.1")
            #expect(answer.status == 200 && answer.body == body)
            #expect(try await trial.completion(of: answer).outcome == .answered)
            #expect(try await eventually { trial.outway.heldBytes == 0 })
        }
    }

    @Test(arguments: [
        #"{"age":7}"#, #"{"name":7}"#, #"{"name":"Zoë","number":"999990019"}"#, "{", "[]",
    ])
    func `one that breaks it, or holds more than the policy lets out, is withheld`(
        body: String
    ) async throws {
        try await OutwayTrial.with(Self.setup(body)) { trial in
            let answer = try await trial.ask("GET /person HTTP/1.1")
            #expect(answer.status == 502 && answer.code == "ANSWER_INVALID")
            #expect(!answer.body.contains("Zoë") && !answer.body.contains("999990019"))
            #expect(
                try await trial.completion(of: answer).outcome == .refused(.release, .answerInvalid)
            )
            #expect(try await eventually { trial.outway.heldBytes == 0 })
        }
    }

    @Test func `what only is counted passes`() async throws {
        try await OutwayTrial.with(Self.setup(#"{"age":7}"#, mode: .logOnly)) { trial in
            let answer = try await trial.ask("GET /person HTTP/1.1")
            #expect(answer.status == 200 && answer.body == #"{"age":7}"#)
        }
    }

    @Test func `an error that the Inway made passes unaltered`() async throws {
        let setup = Self.setup(
            #"{"code":"FIELD_NOT_ALLOWED"}"#,
            status: 403,
            fields: "content-type: application/json\r\nfsc-error-code: FIELD_NOT_ALLOWED\r\n"
        )
        try await OutwayTrial.with(setup) { trial in
            let answer = try await trial.ask("GET /person HTTP/1.1")
            #expect(answer.status == 403 && answer.body == #"{"code":"FIELD_NOT_ALLOWED"}"#)
            let completion = try #require(await trial.completions(atLeast: 1).first)
            let cause = completion.cause
            #expect(cause.peerCode?.description == "FIELD_NOT_ALLOWED", "who refused, and how")
            #expect(completion.outcome == .refused(.forward, .fieldNotAllowed))
            #expect(cause.leg == .partnerInway && completion.status == 403)
        }
    }

    @Test(arguments: [
        ("ERROR_CODE_SERVICE_UNREACHABLE", 502, "name_unknown", RefusalCause.Leg.source),
        ("SERVICE_TIMEOUT", 504, "answer_timeout", .source),
        ("PAYLOAD_INVALID", 400, "request_invalid", .partnerInway),
        ("TRANSACTION_LOG_WRITE_ERROR", 500, "record", .partnerInway),
    ])
    func `what the Inway refused is recorded as refused, with its code, its cause and the leg`(
        code: String,
        status: Int,
        word: String,
        leg: RefusalCause.Leg
    ) async throws {
        let fields = "fsc-error-code: \(code)\r\nsluis-error-cause: \(word)\r\n"
        try await OutwayTrial.with(Self.setup("{}", status: status, fields: fields)) { trial in
            let answer = try await trial.ask("GET /person HTTP/1.1")
            #expect(answer.status == status)
            let completion = try #require(await trial.completions(atLeast: 1).first)
            let known = try #require(ErrorCode(rawValue: code))
            #expect(completion.outcome == .refused(.forward, known))
            #expect(completion.cause.detail?.description == word && completion.cause.leg == leg)
        }
    }

    @Test func `a code that only another product knows is not an answer either`() async throws {
        let setup = Self.setup("{}", status: 418, fields: "fsc-error-code: TEAPOT\r\n")
        try await OutwayTrial.with(setup) { trial in
            _ = try await trial.ask("GET /person HTTP/1.1")
            let completion = try #require(await trial.completions(atLeast: 1).first)
            #expect(completion.cause.peerCode?.description == "TEAPOT")
            #expect(completion.outcome != .refused(.forward, .fieldNotAllowed))
        }
    }

    @Test(
        .requirement("FSC Core 2.0.0: O-07"),
        arguments: [
            (404, "content-type: application/problem+json\r\n", #"{"title":"x"}"#),
            (429, "content-type: application/problem+json\r\nretry-after: 7\r\n", "{}"),
            (418, "content-type: application/json\r\n", #"{ "title":7 }"#),
            (500, "", ""), (503, "retry-after: 7\r\n", ""),
        ]
    )
    func `an error of the source passes as it came, whether the document tells of it or not`(
        status: Int,
        fields: String,
        body: String
    ) async throws {
        for spoken in [PeerProtocol.http1, .http2] {
            var setup = Self.setup(body, status: status, fields: fields)
            setup.speaks = spoken
            try await OutwayTrial.with(setup) { trial in
                let answer = try await trial.ask("GET /person HTTP/1.1")
                #expect(answer.status == status && answer.body == body)
                #expect((answer.field("retry-after") == "7") == fields.contains("retry-after"))
                #expect(try await trial.completion(of: answer).outcome == .answered)
            }
        }
    }

    @Test(arguments: [#"{"title":"x","detail":"999990019 is Zoë"}"#, "{", "<html>999990019</html>"])
    func `an error that holds more than the provider's policy lets out is withheld`(
        body: String
    ) async throws {
        try await OutwayTrial.with(Self.setup(body, status: 404)) { trial in
            let answer = try await trial.ask("GET /person HTTP/1.1")
            #expect(answer.status == 502 && answer.code == "ANSWER_INVALID")
            #expect(!answer.body.contains("999990019"))
        }
    }

    @Test func `a route has a time of its own for answers`() async throws {
        var setup = OutwayTrial.Setup()
        setup.inway = { _ in .silence }
        setup.change = { $0.routes[0].answerTimeout = .milliseconds(200) }
        try await OutwayTrial.with(setup) { trial in
            let answer = try await trial.ask("GET /person HTTP/1.1")
            #expect(answer.status == 504 && answer.code == "INWAY_TIMEOUT")
        }
    }

    @Test func `a large one keeps its room until it has left`() async throws {
        let name = String(repeating: "x", count: 15 * 1_024 * 1_024)
        var setup = Self.setup(
            #"{"name":"\#(name)"}"#,
            limits: PayloadLimits(answerBytes: 32 * 1_024 * 1_024)
        )
        setup.limits.heldBytes = 64 * 1_024 * 1_024
        try await OutwayTrial.with(setup) { trial in
            let request =
                "GET /person HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                + "Fsc-Grant-Hash: \(trial.parties.grant)\r\n\r\n"
            try await ByteClient.with(port: trial.port, autoRead: false) { client, inbox in
                try await client.writeAndFlush(ByteBuffer(string: request)).get()
                #expect(try await eventually { trial.outway.heldBytes > name.utf8.count })
                client.read()
                #expect(try await eventually { !inbox.bytes.isEmpty })
                #expect(trial.outway.heldBytes > name.utf8.count)
            }
            #expect(try await eventually { trial.outway.heldBytes == 0 })
            #expect(try await trial.completions(atLeast: 1).map(\.outcome) == [.clientLeft])
        }
    }

    @Test func `one over the bound is withheld`() async throws {
        let body = #"{"name":"\#(String(repeating: "x", count: 200))"}"#
        let setup = Self.setup(body, limits: PayloadLimits(answerBytes: 100))
        try await OutwayTrial.with(setup) { trial in
            let answer = try await trial.ask("GET /person HTTP/1.1")
            #expect(answer.status == 502 && answer.code == "ANSWER_INVALID")
            #expect(try await eventually { trial.outway.heldBytes == 0 })
        }
    }

    @Test(arguments: [
        (DocumentObstacle.unavailable, "PURPOSE_DOCUMENT_UNAVAILABLE"),
        (.mismatch, "PURPOSE_DOCUMENT_MISMATCH"),
    ])
    func `without the document nothing is sent, and the code tells why`(
        obstacle: DocumentObstacle,
        code: String
    ) async throws {
        var setup = OutwayTrial.Setup()
        setup.change = { $0.routes[0].obstacle = obstacle }
        try await OutwayTrial.with(setup) { trial in
            let answer = try await trial.ask("GET /person HTTP/1.1")
            #expect(answer.status == 502 && answer.code == code)
            #expect(trial.inway.requests.isEmpty)
            #expect(try #require(await trial.denials().first).phase == .validate)
        }
    }
}
