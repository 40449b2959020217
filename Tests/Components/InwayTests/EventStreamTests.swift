import AccessLog
import ExchangeModel
import Inway
import NIOCore
import OpenAPI
import PayloadPolicy
import Testing
import YAMLDocument

/// Streams of events last for as long as there are any: each silence is bounded, the whole is not.
@Suite struct EventStreamTests {
    private static let document = """
        openapi: 3.0.3
        info: {title: x, version: '1'}
        servers: [{url: /}]
        paths:
          /events:
            get:
              operationId: follow
              responses: {'200': {description: x, content: {text/event-stream: {schema: {type: string}}}}}
          /extract:
            get:
              operationId: extract
              responses: {'200': {description: x, content: {application/pdf: {}}}}
        """

    private func setup(isChecked: Bool, policy: String? = nil) throws -> InwayTrial.Setup {
        var setup = InwayTrial.Setup()
        setup.answerTimeout = .seconds(1)
        guard isChecked else { return setup }
        setup.policy = try policy.map { text in
            try FieldPolicy(
                YAMLNode(
                    parsing: "{purpose: \(InwayParties.purposeID), operations: {follow: \(text)}}"
                ).json
            )
        }
        setup.rules = try PayloadRules(
            document: OpenAPIDocument(YAMLNode(parsing: Self.document).json),
            policies: [setup.policy].compactMap(\.self),
            limits: PayloadLimits(answerBytes: 100)
        )
        return setup
    }

    private func stream(_ type: String, pause: TimeAmount) -> SourceScript {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: \(type)\r\nTransfer-Encoding: chunked\r\n\r\n"
        return SourceScript { _ in
            .parts(
                [head + "9\r\ndata: 1\n\n\r\n", "9\r\ndata: 2\n\n\r\n", "0\r\n\r\n"],
                pause: pause
            )
        }
    }

    @Test(
        arguments: [
            (false, nil), (true, nil), (true, "{response: {opaque: true}}"),
        ] as [(Bool, String?)]
    )
    func `events that come more slowly than an answer may still arrive, as they come`(
        isChecked: Bool,
        policy: String?
    ) async throws {
        let script = stream("Text/Event-Stream; charset=utf-8", pause: .milliseconds(2_500))
        try await InwayTrial.with(setup(isChecked: isChecked, policy: policy), source: script) {
            trial in
            let transaction = InwayTrial.freshTransaction()
            try await trial.client { client in
                let answer = try await client.ask(
                    trial.request("GET /events HTTP/1.1", transaction)
                )
                #expect(answer.status == 200)
                #expect(answer.body.contains("data: 1") && answer.body.contains("data: 2"))
            }
            #expect(try await trial.completion(of: transaction).outcome == .answered)
        }
    }

    @Test func `over HTTP/2 a stream of events lasts as long`() async throws {
        let script = stream("text/event-stream", pause: .milliseconds(2_500))
        try await InwayTrial.with(setup(isChecked: true), source: script) { trial in
            try await trial.streams { client in
                let answer = try await client.ask(trial.request("GET /events HTTP/1.1"))
                #expect(answer.status == 200 && answer.body == "data: 1\n\ndata: 2\n\n")
            }
        }
    }

    @Test(arguments: [("text/event-stream", 1_000), ("text/plain", 600_000)])
    func `a silence beyond its bound ends a stream, another body by the bound of answers`(
        type: String,
        silence: Int64
    ) async throws {
        var setup = try setup(isChecked: false)
        setup.streamTimeout = .milliseconds(silence)
        let script = stream(type, pause: .seconds(60))
        try await InwayTrial.with(setup, source: script) { trial in
            let transaction = InwayTrial.freshTransaction()
            try await trial.client { client in
                try await client.send(trial.request("GET /events HTTP/1.1", transaction))
                #expect(try await eventually { client.isClosed })
                #expect(client.text.contains("data: 1"))
            }
            #expect(try await trial.completion(of: transaction).outcome == .interrupted)
        }
    }

    @Test func `a body that passes unread is not held, whatever its length`() async throws {
        let body = String(repeating: "%", count: 5_000)
        let script = SourceScript { _ in
            .text(
                "HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nContent-Encoding: x\r\n"
                    + "Content-Length: 5000\r\n\r\n\(body)"
            )
        }
        try await InwayTrial.with(setup(isChecked: true), source: script) { trial in
            try await trial.client { client in
                let answer = try await client.ask(trial.request("GET /extract HTTP/1.1"))
                #expect(answer.status == 200 && answer.body == body)
            }
        }
    }
}
