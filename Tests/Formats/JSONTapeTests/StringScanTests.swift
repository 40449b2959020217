import JSONTape
import Testing

/// Strings are read sixteen bytes at a time, but for the last bytes of a text: both must agree.
@Suite struct StringScanTests {
    /// Texts that hold a string in which a piece stands at a place, far from the end and near it.
    private func texts(_ length: Int, _ place: Int, _ piece: String) -> [String] {
        var inner = String(repeating: "a", count: place) + piece
        inner += String(repeating: "b", count: length - place)
        return ["[\"\(inner)\"]", "[\"\(inner)\",1234567890123456789]"]
    }

    private func read(_ text: String) -> Result<JSONValue, JSONProblem> {
        read(Array(text.utf8))
    }

    private func read(_ bytes: [UInt8]) -> Result<JSONValue, JSONProblem> {
        Result { () throws(JSONProblem) in try JSONValue(parsing: bytes) }
    }

    @Test
    func `a string is read alike wherever it ends and whatever stands where in it`() throws {
        let pieces = [
            "": "", "é": "é", "😀": "😀", "\\n": "\n", "\\\"": "\"", "\\u00e9": "é", "~": "~",
        ]
        for length in 0...36 {
            for place in 0...length {
                for (written, meant) in pieces {
                    let expected =
                        String(repeating: "a", count: place) + meant
                        + String(repeating: "b", count: length - place)
                    for text in texts(length, place, written) {
                        let value = try read(text).get()
                        #expect(value[0]?.string == expected, "\(text)")
                    }
                }
            }
        }
    }

    @Test(arguments: ["\u{1}", "\u{1f}", "\n", "\\x", "\\ud800"])
    func `what may not stand in a string is found at every place`(piece: String) {
        for length in 0...36 {
            for place in 0...length {
                for text in texts(length, place, piece) {
                    guard case .failure(let problem) = read(text) else {
                        Issue.record("\(text) is read")
                        continue
                    }
                    #expect(problem.offset == 2 + place, "\(text)")
                }
            }
        }
    }

    @Test
    func `a byte that is no UTF-8 is found at every place`() {
        for length in 0...36 {
            for place in 0...length {
                for text in texts(length, place, "?") {
                    var bytes = Array(text.utf8)
                    bytes[2 + place] = 0xff
                    let expected = JSONProblem(.invalidUTF8, at: 2 + place)
                    #expect(read(bytes) == .failure(expected))
                }
            }
        }
    }

    @Test
    func `a name that comes twice is found whatever its length, its escapes and its distance`() {
        for length in 0...20 {
            let name = String(repeating: "n", count: length)
            for between in [0, 1, 5, 30, 31, 32, 40] {
                let others = (0..<between).map { "\"other\($0)\":[{\"n\":{}}]," }.joined()
                for end in ["", ",\"last\":\"1234567890123456789\""] {
                    let plain = "{\"\(name)\":1,\(others)\"\(name)\":2\(end)}"
                    #expect(read(plain) == .failure(JSONProblem(.duplicateName, at: offset(plain))))
                    guard length > 0 else { continue }
                    let escaped = "{\"\\u006e\(name.dropFirst())\":1,\(others)\"\(name)\":2\(end)}"
                    guard case .failure(let problem) = read(escaped) else {
                        Issue.record("\(escaped) is read")
                        continue
                    }
                    #expect(problem.reason == .duplicateName)
                }
            }
        }
    }

    /// Where the second name of a text stands that ends in `:2`.
    private func offset(_ text: String) -> Int {
        let bytes = Array(text.utf8)
        var index = bytes.count - 1
        while !(bytes[index] == 0x3a && bytes[index + 1] == 0x32) { index -= 1 }
        index -= 2
        while bytes[index] != 0x22 { index -= 1 }
        return index + 1
    }
}
