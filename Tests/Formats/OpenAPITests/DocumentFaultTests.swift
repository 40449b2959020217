import JSONSchema
import JSONTape
import OpenAPI
import Testing
import YAMLDocument

/// Documents with faults: all are told, and what can be read is read where that is asked for.
@Suite struct DocumentFaultTests {
    private static let text = """
        openapi: 3.0.3
        info: {title: x, version: '1'}
        servers: [{url: /v1}]
        paths:
          /good/{id}:
            get:
              operationId: good
              parameters: [{name: id, in: path, required: true, schema: {type: string}}]
              responses: {'200': {description: x, content: {application/json: {schema: {type: object}}}}}
          /good/bad:
            get:
              operationId: bad
              parameters: [{name: q, in: query, schema: {type: datum}}]
              responses:
                '200': {description: x, content: {application/json: {schema: {type: date}}}}
                '2x': {description: x}
            post:
              operationId: fine
              responses: {'204': {description: x}}
          /twice:
            get:
              operationId: good
              responses: {'204': {description: x}}
          /touching/{a}{b}: {get: {responses: {'204': {description: x}}}}
          /shared:
            get:
              operationId: shared
              responses: {'200': {description: x, content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}}}
            put:
              operationId: alsoShared
              responses: {'200': {description: x, content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}}}
        components:
          schemas:
            S:
              type: object
              required: true
              properties:
                a: {type: string, minLength: '2', pattern: '(?i)x'}
                b: {type: int}
                c: {$ref: '#/components/schemas/None'}
        """

    private func document(leavesOut: Bool, _ text: String = text) throws -> OpenAPIDocument {
        try OpenAPIDocument(
            YAMLNode(parsing: text).json,
            options: OpenAPIOptions(leavesOut: leavesOut)
        )
    }

    private static let places = [
        "/paths/~1good~1bad/get/parameters/0/schema/type",
        "/paths/~1good~1bad/get/responses/200/content/application~1json/schema/type",
        "/paths/~1good~1bad/get/responses/2x", "/paths/~1twice", "/paths/~1touching~1{a}{b}",
        "/components/schemas/S/required", "/components/schemas/S/properties/c/$ref",
        "/components/schemas/S/properties/b/type", "/components/schemas/S/properties/a/minLength",
        "/components/schemas/S/properties/a/pattern",
    ]

