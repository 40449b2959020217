import JSONTape
import OpenAPI
import Testing

private let color = """
    {type: object, required: [R], additionalProperties: false,
     properties: {R: {type: integer}, G: {type: integer, maximum: 255}, name: {type: string}}}
    """

private func sample(_ path: String, _ parameters: String...) throws -> OpenAPIDocument {
    try document(
        "{\"\(path)\": {get: {operationId: a, parameters: [\(parameters.joined(separator: ", "))], "
            + "responses: {default: {description: x}}}}}"
    )
}

/// Styles and explode forms by the example values of OpenAPI 3.1.0, *Style Examples*.
@Suite struct ParameterStyleTests {
    @Test(arguments: [
        ("simple", false, "/a/3,4,5", ["3", "4", "5"]),
        ("simple", true, "/a/3,4,5", ["3", "4", "5"]),
        ("label", false, "/a/.3,4,5", ["3", "4", "5"]),
        ("label", true, "/a/.3.4.5", ["3", "4", "5"]),
        ("matrix", false, "/a/;c=3,4,5", ["3", "4", "5"]),
        ("matrix", true, "/a/;c=3;c=4;c=5", ["3", "4", "5"]),
    ])
    func `a list in the path is read in every style`(
        style: String,
        explodes: Bool,
        target: String,
        expected: [String]
    ) throws {
        let sample = try sample(
            "/a/{c}",
            "{name: c, in: path, required: true, style: \(style), explode: \(explodes), "
                + "schema: {type: array, items: {type: integer, maximum: 9}}}"
        )
        #expect(try sample.parameterFaults("GET", target).isEmpty)
        #expect(try sample.parameterValues(target, "path:c") == expected)
        let tooHigh = target.replacing("4", with: "40")
        #expect(try sample.parameterFaults("GET", tooHigh) == ["path:c maximum"])
    }

    @Test(arguments: [
        ("path", "simple", false, "/a/R,100,G,200"), ("path", "simple", true, "/a/R=100,G=200"),
        ("path", "label", false, "/a/.R,100,G,200"), ("path", "label", true, "/a/.R=100.G=200"),
        ("path", "matrix", false, "/a/;c=R,100,G,200"), ("path", "matrix", true, "/a/;R=100;G=200"),
        ("query", "form", false, "/a?c=R,100,G,200"), ("query", "form", true, "/a?R=100&G=200"),
        ("query", "spaceDelimited", false, "/a?c=R%20100%20G%20200"),
        ("query", "pipeDelimited", false, "/a?c=R%7C100%7CG%7C200"),
        ("query", "deepObject", true, "/a?c%5BR%5D=100&c[G]=200"),
        ("header", "simple", false, "R,100, G,200"), ("header", "simple", true, "R=100, G=200"),
        ("cookie", "form", false, "x=1; c=R,100,G,200"),
    ])
    func `an object is read in every style that has one`(
        place: String,
        style: String,
        explodes: Bool,
        text: String
    ) throws {
        let sample = try sample(
            place == "path" ? "/a/{c}" : "/a",
            "{name: c, in: \(place), required: true, style: \(style), explode: \(explodes), "
                + "schema: \(color)}"
        )
        func faults(_ text: String) throws -> [String] {
            switch place {
            case "header": try sample.parameterFaults("GET", "/a", headers: ["c": [text]])
            case "cookie": try sample.parameterFaults("GET", "/a", headers: ["cookie": [text]])
            default: try sample.parameterFaults("GET", text)
            }
        }
        #expect(try faults(text).isEmpty)
        #expect(try faults(text.replacing("200", with: "256")) == ["\(place):c maximum"])
        #expect(try faults(text.replacing("100", with: "x")) == ["\(place):c type"])
        #expect(try !faults(text.replacing("R", with: "Q")).isEmpty)
    }

    @Test(arguments: [
        ("label", false, "/a/3"), ("matrix", false, "/a/3"), ("matrix", true, "/a/;d=3"),
        ("matrix", true, "/a/;c=3;d=4"),
    ])
    func `a path value without the prefix of its style is refused`(
        style: String,
        explodes: Bool,
        target: String
    ) throws {
        let sample = try sample(
            "/a/{c}",
            "{name: c, in: path, required: true, style: \(style), explode: \(explodes), "
                + "schema: {type: array, items: {type: integer}}}"
        )
        #expect(try sample.parameterFaults("GET", target) == ["path:c encoding"])
    }

