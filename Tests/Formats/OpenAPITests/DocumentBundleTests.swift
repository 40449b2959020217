import JSONSchema
import JSONTape
import OpenAPI
import Testing
import YAMLDocument

/// Documents that are split over files, here in memory.
@Suite struct DocumentBundleTests {
    private func bundle(
        _ root: String,
        _ files: [String: String] = [:]
    ) throws -> DocumentBundle {
        try DocumentBundle(YAMLNode(parsing: root).json, name: "api.yaml") {
            (path) throws(BundleProblem.Unreadable) in
            guard let text = files[path], let node = try? YAMLNode(parsing: text) else {
                throw BundleProblem.Unreadable("there is no such file")
            }
            return node.json
        }
    }

    private static let root = """
        openapi: 3.1.0
        info: {title: Split, version: 1.0.0}
        paths:
          /animals: {$ref: paths/animals.yaml}
          /dogs:
            post:
              operationId: addDog
              requestBody: {$ref: 'common.yaml#/bodies/Dog'}
              responses: {default: {description: x}}
        components:
          schemas:
            Name: {type: string, maxLength: 5}
        """

    private static let files = [
        "paths/animals.yaml": """
        get:
          operationId: listAnimals
          parameters: [{$ref: '../common.yaml#/limit'}]
          responses:
            '200':
              description: x
              content: {application/json: {schema: {items: {$ref: ../schemas/animal.yaml}}}}
        """,
        "common.yaml": """
        limit: {name: limit, in: query, schema: {type: integer, maximum: 10}}
        bodies:
          Dog: {content: {application/json: {schema: {$ref: 'schemas/dog.yaml#/Dog'}}}}
        """,
        "schemas/animal.yaml": """
        oneOf: [{$ref: 'dog.yaml#/Dog'}, {$ref: '#/$defs/Cat'}]
        discriminator: {propertyName: kind, mapping: {dog: 'dog.yaml#/Dog', cat: '#/$defs/Cat'}}
        $defs:
          Cat:
            required: [lives]
            properties: {name: {$ref: '../api.yaml#/components/schemas/Name'}}
        """,
        "schemas/dog.yaml": """
        Dog:
          required: [name]
          properties: {name: {$ref: ../api.yaml#/components/schemas/Name}, pup: {$ref: '#/Dog'}}
        """,
    ]

    @Test func `a component may be named like a keyword for data`() throws {
        let root = """
            openapi: 3.1.0
            info: {title: Named, version: 1.0.0}
            paths: {}
            components:
              parameters:
                example: {$ref: 'common.yaml#/limit'}
            """
        let whole = try bundle(root, Self.files).document
        let reference = whole["components"]?["parameters"]?["example"]?["$ref"]?.string
        #expect(reference == "#/x-sluis-files/common.yaml/limit")
    }

    private func violations(_ schema: CompiledSchema?, _ text: String) throws -> [String] {
        let bytes = Array(text.utf8)
        var tape = ValueTape()
        try tape.parse(bytes.span, limits: .payload)
        return try #require(schema).violations(tape, bytes.span.bytes)
            .map { "\($0.keyword) \($0.instance)" }
    }

    @Test func `references to files, back, and within files are followed`() throws {
        let document = try OpenAPIDocument(bundle(Self.root, Self.files).document)
        #expect(document.operations.map(\.id) == ["listAnimals", "addDog"])
        #expect(try document.parameterFaults("GET", "/animals?limit=11") == ["query:limit maximum"])
        let animals = document.operation(id: "listAnimals")?.response(status: 200)?.entries.first
        #expect(try violations(animals?.schema, #"[{"kind":"dog","name":"Rex"}]"#).isEmpty)
        #expect(
            try violations(animals?.schema, #"[{"kind":"cat"},{"kind":"dog","name":"Bellissima"}]"#)
                == ["required /0", "maxLength /1/name"]
        )
        let dog = document.operation(id: "addDog")?.requestBody?.content.entries.first
        #expect(
            try violations(dog?.schema, #"{"name":"a","pup":{"name":"b","pup":{}}}"#)
                == ["required /pup/pup"]
        )
    }

    @Test func `a document in one file stays as it is`() throws {
        let text = "{openapi: 3.1.0, a: {$ref: '#/b'}, b: {$ref: 'https://x.example/s#/c'}}"
        #expect(try bundle(text).document == YAMLNode(parsing: text).json)
    }

    @Test func `examples, constants and members named as keywords are not references`() throws {
        let text = """
            properties: {$ref: {const: {$ref: missing.yaml}}, example: {$ref: there.yaml}}
            example: {$ref: missing.yaml}
            enum: [{$ref: missing.yaml}]
            examples: {one: {$ref: missing.yaml}}
            """
        let whole = try bundle(text, ["there.yaml": "{type: string}"]).document
        #expect(
            whole["properties"]?["example"]?["$ref"]?.string == "#/x-sluis-files/there.yaml"
        )
    }

    @Test func `a place of the whole is told as file and pointer`() throws {
        let bundle = try bundle(Self.root, Self.files)
        let inner = try bundle.origin(
            of: JSONPointer(parsing: "/x-sluis-files/schemas~1dog.yaml/Dog/required")
        )
        #expect(inner.file == "schemas/dog.yaml")
        #expect(inner.pointer.description == "/Dog/required")
        let own = try bundle.origin(of: JSONPointer(parsing: "/components"))
        #expect(own.file == "api.yaml")
    }

    @Test(arguments: [
        "../secret.yaml", "a/../../secret.yaml", "/etc/passwd", "%2e%2e/secret.yaml",
        "..%2Fsecret.yaml", "a\\..\\secret.yaml", ".",
    ])
    func `a reference out of the folder is refused with its place`(target: String) throws {
        let root: JSONValue = ["a": [["$ref": .string(target)]]]
        let problem = #expect(throws: BundleProblem.self) {
            try DocumentBundle(root, name: "api.yaml") { _ in true }
        }
        #expect(problem?.reason == .outside(target))
        #expect(problem?.pointer.description == "/a/0/$ref")
    }

    @Test func `a missing file is refused with the place of the reference`() throws {
        let problem = #expect(throws: BundleProblem.self) {
            try bundle("a: {$ref: one.yaml}", ["one.yaml": "b: {$ref: two.yaml}"])
        }
        #expect(problem?.file == "one.yaml")
        #expect(problem?.pointer.description == "/b/$ref")
        #expect(problem?.message == "'two.yaml' cannot be used: there is no such file")
    }

    @Test func `files that refer to ever more files are refused`() throws {
        let problem = #expect(throws: BundleProblem.self) {
            try DocumentBundle(["$ref": "0.yaml"], name: "api.yaml") {
                (path) throws(BundleProblem.Unreadable) in
                ["$ref": .string("\((Int(path.dropLast(5)) ?? 0) + 1).yaml")]
            }
        }
        #expect(problem?.reason == .tooManyFiles(limit: 500))
    }

    @Test func `a remote reference is refused where nothing is known by its name`() throws {
        let text = """
            openapi: 3.1.0
            info: {title: x, version: '1'}
            paths: {/a: {$ref: 'https://x.example/a.yaml'}}
            """
        let problem = #expect(throws: OpenAPIProblem.self) {
            try OpenAPIDocument(bundle(text).document)
        }
        #expect(problem?.reason == .remoteReference("https://x.example/a.yaml"))
    }
}
