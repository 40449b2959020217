import JSONSchema
import JSONTape
import Testing

struct BundlingTests {
    private func json(_ text: String) throws -> JSONValue {
        try JSONValue(parsing: Array(text.utf8))
    }

    private func bundled(
        _ root: String,
        _ others: [String: String] = [:],
        dialect: Dialect = .openAPI31
    ) throws -> JSONValue {
        var registry = SchemaRegistry()
        for (uri, text) in others {
            registry.add(try json(text), baseURI: uri, dialect: .openAPI31)
        }
        return SchemaLibrary(try json(root), dialect: dialect, registry: registry).bundled()
    }

    @Test func `a document that refers to no other stays as it is`() throws {
        let text =
            ##"{"components":{"schemas":{"A":{"$ref":"#/components/schemas/B~1"},"B/":{}}}}"##
        #expect(try bundled(text) == json(text))
    }

    @Test func `other documents are taken in, and what they refer to`() throws {
        let whole = try bundled(
            ##"{"components":{"schemas":{"A":{"$ref":"https://x.example/a#/$defs/n"}}}}"##,
            [
                "https://x.example/a": ##"{"$defs":{"n":{"items":{"$ref":"b#m"}}}}"##,
                "https://x.example/b":
                    ##"{"$defs":{"m":{"$anchor":"m","$ref":"#/type"}},"type":{}}"##,
                "https://x.example/unused": "{}",
            ]
        )
        let names = whole[SchemaLibrary.bundledMember]?.object?.names
        #expect(names == ["https://x.example/a", "https://x.example/b"])
        #expect(
            whole["components"]?["schemas"]?["A"]?["$ref"]
                == "#/x-sluis-references/https:~1~1x.example~1a/$defs/n"
        )
        let other = whole[SchemaLibrary.bundledMember]?["https://x.example/b"]
        #expect(other?["$defs"]?["m"]?.object?.names == ["$ref"])
        #expect(
            other?["$defs"]?["m"]?["$ref"] == "#/x-sluis-references/https:~1~1x.example~1b/type"
        )
    }

    @Test func `identifiers and anchors become pointers`() throws {
        let whole = try bundled(
            ##"""
            {"a":{"$id":"https://x.example/in","$defs":{"n":{"$anchor":"n"}},"items":{"$ref":"#n"}},
             "b":{"$ref":"https://x.example/in#/$defs/n"},"c":{"example":{"$ref":"#n","$id":"y"}},
             "d":{"properties":{"$id":{"$dynamicRef":"https://x.example/in"}}}}
            """##
        )
        #expect(whole["a"] == ["$defs": ["n": [:]], "items": ["$ref": "#/a/$defs/n"]])
        #expect(whole["b"]?["$ref"] == "#/a/$defs/n")
        #expect(whole["c"]?["example"] == ["$ref": "#n", "$id": "y"])
        #expect(whole["d"]?["properties"]?["$id"] == ["$ref": "#/a"])
    }

    @Test func `a dynamic reference with more than one target stays`() throws {
        let text = ##"""
            {"a":{"$dynamicRef":"#n","$defs":{"n":{"$dynamicAnchor":"n"}}},
             "b":{"$id":"https://x.example/b","$dynamicAnchor":"n"}}
            """##
        #expect(try bundled(text)["a"]?["$dynamicRef"] == "#n")
    }

    @Test func `keywords of older drafts are written as those that stand for them`() throws {
        let whole = try bundled(
            #"{"a":{"$ref":"https://x.example/old"}}"#,
            [
                "https://x.example/old": #"""
                {"$schema":"http://json-schema.org/draft-07/schema#","items":[{"type":"string"}],
                 "additionalItems":false,"dependencies":{"a":["b"],"c":{"maxProperties":1}}}
                """#
            ]
        )
        #expect(
            whole[SchemaLibrary.bundledMember]?["https://x.example/old"] == [
                "items": false, "prefixItems": [["type": "string"]],
                "dependentSchemas": ["c": ["maxProperties": 1]],
                "dependentRequired": ["a": ["b"]],
            ]
        )
    }

    private static let old = #"""
        {"openapi":"3.0.3","components":{"schemas":{
          "A":{"type":"string","nullable":true,"const":"x","patternProperties":{"^a":{}}},
          "B":{"type":"number","minimum":1,"exclusiveMinimum":true,"maximum":5,
            "exclusiveMaximum":false,"properties":{"const":{"$ref":"#/x","maxLength":2}}}
          EXTRA}},"x":{}}
        """#

    @Test func `what OpenAPI 3_0 does not know has no effect and is left out`() throws {
        let whole = try bundled(Self.old.replacing("EXTRA", with: ""), dialect: .openAPI30)
        let schemas = whole["components"]?["schemas"]
        #expect(whole["openapi"] == "3.0.3")
        #expect(schemas?["A"] == ["type": "string", "nullable": true])
        #expect(schemas?["B"]?["properties"] == ["const": ["$ref": "#/x"]])
        #expect(schemas?["B"]?["exclusiveMinimum"] == true)
    }

    @Test func `OpenAPI 3_0 with schemas of a newer dialect becomes 3_1`() throws {
        let whole = try bundled(
            Self.old.replacing("EXTRA", with: #", "C":{"$ref":"https://x.example/a"}"#),
            ["https://x.example/a": #"{"type":["string","null"],"const":"x"}"#],
            dialect: .openAPI30
        )
        let schemas = whole["components"]?["schemas"]
        #expect(whole["openapi"] == "3.1.0")
        #expect(schemas?["A"] == ["type": ["string", "null"]])
        #expect(schemas?["B"]?["exclusiveMinimum"] == 1)
        #expect(schemas?["B"]?["minimum"] == nil)
        #expect(schemas?["B"]?["maximum"] == 5)
        #expect(schemas?["B"]?["exclusiveMaximum"] == nil)
        #expect(
            whole[SchemaLibrary.bundledMember]?["https://x.example/a"]
                == ["type": ["string", "null"], "const": "x"]
        )
    }

    @Test func `schemas in OpenAPI 3_0 that a document in 3_1 refers to are written in 3_1`() throws
    {
        let whole = try bundled(
            ##"{"openapi":"3.1.0","a":{"$ref":"https://x.example/a#/components/schemas/T"}}"##,
            [
                "https://x.example/a": #"""
                {"openapi":"3.0.3","components":{"schemas":{"T":{"type":"string","nullable":true}}}}
                """#
            ]
        )
        let other = whole[SchemaLibrary.bundledMember]?["https://x.example/a"]
        #expect(whole["openapi"] == "3.1.0")
        #expect(other?["components"]?["schemas"]?["T"] == ["type": ["string", "null"]])
    }

    @Test(arguments: [
        ("draft-04", #"{"exclusiveMinimum":1,"maximum":5}"#),
        ("draft-06", #"{"minimum":1,"maximum":5,"exclusiveMinimum":true,"const":1}"#),
    ])
    func `what a draft does not know is left out, and what it writes otherwise is written anew`(
        draft: String,
        expected: String
    ) throws {
        let whole = try bundled(
            #"{"a":{"$ref":"https://x.example/old"}}"#,
            [
                "https://x.example/old": #"""
                {"$schema":"http://json-schema.org/\#(draft)/schema#","minimum":1,"maximum":5,
                 "exclusiveMinimum":true,"const":1,"if":{},"dependentRequired":{},"prefixItems":[]}
                """#
            ]
        )
        let other = whole[SchemaLibrary.bundledMember]?["https://x.example/old"]
        #expect(try other == json(expected))
    }
}
