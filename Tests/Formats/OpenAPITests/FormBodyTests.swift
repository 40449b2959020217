import JSONSchema
import JSONTape
import OpenAPI
import Testing

@Suite struct FormBodyTests {
    private static let person = """
        {type: object, required: [name], additionalProperties: false, properties: {
          name: {type: string, minLength: 2}, age: {type: integer, maximum: 150},
          tags: {type: array, maxItems: 2, items: {type: string}}, active: {type: boolean},
          codes: {type: array, items: {type: integer}}, address: {type: object, required: [street]},
          photo: {type: string, format: binary, maxLength: 4}}}
        """

    private func form(_ type: String, schema: String = person) throws -> FormBody {
        let document = try document(
            """
            {/a: {post: {operationId: a, responses: {default: {description: x}}, requestBody: {content:
              {\(type): {schema: \(schema), encoding: {codes: {style: form, explode: false},
              photo: {contentType: 'image/png, image/jpeg'}}}}}}}}
            """
        )
        let entries = document.operation(id: "a")?.requestBody?.content.entries
        return try #require(entries?.first?.form)
    }

    private func faults(_ form: FormBody, _ body: [UInt8], _ type: String) throws -> [String] {
        var tape = ValueTape()
        let type = try #require(MediaType(Array(type.utf8)))
        return form.violations(body.span, type: type, tape: &tape, limit: 10)
            .map { "\($0.keyword) \($0.instance)" }.sorted()
    }

    @Test(arguments: [
        ("name=Jan", []), ("name=Jan+de%20Boer&age=42&active=true&tags=a&tags=b", []),
        ("name=Zo%C3%AB&codes=1,2,3", []), ("name=Jan&address=%7B%22street%22:%22x%22%7D", []),
        ("", ["required "]), ("name=J", ["minLength /name"]), ("name=Jan&age=x", ["type /age"]),
        ("name=Jan&age=151", ["maximum /age"]), ("name=Jan&name=Piet", ["repeated /name"]),
        ("name=Jan&tags=a&tags=b&tags=c", ["maxItems /tags"]), ("name=%zz", ["encoding "]),
        ("name=%ff", ["encoding "]), ("name=Jan&other=1", ["additionalProperties /other"]),
        ("name=Jan&codes=1,x", ["type /codes/1"]), ("name=Jan&address=%7B", ["json /address"]),
        ("name=Jan&address=%7B%7D", ["required /address"]),
        ("name=Jan&active=yes", ["type /active"]),
    ])
    func `an encoded form is held to the schema of its fields`(
        body: String,
        expected: [String]
    ) throws {
        let type = "application/x-www-form-urlencoded"
        #expect(try faults(form(type), Array(body.utf8), type) == expected)
    }

    private static func multipart(_ parts: (head: String, value: [UInt8])...) -> [UInt8] {
        var body: [UInt8] = []
        for part in parts {
            body += Array("--b1\r\nContent-Disposition: form-data; \(part.head)\r\n\r\n".utf8)
            body += part.value + Array("\r\n".utf8)
        }
        return body + Array("--b1--\r\n".utf8)
    }

    private static func text(_ name: String, _ value: String) -> (head: String, value: [UInt8]) {
        ("name=\"\(name)\"", Array(value.utf8))
    }

    private static let jpeg = (
        head: "name=\"photo\"; filename=\"p.jpg\"\r\nContent-Type: image/jpeg",
        value: [0xff, 0xd8, 0x00, 0x0d] as [UInt8]
    )

    @Test(
        arguments: [
            (multipart(text("name", "Jan")), []),
            (multipart(text("name", "Jan"), jpeg, text("tags", "a"), text("tags", "b")), []),
            (
                multipart(
                    text("name", "Jan"),
                    ("name=address\r\nContent-Type: application/json", Array("{}".utf8))
                ),
                ["required /address"]
            ),
            (multipart(text("name", "")), ["minLength /name"]),
            (multipart(text("name", "Jan"), text("photo", "x")), ["mediaType /photo"]),
            (
                multipart(text("name", "Jan"), (jpeg.head, [1, 2, 3, 4, 0xff])),
                ["maxLength /photo"]
            ),
            (multipart(("filename=\"x\"", [])), ["encoding "]),
            (multipart(("name=\"a\\\"b\"", [])), ["encoding "]),
            (multipart(("name=\"name\"; name=\"age\"", [])), ["encoding "]),
            (
                multipart(("name=name\r\nContent-Transfer-Encoding: base64", [])),
                ["encoding "]
            ),
            (
                Array("--b1\r\nContent-Disposition: form-data; name=name\r\n\r\nJan".utf8),
                ["encoding "]
            ),
            (Array("preamble\r\n".utf8) + multipart(text("name", "Jan")), ["encoding "]),
            (multipart(text("name", "Jan")) + [0x20], ["encoding "]),
            ([], ["encoding "]),
        ] as [([UInt8], [String])]
    )
    func `a multipart form is held to the schema of its fields`(
        body: [UInt8],
        expected: [String]
    ) throws {
        let form = try form("multipart/form-data")
        #expect(try faults(form, body, "multipart/form-data; boundary=b1") == expected)
    }

    @Test func `a multipart body without a boundary is refused`() throws {
        let body = Self.multipart(Self.text("name", "Jan"))
        let form = try form("multipart/form-data")
        #expect(try faults(form, body, "multipart/form-data") == ["encoding "])
    }

    @Test(arguments: ["{type: array}", "{type: [object, string]}", "{}"])
    func `a form whose schema is not of an object is refused at load`(schema: String) {
        let problem = problem(
            """
            {/a: {post: {operationId: a, responses: {default: {description: x}}, requestBody: {content:
              {multipart/form-data: {schema: \(schema)}}}}}}
            """
        )
        #expect(problem?.reason == .unsupportedForm("its schema is not of an object"))
    }

    @Test func `a field in a style without meaning is refused at load`() {
        let problem = problem(
            """
            {/a: {post: {operationId: a, responses: {default: {description: x}}, requestBody: {content:
              {application/x-www-form-urlencoded: {schema: {type: object, properties: {f: {type: object}}},
               encoding: {f: {style: deepObject}}}}}}}}
            """
        )
        guard case .unsupportedForm? = problem?.reason else {
            Issue.record("\(String(describing: problem))")
            return
        }
        #expect(problem?.pointer.tokens.last == "f")
    }
}
