import ExchangeModel
import Foundation
import JSONTape
import OpenAPI
import PayloadPolicy
import Testing
import YAMLDocument

/// What `sluis purpose draft` writes: a policy that lets everything pass that the document declares.
@Suite struct PolicyDraftTests {
    private static let purpose = "https://purposes.example.nl/p"

    private static func registry() throws -> JSONValue {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let file = root.appending(path: "schemas/person-registry.openapi.yaml")
        return try YAMLNode.json(parsing: Array(Data(contentsOf: file)))
    }

    private func draft(_ document: JSONValue, _ operation: String) throws -> String {
        try PolicyDraft(
            of: document,
            operation: operation,
            purpose: PurposeID(Self.purpose),
            source: "api.yaml"
        ).text
    }

    /// A document with one operation and the schema of its answer, in flow style.
    private func document(
        _ answer: String,
        components: String = "{}",
        version: String = "3.1.0"
    )
        throws -> JSONValue
    {
        try YAMLNode(
            parsing: """
                openapi: \(version)
                info: {title: T, version: '1'}
                paths:
                  /a:
                    get:
                      operationId: a
                      responses:
                        200: {description: x, content: {application/json: {schema: \(answer)}}}
                components: {schemas: \(components)}
                """
        ).json
    }

    /// The patterns that the draft allows of an answer.
    private func allowed(
        _ answer: String,
        components: String = "{}",
        version: String = "3.1.0"
    ) throws -> [String] {
        let text = try draft(
            document(answer, components: components, version: version),
            "a"
        )
        let policy = try FieldPolicy(YAMLNode(parsing: text).json)
        return policy.releasable(by: "a")
    }

    @Test(arguments: ["getPerson", "searchPersons"])
    func `a draft is a policy for its operation, and names everything in comments too`(
        id: String
    )
        throws
    {
        let document = try Self.registry()
        let text = try draft(document, id)
        let policy = try FieldPolicy(YAMLNode(parsing: text).json)
        #expect(policy.purpose.rawValue == Self.purpose)
        #expect(policy.operationIDs == [id])
        #expect(text.contains("# Notes of the registrar"))
        let prefix = id == "getPerson" ? "" : "/persons/*"
        let patterns = policy.releasable(by: id)
        for place in ["/number", "/nationality/*", "/partners/*/birth/date", "/address/city"] {
            #expect(patterns.contains(prefix + place))
        }
        for place in ["path:number", "query:fields"] where id == "getPerson" {
            #expect(text.contains("#   \(place)"))
        }
        for place in ["/numbers/*", "/familyName", "/birthDate"] where id == "searchPersons" {
            #expect(text.contains("#   \(place)"))
        }
        #expect(text.split(separator: "\n").allSatisfy { $0.count < 180 })
        let rules = try PayloadRules(document: OpenAPIDocument(document), policies: [policy])
        #expect(policy.problems(with: try OpenAPIDocument(document)).isEmpty)
        let exchange = try Exchange(rules, purpose: Self.purpose, digest: policy.digest)
        if id == "getPerson" {
            let person = #"{"number":"999990019","name":{"familyName":"Berg"},"remarks":"x"}"#
            let released = try exchange.release(("GET", "/v1/persons/999990019"), body: person)
            // Nothing was left out: the text is the source's own.
            #expect(try released.get().text == nil)
            #expect(try released.get().paths.contains("/remarks"))
        } else {
            #expect(text.contains(#"/type: ["SearchByNumber", "SearchByNameAndBirthDate"]"#))
            #expect(text.contains(#"fields: {at: /fields, below: /persons/*}"#))
        }
    }

