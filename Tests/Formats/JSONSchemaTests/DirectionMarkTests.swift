import JSONSchema
import JSONTape
import Testing

struct DirectionMarkTests {
    private func violations(
        _ schema: String,
        _ text: String,
        _ direction: MessageDirection,
        refusesReadOnly: Bool = true,
        dialect: Dialect = .openAPI31
    ) throws -> [String] {
        let value = try JSONValue(parsing: Array(schema.utf8))
        let options = SchemaOptions(direction: direction, refusesReadOnly: refusesReadOnly)
        let checker = try Checker(value, dialect: dialect, options: options)
        _ = try checker.accepts(text)
        return try checker.violations(text)
    }

    private static let schema = #"""
        {"type":"object","additionalProperties":false,"properties":{
          "id":{"type":"integer","readOnly":true},"pin":{"type":"string","writeOnly":true},
          "list":{"type":"array","items":{"properties":{"id":{"$ref":"#/$defs/id"}}}}},
         "$defs":{"id":{"type":"integer","readOnly":true}}}
        """#

    @Test(
        arguments: [
            (#"{"pin":"1"}"#, .request, []), (#"{"id":1}"#, .response, []),
            (#"{"id":1}"#, .request, ["readOnly /id"]),
            (#"{"id":"x"}"#, .request, ["readOnly /id"]),
            (#"{"pin":"1"}"#, .response, ["writeOnly /pin"]),
            (#"{"list":[{},{"id":1}]}"#, .request, ["readOnly /list/1/id"]),
            (#"{"list":[{},{"id":1}]}"#, .response, []), (#"{"id":1,"pin":"1"}"#, .none, []),
        ] as [(String, MessageDirection, [String])]
    )
    func `a member that never goes this way is refused`(
        text: String,
        direction: MessageDirection,
        expected: [String]
    ) throws {
        #expect(try violations(Self.schema, text, direction) == expected)
    }

    @Test func `read-only members pass where the service decides, and are checked`() throws {
        func violations(_ text: String) throws -> [String] {
            try self.violations(Self.schema, text, .request, refusesReadOnly: false)
        }
        #expect(try violations(#"{"id":1}"#) == [])
        #expect(try violations(#"{"id":"x"}"#) == ["type /id"])
        #expect(
            try self.violations(Self.schema, #"{"pin":"1"}"#, .response, refusesReadOnly: false)
                == ["writeOnly /pin"]
        )
    }

    @Test func `a mark in one part of a composition relaxes what another part requires`() throws {
        let schema = ##"""
            {"allOf":[{"$ref":"#/components/schemas/Base"},{"required":["id","name"]}],
             "components":{"schemas":{"Base":{"properties":{"id":{"readOnly":true}}}}}}
            """##
        for dialect in [Dialect.openAPI30, .openAPI31] {
            func violations(_ text: String, _ direction: MessageDirection) throws -> [String] {
                try self.violations(schema, text, direction, dialect: dialect)
            }
            #expect(try violations(#"{"name":1}"#, .request) == [])
            #expect(try violations(#"{"name":1}"#, .response) == ["required "])
            #expect(try violations(#"{"id":1}"#, .request) == ["readOnly /id", "required "])
        }
    }

    @Test func `marks mean nothing in JSON Schema itself`() throws {
        let text = #"{"id":1,"pin":"1"}"#
        #expect(try violations(Self.schema, text, .request, dialect: .draft202012) == [])
        #expect(try violations(Self.schema, text, .response, dialect: .draft202012) == [])
    }
}
