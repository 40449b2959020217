import JSONTape
import Testing
import YAMLDocument

@Suite struct YAMLReadingTests {
    @Test func `every node and every key knows its line and column`() throws {
        let node = try YAMLNode(parsing: "# note\nlisten:\n  port: 8443\n  hosts: [a, é, b]\n")
        let listen = try #require(node.member("listen"))
        #expect(listen.keyMark == YAMLMark(line: 2, column: 1))
        #expect(listen.value.mark == YAMLMark(line: 3, column: 3))
        #expect(listen.value["port"]?.mark == YAMLMark(line: 3, column: 9))
        #expect(listen.value["port"]?.integer == 8_443)
        #expect(listen.value["hosts"]?.items?.last?.mark == YAMLMark(line: 4, column: 17))
        #expect(listen.value.kind == "a mapping")
    }

    @Test func `members keep their order in the JSON value`() throws {
        let json = try YAMLNode(parsing: "z: 1\na: 2\nm: {c: 3, b: 4}\n").json
        #expect(
            String(decoding: json.serialized(), as: UTF8.self)
                == #"{"z":1,"a":2,"m":{"c":3,"b":4}}"#
        )
    }

    @Test func `a key is its text, so that a status is a name`() throws {
        let node = try YAMLNode(parsing: "200: a\n'404': b\n0x10: c\nnull: d\n")
        #expect(node.members?.map(\.key) == ["200", "404", "0x10", "null"])
    }

    @Test(arguments: ["a: 1\nb: 2\na: 3\n", "b: 2\n200: 1\n'200': 2\n"])
    func `a key that stands twice is refused`(text: String) {
        #expect {
            try YAMLNode(parsing: text)
        } throws: { error in
            guard let problem = error as? YAMLProblem, case .duplicateKey = problem.reason else {
                return false
            }
            return true
        }
    }

    @Test func `the second of two equal keys is the one that is named`() {
        expectProblem(
            .duplicateKey("b"),
            line: 4,
            column: 3,
            in: "a:\n  b: 1\n  c: {b: 2}\n  b: 3\n"
        )
    }

    @Test func `a merge key is refused instead of read as a name`() {
        expectProblem(.mergeKey, line: 2, column: 5, in: "a: &x {b: 1}\nc: {<<: *x}\n")
        #expect(throws: Never.self) { try YAMLNode(parsing: "'<<': 1") }
    }

    @Test func `a key that is a collection is refused`() {
        expectProblem(.complexKey, line: 1, column: 3, in: "? [a, b]\n: c\n")
        expectProblem(.complexKey, line: 1, column: 1, in: "{a: b}: c\n")
    }

    @Test func `an alias is the value of its anchor`() throws {
        let node = try YAMLNode(parsing: "a: &x [1, 2]\nb: *x\n")
        #expect(node.json == ["a": [1, 2], "b": [1, 2]])
        #expect(node["b"]?.mark == YAMLMark(line: 1, column: 4))
    }

    @Test func `aliases that multiply values are refused at the bound`() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...20 {
            let uses = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(uses)]\n"
        }
        #expect {
            try YAMLNode(parsing: text, limits: YAMLLimits(maximumNodes: 100_000))
        } throws: { error in
            (error as? YAMLProblem)?.reason == .tooManyNodes(limit: 100_000)
        }
    }

    @Test(arguments: ["? *a20\n: x\n", "*a20 : x\n", "{ [ *a20 ] : x }\n", "? [*a20]\n: x\n"])
    func `aliases that multiply within a key are refused before they cost time`(key: String) {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...20 {
            let uses = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(uses)]\n"
        }
        #expect {
            try YAMLNode(parsing: text + "last:\n  \(key.replacing("\n:", with: "\n  :"))")
        } throws: { error in
            (error as? YAMLProblem)?.reason == .complexKey
        }
    }

    @Test func `anchors beside path templates and questions in prose are no complex keys`() throws {
        let text = """
            a: &a 1
            b: &b 2
            c: &c 3
            d: &d 4
            /persons/{number}: "really? yes *note* that: [x]"
            e: Is this right? *Yes*, it is
            """
        #expect(try YAMLNode(parsing: text)["/persons/{number}"]?.string != nil)
    }

    @Test func `nesting beyond the bound is refused`() {
        let text = String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
        #expect {
            try YAMLNode(parsing: text)
        } throws: { error in
            (error as? YAMLProblem)?.reason == .tooDeep(limit: 128)
        }
        let deeper = String(repeating: "[", count: 100_000)
        #expect(throws: YAMLProblem.self) { try YAMLNode(parsing: deeper) }
    }

    @Test(arguments: ["", "# only a note\n", "---\n...\n"])
    func `a text without a value is null or refused`(text: String) {
        if let node = try? YAMLNode(parsing: text) { #expect(node.isNull) }
    }

    @Test(arguments: [
        ("a: [1, 2", 2), ("a: b: c\n", 1), ("a: 1\n\tb: 2\n", 2), ("a: *unknown\n", 1),
        ("a: 'open\n", 2), ("--- 1\n--- 2\n", 2), ("a: \"\\q\"\n", 1), ("- a\nb\n", 3),
    ])
    func `a text that is not YAML is refused with its line`(text: String, line: Int) {
        #expect {
            try YAMLNode(parsing: text)
        } throws: { error in
            (error as? YAMLProblem)?.line == line
        }
    }

    @Test func `bytes that are not UTF-8 and texts over the bound are refused`() {
        #expect(throws: YAMLProblem(.notUTF8, at: YAMLMark(line: 1, column: 1))) {
            try YAMLNode(parsing: [0x61, 0x3A, 0x20, 0xFF])
        }
        #expect(throws: YAMLProblem(.tooLong(limit: 3), at: YAMLMark(line: 1, column: 1))) {
            try YAMLNode(parsing: "a: b", limits: YAMLLimits(maximumBytes: 3))
        }
    }

    @Test func `JSON is read strictly, YAML in flow style still passes`() throws {
        #expect(
            try YAMLNode.json(parsing: Array(#"{"a": "\ud83d\ude00", "b": [0.10]}"#.utf8))
                == ["a": "😀", "b": .array([try #require(JSONNumber(text: "0.1")).value])]
        )
        #expect(try YAMLNode.json(parsing: Array("{a: yes}".utf8)) == ["a": "yes"])
        #expect(try YAMLNode.json(parsing: Array("a: 1".utf8)) == ["a": 1])
    }

    @Test func `a text may begin with a byte order mark, which is no part of it`() throws {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        for text in ["a: 1", "{\"a\": 1}", "---\na: 1", "# x\na: 1", "\n{a: 1}"] {
            #expect(try YAMLNode.json(parsing: mark + Array(text.utf8)) == ["a": 1])
            #expect(try YAMLNode(parsing: mark + Array(text.utf8)).json == ["a": 1])
        }
        let node = try YAMLNode(parsing: mark + Array("a: 1\nb: [1,\n  2]".utf8))
        #expect(node.mark(of: JSONPointer(tokens: ["b", "1"])) == YAMLMark(line: 3, column: 3))
    }

    @Test func `faulty JSON is reported with line and column`() {
        #expect {
            try YAMLNode.json(parsing: Array("{\"a\": 1,\n  \"b\": }}".utf8))
        } throws: { error in
            (error as? YAMLProblem)?.mark == YAMLMark(line: 2, column: 8)
        }
    }
}

extension JSONNumber {
    fileprivate var value: JSONValue { .number(self) }
}
