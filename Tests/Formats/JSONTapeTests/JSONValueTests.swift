import JSONTape
import Testing

private func parse(_ text: String) throws -> JSONValue {
    try JSONValue(parsing: Array(text.utf8))
}

private func text(_ value: JSONValue, pretty: Bool = false) -> String {
    String(decoding: value.serialized(pretty: pretty), as: UTF8.self)
}

struct JSONValueTests {
    @Test(arguments: [
        "null", "true", "false", "0", "-0", "1.50", "1E+2", "\"\"", "[]", "{}", "[[],{}]",
        #"{"b":1,"a":[true,null],"é":"日"}"#, #""\"\\\b\f\n\r\t\u0001/""#,
    ])
    func `what was read is written as it was`(source: String) throws {
        #expect(text(try parse(source)) == source)
    }

    @Test
    func `pretty text has one member a line`() throws {
        let value: JSONValue = ["a": [1, 2], "b": [:]]
        #expect(
            text(value, pretty: true) == """
                {
                  "a": [
                    1,
                    2
                  ],
                  "b": {}
                }
                """
        )
        #expect(try parse(text(value, pretty: true)) == value)
    }

    @Test
    func `escapes stand for their characters`() throws {
        let value = try parse(#""\u00eb\ud83d\ude00\/\u0000""#)
        #expect(value.string?.unicodeScalars.map(\.value) == [0xeb, 0x1f600, 0x2f, 0])
    }

    @Test
    func `members and elements are found`() throws {
        let value = try parse(#"{"a":{"b":[10,{"c":"x"}]},"":0,"a/b":1,"m~n":2}"#)
        #expect(value["a"]?["b"]?[0]?.integer == 10)
        #expect(value["a"]?["b"]?[2] == nil)
        #expect(value["a"]?["x"] == nil)
        #expect(value[try JSONPointer(parsing: "/a/b/1/c")]?.string == "x")
        #expect(value[try JSONPointer(parsing: "/")] == 0)
        #expect(value[try JSONPointer(parsing: "/a~1b")] == 1)
        #expect(value[try JSONPointer(parsing: "/m~0n")] == 2)
        #expect(value[JSONPointer()] == value)
        for absent in ["/a/b/01", "/a/b/-", "/a/b/2", "/a/b/0/c", "/a/b/99999999999999999999"] {
            #expect(value[try JSONPointer(parsing: absent)] == nil)
        }
    }

    @Test(arguments: ["a", "/~", "/~2", "/a~"])
    func `what is no pointer is refused`(source: String) {
        #expect(throws: JSONProblem.self) { try JSONPointer(parsing: source) }
    }

    @Test
    func `numbers are equal by value`() throws {
        #expect(try parse("[1,1.0,10e-1,0.1e1]") == [1, 1, 1, 1])
        #expect(try parse("-0") == parse("0"))
        #expect(try parse("9007199254740993") != parse("9007199254740992"))
        #expect(try parse("0.1") != parse("0.10000000000000001"))
    }

    @Test
    func `integers are exact or absent`() throws {
        #expect(try parse("9223372036854775807").integer == .max)
        #expect(try parse("-9223372036854775808").integer == .min)
        #expect(try parse("9223372036854775808").integer == nil)
        #expect(try parse("1e3").integer == 1000)
        #expect(try parse("12.0").integer == 12)
        #expect(try parse("0e99").integer == 0)
        #expect(try parse("1.5").integer == nil)
        #expect(try parse("1e300").integer == nil)
        #expect(try parse("\"1\"").integer == nil)
        #expect(try parse("1.5").double == 1.5)
    }

    @Test
    func `objects are equal whatever the order of members`() throws {
        let one = try parse(#"{"a":1,"b":{"c":2,"d":3}}"#)
        let other = try parse(#"{"b":{"d":3,"c":2},"a":1}"#)
        #expect(one == other)
        #expect(one.hashValue == other.hashValue)
        #expect(one != (try parse(#"{"a":1}"#)))
    }

    @Test
    func `members of an object are set and removed`() {
        var object = JSONObject()
        for number in 0..<40 { object["m\(number)"] = .number(JSONNumber(Int64(number))) }
        object["m7"] = "seven"
        object["m8"] = nil
        object["absent"] = nil
        #expect(object.count == 39)
        #expect(object["m7"] == "seven")
        #expect(object["m8"] == nil)
        #expect(object["m39"] == 39)
        #expect(object.names.prefix(9) == ["m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m9"])
    }

    @Test(arguments: [
        ("0.3", "0.1", true), ("0.35", "0.1", false), ("1e308", "0.5", true),
        ("4.35", "0.01", true), ("0.0075", "0.0001", true), ("0.00751", "0.0001", false),
        ("12391239123", "1e-8", true), ("10", "4", false), ("100", "8", false), ("1000", "8", true),
        ("0", "7", true), ("-9", "3", true), ("1", "3", false), ("1e200", "3", false),
        ("123456789012345678901234567890", "10", true), ("15", "1.5", true),
        ("1e5", "15625", false),
    ])
    func `divisibility is exact`(number: String, divisor: String, expected: Bool) {
        let result = JSONDecimal(number.utf8).isMultiple(of: JSONDecimal(divisor.utf8))
        #expect(result == expected)
    }

    @Test
    func `decimals are ordered by value`() {
        let sorted = [
            "-1e3", "-2", "-1.5", "0", "1e-300", "0.5", "1", "1.000000000000000000001", "9", "10",
        ]
        for (left, right) in zip(sorted, sorted.dropFirst()) {
            #expect(JSONDecimal(left.utf8) < JSONDecimal(right.utf8))
            #expect(!(JSONDecimal(right.utf8) < JSONDecimal(left.utf8)))
        }
    }

    @Test
    func `a container of a tape is skipped in one step and knows its source`() throws {
        let bytes = Array(#" {"a":[1,[2]], "b\n":"x"} "#.utf8)
        var tape = ValueTape()
        try tape.parse(bytes.span, limits: .payload)
        #expect(tape[0].tag == .object)
        #expect(tape[0].length == 2)
        #expect(tape.end(of: 0) == tape.count)
        #expect(tape[2].tag == .name)
        #expect(tape[3].tag == .array)
        #expect(Array(bytes[tape.sourceRange(of: 3)]) == Array("[1,[2]]".utf8))
        let second = tape.next(after: 3)
        #expect(tape[second].hasEscape)
        #expect(JSONText.string(bytes.span.bytes, tape[second]) == "b\n")
        #expect(Array(bytes[tape.sourceRange(of: second + 1)]) == Array("\"x\"".utf8))
        try tape.parse(Array("[]".utf8).span, limits: .payload)
        #expect(tape.count == 2)
    }
}
