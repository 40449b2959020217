import JSONTape
import OpenAPI
import Testing
import YAMLDocument

private let answer = "responses: {default: {description: x}}"

@Suite struct OpenAPIDocumentTests {
    @Test func `bodies are found by media type, the narrowest range first`() throws {
        let sample = try document(
            """
            {/a: {post: {operationId: a, requestBody: {content: {
               "application/json; charset=utf-8": {schema: {type: object}},
               "application/*": {}, "text/csv": {}}}, \(answer)}}}
            """
        )
        let content = try #require(sample.operation(id: "a")?.requestBody?.content)
        func entry(_ text: String) throws -> String? {
            let type = try #require(MediaType(Array(text.utf8)))
            return content.entry(for: type)?.range.description
        }
        #expect(try entry("application/json") == "application/json")
        #expect(try entry("Application/JSON;charset=\"UTF-8\"") == "application/json")
        #expect(try entry("application/xml") == "application/*")
        #expect(try entry("text/csv") == "text/csv")
        #expect(try entry("text/plain") == nil)
    }

    @Test func `a status is found exactly, then by its class, then by default`() throws {
        let sample = try document(
            """
            {/a: {get: {operationId: a, responses: {
               200: {description: x, content: {application/json: {}}},
               4XX: {$ref: '#/components/responses/Fault'},
               404: {description: x, content: {text/plain: {}}}}}}}
            """,
            components:
                "{responses: {Fault: {description: x, content: {application/problem+json: {}}}}}"
        )
        let operation = try #require(sample.operation(id: "a"))
        func range(_ status: Int) -> String? {
            operation.response(status: status)?.entries.first?.range.description
        }
        #expect(range(200) == "application/json")
        #expect(range(404) == "text/plain")
        #expect(range(400) == "application/problem+json")
        #expect(operation.response(status: 500) == nil)
        #expect(operation.response(status: 201) == nil)
    }

    @Test(arguments: [
        ("application/json", true, true), ("application/problem+json;charset=UTF-8", true, true),
        ("text/json; charset=iso-8859-1", true, false), ("application/json-seq", false, true),
        ("application/x-ndjson", false, true), ("text/html", false, true),
        ("application/hal+json; profile=\"a;charset=x\"", true, true),
    ])
    func `a media type says whether its body is JSON in UTF-8`(
        text: String,
        isJSON: Bool,
        isUTF8: Bool
    ) throws {
        let type = try #require(MediaType(Array(text.utf8)))
        #expect(type.isJSON == isJSON)
        #expect(type.isUTF8 == isUTF8)
    }

    @Test(arguments: [
        "", "json", "a/b/c", "/", "a/", "a b/c", "*/json", "a/b;charset", "a/b;charset=a;charset=b",
    ])
    func `a text that is no media type is none`(text: String) {
        #expect(MediaType(Array(text.utf8)) == nil)
    }

    @Test(arguments: ["2.0", "2.0.0", "3.2.0", "4.0.0", "'3'"])
    func `another version of OpenAPI is refused`(version: String) {
        let found = problem("{}", version: version)
        #expect(found?.reason == .unsupportedVersion(version.replacing("'", with: "")))
        #expect(found?.pointer.description == "/openapi")
    }

