import JSONSchema
import JSONTape
import PayloadPolicy
import Testing
import YAMLDocument

/// What a policy says and can hardly mean is found before anyone believes it.
@Suite struct PolicyReviewTests {
    private static let document = """
        openapi: 3.1.0
        info: {title: x, version: '1'}
        paths:
          /persons/{id}:
            get:
              operationId: getPerson
              parameters:
                - {name: id, in: path, required: true, schema: {type: string}}
                - {name: X-Detail, in: header, schema: {type: string, enum: [full, short]}}
                - {name: fields, in: query, schema: {type: string}}
              responses:
                '200': {description: x, content: {application/json: {schema: {$ref: '#/components/schemas/Person'}}}}
                '404': {description: x, content: {application/problem+json: {schema: {type: object, properties: {title: {type: string}}}}}}
          /search:
            post:
              operationId: search
              requestBody: {content: {application/json: {schema: {type: object, properties: {
                kind: {enum: [ByNumber, ByName]}, numbers: {type: array, items: {type: string}}}}}}}
              responses:
                '200': {description: x, content: {application/json: {schema: {type: object, properties: {
                  persons: {type: array, items: {$ref: '#/components/schemas/Person'}}}}}}}
          /free:
            get:
              operationId: free
              responses: {'200': {description: x, content: {application/json: {}}}}
        components:
          schemas:
            Person:
              type: object
              properties:
                name: {type: object, properties: {family: {type: string}, given: {type: string}}}
                partners: {type: array, items: {$ref: '#/components/schemas/Person'}}
                tags: {type: array, items: {type: string}}
                number: {type: [string, 'null']}
                open: {type: object, additionalProperties: true}
                map: {type: object, additionalProperties: {type: string}}
                coded: {type: object, patternProperties: {'^c': {type: string}}}
                any: {}
                kind: {anyOf: [{type: string}, {$ref: '#/components/schemas/Kind'}]}
                pair: {type: array, prefixItems: [{type: string}, {type: object, properties: {a: {type: string}}}]}
                pet: {$ref: '#/components/schemas/Pet'}
            Kind: {type: object, properties: {code: {type: string}}}
            Pet: {type: object, properties: {species: {type: string}}, discriminator: {propertyName: species}}
            Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {lives: {type: integer}}}]}
        """

    private func findings(_ text: String) throws -> [String] {
        let policy = try FieldPolicy(YAMLNode(parsing: text).json)
        let review = try PolicyReview(of: policy, with: YAMLNode(parsing: Self.document).json)
        return review.findings.map { "\($0.pointer): \($0.message)" }
    }

    private func findings(allowing pattern: String) throws -> [String] {
        try findings(
            """
            purpose: https://purposes.example.nl/x
            operations:
              getPerson:
                request: {subjects: [{at: 'path:id', id_type: BSN}]}
                response: {allow: ['\(pattern)']}
            """
        )
    }

    @Test(arguments: [
        "/name/family", "/name/**", "/name/*", "/partners/*/name/given", "/partners/**", "/tags/*",
        "/number", "/open/anything/at/all", "/open/**", "/map/x", "/coded/c1", "/any", "/any/x",
        "/kind",
        "/kind/code", "/pair/*", "/pair/*/a", "/pet/lives", "/pet/species", "/**", "/*", "/*/*",
        "/partners/*/partners/*/partners/*/name/family",
    ])
    func `a pattern that can match something is not warned of`(pattern: String) throws {
        #expect(try findings(allowing: pattern) == [])
    }

