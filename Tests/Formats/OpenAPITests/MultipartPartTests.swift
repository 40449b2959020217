import JSONSchema
import JSONTape
import OpenAPI
import Testing

/// What a part of a multipart form may be, so that nothing in it passes unjudged.
@Suite struct MultipartPartTests {
    private static let fields = """
        {type: object, properties: {
          name: {type: string, maxLength: 9}, address: {type: object, required: [street]},
          numbers: {type: array, items: {type: integer}}, file: {type: string, format: binary},
          scan: {type: string, contentMediaType: image/png}, any: {},
          files: {type: array, maxItems: 2, items: {type: string, format: binary}}}}
        """

    private func form(encoding: String = "{}") throws -> FormBody {
        let document = try document(
            """
            {/a: {post: {operationId: a, responses: {default: {description: x}}, requestBody: {content:
              {multipart/form-data: {schema: \(Self.fields), encoding: \(encoding)}}}}}}
            """
        )
        let entries = document.operation(id: "a")?.requestBody?.content.entries
        return try #require(entries?.first?.form)
    }

    private func faults(_ body: [UInt8], encoding: String = "{}") throws -> [String] {
        var tape = ValueTape()
        let type = try #require(MediaType(Array("multipart/form-data; boundary=b1".utf8)))
        return try form(encoding: encoding)
            .violations(body.span, type: type, tape: &tape, limit: 10)
            .map { "\($0.keyword) \($0.instance)" }.sorted()
    }

    private func body(_ head: String, _ value: String) -> [UInt8] {
        Array("--b1\r\n\(head)\r\n\r\n\(value)\r\n--b1--\r\n".utf8)
    }

    private func part(_ name: String, _ type: String, _ value: String) -> [UInt8] {
        body("Content-Disposition: form-data; name=\"\(name)\"\r\nContent-Type: \(type)", value)
    }

    @Test(arguments: [
        "form-data; name=\"name\"; name*=utf-8''other", "form-data; name*=utf-8''name",
        "form-data; name=\"name\"; filename*=utf-8''x", "form-data; name=\"name\"; name=\"name\"",
        "form-data; name=\"name\"; filename=a; filename=b", "form-data; name =\"name\"",
        "form-data; name=\"name\"; other=1", "form-data; name=\"name\" x",
        "attachment; name=\"name\"",
        "form-data; name=\"name\"; NAME=other",
    ])
    func `a part is named once, in one notation`(disposition: String) throws {
        let body = body("Content-Disposition: \(disposition)", "Jan")
        #expect(try faults(body) == ["encoding "])
    }

    @Test(arguments: [
        "Content-Language: nl", "Content-Disposition : form-data; name=x", " folded", "X-Name: y",
        "Content-Length: 4", "Content-Length: 3\r\nContent-Length: 3", "Content-Id: <1>",
        "Content-Type: text/plain\nX: y", "Content-Transfer-Encoding: quoted-printable",
        "Content-Type: text/plain\r\nContent-Type: text/plain",
    ])
    func `a part has no header fields but its own`(line: String) throws {
        let body = body("Content-Disposition: form-data; name=\"name\"\r\n\(line)", "Jan")
        #expect(try faults(body) == ["encoding "])
    }

    @Test func `the length that a part names must be its length`() throws {
        let head = "Content-Disposition: form-data; name=\"name\"\r\nContent-Length: 3"
        #expect(try faults(body(head, "Jan")) == [])
    }

    @Test(arguments: ["x\n--b1\r\n", "x\r--b1--", "x\n--b1", "--b1x"])
    func `a value with a boundary that some readers see is refused`(value: String) throws {
        let head = "Content-Disposition: form-data; name=\"name\""
        #expect(try faults(body(head, value)) == ["encoding "])
    }

    @Test(
        arguments: [
            ("name", "text/plain", "Jan", []), ("name", "text/plain; charset=utf-8", "Jan", []),
            ("name", "text/plain; charset=iso-8859-1", "Jan", ["mediaType /name"]),
            ("name", "application/octet-stream", "Jan", ["mediaType /name"]),
            ("name", "text/html", "Jan", ["mediaType /name"]),
            ("name", "multipart/mixed; boundary=c", "Jan", ["mediaType /name"]),
            ("name", "message/rfc822", "Jan", ["mediaType /name"]),
            ("name", "application/json", "\"Jan\"", []),
            ("name", "application/json", "\"Jan de Boer\"", ["maxLength /name"]),
            ("name", "application/json", "Jan", ["json /name"]),
            ("address", "application/json", #"{"street":"x"}"#, []),
            ("address", "application/json", "{}", ["required /address"]),
            ("address", "application/xml", "<a/>", ["mediaType /address"]),
            ("numbers", "text/plain", "7", []),
            ("numbers", "image/png", "7", ["mediaType /numbers"]),
            ("file", "image/png", "x", []), ("file", "application/json", "{", []),
            ("file", "multipart/mixed; boundary=c", "x", ["mediaType /file"]),
            ("file", "application/octet-stream", "x", []), ("files", "application/pdf", "x", []),
            ("scan", "image/png", "x", []), ("scan", "image/jpeg", "x", ["mediaType /scan"]),
            ("any", "image/jpeg", "x", []), ("any", "multipart/mixed", "x", ["mediaType /any"]),
            ("other", "text/plain", "x", []), ("other", "image/png", "x", ["mediaType /other"]),
            ("other", "application/json", #"{"a":1}"#, []),
            ("other", "application/json", "{", ["json /other"]),
            ("_charset_", "text/plain", "utf-8", []),
            ("_charset_", "text/plain", "utf-7", ["encoding "]),
        ] as [(String, String, String, [String])]
    )
    func `a part's own media type is judged`(
        name: String,
        type: String,
        value: String,
        expected: [String]
    ) throws {
        #expect(try faults(part(name, type, value)) == expected, "\(name) as \(type)")
    }

    @Test(
        arguments: [
            ("{file: {contentType: 'image/*'}}", "file", "image/png", []),
            ("{file: {contentType: 'image/*'}}", "file", "text/csv", ["mediaType /file"]),
            ("{file: {contentType: '*/*'}}", "file", "multipart/x", ["mediaType /file"]),
            ("{scan: {contentType: image/gif}}", "scan", "image/gif", []),
            ("{scan: {contentType: image/gif}}", "scan", "image/png", ["mediaType /scan"]),
            ("{name: {contentType: text/html}}", "name", "text/html", []),
            ("{name: {contentType: text/html}}", "name", "text/plain", ["mediaType /name"]),
        ] as [(String, String, String, [String])]
    )
    func `the document says which media types a part may have`(
        encoding: String,
        name: String,
        type: String,
        expected: [String]
    ) throws {
        #expect(try faults(part(name, type, "x"), encoding: encoding) == expected)
    }

    @Test(arguments: [
        ("{file: {contentType: multipart/mixed}}", "has parts of its own"),
        ("{file: {contentType: 'image/png, message/rfc822'}}", "has parts of its own"),
        ("{file: {headers: {X-Name: {schema: {}}}}}", "'X-Name' of a part is not read"),
    ])
    func `what would pass unread is refused at load`(encoding: String, words: String) {
        let problem = problem(
            """
            {/a: {post: {operationId: a, responses: {default: {description: x}}, requestBody:
              {content: {multipart/form-data: {schema: \(Self.fields), encoding: \(encoding)}}}}}}
            """
        )
        #expect(problem?.message.contains(words) == true)
        #expect(problem?.pointer.tokens.last == "file")
    }
}