    @Test func `an operation that is not there is told with those that are`() throws {
        let document = try Self.registry()
        #expect(
            throws: PolicyDraft.Problem.unknownOperation(known: ["getPerson", "searchPersons"])
        ) { try draft(document, "getPersons") }
        #expect(throws: PolicyDraft.Problem.unknownOperation(known: [])) { try draft([:], "a") }
    }

    @Test func `an operation without an id is named by method and path`() throws {
        var document = try document("{type: string}")
        document = try JSONValue(
            parsing: Array(
                String(decoding: document.serialized(), as: UTF8.self)
                    .replacing(#""operationId":"a","#, with: "").utf8
            )
        )
        let policy = try FieldPolicy(YAMLNode(parsing: draft(document, "GET /a")).json)
        #expect(policy.operationIDs == ["GET /a"])
    }

    @Test(arguments: [
        ("{type: string}", [""]),
        ("{type: [string, 'null']}", [""]),
        ("{type: array, items: {type: integer}}", ["/*"]),
        ("{}", ["/**"]),
        ("true", ["/**"]),
        ("{type: object}", ["/**"]),
        ("{type: object, properties: {a: {}}}", ["/a/**"]),
        (
            "{type: object, properties: {a: {type: object, additionalProperties: {type: string}}}}",
            ["/a/*"]
        ),
        ("{properties: {a/b: {type: string}, c~d: {type: string}}}", ["/a~1b", "/c~0d"]),
        (
            "{properties: {'*': {type: string}, '**': {properties: {x: {type: string}}}}}",
            ["/*", "/*/x"]
        ),
        (
            "{allOf: [{properties: {a: {type: string}}}, {properties: {b: {enum: [x, y]}}}], required: [a]}",
            ["/a", "/b"]
        ),
        (
            "{oneOf: [{type: string}, {type: object, properties: {a: {type: [object, 'null'], properties: {b: {type: string}}}}}]}",
            ["", "/a", "/a/b"]
        ),
        (
            "{type: array, prefixItems: [{type: string}, {properties: {a: {type: string}}}]}",
            ["/*", "/*/a"]
        ),
        (
            "{patternProperties: {'^x': {type: string}}, properties: {y: {type: number}}}",
            ["/y", "/*"]
        ),
        ("{type: object, properties: {a: {$ref: 'https://elsewhere.example/x'}}}", ["/a/**"]),
        (
            "{if: {properties: {a: {const: 1}}}, then: {properties: {b: {type: string}}}, properties: {a: {type: integer}}}",
            ["/a", "/b"]
        ),
    ])
    func `every place that a schema declares is named`(answer: String, patterns: [String]) throws {
        #expect(try allowed(answer) == patterns)
    }

    @Test func `a schema within itself ends in a mark for all that is below`() throws {
        let node =
            "{Node: {properties: {name: {type: string}, next: {$ref: '#/components/schemas/Node'}}}}"
        #expect(
            try allowed("{$ref: '#/components/schemas/Node'}", components: node)
                == ["/name", "/next/**"]
        )
        let loop = "{A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/A'}}"
        _ = try allowed("{$ref: '#/components/schemas/A'}", components: loop)
    }

    @Test func `types of a discriminator count, nullable places of 3-0 too`() throws {
        let types = """
            {Pet: {type: object, discriminator: {propertyName: t, mapping: {c: Cat}}, properties: {t: {type: string}}},
             Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {properties: {lives: {type: integer}}}]}}
            """
        #expect(
            try allowed("{$ref: '#/components/schemas/Pet'}", components: types) == [
                "/t", "/lives",
            ]
        )
        let nullable =
            "{type: object, properties: {a: {type: object, nullable: true, properties: {b: {type: string}}}}}"
        #expect(try allowed(nullable, version: "3.0.3") == ["/a", "/a/b"])
    }

    @Test func `what is too wide or too deep for a policy ends earlier`() throws {
        let wide = (0..<950).map { "p\($0): {type: string}" }.joined(separator: ", ")
        #expect(try allowed("{properties: {a: {properties: {\(wide)}}}}") == ["/a/**"])
        var deep = "{type: string}"
        for _ in 0..<30 { deep = "{properties: {a: \(deep)}}" }
        let patterns = try allowed(deep)
        #expect(patterns.count == 1 && patterns[0].hasSuffix("/**"))
    }

    @Test func `words of the document cannot leave their comment or change the policy`() throws {
        let evil = #"{type: string, description: "x\n      allow: [/**]\u2028y\u202e\u0007"}"#
        let text = try draft(
            document("{properties: {'a: [b]': \(evil), '# c': {type: string}}}"),
            "a"
        )
        let policy = try FieldPolicy(YAMLNode(parsing: text).json)
        #expect(policy.releasable(by: "a") == ["/a: [b]", "/# c"])
        #expect(!text.contains("\u{202e}") && !text.contains("\u{2028}") && !text.contains("\u{7}"))
    }

    @Test func `answers that are no JSON, and header fields, are named`() throws {
        let document = try YAMLNode(
            parsing: """
                openapi: 3.1.0
                info: {title: T, version: '1'}
                paths:
                  /a:
                    get:
                      operationId: a
                      parameters:
                        - {name: kind, in: query, schema: {enum: [x, y]}}
                        - {name: X-Who, in: header, schema: {type: string}}
                        - {name: crumb, in: cookie, schema: {type: string}}
                      responses:
                        200:
                          description: x
                          headers: {X-Total: {schema: {type: integer}, description: How many}, Link: {schema: {type: string}}}
                          content: {image/png: {}, text/csv: {}}
                        404: {description: x, content: {application/json: {schema: {properties: {e: {type: string}}}}}}
                """
        ).json
        let text = try draft(document, "a")
        let policy = try FieldPolicy(YAMLNode(parsing: text).json)
        #expect(policy.releasable(by: "a").isEmpty)
        #expect(text.contains("opaque: false") && text.contains("image/png, text/csv"))
        #expect(
            text.contains("- x-total") && text.contains("# How many") && !text.contains("- link")
        )
        #expect(text.contains(#"query:kind: ["x", "y"]"#) && text.contains("header:x-who"))
        #expect(!text.contains("crumb"))
    }
}