    @Test(arguments: ["3.0", "'3.0'", "3.1", "'3.1'"])
    func `a version of two numbers is told as such`(version: String) {
        let text = version.replacing("'", with: "")
        #expect(
            problem("{}", version: version)?.message
                == "'openapi' needs three numbers, written as a text, for example '\(text).0'"
        )
    }

    @Test(arguments: ["1.0", "1", "true"])
    func `a version or title that is no text is told to be written in quotes`(
        value: String
    ) throws {
        for name in ["title", "version"] {
            let other = name == "title" ? "version" : "title"
            let text = """
                openapi: 3.0.3
                info: {\(name): \(value), \(other): x}
                paths: {}
                """
            let problem = #expect(throws: OpenAPIProblem.self) {
                try OpenAPIDocument(YAMLNode(parsing: text).json)
            }
            #expect(problem?.message == "must be a text: write it in quotes")
            #expect(problem?.pointer.description == "/info/\(name)")
        }
    }

    @Test(arguments: [
        ("{/a: {get: {operationId: a}}}", "/paths/~1a/get", "'responses' is missing"),
        (
            "{/a: {get: {\(answer), parameters: [{in: query}]}}}", "/paths/~1a/get/parameters/0",
            "'name' is missing"
        ),
        (
            "{/a: {get: {\(answer), parameters: [{name: x, in: body}]}}}",
            "/paths/~1a/get/parameters/0", "expected 'in' to be path, query, header or cookie"
        ),
        (
            "{/a: {get: {\(answer), parameters: [{$ref: 'other.yaml#/x'}]}}}",
            "/paths/~1a/get/parameters/0",
            "'$ref' leads to 'other.yaml#/x', and the document has no such file: put it below the "
                + "document's folder, or name a folder that holds both with 'openapiRoot' (on the "
                + "command line --root)"
        ),
        (
            "{/a: {get: {\(answer), parameters: [{$ref: 'https://x.example/y#/x'}]}}}",
            "/paths/~1a/get/parameters/0",
            "'$ref' leads to 'https://x.example/y#/x', out of the document's files: nothing is fetched; "
                + "name a file below its folder, or give the document with 'references' (on the command "
                + "line --reference URI=FILE)"
        ),
        (
            "{/a: {get: {\(answer), parameters: [{$ref: '#/components/x'}]}}}",
            "/paths/~1a/get/parameters/0", "'$ref' leads nowhere"
        ),
        ("{/a: {$ref: '#/components/pathItems/A'}}", "/paths/~1a", "'$ref' leads to itself"),
        (
            "{/a: {get: {responses: {20: {description: x}}}}}", "/paths/~1a/get/responses/20",
            "a status is three digits, '1XX' to '5XX' or 'default'"
        ),
        (
            "{/a: {get: {responses: {200: {content: {json: {}}}}}}}",
            "/paths/~1a/get/responses/200/content/json", "this is no media type"
        ),
        (
            "{'/a/{b}': {get: {\(answer)}}}", "/paths/~1a~1{b}/get",
            "no parameter describes '{b}' of the path: add one with 'in: path' and 'required: true'"
        ),
        (
            "{/a: {get: {\(answer), requestBody: {}}}}", "/paths/~1a/get/requestBody",
            "'content' is missing"
        ),
        (
            "{/a: {get: {\(answer), parameters: [{name: x, in: query, schema: {type: string}}, {name: x, in: query, schema: {type: string}}]}}}",
            "/paths/~1a/get/parameters/1", "the parameter stands twice"
        ),
        ("[]", "/paths", "expected an object"),
    ])
    func `a problem names the place in the document and the reason`(
        paths: String,
        pointer: String,
        message: String
    ) throws {
        let found = try #require(
            problem(paths, components: "{pathItems: {A: {$ref: '#/components/pathItems/A'}}}")
        )
        #expect(found.pointer.description == pointer)
        #expect(found.message == message)
    }

    @Test(arguments: [
        "v1", "./v1", "https://h/v1?x=1", "https://h/%2e", "/v1//v2", "https://h/{b}",
    ])
    func `a server without a path that can be matched is a problem`(url: String) {
        let found = problem("{/a: {get: {\(answer)}}}", servers: "[{url: '\(url)'}]")
        #expect(found?.reason == .unusableServer)
        #expect(found?.pointer.description == "/servers/0/url")
    }

    @Test func `a schema that does not compile is a problem with its place`() throws {
        let found = try #require(
            problem(
                "{/a: {get: {responses: {200: {description: x, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}}",
                components: "{schemas: {A: {type: object, properties: {b: {pattern: '(a'}}}}}"
            )
        )
        guard case .schema = found.reason else {
            Issue.record("\(found)")
            return
        }
        #expect(found.pointer.description == "/components/schemas/A/properties/b/pattern")
    }

    @Test func `the names that schemas declare are known`() throws {
        let sample = try document(
            "{}",
            components: "{schemas: {A: {properties: {number: {properties: {x: {}}}}}}}"
        )
        #expect(sample.memberNames == ["number", "x"])
    }
}
