import JSONSchema
import JSONTape
import Testing

/// Numbers, texts and names are compared exactly, however they are written.
struct ExactnessTests {
    @Test(arguments: [
        (#"{"multipleOf":0.1}"#, "0.3", true), (#"{"multipleOf":0.1}"#, "0.35", false),
        (#"{"multipleOf":0.01}"#, "19.99", true), (#"{"multipleOf":1e-30}"#, "1e-29", true),
        (#"{"multipleOf":3}"#, "100000000000000000000000000000000000000002", true),
        (#"{"multipleOf":3}"#, "100000000000000000000000000000000000000003", false),
        (#"{"maximum":9007199254740992}"#, "9007199254740993", false),
        (#"{"maximum":9007199254740993}"#, "9007199254740993.0", true),
        (#"{"exclusiveMinimum":0.1}"#, "0.10000000000000000001", true),
        (#"{"exclusiveMinimum":0.1}"#, "1e-1", false), (#"{"const":1}"#, "1.0e0", true),
        (#"{"const":10000000000000000000001}"#, "1.0000000000000000000001e22", true),
        (#"{"enum":[9007199254740993]}"#, "9007199254740992", false),
        (#"{"type":"integer"}"#, "1e20", true), (#"{"type":"integer"}"#, "1.5e1", true),
        (#"{"type":"integer"}"#, "15e-1", false), (#"{"uniqueItems":true}"#, "[1,1.0]", false),
        (#"{"uniqueItems":true}"#, "[9007199254740993,9007199254740992]", true),
        (#"{"minimum":-0}"#, "-0.0", true), (#"{"multipleOf":2}"#, "-4", true),
        (#"{"multipleOf":123456789}"#, "15241578750190521", true),
        (#"{"multipleOf":1}"#, "1e3", true), (#"{"multipleOf":1.0}"#, "-7.0", true),
        (#"{"multipleOf":1}"#, "0.5", false), (#"{"multipleOf":1}"#, "15e-1", false),
        (#"{"multipleOf":1}"#, "10000000000000000000000.5", false),
        (#"{"multipleOf":1,"maximum":7}"#, "7.0", true),
        (#"{"multipleOf":1,"maximum":7}"#, "8", false), (#"{"multipleOf":1}"#, "\"a\"", true),
        (#"{"allOf":[{"multipleOf":1},{"multipleOf":2}]}"#, "3", false),
    ])
    func `numbers are exact decimals`(schema: String, text: String, isValid: Bool) throws {
        #expect(try Checker(schema).accepts(text) == isValid)
    }

    @Test func `names and patterns differ in their code points, not in how they look`() throws {
        let composed = "caf\u{e9}"
        let decomposed = "cafe\u{301}"
        let checker = try Checker(
            """
            {"properties":{"\(composed)":{"pattern":"^\(composed)$"},
              "\(decomposed)":{"pattern":"^\(decomposed)$"}},"required":["\(composed)"],
             "additionalProperties":false}
            """
        )
        #expect(try checker.accepts(#"{"\#(composed)":"\#(composed)"}"#))
        let both = #"{"\#(composed)":"\#(composed)","\#(decomposed)":"\#(decomposed)"}"#
        #expect(try checker.accepts(both))
        #expect(try !checker.accepts(#"{"\#(composed)":"\#(decomposed)"}"#))
        #expect(try !checker.accepts(#"{"\#(decomposed)":"\#(decomposed)"}"#))
        #expect(try checker.accepts(#"{"caf\u00e9":"caf\u00e9"}"#))
        let values = try Checker(#"{"enum":["\#(composed)"]}"#)
        #expect(try !values.accepts("\"\(decomposed)\""))
    }

    @Test func `lengths count code points, not what they take`() throws {
        let checker = try Checker(#"{"minLength":2,"maxLength":2}"#)
        for text in ["é日", #"\u00e9\u65e5"#, #"\ud83d\ude00a"#, "😀a", "e\u{301}"] {
            #expect(try checker.accepts("\"\(text)\""), "\(text)")
        }
        for text in ["😀", #"\ud83d\ude00"#, "abc"] {
            #expect(try !checker.accepts("\"\(text)\""), "\(text)")
        }
    }

    @Test(arguments: [
        (#"{"a":1,"a":1}"#, JSONProblem.Reason.duplicateName),
        (#"{"a":1,"\u0061":1}"#, .duplicateName), (#"["\ud800"]"#, .loneSurrogate),
        (#"{"\udc00":1}"#, .loneSurrogate), ("[1e400]", .numberOutOfRange),
    ])
    func `what servers read in different ways is no payload`(
        text: String,
        reason: JSONProblem.Reason
    ) {
        var tape = ValueTape()
        let problem = #expect(throws: JSONProblem.self) {
            try tape.parse(Array(text.utf8).span, limits: .payload)
        }
        #expect(problem?.reason == reason)
    }

    @Test func `wide and indented values get the same verdict`() throws {
        let names = (0..<300).map { "member \($0)" }
        let properties = names.map { "\"\($0)\":{\"type\":\"integer\"}" }.joined(separator: ",")
        let checker = try Checker("{\"properties\":{\(properties)},\"additionalProperties\":false}")
        func object(_ last: String, _ space: String) -> String {
            let members = names.dropLast().map { "\(space)\"\($0)\"\(space):\(space)1" }
            return "{" + (members + ["\(space)\"member 299\":\(last)"]).joined(separator: ",")
                + space + "}"
        }
        for space in ["", " ", "\n\t\t  ", "\r\n"] {
            #expect(try checker.accepts(object("1", space)))
            #expect(try checker.violations(object("\"1\"", space)) == ["type /member 299"])
        }
    }

    @Test func `a vocabulary that the meta-schema requires must be known`() throws {
        func problem(_ isRequired: Bool) throws -> SchemaProblem? {
            var registry = SchemaRegistry()
            registry.add(
                [
                    "$id": "https://x.example/meta",
                    "$vocabulary": [
                        "https://json-schema.org/draft/2020-12/vocab/core": true,
                        "https://x.example/vocab/units": .bool(isRequired),
                    ],
                ],
                baseURI: "https://x.example/meta"
            )
            do throws(SchemaProblem) {
                _ = try CompiledSchema(
                    ["$schema": "https://x.example/meta", "type": "string"],
                    dialect: .draft202012,
                    registry: registry
                )
                return nil
            } catch {
                return error
            }
        }
        #expect(try problem(true)?.reason == .unknownVocabulary("https://x.example/vocab/units"))
        #expect(try problem(false) == nil)
    }
}
