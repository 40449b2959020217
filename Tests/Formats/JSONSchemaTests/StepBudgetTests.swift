import JSONTape
import Testing

@testable import JSONSchema

/// Schemas that make a small value take an exponential number of checks.
struct StepBudgetTests {
    private func schema(_ text: String, steps: Int = 20_000) throws -> CompiledSchema {
        try CompiledSchema(
            JSONValue(parsing: Array(text.utf8)),
            dialect: .draft202012,
            options: SchemaOptions(maximumSteps: steps)
        )
    }

    private func verdict(_ schema: CompiledSchema, _ text: String) throws -> Verdict {
        let bytes = Array(text.utf8)
        var tape = ValueTape()
        try tape.parse(bytes.span, limits: .payload)
        return schema.verdict(tape, bytes.span.bytes)
    }

    private func violations(_ schema: CompiledSchema, _ text: String) throws -> [Violation] {
        let bytes = Array(text.utf8)
        var tape = ValueTape()
        try tape.parse(bytes.span, limits: .payload)
        return schema.violations(tape, bytes.span.bytes)
    }

    private static func objects(_ depth: Int) -> String {
        String(repeating: #"{"a":"#, count: depth) + "1"
            + String(repeating: #","b":1}"#, count: depth)
    }

    private static func arrays(_ depth: Int) -> String {
        String(repeating: "[", count: depth) + "1" + String(repeating: "]", count: depth)
    }

    /// Every alternative reads the inner object before it fails.
    private static let branching = ##"""
        {"anyOf":[{"properties":{"a":{"$ref":"#"},"b":false}},
                  {"properties":{"a":{"$ref":"#"},"b":{"type":"null"}}}]}
        """##

    @Test func `a value is looked up among many allowed ones in a few steps`() throws {
        let numbers = (0..<5_000).map { "\($0 + 1_000)" }
        let strings = numbers.map { "\"v\($0)\"" }
        for allowed in [numbers, strings, numbers + strings + ["null", "true"]] {
            let list = allowed.joined(separator: ",")
            let schema = try schema("{\"items\":{\"enum\":[\(list)]}}")
            let last = allowed[allowed.count - 1]
            let text = Array(repeating: last, count: 3_000).joined(separator: ",")
            let verdict = try verdict(schema, "[\(text)]")
            #expect(verdict.isValid)
            #expect(verdict.steps <= 3_000 * 4)
            for wrong in ["999", "1000.5", "6000", "\"v999\"", "false", "[]", "{}"] {
                #expect(try !self.verdict(schema, "[\(last),\(wrong)]").isValid, "\(wrong)")
                let found = try violations(schema, "[\(text),\(wrong)]")
                #expect(found.map(\.keyword) == ["enum"], "\(wrong)")
            }
        }
    }

    @Test func `values are allowed however they are written`() throws {
        let schema = try schema("{\"enum\":[1e3,\"caf\u{e9}\",[1],{\"a\":2},false]}")
        for text in ["1000", "1000.0", "\"caf\\u00e9\"", "[1.0]", "{\"a\":2e0}", "false"] {
            #expect(try verdict(schema, text).isValid, "\(text)")
            #expect(try violations(schema, text).isEmpty, "\(text)")
        }
        for text in ["1001", "\"cafe\u{301}\"", "[1,1]", "[]", "{\"a\":3}", "null", "true"] {
            #expect(try !verdict(schema, text).isValid, "\(text)")
            #expect(try violations(schema, text).map(\.keyword) == ["enum"], "\(text)")
        }
    }

    @Test func `steps of a recursive anyOf double with each level, until they are refused`() throws
    {
        let open = try schema(Self.branching, steps: .max / 2)
        var before = try verdict(open, Self.objects(6)).steps
        for depth in 7...12 {
            let steps = try verdict(open, Self.objects(depth)).steps
            #expect(steps >= before * 19 / 10)
            before = steps
        }
        let bounded = try schema(Self.branching)
        let deep = try verdict(bounded, Self.objects(120))
        #expect(!deep.isValid)
        #expect(!deep.isWithinBudget)
        // 20 000, 64 for each word and 4 for each byte; one charge may go beyond.
        #expect(deep.steps <= 20_000 + 64 * 700 + 4 * 1_500 + 10)
        #expect(
            try violations(bounded, Self.objects(120)).map(\.keyword) == [Violation.stepBudget]
        )
    }

    @Test(
        arguments: [
            (branching, objects(120)),
            (
                ##"{"oneOf":[{"properties":{"a":{"$ref":"#"}}},{"properties":{"a":{"$ref":"#"}}}]}"##,
                objects(120)
            ),
            (
                ##"""
                {"if":{"properties":{"a":{"$ref":"#"}},"required":["b"]},"then":true,
                 "else":{"properties":{"a":{"$ref":"#"}}}}
                """##,
                objects(120)
            ),
            (
                ##"""
                {"not":{"properties":{"a":{"$ref":"#"}},"required":["b"]},
                 "anyOf":[{"not":{"properties":{"a":{"$ref":"#"}},"required":["c"]}}]}
                """##,
                objects(120)
            ),
            (
                ##"{"dependentSchemas":{"a":{"properties":{"a":{"$ref":"#"}}}},"anyOf":[{"properties":{"a":{"$ref":"#"}}}]}"##,
                objects(120)
            ),
            (
                ##"{"patternProperties":{"a":{"$ref":"#"},"^a":{"$ref":"#"}}}"##,
                objects(120)
            ),
            (##"{"contains":{"$ref":"#"},"items":{"$ref":"#"}}"##, arrays(120)),
            (
                ##"{"anyOf":[{"items":{"$ref":"#"},"minItems":2},{"items":{"$ref":"#"},"minItems":3}]}"##,
                arrays(120)
            ),
            (
                ##"""
                {"anyOf":[{"properties":{"a":{"$ref":"#"}},"required":["b"]},
                  {"properties":{"a":{"$ref":"#"}},"required":["c"]}],"unevaluatedProperties":false}
                """##,
                objects(120)
            ),
            (
                ##"""
                {"$dynamicAnchor":"n","anyOf":[{"properties":{"a":{"$dynamicRef":"#n"}},"required":["b"]},
                  {"properties":{"a":{"$dynamicRef":"#n"}},"required":["c"]}]}
                """##,
                objects(120)
            ),
            (
                ##"""
                {"$id":"https://x.example/r","$dynamicAnchor":"n","$ref":"tree","$defs":{"tree":{"$id":"tree",
                  "$dynamicAnchor":"n","oneOf":[{"properties":{"a":{"$dynamicRef":"#n"}},"required":["b"]},
                  {"properties":{"a":{"$dynamicRef":"#n"}},"required":["c"]}]}}}
                """##,
                objects(120)
            ),
        ] as [(String, String)]
    )
    func `no keyword takes more steps than there are`(text: String, value: String) throws {
        let schema = try schema(text)
        let verdict = try verdict(schema, value)
        #expect(verdict.steps <= 20_000 + 64 * 800 + 4 * value.utf8.count + 500)
        let violations = try violations(schema, value)
        #expect(violations.isEmpty == verdict.isValid)
    }

    @Test func `a pattern that is simulated takes steps for the states it visits`() throws {
        let schema = try schema(#"{"pattern":"^([ab]?){150}[ab]*a[ab]{150}c$"}"#)
        let short = try verdict(schema, "\"" + String(repeating: "a", count: 40) + "\"")
        #expect(short.isWithinBudget)
        let long = try verdict(schema, "\"" + String(repeating: "ab", count: 40_000) + "\"")
        #expect(!long.isWithinBudget)
        #expect(long.steps < 20_000 + 64 + 4 * 80_010 + 100)
    }

    @Test func `steps grow with the value, not faster`() throws {
        let schema = try schema(
            #"{"items":{"anyOf":[{"type":"string"},{"properties":{"n":{"type":"integer"}}}]}}"#
        )
        func steps(_ count: Int) throws -> Int {
            let elements = Array(repeating: #"{"n":1}"#, count: count).joined(separator: ",")
            let verdict = try verdict(schema, "[\(elements)]")
            #expect(verdict.isValid)
            return verdict.steps
        }
        let few = try steps(100)
        #expect(try steps(1_000) <= 11 * few)
    }

    @Test func `an object as wide as its array takes no more than its share`() throws {
        let schema = try schema(#"{"uniqueItems":true,"items":{"minProperties":1}}"#, steps: 0)
        let elements = (0..<5_000).map { "{\"k\($0)\":\($0)}" }.joined(separator: ",")
        #expect(try verdict(schema, "[\(elements)]").isValid)
    }
}
