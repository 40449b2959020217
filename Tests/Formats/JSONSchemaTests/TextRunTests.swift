import JSONSchema
import Testing

/// Strings of one class of characters are checked four bytes at a time.
struct TextRunTests {
    @Test(arguments: [(0, 5), (1, 1), (3, 9), (4, 63), (5, 64), (2, 70), (60, 100)])
    func `every character and the length count`(least: Int, most: Int) throws {
        let checkers = try [
            Checker("{\"pattern\":\"^[a-c]{\(least),\(most)}$\"}"),
            Checker("{\"pattern\":\"^[a-c]*$\",\"minLength\":\(least),\"maxLength\":\(most)}"),
        ]
        for length in 0...110 {
            let text = String(repeating: "abc", count: 37).prefix(length)
            for checker in checkers {
                #expect(
                    try checker.accepts("\"\(text)\"") == (least...most ~= length),
                    "\(length) characters"
                )
                guard least...most ~= length else { continue }
                for place in 0..<length {
                    for wrong in ["d", "`", "é", "\\u0064", "\\n", "~"] {
                        let changed = text.prefix(place) + wrong + text.dropFirst(place + 1)
                        #expect(try !checker.accepts("\"\(changed)\""), "\(changed)")
                    }
                    let escaped = text.prefix(place) + "\\u0061" + text.dropFirst(place + 1)
                    #expect(try checker.accepts("\"\(escaped)\""), "\(escaped)")
                }
            }
        }
    }

    @Test func `characters above ASCII count as one`() throws {
        let checker = try Checker(#"{"pattern":"^[a-zà-ž]{1,4}$","minLength":3}"#)
        for text in ["zoë", "žžž", "ëëëë", "abcd", #"zo\u00eb"#] {
            #expect(try checker.accepts("\"\(text)\""), "\(text)")
        }
        for text in ["ëë", "ž", "zoëzo", "zoÿ日", "zo"] {
            #expect(try !checker.accepts("\"\(text)\""), "\(text)")
        }
    }

    @Test func `a run that need not end the text leaves the rest open`() throws {
        let checker = try Checker(#"{"pattern":"^[a-c]{2}"}"#)
        #expect(try checker.accepts("\"abX\""))
        #expect(try !checker.accepts("\"aX\""))
        let numbers = try Checker(#"{"pattern":"^[a-c]{2}$","type":["integer","string"]}"#)
        #expect(try numbers.accepts("12"))
        #expect(try !numbers.accepts("\"12\""))
    }
}