    @Test(arguments: [
        ("/name/famly", "'/name' has no member 'famly' in the document; did you mean 'family'?"),
        ("/nothing", "the body has no member 'nothing' in the document"),
        ("/name", "'/name' is an object: write '/name/**' for all of it, or name members"),
        (
            "/partners/0/name",
            "'/partners' is a list, whose items have no names: write '/partners/*'"
        ),
        ("/partners/*", "'/partners/*' is an object"),
        ("/tags", "'/tags' is a list: write '/tags/*'"),
        ("/number/x", "'/number' is a plain value, below which nothing stands"),
        ("/number/*", "'/number' is a plain value"), ("/map/x/y", "'/map/x' is a plain value"),
        ("/open", "'/open' is an object"),
        ("", "the body is an object"),
        ("/kind/cod", "did you mean 'code'?"), ("/pair/*/b", "has no member 'b'"),
        ("/pet/live", "did you mean 'lives'?"), ("/partners/*/nam/family", "did you mean 'name'?"),
    ])
    func `a pattern that can match nothing is warned of, with what to write`(
        pattern: String,
        words: String
    ) throws {
        let found = try findings(allowing: pattern)
        #expect(found.count == 1, "\(found)")
        #expect(
            found.first?.hasPrefix(
                "/operations/getPerson/response/allow/0: '\(pattern)' can match nothing: "
            ) == true
        )
        #expect(found.first?.contains(words) == true, "\(found)")
    }

    @Test func `places of requests, subjects and errors are looked at too`() throws {
        let found = try findings(
            """
            purpose: https://purposes.example.nl/x
            operations:
              search:
                request:
                  allow_values: {/kin: [ByNumber]}
                  fields: {at: /fields, below: /persons/0}
                  subjects: [{at: /numbers, id_type: BSN}]
                response:
                  always: [/persons/*/nme]
                  subjects: [{at: '/persons/*/numbr', id_type: BSN}]
              getPerson:
                request: {subjects: [{at: 'path:id', id_type: BSN}]}
                response: {allow: [/number], errors: [/titel]}
            """
        )
        let places = found.map { String($0.prefix { $0 != ":" }) }
        #expect(
            Set(places) == [
                "/operations/search/request/allow_values/~1kin",
                "/operations/search/request/fields/at", "/operations/search/request/fields/below",
                "/operations/search/request/subjects/0/at",
                "/operations/search/response/always/0", "/operations/search/response/subjects/0/at",
                "/operations/getPerson/response/errors/0",
            ],
            "\(found)"
        )
    }

    @Test func `values that exclude each other or the document are warned of`() throws {
        let found = try findings(
            """
            purpose: https://purposes.example.nl/x
            operations:
              getPerson:
                request:
                  allow_values:
                    'header:X-Detail': [full]
                    'header:x-detail': [short]
                    'query:fields': [income]
                  fields: {at: 'query:fields'}
                  subjects:
                    - {at: 'path:id', id_type: BSN}
                    - {at: 'path:id', id_type: RSIN}
                response: {allow: [/number]}
              search:
                request: {allow_values: {/kind: [ByAddress]}, subjects: [{at: '/numbers/*', id_type: BSN}]}
                response: {allow: [/persons/*/number]}
            """
        )
        let base = "/operations/getPerson/request"
        #expect(
            found == [
                "\(base)/subjects/1: 'path:id' stands above with the id type 'BSN': that one counts",
                "\(base)/allow_values/header:x-detail: the same place stands above with other values: "
                    + "none is in both",
                "\(base)/allow_values/query:fields: these values ask for fields, and 'response.allow' "
                    + "lets none of them leave",
                "/operations/search/request/allow_values/~1kind: the document lets in none of these "
                    + "values",
            ]
        )
    }

    @Test func `a policy without subjects, and words of no list, are warned of`() throws {
        let found = try findings(
            """
            purpose: benefit
            operations:
              getPerson: {response: {allow: [/number]}}
              search: {request: {subjects: [{at: '/numbers/*', id_type: bsn}]}}
              free: {response: {opaque: true, subjects: [{at: /x, id_type: https://x.example/t}]}}
            """
        )
        #expect(found.count == 3, "\(found)")
        #expect(found[0].hasPrefix("/purpose: 'benefit' is no IRI"))
        #expect(found[1].hasPrefix("/operations/getPerson: no subjects are named"))
        #expect(
            found[2].hasPrefix("/operations/search/request/subjects/0/id_type: the id type 'bsn'")
        )
        #expect(found[2].hasSuffix("did you mean BSN?"))
    }

    @Test func `schemas of other documents count as well`() throws {
        var registry = SchemaRegistry()
        registry.add(
            ["type": "object", "properties": ["city": ["type": "string"]]],
            baseURI: "https://x.example/address",
            dialect: .openAPI31
        )
        let source = try YAMLNode(
            parsing: Self.document.replacing(
                "any: {}",
                with: "any: {$ref: 'https://x.example/address'}"
            )
        ).json
        for (pattern, count) in [("/any/city", 0), ("/any/ciy", 1)] {
            let policy = try FieldPolicy([
                "purpose": "https://x.example/p",
                "operations": [
                    "getPerson": [
                        "request": ["subjects": [["at": "path:id", "id_type": "BSN"]]],
                        "response": ["allow": [.string(pattern)]],
                    ]
                ],
            ])
            let review = PolicyReview(of: policy, with: source, registry: registry)
            #expect(review.findings.count == count)
        }
    }

    @Test func `all faults of a policy are told`() throws {
        let text = """
            purpose: 7
            operations:
              a: {response: {allow: [x, /y, '/**/z'], deny: [], opaque: maybe}}
              b: {request: {subjects: [{at: nowhere, id_type: B}, {at: /n}], fields: {at: f}}, also: 1}
            other: 1
            """
        let problem = try #require(
            #expect(throws: FieldPolicyProblem.self) {
                try FieldPolicy(YAMLNode(parsing: text).json)
            }
        )
        #expect(
            Set(([problem] + problem.further).map(\.pointer)) == [
                "/purpose", "/other", "/operations/a/response/allow/0",
                "/operations/a/response/allow/2", "/operations/a/response/deny",
                "/operations/a/response/opaque", "/operations/b/request/subjects/0/at",
                "/operations/b/request/subjects/1/id_type", "/operations/b/request/fields/at",
                "/operations/b/also",
            ]
        )
    }
}
