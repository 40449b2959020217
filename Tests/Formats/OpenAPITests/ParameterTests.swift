import JSONTape
import OpenAPI
import Testing

private func sample(_ parameters: String...) throws -> OpenAPIDocument {
    try document(
        "{/a: {get: {operationId: a, parameters: [\(parameters.joined(separator: ", "))], "
            + "responses: {default: {description: x}}}}}"
    )
}

@Suite struct ParameterTests {
    @Test(arguments: [
        ("form, explode: false", "/a?f=a,b%2Cc", ["a", "b", "c"]),
        ("form, explode: true", "/a?f=a&f=b,c", ["a", "b,c"]),
        ("pipeDelimited, explode: false", "/a?f=a%7Cb|c", ["a", "b", "c"]),
        ("spaceDelimited, explode: false", "/a?f=a%20b+c", ["a", "b", "c"]),
    ])
    func `a list is read in the style of its parameter`(
        style: String,
        target: String,
        expected: [String]
    ) throws {
        let sample = try sample(
            "{name: f, in: query, style: \(style), schema: {type: array, items: {type: string}}}"
        )
        #expect(try sample.parameterValues(target, "query:f") == expected)
        #expect(try sample.parameterFaults("GET", target).isEmpty)
    }

    @Test func `a plain text is a number or truth value where the schema wants one`() throws {
        let sample = try sample(
            "{name: n, in: query, schema: {type: integer, maximum: 9}}",
            "{name: b, in: query, schema: {type: boolean}}",
            "{name: s, in: query, schema: {type: string, maxLength: 3}}",
            "{name: l, in: query, explode: false, schema: {type: array, items: {type: integer}}}"
        )
        #expect(try sample.parameterFaults("GET", "/a?n=7&b=true&s=007&l=1,2").isEmpty)
        #expect(try sample.parameterFaults("GET", "/a?n=10") == ["query:n maximum"])
        #expect(try sample.parameterFaults("GET", "/a?n=x") == ["query:n type"])
        #expect(try sample.parameterFaults("GET", "/a?n=07") == ["query:n type"])
        #expect(try sample.parameterFaults("GET", "/a?b=yes") == ["query:b type"])
        #expect(try sample.parameterFaults("GET", "/a?s=%22%22%22%22") == ["query:s maxLength"])
        #expect(try sample.parameterFaults("GET", "/a?l=1,x") == ["query:l type"])
    }

    @Test func `a text fits one of several types`() throws {
        let sample = try sample(
            "{name: x, in: query, schema: {anyOf: [{type: integer}, {type: string, enum: [all]}]}}",
            "{name: y, in: query, schema: {type: [string, 'null'], pattern: '^[0-9]+$'}}",
            "{name: z, in: query, schema: {enum: [1, a]}}"
        )
        for target in ["/a?x=5", "/a?x=all", "/a?y=12", "/a?y=", "/a?z=1", "/a?z=a"] {
            #expect(try sample.parameterFaults("GET", target).isEmpty, "\(target)")
        }
        #expect(try !sample.parameterFaults("GET", "/a?x=none").isEmpty)
        #expect(try !sample.parameterFaults("GET", "/a?z=2").isEmpty)
    }

    @Test(arguments: [
        ("/a?other=1", ["query undeclared"]), ("/a?n=1&%6Eother", ["query undeclared"]),
        ("/a?n=1&n=2", ["query:n repeated"]), ("/a?n=%zz", ["query:n encoding"]),
        ("/a?n=%ff", ["query:n encoding"]), ("/a?n=1%00", ["query:n encoding"]),
        ("/a?n=1;other=2", ["query:n encoding"]), ("/a?n[x]=1", ["query undeclared"]),
        ("/a?=1", ["query undeclared"]), ("/a?&&", []), ("/a?%6E=1", []),
    ])
    func `a query that the document does not declare is refused`(
        target: String,
        faults: [String]
    ) throws {
        let sample = try sample("{name: n, in: query, schema: {type: string}}")
        #expect(try sample.parameterFaults("GET", target) == faults)
    }

    @Test func `required parameters are asked for in query and header`() throws {
        let sample = try sample(
            "{name: n, in: query, required: true, schema: {type: string}}",
            "{name: X-Kind, in: header, required: true, schema: {type: string, enum: [a, b]}}",
            "{name: Accept, in: header, required: true, schema: {type: string}}"
        )
        #expect(
            try sample.parameterFaults("GET", "/a") == [
                "header:x-kind required", "query:n required",
            ]
        )
        #expect(
            try sample.parameterFaults("GET", "/a?n=1", headers: ["x-kind": ["a"]]).isEmpty
        )
        #expect(
            try sample.parameterFaults("GET", "/a?n=1", headers: ["x-kind": ["c"]])
                == ["header:x-kind enum"]
        )
        #expect(
            try sample.parameterFaults("GET", "/a?n=1", headers: ["x-kind": ["a", "b"]])
                == ["header:x-kind repeated"]
        )
    }

    @Test func `an operation's parameter replaces the path item's`() throws {
        let sample = try document(
            """
            {"/a/{id}": {parameters: [{$ref: '#/components/parameters/Id'},
               {name: q, in: query, schema: {type: integer}}],
              get: {operationId: a, parameters: [{name: q, in: query, schema: {type: boolean}}],
               responses: {default: {description: x}}}}}
            """,
            components:
                "{parameters: {Id: {name: id, in: path, required: true, schema: {$ref: '#/components/schemas/N'}}}, schemas: {N: {type: string, pattern: '^[0-9]{3}$'}}}"
        )
        #expect(try sample.parameterFaults("GET", "/a/123?q=true").isEmpty)
        #expect(
            try sample.parameterFaults("GET", "/a/12?q=1") == ["path:id pattern", "query:q type"]
        )
    }

    @Test func `a parameter with JSON content is read as JSON`() throws {
        let sample = try sample(
            "{name: f, in: query, content: {application/json: {schema: {type: object, required: [a]}}}}"
        )
        #expect(try sample.parameterFaults("GET", "/a?f=%7B%22a%22:1%7D").isEmpty)
        #expect(try sample.parameterFaults("GET", "/a?f=%7B%7D") == ["query:f required"])
        #expect(try sample.parameterFaults("GET", "/a?f=%7B") == ["query:f type"])
    }

    @Test(arguments: [
        "{name: s, in: cookie, schema: {type: array}}",
        "{name: s, in: cookie, explode: true, schema: {type: object}}",
        "{name: s, in: query, style: deepObject, schema: {type: array}}",
        "{name: s, in: query, style: matrix, schema: {type: array}}",
        "{name: s, in: header, style: form, schema: {type: array}}",
        "{name: s, in: query, style: pipeDelimited, explode: true, schema: {type: object}}",
        "{name: s, in: query, schema: {type: object, properties: {a: {type: array}}}}",
        "{name: s, in: query, style: deepObject, schema: {type: object, properties: {a: {type: object}}}}",
        "{name: s, in: query, content: {text/csv: {schema: {type: string}}}}",
        "{name: s, in: query, schema: {oneOf: [{type: object}, {type: string}]}}",
    ])
    func `a parameter that cannot be read is a problem of the document`(parameter: String) {
        #expect {
            try sample(parameter)
        } throws: { error in
            guard case .unsupportedParameter? = (error as? OpenAPIProblem)?.reason else {
                return false
            }
            return (error as? OpenAPIProblem)?.pointer.description.hasPrefix(
                "/paths/~1a/get/parameters/0"
            )
                == true
        }
    }
}
