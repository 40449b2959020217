import ExchangeModel
import Inway
import NIOCore
import OpenAPI
import PayloadPolicy
import RequirementTrait
import Testing
import YAMLDocument

/// Answers of sources as they are: errors and redirections pass, what was done is not hidden.
@Suite struct SourceAnswerTests {
    private static let document = """
        openapi: 3.0.3
        info: {title: x, version: '1'}
        servers: [{url: /}]
        paths:
          /cases:
            post:
              operationId: makeCase
              requestBody: {required: true, content: {application/json: {schema: {type: object}}}}
              responses:
                '201': {description: x, content: {application/json: {schema: {type: object}}}}
          /persons/{number}:
            get:
              operationId: getPerson
              parameters: [{name: number, in: path, required: true, schema: {type: string}}]
              responses: {'200': {description: x, content: {application/json: {schema: {type: object}}}}}
        """

    private func setup(
        _ kind: String,
        limits: PayloadLimits = PayloadLimits()
    ) throws -> InwayTrial.Setup {
        var setup = InwayTrial.Setup()
        guard kind != "plain" else { return setup }
        if kind == "policy" {
            setup.policy = try FieldPolicy(
                YAMLNode(
                    parsing:
                        "{purpose: \(InwayParties.purposeID), operations: {makeCase: {response: "
                        + "{allow: [/id]}}, getPerson: {response: {allow: [/name]}}}}"
                ).json
            )
        }
        setup.rules = try PayloadRules(
            document: OpenAPIDocument(YAMLNode(parsing: Self.document).json),
            policies: [setup.policy].compactMap(\.self),
            limits: limits
        )
        return setup
    }

    private func ask(
        _ kind: String,
        _ answer: String,
        line: String = "GET /persons/1 HTTP/1.1",
        limits: PayloadLimits = PayloadLimits(),
        overHTTP2: Bool = false
    ) async throws -> PeerClient.Answer {
        var found: PeerClient.Answer?
        let script = SourceScript { _ in .text(answer) }
        try await InwayTrial.with(try setup(kind, limits: limits), source: script) { trial in
            let isPost = line.hasPrefix("POST")
            let request = try trial.request(
                line,
                fields: isPost ? "Content-Type: application/json\r\n" : "",
                body: isPost ? "{}" : ""
            )
            if overHTTP2 {
                try await trial.streams { found = try await $0.ask(request) }
            } else {
                try await trial.client { found = try await $0.ask(request) }
            }
            #expect(trial.source.requests.count == 1)
            #expect(try await eventually { trial.inway.heldBytes == 0 })
        }
        return try #require(found)
    }

