import JSONSchema
import JSONTape
import Testing

/// Schemas are read by the rules of the draft that they name, or not at all.
@Suite struct DraftTests {
    private static let draft7 = "http://json-schema.org/draft-07/schema#"
    private static let draft2019 = "https://json-schema.org/draft/2019-09/schema"
    private static let draft2020 = "https://json-schema.org/draft/2020-12/schema"

    private func schema(_ draft: String, _ members: String) -> String {
        "{\"$schema\":\"\(draft)\",\(members)}"
    }

    @Test(
        arguments: [
            // Beside `$ref` nothing counts in draft-07.
            (
                ##""definitions":{"a":{"type":"integer"}},"properties":{"m":{"$ref":"#/definitions/a","maximum":1}}"##,
                #"{"m":2}"#, [true, false, false]
            ),
            // `items` as a list, with `additionalItems`, until 2019-09.
            (
                #""items":[{"type":"integer"}],"additionalItems":false"#, "[1,2]",
                [false, false, nil]
            ),
            (#""prefixItems":[{"type":"integer"}]"#, #"["x"]"#, [true, true, false]),
            // Keywords of 2019-09.
            (#""dependentRequired":{"a":["b"]}"#, #"{"a":1}"#, [true, false, false]),
            (#""dependentSchemas":{"a":false}"#, #"{"a":1}"#, [true, false, false]),
            (#""unevaluatedProperties":false"#, #"{"a":1}"#, [true, false, false]),
            (#""contains":{"const":1},"maxContains":1"#, "[1,1]", [true, false, false]),
            // What `contains` found is evaluated in 2020-12 only.
            (
                #""contains":{"const":1},"unevaluatedItems":false"#, "[1]", [true, false, true]
            ),
            (#""dependencies":{"a":["b"]}"#, #"{"a":1}"#, [false, false, false]),
            (
                #""if":{"required":["a"]},"then":{"required":["b"]}"#, #"{"a":1}"#,
                [false, false, false]
            ),
        ] as [(String, String, [Bool?])]
    )
    func `each draft has its own rules`(members: String, text: String, verdicts: [Bool?]) throws {
        for (draft, verdict) in zip([Self.draft7, Self.draft2019, Self.draft2020], verdicts) {
            guard let verdict else {
                #expect(throws: SchemaProblem.self, "\(draft)") {
                    try Checker(schema(draft, members))
                }
                continue
            }
            #expect(try Checker(schema(draft, members)).accepts(text) == verdict, "\(draft)")
        }
    }

    @Test func `drafts before draft-07 lack what came later, and draft-04 bounds are flags`() throws
    {
        let draft4 = "http://json-schema.org/draft-04/schema#"
        let draft6 = "http://json-schema.org/draft-06/schema"
        for (members, text, verdicts) in [
            (#""const":1"#, "2", [true, false]),
            (#""contains":{"type":"null"}"#, "[1]", [true, false]),
            (#""propertyNames":{"maxLength":1}"#, #"{"ab":1}"#, [true, false]),
            (#""if":{},"then":{"type":"null"}"#, "1", [true, true]),
            (#""items":[{"type":"null"}]"#, "[1]", [false, false]),
        ] as [(String, String, [Bool])] {
            #expect(try Checker(schema(draft4, members)).accepts(text) == verdicts[0])
            #expect(try Checker(schema(draft6, members)).accepts(text) == verdicts[1])
        }
        let flag = #""minimum":0,"exclusiveMinimum":true"#
        #expect(try !Checker(schema(draft4, flag)).accepts("0"))
        #expect(throws: SchemaProblem.self) { try Checker(schema(draft6, flag)) }
        let named =
            ##""id":"https://x.example/a","definitions":{"n":{"id":"#n","type":"null"}},"items":{"$ref":"#n"}"##
        #expect(try !Checker(schema(draft4, named)).accepts("[1]"))
        #expect(throws: SchemaProblem.self) { try Checker(schema(draft6, named)) }
    }

    @Test func `a recursive reference leads to the outermost schema that is recursive`() throws {
        let tree = schema(
            Self.draft2019,
            ##""$recursiveAnchor":true,"type":"object","properties":{"name":{"type":"string"},"child":{"$recursiveRef":"#"}}"##
        )
        let checker = try Checker(tree)
        #expect(try checker.violations(#"{"name":"a","child":{"name":5}}"#) == ["type /child/name"])
        #expect(try checker.accepts(#"{"name":"a","child":{"name":"b","child":{}}}"#))

        var registry = SchemaRegistry()
        registry.add(try JSONValue(parsing: Array(tree.utf8)), baseURI: "https://x.example/tree")
        let strict = try CompiledSchema(
            JSONValue(
                parsing: Array(
                    schema(
                        Self.draft2019,
                        #""$id":"https://x.example/strict","$recursiveAnchor":true,"$ref":"tree","unevaluatedProperties":false"#
                    ).utf8
                )
            ),
            dialect: .draft202012,
            registry: registry
        )
        let outer = Checker(schema: strict)
        #expect(try outer.accepts(#"{"child":{"name":"b"}}"#))
        #expect(try !outer.accepts(#"{"child":{"nam":"b"}}"#))
        #expect(throws: SchemaProblem.self) {
            try Checker(schema(Self.draft2019, ##""items":{"$recursiveRef":"#/items"}"##))
        }
    }

    @Test func `an identifier that is only a fragment is an anchor in draft-07`() throws {
        let text =
            ##""definitions":{"a":{"$id":"#named","type":"integer"}},"items":{"$ref":"#named"}"##
        #expect(try !Checker(schema(Self.draft7, text)).accepts(#"["x"]"#))
        #expect(throws: SchemaProblem.self) { try Checker(schema(Self.draft2020, text)) }
    }

    @Test(arguments: [
        "https://example.org/our-own-dialect", "http://json-schema.org/draft-03/schema#",
        "https://json-schema.org/draft/next/schema", "https://json-schema.org/v1",
        "http://json-schema.org/schema#", "",
    ])
    func `a dialect that is not known is refused`(uri: String) throws {
        do {
            _ = try Checker(schema(uri, #""type":"object""#))
            Issue.record("the schema was read")
        } catch let error as SchemaProblem {
            #expect(error.reason == .unknownDialect(uri))
            #expect("\(error.reason)".contains("2020-12, 2019-09, draft-04"))
        }
        // Also where it stands further in, as a resource of its own.
        let inner = #"{"items":{"$id":"https://x.example/in","$schema":"\#(uri)"}}"#
        #expect(throws: SchemaProblem.self) { try Checker(inner) }
    }

    @Test func `a meta-schema that is given is read by the draft that it names`() throws {
        func verdict(_ draft: String?) throws -> Bool {
            var meta: JSONObject = ["$id": "https://x.example/meta"]
            meta["$schema"] = draft.map { .string($0) }
            var registry = SchemaRegistry()
            registry.add(.object(meta), baseURI: "https://x.example/meta")
            let schema = try CompiledSchema(
                ["$schema": "https://x.example/meta", "items": [["type": "string"]]],
                dialect: .draft202012,
                registry: registry
            )
            return try Checker(schema: schema).accepts("[1]")
        }
        #expect(try !verdict(Self.draft7))
        #expect(try !verdict(Self.draft2019))
        #expect(throws: SchemaProblem.self) { try verdict(Self.draft2020) }
        #expect(throws: SchemaProblem.self) { try verdict("https://x.example/other") }
    }

    @Test func `a document that is referred to keeps the dialect that it names`() throws {
        func checker(_ dialect: Dialect, _ other: String) throws -> Checker {
            var registry = SchemaRegistry()
            registry.add(
                try JSONValue(parsing: Array(other.utf8)),
                baseURI: "https://x.example/other",
                dialect: .openAPI31
            )
            return Checker(
                schema: try CompiledSchema(
                    ["items": ["$ref": "https://x.example/other#/components/schemas/T"]],
                    dialect: dialect,
                    registry: registry
                )
            )
        }
        let old =
            #"{"openapi":"3.0.3","components":{"schemas":{"T":{"type":"integer","nullable":true,"minimum":0,"exclusiveMinimum":true}}}}"#
        let new =
            #"{"openapi":"3.1.0","components":{"schemas":{"T":{"type":["integer","null"],"exclusiveMinimum":0}}}}"#
        for dialect in [Dialect.openAPI30, .openAPI31, .draft202012] {
            for other in [old, new] {
                let checker = try checker(dialect, other)
                #expect(try checker.accepts("[null,1]"))
                #expect(try !checker.accepts("[0]"))
            }
        }
    }
}
