import ExchangeModel
import JSONTape
import OpenAPI
import PayloadPolicy
import Testing
import YAMLDocument

/// Bodies of declared media types that are not read: they pass where no field policy forbids it.
@Suite struct OpaqueBodyTests {
    private static let text = """
        openapi: 3.0.3
        info: {title: x, version: '1'}
        paths:
          /in:
            post:
              operationId: send
              requestBody:
                required: true
                content:
                  application/octet-stream: {}
                  text/csv: {schema: {type: string}}
                  application/xml: {schema: {type: object}}
                  image/*: {schema: {type: string, format: binary}}
                  application/vnd.ours.*: {}
                  audio/*: {schema: {type: object}}
                  application/json: {schema: {type: object, required: [a]}}
                  application/x-www-form-urlencoded: {schema: {type: object, required: [a]}}
              responses: {'204': {description: x}}
          /any:
            post:
              operationId: sendAny
              requestBody: {content: {'*/*': {}}}
              responses: {'200': {description: x, content: {'*/*': {schema: {type: object}}}}}
          /out:
            get:
              operationId: extract
              responses:
                '200':
                  description: x
                  content: {application/pdf: {schema: {type: string, format: binary}}}
        """

    private func exchange(
        _ mode: PayloadMode = .enforce,
        policy: String? = nil
    ) throws -> Exchange {
        let policy = try policy.map { try FieldPolicy(YAMLNode(parsing: $0).json) }
        return try Exchange(
            PayloadRules(
                document: OpenAPIDocument(YAMLNode(parsing: Self.text).json),
                requestMode: mode,
                answerMode: mode,
                policies: policy.map { [$0] } ?? []
            ),
            purpose: policy == nil ? nil : RegistrySample.purpose,
            digest: policy?.digest
        )
    }

    @Test(
        arguments: [
            ("/in", "application/octet-stream", "\u{0}\u{1}", nil), ("/in", "text/csv", "a;b", nil),
            ("/in", "text/csv; charset=iso-8859-1", "a;b", nil),
            ("/in", "application/xml", "<a/>", nil),
            ("/in", "image/png", "PNG", nil), ("/any", "text/plain", "x", nil),
            ("/any", "multipart/related; boundary=b", "--b--", nil),
            // Undeclared, or in a range whose schema speaks of JSON.
            ("/in", "text/plain", "a", "mediaType"), ("/in", "audio/ogg", "a", "mediaType"),
            // What can be read is held to its schema.
            ("/in", "application/json", "{}", "required"),
            ("/any", "application/json", "{", "json"),
            ("/in", "application/json; charset=utf-16", "{}", "mediaType"),
            ("/in", "application/x-www-form-urlencoded", "b=1", "required"),
            ("/in", "application/x-www-form-urlencoded; charset=latin1", "a=1", "mediaType"),
            ("/in", "application/octet-stream", "", "required"),
        ] as [(String, String, String, String?)]
    )
    func `a request of a declared media type passes, another is refused`(
        path: String,
        type: String,
        body: String,
        rule: String?
    ) throws {
        let refusal = try exchange().refusal("POST", path, body: body, type: type)
        guard let rule else {
            #expect(refusal == nil)
            return
        }
        #expect(
            refusal?.details.first?.rule.hasPrefix(rule) == true,
            "\(String(describing: refusal))"
        )
    }

    @Test(
        arguments: [
            (("GET", "/out"), "application/pdf", nil),
            (("GET", "/out"), "text/html", .answerUndeclared(.mediaType(status: 200))),
            // A range whose schema takes no text speaks of JSON.
            (("POST", "/any"), "text/html", .answerUndeclared(.mediaType(status: 200))),
            (("GET", "/out"), nil, .answerUnreadable),
        ] as [((String, String), String?, PayloadRefusal?)]
    )
    func `an answer of a declared media type passes, another is withheld`(
        request: (String, String),
        type: String?,
        refusal: PayloadRefusal?
    ) throws {
        let result = try exchange().release(request, body: "%PDF", type: type)
        #expect(result.failure == refusal)
        if refusal == nil { #expect(try result.get().verdict == .unchecked(.opaque)) }
    }

    @Test func `where only deviations are counted, a declared media type is none`() throws {
        let exchange = try exchange(.logOnly)
        #expect(exchange.refusal("POST", "/in", body: "a;b", type: "text/csv") == nil)
        #expect(exchange.rules.tally.counts.isEmpty)
        #expect(exchange.refusal("POST", "/in", body: "a;b", type: "text/plain") == nil)
        #expect(exchange.rules.tally.counts.keys.map(\.deviation.rule) == ["mediaType"])
    }

    @Test func `a field policy lets through what it judges, and answers that it calls opaque`()
        throws
    {
        let policy = """
            purpose: \(RegistrySample.purpose)
            operations: {send: {}, sendAny: {}, extract: {response: {allow: [/x]}}}
            """
        let closed = try exchange(policy: policy)
        #expect(
            closed.refusal("POST", "/in", body: "a;b", type: "text/csv") == .requestUnreadable
        )
        #expect(
            try closed.release(("GET", "/out"), body: "%PDF", type: "application/pdf").failure
                == .answerUnreadable
        )
        let open = try exchange(
            policy: policy.replacing("allow: [/x]", with: "opaque: true")
        )
        #expect(
            try open.release(("GET", "/out"), body: "%PDF", type: "application/pdf").get().verdict
                == .unchecked(.opaque)
        )
    }
}
