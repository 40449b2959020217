import JSONTape
import Testing

@testable import JSONSchema

/// What no other keyword evaluated, and references that depend on the way to them, in one pass.
struct UnevaluatedTests {
    private static let choice = #"""
        {"properties":{"kind":{}},
         "anyOf":[{"properties":{"a":{"type":"integer"}},"required":["a"]},
                  {"properties":{"b":{"type":"integer"}},"required":["b"]},
                  {"patternProperties":{"^x":{}},"required":["x"]}],
         "if":{"properties":{"kind":{"const":"c"}},"required":["kind"]},
         "then":{"properties":{"c":true}},"else":{"properties":{"e":true}},
         "dependentSchemas":{"d":{"properties":{"f":true}}},
         "unevaluatedProperties":{"type":"null"}}
        """#

    @Test(arguments: [
        (#"{"a":1}"#, true), (#"{"a":1,"b":"no"}"#, false), (#"{"a":1,"b":2}"#, true),
        (#"{"a":1,"b":null}"#, true), (#"{"x":1,"xy":2}"#, true), (#"{"a":1,"xy":2}"#, false),
        (#"{"a":1,"kind":"c","c":1}"#, true), (#"{"a":1,"kind":"d","c":1}"#, false),
        (#"{"a":1,"e":1}"#, true), (#"{"a":1,"kind":"c","e":1}"#, false),
        (#"{"a":1,"d":null,"f":1}"#, true), (#"{"a":1,"f":1}"#, false), (#"{}"#, false),
    ])
    func `members are evaluated by the branches that hold, and by no other`(
        text: String,
        isValid: Bool
    ) throws {
        #expect(try Checker(Self.choice).accepts(text) == isValid)
    }

    @Test(arguments: [
        ("[1]", true), (#"[1,"a","b"]"#, true), ("[1,2]", false), (#"["a"]"#, false), ("[]", true),
        (#"[1,"a",null]"#, true),
    ])
    func `elements are evaluated by position and by contains`(text: String, isValid: Bool) throws {
        let checker = try Checker(
            #"""
            {"oneOf":[{"prefixItems":[{"type":"integer"}],"minItems":1},{"prefixItems":[{"const":"x"}]}],
             "contains":{"type":"string"},"minContains":0,"unevaluatedItems":{"type":"null"}}
            """#
        )
        #expect(try checker.accepts(text) == isValid)
    }

    @Test func `what the first pass can follow is not left to the second`() throws {
        let tree = #"""
            {"$id":"https://example.nl/strict","$dynamicAnchor":"node","$ref":"tree",
             "unevaluatedProperties":false,
             "$defs":{"tree":{"$id":"https://example.nl/tree","$dynamicAnchor":"node","type":"object",
              "properties":{"data":true,"children":{"type":"array","items":{"$dynamicRef":"#node"}}}}}}
            """#
        let strict = try Checker(tree)
        #expect(try strict.accepts(#"{"children":[{"data":1}]}"#))
        #expect(try !strict.accepts(#"{"children":[{"daat":1}]}"#))
        for checker in [strict, try Checker(Self.choice)] {
            #expect(!checker.schema.tables.isLeftToRules)
            #expect(!checker.schema.tables.checks.contains { $0.kind == .rule })
        }
    }

    /// Both passes agree on random schemas; the budget of steps never decides.
    @Test(arguments: 0..<8)
    func `both passes agree on random schemas and values`(part: Int) throws {
        var random = RandomSchema(seed: UInt64(part) &* 0x1_0001)
        var verdicts = (valid: 0, invalid: 0)
        for _ in 0..<150 {
            let document = random.document()
            let schema = try CompiledSchema(document, dialect: .draft202012)
            for _ in 0..<12 {
                let text = Array(random.value().utf8)
                var tape = ValueTape()
                try tape.parse(text.span, limits: .payload)
                let isValid = schema.isValid(tape, text.span.bytes)
                let violations = schema.violations(tape, text.span.bytes)
                let isSame =
                    isValid == violations.isEmpty
                    && !violations.contains { $0.keyword == Violation.stepBudget }
                try #require(
                    isSame,
                    "\(String(decoding: text, as: UTF8.self)) against \(document): \(isValid)"
                )
                if isValid { verdicts.valid += 1 } else { verdicts.invalid += 1 }
            }
        }
        #expect(verdicts.valid > 150 && verdicts.invalid > 150, "\(verdicts)")
    }

    @Test(arguments: [
        ("1.5", true), ("-0.5", false), ("0.0", true), ("9.5", true), ("10.0", true),
        ("10.5", false), ("-0.0", true), ("1e1", true), ("1.1e1", false),
    ])
    func `fractions are held to whole bounds`(text: String, isValid: Bool) throws {
        #expect(try Checker(#"{"minimum":0,"maximum":10}"#).accepts(text) == isValid)
    }

    @Test(arguments: [
        ("0.5", true), ("0.0", false), ("9.5", true), ("10.0", false), ("-0.5", false),
    ])
    func `fractions are held to exclusive bounds`(text: String, isValid: Bool) throws {
        let checker = try Checker(#"{"exclusiveMinimum":0,"exclusiveMaximum":10}"#)
        #expect(try checker.accepts(text) == isValid)
    }
}
