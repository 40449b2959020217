import JSONSchema
import JSONTape
import Testing

struct HostileSchemaTests {
    private func problem(
        _ text: String,
        at pointer: String = "",
        dialect: Dialect = .draft202012
    ) throws -> SchemaProblem? {
        let value = try JSONValue(parsing: Array(text.utf8))
        let place = try JSONPointer(parsing: pointer)
        do throws(SchemaProblem) {
            _ = try CompiledSchema(value, at: place, dialect: dialect)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        arguments: [
            (##"{"$ref":"#"}"##, "", .endlessReference),
            (##"{"allOf":[{"anyOf":[{"$ref":"#"}]}]}"##, "", .endlessReference),
            (##"{"$ref":"#/$defs/a"}"##, "/$ref", .unresolvedReference("#/$defs/a")),
            (
                #"{"$ref":"https://example.org/schema"}"#, "/$ref",
                .unresolvedReference("https://example.org/schema")
            ),
            (#"{"properties":{"a":7}}"#, "/properties/a", .notASchema),
            (
                #"{"type":"text"}"#, "/type", .unknownType("text", nearest: "write 'string'")
            ),
            (
                #"{"required":[1]}"#, "/required",
                .invalidKeyword(
                    expected:
                        "a list of member names, beside 'properties' (not 'required: true' in "
                        + "a member)"
                )
            ),
            (
                #"{"minLength":-1}"#, "/minLength",
                .invalidKeyword(expected: "a whole number, zero or greater")
            ),
            (
                #"{"multipleOf":0}"#, "/multipleOf",
                .invalidKeyword(expected: "a number greater than zero")
            ),
            (
                #"{"allOf":{}}"#, "/allOf",
                .invalidKeyword(expected: "a list of at least one schema")
            ),
            (#"{"pattern":"(a"}"#, "/pattern", .pattern(.invalidSyntax)),
            (#"{"pattern":"(a)\\1"}"#, "/pattern", .pattern(.backReference)),
            (#"{"pattern":"(?<=a)b"}"#, "/pattern", .pattern(.lookBehind)),
            (
                #"{"patternProperties":{"(?<!a)b":true}}"#, "/patternProperties/(?<!a)b",
                .pattern(.lookBehind)
            ),
            (#"{"pattern":"((a{1000}){1000}){1000}"}"#, "/pattern", .pattern(.tooLarge)),
        ] as [(String, String, SchemaProblem.Reason)]
    )
    func `a bad schema is refused with its place and reason`(
        text: String,
        pointer: String,
        reason: SchemaProblem.Reason
    ) throws {
        let problem = try #require(try problem(text))
        #expect(problem.reason == reason)
        #expect(problem.pointer.description == pointer)
    }

    @Test
    func `a compile budget bounds the number of schemas`() throws {
        let members = (0..<100).map { #""p\#($0)":{"type":"string"}"# }.joined(separator: ",")
        let value = try JSONValue(parsing: Array("{\"properties\":{\(members)}}".utf8))
        #expect(throws: SchemaProblem.self) {
            try CompiledSchema(
                value,
                dialect: .draft202012,
                options: SchemaOptions(maximumSchemas: 50)
            )
        }
    }

    @Test
    func `deep values are checked by a recursive schema`() throws {
        let checker = try Checker(
            ##"{"anyOf":[{"type":"integer"},{"type":"array","items":{"$ref":"#"}}]}"##
        )
        let depth = 120
        let open = String(repeating: "[", count: depth)
        let close = String(repeating: "]", count: depth)
        #expect(try checker.accepts(open + "1" + close))
        #expect(try !checker.accepts(open + "\"x\"" + close))
    }

    @Test
    func `many names share one table`() throws {
        let names = (0..<2000).map { "name-\($0)-of-many-that-share-their-ends" }
        let list = names.map { "\"\($0)\"" }.joined(separator: ",")
        let checker = try Checker("{\"enum\":[\(list)]}")
        for name in names { #expect(try checker.accepts("\"\(name)\"")) }
        #expect(try !checker.accepts(#""name-2000-of-many-that-share-their-ends""#))
        #expect(try !checker.accepts(#""name-7""#))
    }

    @Test
    func `more than sixty-four required members are all required`() throws {
        let names = (0..<130).map { "m\($0)" }
        let list = names.map { "\"\($0)\"" }.joined(separator: ",")
        let checker = try Checker("{\"required\":[\(list)]}")
        func object(without left: String?) -> String {
            let members = names.filter { $0 != left }.map { "\"\($0)\":1" }
            return "{" + members.joined(separator: ",") + "}"
        }
        #expect(try checker.accepts(object(without: nil)))
        for name in ["m0", "m63", "m64", "m65", "m129"] {
            #expect(try checker.violations(object(without: name)) == ["required "])
            #expect(try !checker.accepts(object(without: name)))
        }
    }

    @Test
    func `names, values and patterns are compared as unescaped text`() throws {
        let checker = try Checker(
            #"""
            {"properties":{"naam":{"enum":["Zoë"]},"code":{"pattern":"^[a-z]é$","maxLength":2}},
             "required":["naam"],"additionalProperties":false}
            """#
        )
        #expect(try checker.accepts(#"{"na\u0061m":"Zo\u00eb"}"#))
        #expect(try checker.accepts(#"{"naam":"Zoë","c\u006fde":"\u0061\u00e9"}"#))
        #expect(try checker.violations(#"{"naam":"Zo\u00ea"}"#) == ["enum /naam"])
        #expect(
            try checker.violations(#"{"naam":"Zoë","code":"\u0061\u00e8"}"#) == ["pattern /code"]
        )
        #expect(
            try checker.violations(#"{"naam":"Zoë","c\u006fdex":1}"#)
                == ["additionalProperties /codex"]
        )
    }

    @Test
    func `a violation never tells the value`() throws {
        let checker = try Checker(#"{"properties":{"bsn":{"pattern":"^[0-9]{9}$"}}}"#)
        let text = Array(#"{"bsn":"secret"}"#.utf8)
        var tape = ValueTape()
        try tape.parse(text.span, limits: .payload)
        let violations = checker.schema.violations(tape, text.span.bytes)
        #expect(
            violations == [
                Violation(
                    instance: "/bsn",
                    keyword: "pattern",
                    schemaLocation: "#/properties/bsn/pattern"
                )
            ]
        )
    }

    @Test
    func `no more violations are told than asked`() throws {
        let checker = try Checker(#"{"items":{"type":"string"}}"#)
        let text = Array("[\(Array(repeating: "1", count: 500).joined(separator: ","))]".utf8)
        var tape = ValueTape()
        try tape.parse(text.span, limits: .payload)
        #expect(checker.schema.violations(tape, text.span.bytes, limit: 7).count == 7)
    }
}
