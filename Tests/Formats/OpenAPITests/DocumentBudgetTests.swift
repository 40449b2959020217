import JSONSchema
import JSONTape
import OpenAPI
import Testing
import YAMLDocument

/// Documents that would take minutes to read are refused, and marks of direction.
@Suite struct DocumentBudgetTests {
    private func operation(_ schema: String, components: String) -> JSONValue? {
        try? YAMLNode(
            parsing: """
                openapi: 3.1.0
                info: {title: x, version: '1'}
                paths:
                  /a:
                    post:
                      operationId: a
                      requestBody: {content: {application/x-www-form-urlencoded: {schema: \(schema)}}}
                      responses: {default: {description: x}}
                components: {schemas: {\(components)}}
                """
        ).json
    }

    private func problem(_ json: JSONValue?, work: Int) throws -> OpenAPIProblem? {
        let json = try #require(json)
        do throws(OpenAPIProblem) {
            _ = try OpenAPIDocument(json, options: OpenAPIOptions(maximumWork: work))
            return nil
        } catch {
            return error
        }
    }

    @Test func `a form whose parts double at every level is refused`() throws {
        let levels = (0..<30).map { level in
            "L\(level): {allOf: [{$ref: '#/components/schemas/L\(level + 1)'}, "
                + "{$ref: '#/components/schemas/L\(level + 1)'}]}"
        }
        let components = levels.joined(separator: ", ") + ", L30: {type: object}"
        let json = operation("{$ref: '#/components/schemas/L0'}", components: components)
        let problem = try #require(try problem(json, work: 1_000_000))
        #expect(problem.reason == .tooMuchWork(1_000_000))
        #expect(problem.message.contains("offer the service in parts"))
        #expect(problem.pointer.tokens.first == "components")
    }

    @Test func `all schemas of a document share one budget`() throws {
        var paths = JSONObject()
        for number in 0..<50 {
            let pattern = JSONValue.string("(a|b\(number))(.|c{1,20}d){1,300}e")
            paths["/p\(number)"] = [
                "get": [
                    "operationId": .string("o\(number)"),
                    "responses": [
                        "200": [
                            "description": "x",
                            "content": ["application/json": ["schema": ["pattern": pattern]]],
                        ]
                    ],
                ]
            ]
        }
        let json: JSONValue = [
            "openapi": "3.1.0", "info": ["title": "x", "version": "1"], "paths": .object(paths),
        ]
        let problem = try #require(try problem(json, work: 500_000))
        #expect(problem.reason == .tooMuchWork(500_000))
        #expect(problem.pointer.tokens.last == "pattern")
    }

    @Test func `thousands of paths load at once`() throws {
        var paths = JSONObject()
        for number in 0..<5_000 {
            paths["/a/p\(number)"] = [
                "get": [
                    "operationId": .string("o\(number)"),
                    "responses": ["200": ["description": "x"]],
                ]
            ]
        }
        let document = try OpenAPIDocument([
            "openapi": "3.1.0", "info": ["title": "x", "version": "1"], "paths": .object(paths),
        ])
        #expect(document.route("GET", "/a/p4999") == "o4999")
    }

    private func accepts(
        _ version: String,
        _ readOnly: OpenAPIOptions.ReadOnlyMembers,
        answer: Bool = false,
        _ text: String
    ) throws -> Bool {
        let schema = """
            {type: object, required: [id, pin], properties: {id: {type: integer, readOnly: true},
              pin: {type: string, writeOnly: true}}}
            """
        let body = "{content: {application/json: {schema: \(schema)}}, description: x}"
        let json = try YAMLNode(
            parsing: """
                openapi: \(version)
                info: {title: x, version: '1'}
                paths: {/a: {put: {operationId: a, requestBody: \(body), responses: {200: \(body)}}}}
                """
        ).json
        let options = OpenAPIOptions(readOnlyMembers: readOnly)
        let operation = try #require(OpenAPIDocument(json, options: options).operation(id: "a"))
        let type = try #require(MediaType(Array("application/json".utf8)))
        let content = answer ? operation.response(status: 200) : operation.requestBody?.content
        let checker = try #require(content?.entry(for: type)?.schema)
        var tape = ValueTape()
        let bytes = Array(text.utf8)
        try tape.parse(bytes.span, limits: .payload)
        return checker.isValid(tape, bytes.span.bytes)
    }

    @Test(arguments: [
        ("3.0.3", OpenAPIOptions.ReadOnlyMembers.byVersion, false), ("3.1.0", .byVersion, true),
        ("3.0.3", .pass, true), ("3.1.0", .pass, true), ("3.0.3", .refuse, false),
        ("3.1.0", .refuse, false),
    ])
    func `a read-only member of a request passes as version and setting say`(
        version: String,
        readOnly: OpenAPIOptions.ReadOnlyMembers,
        passes: Bool
    ) throws {
        #expect(try accepts(version, readOnly, #"{"id":1,"pin":"x"}"#) == passes)
        #expect(try accepts(version, readOnly, #"{"pin":"x"}"#))
        #expect(try !accepts(version, readOnly, #"{"id":1}"#))
        #expect(try !accepts(version, readOnly, #"{"id":"1","pin":"x"}"#))
    }

    @Test(arguments: ["3.0.3", "3.1.0"], OpenAPIOptions.ReadOnlyMembers.allCases)
    func `a write-only member never leaves in an answer`(
        version: String,
        readOnly: OpenAPIOptions.ReadOnlyMembers
    ) throws {
        #expect(try accepts(version, readOnly, answer: true, #"{"id":1}"#))
        #expect(try !accepts(version, readOnly, answer: true, #"{"id":1,"pin":"x"}"#))
        #expect(try !accepts(version, readOnly, answer: true, "{}"))
    }
}
