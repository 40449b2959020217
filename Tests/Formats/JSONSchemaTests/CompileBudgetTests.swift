import JSONSchema
import JSONTape
import Testing

/// Schemas that would take minutes to compile are refused with place and reason instead.
struct CompileBudgetTests {
    private func problem(
        _ schema: JSONValue,
        work: Int = SchemaOptions.defaultWork
    ) -> SchemaProblem? {
        do throws(SchemaProblem) {
            _ = try CompiledSchema(
                schema,
                dialect: .draft202012,
                options: SchemaOptions(maximumWork: work)
            )
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        "((){60000}){60000}", "(((){60000}){60000}){60000}", "(?:(?:){50000}){50000}x",
        "((|){30000}){30000}",
    ])
    func `repetitions of nothing are no way around the bound on patterns`(pattern: String) {
        let problem = problem(["pattern": .string(pattern)])
        #expect(problem?.reason == .pattern(.tooLarge))
        #expect(problem?.pointer.description == "/pattern")
    }

    @Test func `a pattern beyond any use is refused`() {
        let problem = problem(["pattern": .string("^" + String(repeating: "a?", count: 20_000))])
        #expect(problem?.reason == .pattern(.tooLarge))
        #expect(self.problem(["pattern": .string(String(repeating: "a", count: 20_000))]) == nil)
    }

    @Test func `many runs that may be left out are compared no more than needed`() throws {
        let runs = (0..<4_000).map { "[\(Unicode.Scalar(0x4e00 + $0).map(String.init) ?? "")]?" }
        let pattern = "^" + runs.joined() + "$"
        let schema = try CompiledSchema(["pattern": .string(pattern)], dialect: .draft202012)
        let checker = Checker(schema: schema)
        #expect(try checker.accepts("\"\u{4e00}\u{4e05}\""))
        #expect(try !checker.accepts("\"\u{4e05}\u{4e00}\""))
    }

    @Test func `many patterns share one budget`() throws {
        var members = JSONObject()
        for number in 0..<200 {
            members["m\(number)"] = ["pattern": .string("(a|b\(number))(.|c{1,20}d){1,900}e")]
        }
        let found = try #require(problem(["properties": .object(members)], work: 5_000_000))
        #expect(found.reason == .tooMuchWork)
        #expect(found.pointer.tokens.first == "properties")
        #expect(found.pointer.tokens.last == "pattern")
        #expect("\(found)".contains("split the document"))
    }

    @Test func `schemas that multiply are refused`() throws {
        // A thousand parts, each with a pattern for members, on a thousand members.
        let parts = (0..<1_000).map { number -> JSONValue in
            [
                "properties": ["p\(number)": true],
                "patternProperties": ["^x\(number)": true, "^[a-z]": true],
            ]
        }
        let found = try #require(problem(["allOf": .array(parts)], work: 1_000_000))
        #expect(found.reason == .tooMuchWork)
    }

    @Test func `a schema of honest size takes few steps`() throws {
        var members = JSONObject()
        for number in 0..<1_000 { members["m\(number)"] = ["type": "string", "maxLength": 9] }
        let schema = try CompiledSchema(
            [
                "properties": .object(members),
                "required": .array(members.names.map { .string($0) }),
            ],
            dialect: .draft202012
        )
        #expect(schema.work < 100_000)
        #expect(problem(["type": "string"], work: 4)?.reason == .tooMuchWork)
    }

    @Test(.enabled(if: SharedData.exists(SharedData.openAPI)))
    func `the persons registry takes a small part of the budget`() throws {
        let schema = try CompiledSchema(
            SharedData.json(SharedData.openAPI),
            at: JSONPointer(parsing: "/components/schemas/RaadpleegMetBurgerservicenummerResponse"),
            dialect: .openAPI31
        )
        #expect(schema.work < SchemaOptions.defaultWork / 20, "\(schema.work)")
    }
}
