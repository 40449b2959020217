import JSONTape
import RequirementTrait
import Testing

private func problem(_ bytes: [UInt8], _ limits: JSONLimits = .payload) -> JSONProblem? {
    var tape = ValueTape()
    do throws(JSONProblem) {
        try tape.parse(bytes.span, limits: limits)
        return nil
    } catch {
        #expect(tape.count == 0)
        return error
    }
}

private func problem(_ text: String, _ limits: JSONLimits = .payload) -> JSONProblem? {
    problem(Array(text.utf8), limits)
}

private var lenient: JSONLimits {
    var limits = JSONLimits.payload
    limits.strict = false
    return limits
}

@Suite(.requirement("FSC Core 2.0.0: K-01"))
struct HostileTextTests {
    private static let document = #"""
        { "naam":"Zo\u00eb \ud83d\ude00","lijst":[1,-0.5e+10,true,false,null,{"a":{}},[]],"é":"日本" }
        """#

    @Test
    func `a document cut at any byte is refused as truncated or invalid`() {
        let bytes = Array(Self.document.utf8)
        #expect(problem(bytes) == nil)
        for length in 0..<bytes.count {
            let found = problem(Array(bytes[..<length]))
            #expect(found != nil, "cut at \(length)")
            #expect((found?.offset ?? .max) <= length)
        }
    }

    @Test
    func `a document with any byte replaced never traps, and values agree when it still parses`() {
        let bytes = Array(Self.document.utf8)
        for place in bytes.indices {
            for byte: UInt8 in [0, 0x1f, 0x22, 0x2c, 0x5b, 0x5c, 0x5d, 0x7b, 0x7d, 0x80, 0xff] {
                var damaged = bytes
                damaged[place] = byte
                guard problem(damaged) == nil, let value = try? JSONValue(parsing: damaged) else {
                    continue
                }
                #expect((try? JSONValue(parsing: value.serialized())) == value)
            }
        }
    }

    @Test(
        arguments: [
            ("", .truncated, 0), ("  ", .truncated, 2), ("{", .truncated, 1), ("[1", .truncated, 2),
            ("\"a", .truncated, 2), ("tru", .truncated, 3), ("1.", .truncated, 2),
            ("-", .truncated, 1), ("\"\\u12", .truncated, 5), ("{\"a\"", .truncated, 4),
            ("nul!", .unexpectedByte, 0), ("01", .trailingBytes, 1), ("+1", .unexpectedByte, 0),
            ("1.a", .unexpectedByte, 2), (".5", .unexpectedByte, 0), ("1e", .truncated, 2),
            ("[1,]", .unexpectedByte, 3), ("[,1]", .unexpectedByte, 1), ("{,}", .unexpectedByte, 1),
            ("{\"a\":1,}", .unexpectedByte, 7), ("{a:1}", .unexpectedByte, 1),
            ("{\"a\" 1}", .unexpectedByte, 5), ("[1}", .unexpectedByte, 2),
            ("{\"a\":1]", .unexpectedByte, 6), ("[1 2]", .unexpectedByte, 3),
            ("1 2", .trailingBytes, 2),
            ("\"\t\"", .controlCharacter, 1), ("\"abcdefgh\n\"", .controlCharacter, 9),
            ("\"\\x\"", .invalidEscape, 1), ("\"\\u12g4\"", .invalidEscape, 1),
            ("NaN", .unexpectedByte, 0),
            ("// a\n1", .unexpectedByte, 0), ("'a'", .unexpectedByte, 0),
            ("\u{feff}1", .unexpectedByte, 0),
            ("\u{a0}1", .unexpectedByte, 0),
        ] as [(String, JSONProblem.Reason, Int)]
    )
    func `bad syntax is refused where it stands`(
        text: String,
        reason: JSONProblem.Reason,
        offset: Int
    ) {
        #expect(problem(text) == JSONProblem(reason, at: offset))
    }

    @Test(
        arguments: [
            [0x80], [0xc0, 0x80], [0xc1, 0xbf], [0xc3], [0xe0, 0x80, 0x80], [0xe0, 0x9f, 0xbf],
            [0xed, 0xa0, 0x80], [0xed, 0xbf, 0xbf], [0xf0, 0x80, 0x80, 0x80],
            [0xf4, 0x90, 0x80, 0x80],
            [0xf5, 0x80, 0x80, 0x80], [0xff], [0xe2, 0x82], [0xf0, 0x9f, 0x98], [0xc3, 0x28],
        ] as [[UInt8]]
    )
    func `bytes that are not UTF-8 are refused`(bytes: [UInt8]) {
        for padding in [0, 7, 8, 20] {
            let filler = [UInt8](repeating: 0x61, count: padding)
            let text = [0x22] + filler + bytes + filler + [0x22]
            #expect(problem(text) == JSONProblem(.invalidUTF8, at: 1 + padding))
            #expect(problem([0x7b] + text + Array(":1}".utf8))?.reason == .invalidUTF8)
        }
        #expect(problem(bytes) != nil)
    }

    @Test(arguments: [
        #""\ud800""#, #""\udc00""#, #""\ud83d x""#, #""\ud83d\u0041""#, #""\ud83d\ud83d\ude00""#,
        #"{"\udfff":1}"#,
    ])
    func `lone surrogates are refused in strict texts only`(text: String) {
        #expect(problem(text)?.reason == .loneSurrogate)
        #expect(problem(text, lenient) == nil)
    }

    @Test(arguments: [
        #"{"a":1,"a":2}"#, #"{"a":1,"b":{},"a":2}"#, #"{"a":1,"\u0061":2}"#, #"{"":1,"":2}"#,
        #"[{"x":{"é":1,"\u00e9":2}}]"#, #"{"abcdefghijk":1,"abcdefghijk":[]}"#,
    ])
    func `duplicate names are refused in strict texts only`(text: String) {
        #expect(problem(text)?.reason == .duplicateName)
        #expect(problem(text, lenient) == nil)
    }

    @Test
    func `names that are only canonically equivalent are different names`() throws {
        let value = try JSONValue(parsing: Array("{\"\u{e9}\":1,\"e\u{301}\":2}".utf8))
        #expect(value.object?.count == 2)
        #expect(value["\u{e9}"] == 1)
        #expect(value["e\u{301}"] == 2)
        #expect(JSONValue.string("\u{e9}") != .string("e\u{301}"))
    }

    @Test
    func `a wide object is checked for duplicates too`() {
        let members = (0..<50_000).map { "\"name\($0)\":\($0)" }
        #expect(problem("{" + members.joined(separator: ",") + "}") == nil)
        let doubled = members + ["\"name777\":0"]
        let found = problem("{" + doubled.joined(separator: ",") + "}")
        #expect(found?.reason == .duplicateName)
    }

    @Test
    func `nesting is bounded`() {
        func nested(_ depth: Int, _ open: String, _ close: String) -> String {
            String(repeating: open, count: depth) + String(repeating: close, count: depth)
        }
        #expect(problem(nested(128, "[", "]")) == nil)
        #expect(problem(nested(129, "[", "]")) == JSONProblem(.tooDeep, at: 128))
        #expect(problem(String(repeating: "[", count: 1_000_000))?.reason == .tooDeep)
        #expect(problem(String(repeating: "{\"a\":", count: 1_000_000))?.reason == .tooDeep)
    }

    @Test
    func `sizes are bounded`() {
        let limits = JSONLimits(
            maximumBytes: 1000,
            maximumStringBytes: 10,
            maximumNumberBytes: 20,
            maximumWords: 40
        )
        #expect(problem(String(repeating: " ", count: 1001), limits)?.reason == .tooManyBytes)
        #expect(problem("\"0123456789\"", limits) == nil)
        #expect(problem("\"0123456789a\"", limits)?.reason == .stringTooLong)
        #expect(problem("{\"0123456789a\":1}", limits)?.reason == .stringTooLong)
        #expect(problem("12345678901234567890", limits) == nil)
        #expect(problem("123456789012345678901", limits)?.reason == .numberTooLong)
        let list = "[" + Array(repeating: "1", count: 38).joined(separator: ",")
        #expect(problem(list + "]", limits) == nil)
        #expect(problem(list + ",1]", limits)?.reason == .tooManyValues)
    }

    @Test(arguments: ["1e309", "-1e309", "1e99999999999999999999", "17976931348623159e292"])
    func `numbers beyond a double are refused in strict texts only`(text: String) {
        #expect(problem(text)?.reason == .numberOutOfRange)
        #expect(problem(text, lenient) == nil)
    }

    @Test(arguments: [
        "1e308", "-1.7976931348623157e308", "1e-400", "123456789012345678901234567890",
    ])
    func `numbers within the range of a double are accepted`(text: String) {
        #expect(problem(text) == nil)
    }

    @Test
    func `random bytes never trap`() {
        var seed: UInt64 = 1
        let alphabet = Array(#"{}[]",:\u0123456789abcdefnrtlse-+.E "#.utf8) + [0xc3, 0xa9, 0x00]
        for _ in 0..<20_000 {
            var bytes: [UInt8] = []
            for _ in 0..<Int(seed % 24) {
                seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                bytes.append(alphabet[Int(seed >> 33) % alphabet.count])
            }
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            if problem(bytes) == nil { #expect((try? JSONValue(parsing: bytes)) != nil) }
        }
    }
}
