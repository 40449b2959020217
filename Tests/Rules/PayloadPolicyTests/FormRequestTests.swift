import ExchangeModel
import OpenAPI
import PayloadPolicy
import Testing
import YAMLDocument

/// Requests whose body is a form, and parameters that are objects.
@Suite struct FormRequestTests {
    private static let text = """
        openapi: 3.1.0
        info: {title: Forms, version: 1.0.0}
        paths:
          /search:
            post:
              operationId: search
              requestBody:
                required: true
                content:
                  application/x-www-form-urlencoded:
                    schema:
                      type: object
                      required: [name]
                      properties: {name: {type: string, maxLength: 3}, year: {type: integer}}
                      additionalProperties: false
                  text/csv: {}
              responses: {default: {description: x}}
        """

    private static let type = "application/x-www-form-urlencoded"

    private func exchange(_ mode: PayloadMode, policy: String? = nil) throws -> Exchange {
        let policies = try policy.map { [try FieldPolicy(YAMLNode(parsing: $0).json)] } ?? []
        let rules = try PayloadRules(
            document: OpenAPIDocument(YAMLNode(parsing: Self.text).json),
            requestMode: mode,
            answerMode: .off,
            policies: policies
        )
        return try Exchange(
            rules,
            purpose: policy == nil ? nil : RegistrySample.purpose,
            digest: policies.first?.digest
        )
    }

    @Test func `a form that conforms passes`() throws {
        let exchange = try exchange(.enforce)
        let body = "name=Jan&year=1980"
        #expect(exchange.refusal("POST", "/search", body: body, type: Self.type) == nil)
    }

    @Test(arguments: [
        ("name=Jans", "/name", "maxLength"), ("year=1980", "", "required"),
        ("name=Jan&year=x", "/year", "type"), ("name=Jan&name=Jo", "/name", "repeated"),
        ("name=%f", "", "encoding"), ("name=Jan&other=1", "/other", "additionalProperties"),
    ])
    func `a form that breaks its schema is refused with place and rule`(
        body: String,
        place: String,
        rule: String
    ) throws {
        let exchange = try exchange(.enforce)
        let refusal = exchange.refusal("POST", "/search", body: body, type: Self.type)
        #expect(refusal == .requestInvalid([.init(location: place, rule: rule)]))
    }

    @Test func `other types are refused, and counted where deviations only are`() throws {
        let strict = try exchange(.enforce)
        #expect(
            strict.refusal("POST", "/search", body: "a;b", type: "text/plain")
                == .requestInvalid([.init(location: "header:content-type", rule: "mediaType")])
        )
        let lenient = try exchange(.logOnly)
        #expect(lenient.refusal("POST", "/search", body: "name=Jans", type: Self.type) == nil)
        #expect(lenient.rules.tally.counts.keys.map(\.deviation.rule) == ["maxLength"])
    }

    @Test func `a form of a purpose with a policy is refused: policies judge JSON`() throws {
        let exchange = try exchange(
            .logOnly,
            policy: """
                purpose: \(RegistrySample.purpose)
                operations: {search: {response: {allow: [/x]}}}
                """
        )
        #expect(exchange.refusal("POST", "/search", body: "name=Jan", type: Self.type) != nil)
    }
}
