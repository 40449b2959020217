import ExchangeModel
import JSONTape
import OpenAPI
import PayloadPolicy
import Testing
import YAMLDocument

/// A slow filter over JSON values, written from the rules alone: it knows no trie and no tape.
private enum SlowFilter {
    /// Nil when the value may not leave; the flag tells a container whose content was all removed.
    static func apply(
        _ value: JSONValue,
        _ patterns: [[String]]
    ) -> (value: JSONValue, emptied: Bool)? {
        if patterns.contains(where: { $0.first == "**" }) { return (value, false) }
        switch value {
        case .array(let items):
            let below = patterns.filter { $0.first == "*" }.map { Array($0.dropFirst()) }
            let kept = below.isEmpty ? [] : items.compactMap { apply($0, below)?.value }
            return (.array(kept), kept.isEmpty && !items.isEmpty)
        case .object(let object):
            var kept = JSONObject()
            for member in object {
                let below = patterns.filter { steps in
                    steps.first.map { $0 == "*" || $0.utf8.elementsEqual(member.name.utf8) }
                        ?? false
                }
                .map { Array($0.dropFirst()) }
                guard !below.isEmpty, let result = apply(member.value, below), !result.emptied
                else { continue }
                kept[member.name] = result.value
            }
            return (.object(kept), kept.isEmpty && !object.isEmpty)
        default: return patterns.contains([]) ? (value, false) : nil
        }
    }
}

/// Random documents and policies, from a seed.
private struct Generator {
    var state: UInt64

    mutating func next(_ bound: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(bound))
    }

    static let names = [
        "a", "b", "naam", "burgerservicenummer", "verblijfplaats", "x/y", "é\"", "~",
        // Looks like one of the others and is another name; would be one character with a slash.
        "e\u{301}\"", "\u{301}",
    ]

    /// A text of a random value, with odd white space, escapes and numbers.
    mutating func text(depth: Int) -> String {
        let blank = ["", "", " ", "\n\t"][next(4)]
        let kind = depth == 0 ? next(6) : next(10)
        switch kind {
        case 0: return blank + ["null", "true", "false"][next(3)]
        case 1, 2: return blank + ["0", "-0.0", "1e3", "12345678901234567890.10", "7"][next(5)]
        case 3, 4, 5:
            return blank + ["\"\"", "\"x\"", "\"\\u0041\\n\"", "\"é,}]\"", "\"\\\"{\""][next(5)]
        case 6, 7:
            let items = (0..<next(4)).map { _ in text(depth: depth - 1) }
            return "\(blank)[\(blank)\(items.joined(separator: "\(blank),"))\(blank)]"
        default:
            var left = Self.names
            let members = (0..<next(6)).map { _ in
                let name = left.remove(at: next(left.count))
                return "\(blank)\(quoted(name))\(blank):\(text(depth: depth - 1))"
            }
            return "\(blank){\(members.joined(separator: "\(blank),"))\(blank)}"
        }
    }

    private mutating func quoted(_ name: String) -> String {
        let plain = name.replacing("\"", with: "\\\"")
        guard next(4) == 0 else { return "\"\(plain)\"" }
        let escaped = name.utf16.map { unit in
            let digits = String(unit, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
        return "\"\(escaped.joined())\""
    }

    mutating func patterns() -> [[String]] {
        (0...next(6)).map { _ in
            var steps = (0..<(1 + next(4))).map { _ in
                next(3) == 0 ? "*" : Self.names[next(Self.names.count)]
            }
            if next(4) == 0 { steps.append("**") }
            return steps
        }
    }
}

@Suite struct MinimizationPropertyTests {
    private func pointer(_ steps: [String]) -> String {
        steps.map { "/" + $0.replacing("~", with: "~0").replacing("/", with: "~1") }.joined()
    }

    private let document: OpenAPIDocument

    init() throws {
        document = try OpenAPIDocument([
            "openapi": "3.1.0", "info": ["title": "x", "version": "1"],
            "paths": [
                "/a": ["get": ["operationId": "a", "responses": ["200": ["description": "x"]]]]
            ],
        ])
    }

    private func rules(_ patterns: [[String]]) throws -> PayloadRules {
        let policy: JSONValue = [
            "purpose": "p",
            "operations": [
                "a": ["response": ["allow": .array(patterns.map { .string(pointer($0)) })]]
            ],
        ]
        return try PayloadRules(
            document: document,
            requestMode: .off,
            answerMode: .off,
            policies: [FieldPolicy(policy)]
        )
    }

    @Test(arguments: 1...40)
    func `nothing outside the policy leaves, and all that is inside does`(seed: UInt64) throws {
        var generator = Generator(state: seed &* 0x9E37_79B9_7F4A_7C15)
        var tape = ValueTape()
        for _ in 0..<12 {
            let patterns = generator.patterns()
            let rules = try rules(patterns)
            let digest = try #require(rules.policy(for: PurposeID("p"))).digest
            let context = try Exchange(rules, purpose: "p", digest: digest).context
            let match = try rules.operation(
                for: RequestFacts(method: "GET", target: Array("/a".utf8)),
                context: context,
                tape: &tape
            ).get()
            for _ in 0..<8 {
                let text = generator.text(depth: 4)
                let value = try JSONValue(parsing: Array(text.utf8))
                let expected = SlowFilter.apply(value, patterns)?.value
                let (result, paths) = release(text, rules, match, context, &tape)
                guard let result else {
                    #expect(expected == nil, "\(text) \(patterns)")
                    continue
                }
                let output = try JSONValue(parsing: result)
                #expect(output == expected, "\(text) \(patterns)")
                #expect(isFaithful(output, to: text))
                let released = paths.map { path in
                    path.unicodeScalars.split(separator: "/", omittingEmptySubsequences: false)
                        .dropFirst().map {
                            String($0).replacing("~1", with: "/").replacing("~0", with: "~")
                        }
                }
                let covered = SlowFilter.apply(output, released)?.value ?? .array([])
                #expect(plainValues(covered) == plainValues(output), "\(text) \(paths)")
            }
        }
    }

    private func release(
        _ text: String,
        _ rules: PayloadRules,
        _ match: RequestMatch,
        _ context: PayloadContext,
        _ tape: inout ValueTape
    ) -> (bytes: [UInt8]?, paths: [String]) {
        var out: [UInt8] = []
        let body = Array(text.utf8)
        switch rules.release(
            AnswerFacts(status: 200, contentType: Array("application/json".utf8)),
            body: body.span,
            match: match,
            context: context,
            tape: &tape,
            into: &out
        )
        {
        case .success(let released):
            return (released.body == .original ? body : out, released.paths)
        case .failure: return (nil, [])
        }
    }

    /// The plain values in order; containers left empty have no path of their own.
    private func plainValues(_ value: JSONValue) -> [JSONValue] {
        switch value {
        case .array(let items): items.flatMap(plainValues)
        case .object(let object): object.flatMap { plainValues($0.value) }
        case .null, .bool, .number, .string: [value]
        }
    }

    /// Whether every number of the output is written as in the original.
    private func isFaithful(_ value: JSONValue, to text: String) -> Bool {
        switch value {
        case .number(let number): text.contains(number.text)
        case .array(let items): items.allSatisfy { isFaithful($0, to: text) }
        case .object(let object): object.allSatisfy { isFaithful($0.value, to: text) }
        case .null, .bool, .string: true
        }
    }
}