    static let errors: [(Int, String, String, String)] = [
        (429, "application/problem+json", #"{"title":"wait","detail":"x"}"#, "Retry-After: 7\r\n"),
        (503, "application/problem+json", "{}", "Retry-After: Wed, 21 Oct 2026 07:28:00 GMT\r\n"),
        (404, "text/html", "<p>not here</p>", "X-Reason: none\r\n"),
        (500, "application/json", "{broken", ""), (409, "text/plain", "", ""),
        (401, "application/json", "{}", "WWW-Authenticate: Basic\r\n"),
        (400, "application/json", "gzipped", "Content-Encoding: gzip\r\n"),
        (422, "application/json", "{\"big\":\"" + String(repeating: "x", count: 2_000) + "\"}", ""),
    ]

    @Test(
        .requirement("FSC Core 2.0.0: I-07"),
        arguments: errors.indices,
        ["plain", "checked"]
    )
    func `an error that no field policy looks at passes unaltered, stated, chunked and over HTTP/2`(
        index: Int,
        kind: String
    ) async throws {
        let (status, type, body, fields) = Self.errors[index]
        let head = "HTTP/1.1 \(status) X\r\nContent-Type: \(type)\r\n\(fields)"
        let stated = head + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        let chunk = body.isEmpty ? "" : "\(String(body.utf8.count, radix: 16))\r\n\(body)\r\n"
        let chunked = head + "Transfer-Encoding: chunked\r\n\r\n\(chunk)0\r\n\r\n"
        let limits = PayloadLimits(requestBytes: 1_000, answerBytes: 1_000)
        for (text, overHTTP2) in [
            (stated, false), (chunked, false), (stated, true), (chunked, true),
        ] {
            let answer = try await ask(kind, text, limits: limits, overHTTP2: overHTTP2)
            #expect(answer.status == status)
            #expect(answer.field("content-type") == type)
            #expect(answer.body.contains(body))
            #expect(answer.field("fsc-error-code") == nil)
            for line in fields.split(separator: "\r\n") {
                let parts = line.split(separator: ": ", maxSplits: 1)
                #expect(answer.field(parts[0].lowercased()) == String(parts[1]))
            }
        }
    }

    @Test(arguments: errors.indices)
    func `where a field policy protects persons the status and when to come again pass`(
        index: Int
    ) async throws {
        let (status, type, body, fields) = Self.errors[index]
        let limits = PayloadLimits(requestBytes: 1_000, answerBytes: 1_000)
        let answer = try await ask(
            "policy",
            "HTTP/1.1 \(status) X\r\nContent-Type: \(type)\r\n\(fields)"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)",
            limits: limits
        )
        #expect(answer.status == status)
        #expect(answer.code == nil && answer.field("fsc-error-code") == nil)
        #expect((answer.field("retry-after") != nil) == fields.contains("Retry-After"))
        #expect(answer.field("x-reason") == nil && answer.field("www-authenticate") == nil)
        #expect(["", "{}", #"{"title":"wait"}"#].contains(answer.body), "\(answer.body)")
        if answer.body.isEmpty, status != 409 { #expect(answer.field("content-type") == nil) }
    }

    @Test(arguments: ["plain", "checked", "policy"], [false, true])
    func `what was made is told with a path, wherever the source says that it is`(
        kind: String,
        overHTTP2: Bool
    ) async throws {
        let answer = try await ask(
            kind,
            "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 10\r\n"
                + "Location: http://source.internal/cases/1\r\n"
                + "Link: <http://source.internal/cases?page=2>; rel=next\r\n\r\n{\"id\":\"1\"}",
            line: "POST /cases HTTP/1.1",
            overHTTP2: overHTTP2
        )
        #expect(answer.status == 201)
        #expect(answer.body == "{\"id\":\"1\"}")
        #expect(answer.field("location") == "/cases/1")
        #expect(answer.field("link") == "</cases?page=2>; rel=next")
        #expect(!answer.head.contains("source.internal"))
    }

    @Test(arguments: ["plain", "checked", "policy"])
    func `a place on the source's machine to which nothing leads is left out, never refused`(
        kind: String
    ) async throws {
        let answer = try await ask(
            kind,
            "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
                + "Location: http://source.internal:9999/cases/1\r\nAlt-Svc: h2=\":9999\"\r\n\r\n{}",
            line: "POST /cases HTTP/1.1"
        )
        #expect(answer.status == 201)
        #expect(answer.field("location") == nil && answer.field("alt-svc") == nil)
    }

    @Test(arguments: [("plain", true), ("checked", true), ("policy", false)])
    func `somebody else's address stays, but where a field policy does not speak of it`(
        kind: String,
        passes: Bool
    ) async throws {
        let answer = try await ask(
            kind,
            "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
                + "Location: https://public.example/cases/1\r\n\r\n{}",
            line: "POST /cases HTTP/1.1"
        )
        #expect(answer.status == 201)
        #expect(answer.field("location") == (passes ? "https://public.example/cases/1" : nil))
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func `a redirection to the source leads back through the Inway`(status: Int) async throws {
        for kind in ["plain", "checked"] {
            let answer = try await ask(
                kind,
                "HTTP/1.1 \(status) X\r\nContent-Length: 5\r\nContent-Type: text/html\r\n"
                    + "Location: http://source.internal/persons/2\r\n\r\nmoved"
            )
            #expect(answer.status == status && answer.body == "moved")
            #expect(answer.field("location") == "/persons/2")
        }
    }

    @Test func `a refused answer says which status came, and a broken one that it is broken`()
        async throws
    {
        let undeclared = try await ask(
            "checked",
            "HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
            line: "POST /cases HTTP/1.1"
        )
        #expect(undeclared.status == 502 && undeclared.body.contains("202"))
        let broken = try await ask("plain", "HTTP/1.1 OK\r\n\r\n")
        #expect(broken.status == 502 && broken.code == "ANSWER_INVALID")
        #expect(broken.body.contains("not well-formed HTTP"))
    }
}
