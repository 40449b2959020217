import JSONSchema
import JSONTape
import Testing

/// Schemas as OpenAPI documents hold them.
struct OpenAPIDialectTests {
    private static let animals = #"""
        {"openapi":"3.1.0","components":{"schemas":{
          "Order":{"type":"object","required":["lines"],"additionalProperties":false,"properties":{
            "lines":{"type":"array","minItems":1,"maxItems":4,"items":{"$ref":"#/components/schemas/Line"}},
            "state":{"type":"string","enum":["open","closed"]},
            "note":{"type":"string","minLength":2,"maxLength":5},
            "total":{"type":"number","exclusiveMinimum":0,"maximum":1000,"multipleOf":0.01}}},
          "Line":{"type":"object","required":["animal"],"properties":{
            "animal":{"$ref":"#/components/schemas/Animal"},"count":{"type":"integer","format":"int32"}}},
          "Animal":{"oneOf":[{"$ref":"#/components/schemas/Cat"},{"$ref":"#/components/schemas/Dog"}],
            "discriminator":{"propertyName":"kind","mapping":{"dog":"Dog","hound":"#/components/schemas/Dog"}}},
          "Cat":{"type":"object","required":["kind","lives"],"additionalProperties":false,
            "properties":{"kind":{"type":"string"},"lives":{"type":"integer","minimum":1,"maximum":9}}},
          "Dog":{"type":"object","required":["kind"],
            "properties":{"kind":{"type":"string"},"tags":{"type":"array","uniqueItems":true,
              "items":{"type":"string"}}}}
        }}}
        """#

    private func order() throws -> Checker {
        try Checker(Self.animals, at: "/components/schemas/Order", dialect: .openAPI31)
    }

    private static let cat = #"{"kind":"Cat","lives":3}"#

    private static func lines(_ animals: String...) -> String {
        "{\"lines\":[" + animals.map { "{\"animal\":\($0)}" }.joined(separator: ",") + "]}"
    }

    @Test(arguments: [
        lines(cat), lines(cat, #"{"kind":"dog"}"#, #"{"kind":"hound","tags":["a","b"]}"#),
        lines(#"{"kind":"Dog"}"#), #"{"lines":[{"animal":{"kind":"dog"},"count":2147483647}]}"#,
        #"{"lines":[{"animal":{"kind":"dog"}}],"state":"open","note":"日本語","total":19.99}"#,
        #"{"lines":[{"animal":{"kind":"dog"}}],"note":"ab","total":1000.0}"#,
    ])
    func `a conforming order is accepted`(text: String) throws {
        #expect(try order().violations(text) == [])
        #expect(try order().accepts(text))
    }

    @Test(
        arguments: [
            ("{}", ["required "]),
            ("[]", ["type "]),
            (#"{"lines":[]}"#, ["minItems /lines"]),
            (lines(cat, cat, cat, cat, cat), ["maxItems /lines"]),
            (#"{"lines":[{}]}"#, ["required /lines/0"]),
            (#"{"lines":[{"animal":{"kind":"dog"}}],"extra":1}"#, ["additionalProperties /extra"]),
            (#"{"lines":[{"animal":{"kind":"dog"}}],"state":"Open"}"#, ["enum /state"]),
            (
                #"{"lines":[{"animal":{"kind":"dog"}}],"state":null}"#,
                ["enum /state", "type /state"]
            ),
            (#"{"lines":[{"animal":{"kind":"dog"}}],"note":"日"}"#, ["minLength /note"]),
            (#"{"lines":[{"animal":{"kind":"dog"}}],"note":"abcdef"}"#, ["maxLength /note"]),
            (#"{"lines":[{"animal":{"kind":"dog"}}],"total":0}"#, ["exclusiveMinimum /total"]),
            (#"{"lines":[{"animal":{"kind":"dog"}}],"total":1000.01}"#, ["maximum /total"]),
            (#"{"lines":[{"animal":{"kind":"dog"}}],"total":0.001}"#, ["multipleOf /total"]),
            (
                #"{"lines":[{"animal":{"kind":"dog"},"count":2147483648}]}"#,
                ["format /lines/0/count"]
            ),
            (
                #"{"lines":[{"animal":{"kind":"dog"},"count":1.5}]}"#,
                ["format /lines/0/count", "type /lines/0/count"]
            ),
            (lines(cat, cat, #"{"kind":"cow","tags":7}"#), ["oneOf /lines/2/animal"]),
            (lines(cat, cat, #"{"lives":3}"#), ["oneOf /lines/2/animal"]),
            (lines(#"{"kind":7}"#), ["oneOf /lines/0/animal"]),
            (lines("7"), ["oneOf /lines/0/animal"]),
            (lines(cat, cat, #"{"kind":"Cat","lives":10}"#), ["maximum /lines/2/animal/lives"]),
            (lines(cat, cat, #"{"kind":"Cat"}"#), ["required /lines/2/animal"]),
            (
                lines(#"{"kind":"Cat","lives":1,"tags":[]}"#),
                ["additionalProperties /lines/0/animal/tags"]
            ),
            (lines(#"{"kind":"dog","tags":["a","b","a"]}"#), ["uniqueItems /lines/0/animal/tags"]),
            (
                lines(cat, cat, cat, #"{"kind":"dog","tags":["a",2]}"#),
                ["type /lines/3/animal/tags/1"]
            ),
        ] as [(String, [String])]
    )
    func `a broken order is refused at its place`(text: String, violations: [String]) throws {
        #expect(try order().violations(text) == violations)
        #expect(try !order().accepts(text))
    }

    private func check(_ schema: String, _ dialect: Dialect, _ text: String) throws -> Bool {
        try Checker(schema, dialect: dialect).accepts(text)
    }

    @Test
    func `nullable lets null in beside a type, in OpenAPI 3_0 only`() throws {
        let schema = #"{"type":"string","nullable":true,"minLength":1}"#
        #expect(try check(schema, .openAPI30, "null"))
        #expect(try check(schema, .openAPI30, "\"a\""))
        #expect(try !check(schema, .openAPI30, "\"\""))
        #expect(try !check(schema, .openAPI30, "1"))
        #expect(try !check(schema, .openAPI31, "null"))
        #expect(try !check(#"{"type":"string","nullable":false}"#, .openAPI30, "null"))
    }

    @Test
    func `exclusive bounds are truth values in OpenAPI 3_0`() throws {
        let schema = #"{"minimum":1,"exclusiveMinimum":true,"maximum":3,"exclusiveMaximum":false}"#
        for (text, expected) in [("1", false), ("1.5", true), ("3", true), ("3.5", false)] {
            #expect(try check(schema, .openAPI30, text) == expected)
        }
        #expect(throws: SchemaProblem.self) { try Checker(schema, dialect: .openAPI31) }
    }

    @Test
    func `what stands beside a reference is ignored in OpenAPI 3_0 and applied in 3_1`() throws {
        let schema = ##"{"allOf":[{"$ref":"#/d/a","maxLength":1}],"d":{"a":{"type":"string"}}}"##
        #expect(try check(schema, .openAPI30, "\"ab\""))
        #expect(try !check(schema, .openAPI31, "\"ab\""))
    }

    @Test
    func `members of one direction are required in that direction only`() throws {
        let schema = #"""
            {"required":["id","secret","name"],"properties":{
              "id":{"type":"string","readOnly":true},"secret":{"type":"string","writeOnly":true},
              "name":{"type":"string"}}}
            """#
        let value = try JSONValue(parsing: Array(schema.utf8))
        func violations(_ direction: MessageDirection, _ text: String) throws -> [String] {
            let options = SchemaOptions(direction: direction)
            return try Checker(value, dialect: .openAPI31, options: options).violations(text)
        }
        #expect(try violations(.request, #"{"secret":"s","name":"n"}"#) == [])
        #expect(try violations(.response, #"{"id":"1","name":"n"}"#) == [])
        #expect(try violations(.request, #"{"id":"1","name":"n"}"#) == ["required "])
        #expect(
            try violations(.response, #"{"secret":"1","name":"n"}"#)
                == ["required ", "writeOnly /secret"]
        )
        #expect(try violations(.none, #"{"name":"n"}"#) == ["required ", "required "])
        #expect(try violations(.request, #"{"secret":"s"}"#) == ["required "])
    }

    @Test
    func `a base without oneOf leads to the subtype that its member names`() throws {
        let document = #"""
            {"components":{"schemas":{
              "Base":{"type":"object","required":["t"],"properties":{"t":{"type":"string"}},
                "discriminator":{"propertyName":"t"}},
              "Middle":{"allOf":[{"$ref":"#/components/schemas/Base"},{"required":["m"]}],
                "discriminator":{"propertyName":"t"}},
              "Leaf":{"allOf":[{"$ref":"#/components/schemas/Middle"},{"required":["l"]}]},
              "Other":{"required":["o"]}}}}
            """#
        for dialect in [Dialect.openAPI30, .openAPI31] {
            let base = try Checker(document, at: "/components/schemas/Base", dialect: dialect)
            #expect(try base.accepts(#"{"t":"Base"}"#))
            #expect(try base.accepts(#"{"t":"Middle","m":1}"#))
            #expect(try base.accepts(#"{"t":"Leaf","m":1,"l":1}"#))
            #expect(try base.violations(#"{"t":"Middle"}"#) == ["required "])
            #expect(try base.violations(#"{"t":"Leaf","m":1}"#) == ["required "])
            #expect(try !base.accepts(#"{"t":"Leaf","l":1}"#))
            #expect(try base.accepts(#"{"t":"Other"}"#))
            #expect(try base.violations("{}") == ["required "])
            let leaf = try Checker(document, at: "/components/schemas/Leaf", dialect: dialect)
            #expect(try leaf.accepts(#"{"t":"Leaf","m":1,"l":1}"#))
            #expect(try !leaf.accepts(#"{"t":"Leaf","m":1}"#))
        }
    }
}
