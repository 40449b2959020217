import ExchangeModel
import JSONSchema
import JSONTape
import OpenAPI
import PayloadPolicy
import Testing
import YAMLDocument

/// Derived documents of services whose schemas stand in other documents.
@Suite struct DerivedReferenceTests {
    private static let uri = "https://schemas.example.nl/person.json"

    private func json(_ text: String) throws -> JSONValue { try YAMLNode(parsing: text).json }

    private func source(_ schema: String, version: String = "3.1.0") throws -> JSONValue {
        try json(
            """
            openapi: \(version)
            info: {title: x, version: '1'}
            paths:
              /a:
                get:
                  operationId: a
                  responses: {'200': {description: x, content: {application/json: {schema: \(schema)}}}}
            """
        )
    }

    private func registry() throws -> SchemaRegistry {
        var registry = SchemaRegistry()
        registry.add(
            try json(
                """
                $id: \(Self.uri)
                type: object
                required: [number, name, address]
                properties:
                  number: {type: string, pattern: '^[0-9]{9}$'}
                  name: {type: [string, 'null']}
                  address: {$ref: 'address.json#home'}
                  secret: {type: string}
                additionalProperties: false
                """
            ),
            baseURI: Self.uri,
            dialect: .openAPI31
        )
        registry.add(
            try json(
                """
                $defs:
                  home: {$anchor: home, $ref: '#/$defs/any', required: [city]}
                  any: {type: object, properties: {city: {const: Delft}, street: {type: string}}}
                """
            ),
            baseURI: "https://schemas.example.nl/address.json",
            dialect: .openAPI31
        )
        return registry
    }

    private func policy(_ patterns: String...) throws -> FieldPolicy {
        try FieldPolicy([
            "purpose": "p",
            "operations": [
                "a": ["response": ["allow": .array(patterns.map { .string($0) })]]
            ],
        ])
    }

    private let answer = #"""
        {"person":{"number":"999990019","name":null,"address":{"city":"Delft","street":"x"},"secret":"y"},
         "age":7}
        """#

    @Test(arguments: ["3.1.0", "3.0.3"])
    func `schemas of other documents are taken in, reduced`(version: String) throws {
        let old = "{type: integer, nullable: true, minimum: 0, exclusiveMinimum: true}"
        let new = "{type: [integer, 'null'], exclusiveMinimum: 0}"
        let source = try source(
            """
            {type: object, required: [person, age], properties: {person: {$ref: '\(Self.uri)'},
              age: \(version == "3.0.3" ? old : new)}}
            """,
            version: version
        )
        let policy = try policy("/person/number", "/person/name", "/person/address/city", "/age")
        let derived = try DerivedDocument(of: source, for: policy, registry: registry())
        let text = String(decoding: derived.bytes, as: UTF8.self)
        #expect(derived.json["openapi"] == "3.1.0")
        for word in ["secret", "street", "$id", "schemas.example.nl", "$anchor"] {
            #expect(!text.contains(word), "\(word) in \(text)")
        }
        #expect(derived.json["components"]?["schemas"]?["person"] != nil)
        let options = OpenAPIOptions(registry: try registry())
        let rules = try PayloadRules(
            document: OpenAPIDocument(source, options: options),
            policies: [policy]
        )
        let sending = try Exchange(rules, purpose: "p", digest: policy.digest)
        let left = try #require(try sending.release(("GET", "/a"), body: answer).get().text)
        let consumer = try Exchange(
            PayloadRules(derived: OpenAPIDocument(derived.json), of: derived.json),
            purpose: nil
        )
        #expect(try consumer.release(("GET", "/a"), body: left).failure == nil, "\(left) \(text)")
        for wrong in [
            left.replacing("Delft", with: "Utrecht"), left.replacing("999990019", with: "9"),
            left.replacing("7", with: "0"), left.replacing("\"city\":\"Delft\"", with: ""),
            left.replacing("\"age\"", with: "\"old\""), answer,
        ] {
            #expect(try consumer.release(("GET", "/a"), body: wrong).failure != nil, "\(wrong)")
        }
    }

    @Test func `a reference to a document that is not known is told with its place`() throws {
        let source = try source("{properties: {a: {$ref: 'https://schemas.example.nl/none'}}}")
        let policy = try policy("/a/b")
        let registry = try registry()
        do throws(DerivationProblem) {
            _ = try DerivedDocument(of: source, for: policy, registry: registry)
            Issue.record("the document was reduced")
        } catch {
            #expect(error.reason.contains("references"))
            #expect("\(error.pointer)".hasSuffix("/schema/properties/a"))
        }
    }

    @Test func `a keyword that OpenAPI 3_0 does not know tells nothing of what survives`() throws {
        // In 3.0 `const` says nothing, so that the member may be an object and removed whole.
        let source = try source(
            "{type: object, required: [m], properties: {m: {const: x}}}",
            version: "3.0.3"
        )
        let policy = try policy("/m")
        let rules = try PayloadRules(document: OpenAPIDocument(source), policies: [policy])
        let derived = try DerivedDocument(of: source, for: policy)
        let sending = try Exchange(rules, purpose: "p", digest: policy.digest)
        let consumer = try Exchange(
            PayloadRules(derived: OpenAPIDocument(derived.json), of: derived.json),
            purpose: nil
        )
        for answer in [#"{"m":{"a":1}}"#, #"{"m":"y"}"#] {
            let released = try sending.release(("GET", "/a"), body: answer).get()
            let seen = try consumer.release(("GET", "/a"), body: released.text ?? answer)
            #expect(seen.failure == nil)
        }
    }

    @Test func `a pattern for members that never leave is not told`() throws {
        let source = try source(
            """
            {type: object, properties: {a: {type: string}}, additionalProperties: false,
              patternProperties: {'^secret-': {type: string}, '^open-': {type: integer}}}
            """
        )
        let derived = try DerivedDocument(of: source, for: policy("/a", "/open-1"))
        let text = String(decoding: derived.bytes, as: UTF8.self)
        #expect(!text.contains("secret"))
        #expect(text.contains("^open-"))
    }
}