    @Test func `a semicolon stands in the path of a matrix parameter only`() throws {
        let matrix = "{name: c, in: path, required: true, style: matrix, schema: {type: string}}"
        let both = try sample(
            "/a/{c}/{d}",
            matrix,
            "{name: d, in: path, required: true, schema: {type: string}}"
        )
        #expect(both.route("GET", "/a/;c=1/x") == "a")
        #expect(both.route("GET", "/a/;c=1/;d=x") == "doubtfulSeparator")
        #expect(both.route("GET", "/a/..;c=1/x") == "doubtfulSeparator")
        #expect(both.route("GET", "/a;x/;c=1/x") == "doubtfulSeparator")
        #expect(both.route("GET", "/b/;c=1") == "doubtfulSeparator")
        let plain = try sample(
            "/a/{c}",
            "{name: c, in: path, required: true, schema: {type: string}}"
        )
        #expect(plain.route("GET", "/a/;c=1") == "doubtfulSeparator")
    }

    @Test(arguments: [
        ("/a?f[x]=1", []), ("/a?f[x]=1&f[x]=2", ["query:f repeated"]),
        ("/a?f[x][y]=1", ["query undeclared"]), ("/a?f[]=1", ["query undeclared"]),
        ("/a?f=1", ["query undeclared"]), ("/a?g[x]=1", ["query undeclared"]),
        ("/a?f[z]=1", ["query:f additionalProperties"]), ("/a?f[x]=%zz", ["query:f encoding"]),
    ])
    func `a deep object has one level of plain members`(target: String, faults: [String]) throws {
        let sample = try sample(
            "/a",
            "{name: f, in: query, style: deepObject, explode: true, schema: {type: object, "
                + "properties: {x: {type: integer}}, additionalProperties: false}}"
        )
        #expect(try sample.parameterFaults("GET", target) == faults)
    }

    @Test func `a spread object takes its members and, where it says so, all other names`() throws {
        let closed = try sample(
            "/a",
            "{name: f, in: query, schema: {type: object, properties: {x: {type: integer}}}}",
            "{name: n, in: query, schema: {type: string}}"
        )
        #expect(try closed.parameterFaults("GET", "/a?x=1&n=z").isEmpty)
        #expect(try closed.parameterFaults("GET", "/a?x=y") == ["query:f type"])
        #expect(try closed.parameterFaults("GET", "/a?other=1") == ["query undeclared"])
        #expect(try closed.parameterValues("/a?x=1", "query:f") == ["x=1"])
        let open = try sample(
            "/a",
            "{name: f, in: query, schema: {type: object, additionalProperties: {type: integer}}}",
            "{name: n, in: query, schema: {type: string}}"
        )
        #expect(try open.parameterFaults("GET", "/a?y=1&z=2&n=z").isEmpty)
        #expect(try open.parameterFaults("GET", "/a?y=one") == ["query:f type"])
        #expect(throws: OpenAPIProblem.self) {
            try sample(
                "/a",
                "{name: f, in: query, schema: {type: object, properties: {n: {type: string}}}}",
                "{name: n, in: query, schema: {type: string}}"
            )
        }
    }

    @Test(arguments: [
        ("c=5", []), ("x=1; c=5; y=2", []), ("c=%35", []), ("c=\"5\"", []),
        ("c=x", ["cookie:c type"]),
        ("x=1", ["cookie:c required"]), ("c=5; c=6", ["cookie:c repeated"]),
        ("c=%zz", ["cookie:c encoding"]), ("C=5", ["cookie:c required"]),
    ])
    func `a cookie is read by name, others are left alone`(field: String, faults: [String]) throws {
        let sample = try sample(
            "/a",
            "{name: c, in: cookie, required: true, schema: {type: integer}}"
        )
        #expect(try sample.parameterFaults("GET", "/a", headers: ["cookie": [field]]) == faults)
    }

    @Test func `empty values and reserved characters pass where the document lets them`() throws {
        let sample = try sample(
            "/a",
            "{name: e, in: query, allowEmptyValue: true, schema: {type: integer}}",
            "{name: n, in: query, schema: {type: integer}}",
            "{name: r, in: query, allowReserved: true, schema: {type: string}}",
            "{name: s, in: query, schema: {type: string}}"
        )
        #expect(try sample.parameterFaults("GET", "/a?e=&r=a;b/c").isEmpty)
        #expect(try sample.parameterFaults("GET", "/a?e&n=") == ["query:n type"])
        #expect(try sample.parameterFaults("GET", "/a?s=a;b") == ["query:s encoding"])
    }
}