    @Test func `all faults of a document are told, each once`() throws {
        let problem = try #require(
            #expect(throws: OpenAPIProblem.self) { try document(leavesOut: false) }
        )
        let found = ([problem] + problem.further).map(\.pointer.description)
        #expect(Set(found) == Set(Self.places))
        #expect(found.count == Self.places.count)
    }

    @Test func `operations that cannot be read are left out, and their requests are refused`()
        throws
    {
        let document = try document(leavesOut: true)
        #expect(document.operations.map(\.id) == ["good", "fine"])
        #expect(
            document.leftOut.map(\.name) == [
                "GET /good/bad", "GET /twice", "* /touching/{a}{b}", "GET /shared", "PUT /shared",
            ]
        )
        #expect(document.leftOut.map(\.id) == ["bad", "good", nil, "shared", "alsoShared"])
        #expect(Set(document.faults.map(\.pointer.description)) == Set(Self.places))
        #expect(document.route("GET", "/v1/good/1") == "good")
        // Not by the template that fits it too.
        #expect(document.route("GET", "/v1/good/bad") == "leftOut")
        #expect(document.route("HEAD", "/v1/good/bad") == "leftOut")
        #expect(document.route("POST", "/v1/good/bad") == "fine")
        #expect(document.route("DELETE", "/v1/good/bad") == "unknownMethod")
        #expect(document.route("GET", "/v1/twice") == "leftOut")
        #expect(document.route("PUT", "/v1/shared") == "leftOut")
        #expect(document.route("GET", "/v1/touching/ab") == "unknownPath")
    }

    @Test(arguments: [
        "openapi: 3.0.3\ninfo: {title: x}\npaths: {/a: {get: {responses: {default: {description: x}}}}}",
        "openapi: 3.0.3\ninfo: {title: x, version: '1'}\npaths: {/a: {get: {}}}",
        "openapi: 3.0.3\ninfo: {title: x, version: '1'}\npaths: []",
    ])
    func `a document of which nothing is left, or with a fault of its own, is refused`(
        text: String
    ) {
        #expect(throws: OpenAPIProblem.self) { try document(leavesOut: true, text) }
    }

    @Test(arguments: [
        ("date", "write 'type: string' with 'format: date'"), ("int", "write 'integer'"),
        ("objekt", "did you mean 'object'?"), ("String", "did you mean 'string'?"),
        ("file", "'format: binary'"), ("any", "leave 'type' out"), ("xyz", "the types are array"),
    ])
    func `a type that does not exist is told with what to write`(type: String, words: String) {
        let found = problem(
            "{/a: {get: {responses: {200: {description: x, content: {application/json: {schema: {type: \(type)}}}}}}}}"
        )
        #expect(found?.message.contains(words) == true, "\(String(describing: found))")
    }

    @Test func `an operation by reference is read where it leads`() throws {
        let found = try document(
            leavesOut: false,
            """
            openapi: 3.0.3
            info: {title: x, version: '1'}
            paths:
              /a: {get: {$ref: '#/x-operations/a', security: []}}
            x-operations:
              a: {operationId: a, responses: {'204': {description: x}}}
            """
        )
        #expect(found.route("GET", "/a") == "a")
        let missing = problem("{/a: {get: {$ref: '#/x-operations/a'}}}")
        #expect(missing?.message == "'$ref' leads nowhere")
        #expect(missing?.pointer.description == "/paths/~1a/get")
    }

    // MARK: - Documents by URI

    private static let common = """
        openapi: 3.0.3
        info: {title: x, version: '1'}
        paths: {/shared: {get: {operationId: shared, responses: {'204': {description: x}}}}}
        components:
          parameters: {page: {name: page, in: query, schema: {$ref: '#/components/schemas/Page'}}}
          requestBodies: {b: {content: {application/json: {schema: {$ref: '#/components/schemas/Page'}}}}}
          responses:
            '400': {description: x, content: {application/problem+json: {schema: {$ref: '#/components/schemas/Fault'}}}}
          schemas:
            Page: {type: integer, nullable: true, minimum: 0, exclusiveMinimum: true}
            Fault: {type: object, required: [title], properties: {title: {type: string, nullable: true}}}
        """

    private func referring(_ version: String, common: String = common) throws -> OpenAPIDocument {
        let uri = "https://common.example.nl/common.yaml"
        let text = """
            openapi: \(version)
            info: {title: x, version: '1'}
            paths:
              /a:
                post:
                  operationId: a
                  parameters: [{$ref: '\(uri)#/components/parameters/page'}]
                  requestBody: {$ref: '\(uri)#/components/requestBodies/b'}
                  responses: {'400': {$ref: '\(uri)#/components/responses/400'}}
              /shared: {$ref: '\(uri)#/paths/~1shared'}
            """
        var registry = SchemaRegistry()
        registry.add(try YAMLNode(parsing: common).json, baseURI: uri, dialect: .openAPI31)
        return try OpenAPIDocument(
            YAMLNode(parsing: text).json,
            options: OpenAPIOptions(registry: registry)
        )
    }

    @Test(arguments: ["3.0.3", "3.1.0"])
    func `parameters, bodies, responses and paths of documents by URI are read in their dialect`(
        version: String
    ) throws {
        let document = try referring(version)
        #expect(try document.parameterFaults("POST", "/a?page=1") == [])
        #expect(
            try document.parameterFaults("POST", "/a?page=0") == ["query:page exclusiveMinimum"]
        )
        let operation = try #require(document.operation(id: "a"))
        let fault = try #require(operation.response(status: 400)?.entries.first?.schema)
        let body = try #require(operation.requestBody?.content.entries.first?.schema)
        func accepts(_ schema: CompiledSchema, _ text: String) throws -> Bool {
            var tape = ValueTape()
            let bytes = Array(text.utf8)
            try tape.parse(bytes.span, limits: .payload)
            return schema.isValid(tape, bytes.span.bytes)
        }
        #expect(try accepts(fault, #"{"title":null}"#))
        #expect(try !accepts(fault, "{}"))
        #expect(try accepts(body, "null"))
        #expect(try !accepts(body, "0"))
        #expect(document.route("GET", "/shared") == "shared")
    }

    @Test func `a fault in a document by URI is told with that document and its place`() throws {
        let problem = try #require(
            #expect(throws: OpenAPIProblem.self) {
                try referring(
                    "3.0.3",
                    common: Self.common.replacing("type: integer", with: "type: int")
                )
            }
        )
        #expect(problem.document == "https://common.example.nl/common.yaml")
        #expect(problem.pointer.description == "/components/schemas/Page/type")
        let missing = try #require(
            #expect(throws: OpenAPIProblem.self) {
                try referring("3.0.3", common: Self.common.replacing("'400'", with: "'401'"))
            }
        )
        #expect(missing.pointer.description == "/paths/~1a/post/responses/400")
    }
}
