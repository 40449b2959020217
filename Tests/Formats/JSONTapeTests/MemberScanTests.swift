import JSONTape
import Testing

/// Members of texts without white space take a shorter way: both ways must agree.
@Suite struct MemberScanTests {
    private static let lengths = [0, 1, 2, 7, 8, 9, 15, 16, 17, 23, 24, 25, 32, 40]

    private func read(_ text: String) -> Result<JSONValue, JSONProblem> {
        Result { () throws(JSONProblem) in try JSONValue(parsing: Array(text.utf8)) }
    }

    @Test
    func `members are read alike whatever stands between them`() throws {
        for nameLength in Self.lengths {
            for textLength in Self.lengths {
                let name = String(repeating: "n", count: nameLength)
                let text = String(repeating: "t", count: textLength)
                for end in ["", "1234567890123456789"] {
                    let expected: JSONValue = .object([
                        name: .string(text), "last": .string(end),
                    ])
                    for gap in ["", " ", "\n\t"] {
                        let members = ["\"\(name)\"", ":", "\"\(text)\"", ",", "\"last\"", ":"]
                        let written = (["{"] + members + ["\"\(end)\"", "}"])
                            .joined(separator: gap)
                        #expect(try read(written).get() == expected, "\(written)")
                    }
                }
            }
        }
    }

    @Test(arguments: ["\"", ";", "x", "\0", "]", "é"])
    func `another byte than the separator is refused where it stands`(wrong: String) {
        for nameLength in Self.lengths {
            for textLength in Self.lengths {
                let name = String(repeating: "n", count: nameLength)
                let text = String(repeating: "t", count: textLength)
                let rest = "\"last\":\"1234567890123456789\"}"
                let colon = "{\"\(name)\"\(wrong)\"\(text)\",\(rest)"
                #expect(
                    read(colon) == .failure(JSONProblem(.unexpectedByte, at: 3 + nameLength))
                )
                let comma = "{\"\(name)\":\"\(text)\"\(wrong)\(rest)"
                let place = 6 + nameLength + textLength
                #expect(read(comma) == .failure(JSONProblem(.unexpectedByte, at: place)))
            }
        }
    }

    @Test(arguments: [0, 1, 14, 15, 16, 17, 31, 32, 33, 63])
    func `a string is as long as the bound or is refused`(bound: Int) throws {
        let limits = JSONLimits(maximumBytes: 1_000, maximumStringBytes: bound)
        for length in 0...70 {
            let text = String(repeating: "t", count: length)
            var texts = ["{\"\":\"\(text)\"      }"]
            // Its name takes six bytes.
            if bound >= 6 { texts.append("{\"\":\"\(text)\",\"\\u0061\":[     ]}") }
            for written in texts {
                var tape = ValueTape()
                let bytes = Array((written + String(repeating: " ", count: 20)).utf8)
                let isRead = (try? tape.parse(bytes.span, limits: limits)) != nil
                #expect(isRead == (length <= bound), "\(length) of \(bound)")
            }
        }
    }
}
