import JSONTape
import RequirementTrait
import Testing
import YAMLDocument

@Suite(.requirement("YAML 1.2.2: Core Schema, Tag Resolution"))
struct CoreSchemaTests {
    @Test(arguments: [
        ("0363", "363"), ("+12", "12"), ("-07", "-7"), ("0o17", "15"), ("0xFf", "255"), ("0", "0"),
        ("-0", "-0"), ("1.50", "1.50"), (".5", "0.5"), ("-.5e3", "-0.5e3"), ("1.", "1.0"),
        ("1e3", "1e3"), ("1E+3", "1e+3"), ("00.25", "0.25"),
        ("12345678901234567890123", "12345678901234567890123"),
    ])
    func `a plain number keeps its digits and becomes a number of JSON`(
        text: String,
        expected: String
    ) throws {
        let node = try YAMLNode(parsing: "a: \(text)")
        guard case .number(let number)? = node["a"]?.content else {
            Issue.record("\(text) is not a number")
            return
        }
        #expect(number.text == expected)
    }

    @Test(arguments: [
        "yes", "no", "on", "off", "12:30", "2024-01-01", "1_000", "0b11", "0o8", "0xg", "1e", "+",
        "--", ".", "1.2.3", "tRUE", "nULL", "0x", "0o", "1 2", "=", "-a", "+.x", "190:20:30",
    ])
    func `a plain text that only YAML 1.1 would convert stays a string`(text: String) throws {
        #expect(try YAMLNode(parsing: "a: \(text)")["a"]?.string == text)
    }

    @Test func `quoted and block texts are strings whatever they look like`() throws {
        let node = try YAMLNode(
            parsing: "a: '0363'\nb: \"true\"\nc: |\n  12\nd: !!str 12\ne: ! 13\n"
        )
        #expect(
            node.json == ["a": "0363", "b": "true", "c": "12\n", "d": "12", "e": "13"]
        )
    }

    @Test func `null and truth are read in the three notations of the core schema`() throws {
        let node = try YAMLNode(
            parsing: "[~, null, Null, NULL, true, True, TRUE, false, False, FALSE]"
        )
        #expect(
            node.json
                == [.null, .null, .null, .null, true, true, true, false, false, false]
        )
        #expect(try YAMLNode(parsing: "a:\n")["a"]?.isNull == true)
    }

    @Test func `a tag decides the type when its text fits`() throws {
        let node = try YAMLNode(parsing: "[!!int \"12\", !!bool \"true\", !!null \"\", !!float 2]")
        #expect(node.json == [12, true, .null, 2])
    }

    @Test(arguments: ["!!int x", "!!bool yes", "!!null x", "!!float 1.2.3"])
    func `a tag that its text does not fit is refused`(text: String) {
        expectProblem(.tagMismatch, line: 1, column: 4, in: "a: \(text)")
    }

    @Test(arguments: ["!local x", "!!binary aGk=", "!!set {a}", "!!omap [a]"])
    func `a tag outside the core schema is refused`(text: String) {
        expectProblem(.unknownTag, line: 1, column: 4, in: "a: \(text)")
    }

    @Test(arguments: [".inf", "-.INF", "+.Inf", ".nan", ".NaN", "0xFFFFFFFFFFFFFFFFF"])
    func `a number that JSON cannot carry is refused`(text: String) {
        expectProblem(.unsupportedNumber, line: 1, column: 4, in: "a: \(text)")
    }

    @Test func `a number of thousands of digits is refused`() {
        let digits = String(repeating: "9", count: 5_000)
        expectProblem(.unsupportedNumber, line: 1, column: 4, in: "a: \(digits)")
    }
}

/// Expects one problem of a text, at one place.
func expectProblem(
    _ reason: YAMLProblem.Reason,
    line: Int,
    column: Int,
    in text: String,
    limits: YAMLLimits = YAMLLimits(),
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(sourceLocation: sourceLocation) {
        try YAMLNode(parsing: text, limits: limits)
    } throws: { error in
        (error as? YAMLProblem) == YAMLProblem(reason, at: YAMLMark(line: line, column: column))
    }
}
