import ExchangeModel
import YAMLDocument

/// The problems found so far; one list for a whole file.
final class ProblemList {
    let file: String
    private(set) var problems: [ConfigurationProblem] = []
    private(set) var warnings: [ConfigurationProblem] = []

    init(file: String) {
        self.file = file
    }

    func add(_ message: String, key: String, line: Int) {
        problems.append(ConfigurationProblem(file: file, line: line, key: key, message: message))
    }

    func warn(_ message: String, key: String, line: Int) {
        warnings.append(ConfigurationProblem(file: file, line: line, key: key, message: message))
    }
}

/// One mapping of the file, read key by key; what was not read is unknown.
///
/// Every accessor notes a problem and returns nil when the value is absent or wrong, so that one pass
/// over the file finds all problems.
final class Section {
    /// The longest value that is quoted, in characters.
    private static let longestQuote = 80

    let path: String
    let line: Int
    let problems: ProblemList
    private let members: [String: Member]
    private var read: Set<String> = []

    private struct Member {
        let value: YAMLNode
        let line: Int
    }

    /// Opens a mapping; anything else is a problem.
    init?(_ node: YAMLNode, path: String, problems: ProblemList) {
        guard let members = node.members else {
            problems.add(
                "must be a mapping of keys to values",
                key: path,
                line: node.lineNumber
            )
            return nil
        }
        self.path = path
        self.line = node.lineNumber
        self.problems = problems
        self.members = Dictionary(
            members.map { ($0.key, Member(value: $0.value, line: $0.keyMark.line)) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    func key(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    func has(_ name: String) -> Bool { members[name] != nil }

    func lineOf(_ name: String) -> Int { members[name]?.line ?? line }

    func problem(_ name: String, _ message: String) {
        problems.add(message, key: key(name), line: lineOf(name))
    }

    /// The node of a key that must be there.
    func required(_ name: String, expected: String) -> YAMLNode? {
        guard let node = optional(name) else {
            problems.add("is missing: expected \(expected)", key: key(name), line: line)
            return nil
        }
        return node
    }

    /// The node of a key that may be absent.
    func optional(_ name: String) -> YAMLNode? {
        read.insert(name)
        return members[name]?.value
    }

    /// Reports every key that nobody asked for, with the nearest known one.
    func finish() {
        for (name, member) in members where !read.contains(name) {
            let known = read.sorted()
            var message = "is not a key here"
            if let near = Spelling.nearest(to: name, in: known) {
                message += "; did you mean `\(near)`?"
            } else {
                message += "; keys here are \(known.joined(separator: ", "))"
            }
            problems.add(message, key: key(name), line: member.line)
        }
    }
}

/// Typed values of single keys.
extension Section {
    func text(_ name: String, expected: String = "a text") -> String? {
        guard let node = required(name, expected: expected) else { return nil }
        return scalar(node, name, expected)
    }

    func optionalText(_ name: String, expected: String = "a text") -> String? {
        guard let node = optional(name) else { return nil }
        return scalar(node, name, expected)
    }

    /// A text read by a throwing initialiser of the vocabulary.
    func parsed<Value>(
        _ name: String,
        expected: String,
        _ parse: (String) throws -> Value
    ) -> Value? {
        guard let text = text(name, expected: expected) else { return nil }
        return read(text, name, expected, parse)
    }

    func optionalParsed<Value>(
        _ name: String,
        expected: String,
        _ parse: (String) throws -> Value
    ) -> Value? {
        guard let text = optionalText(name, expected: expected) else { return nil }
        return read(text, name, expected, parse)
    }

    /// A list of texts, each read by a throwing initialiser; an absent key gives an empty list.
    func list<Value>(
        _ name: String,
        expected: String,
        _ parse: (String) throws -> Value
    ) -> [Value] {
        guard let node = optional(name) else { return [] }
        guard let items = node.items else {
            problem(name, "must be a list: expected \(expected)")
            return []
        }
        return items.enumerated().compactMap { index, item in
            guard let text = item.scalarText, let value = try? parse(text) else {
                problems.add(
                    Self.refused(item.scalarText, expected: expected),
                    key: "\(key(name))[\(index)]",
                    line: item.lineNumber
                )
                return nil
            }
            return value
        }
    }

    /// A mapping below this one.
    func section(_ name: String) -> Section? {
        guard let node = required(name, expected: "a section") else { return nil }
        return Section(node, path: key(name), problems: problems)
    }

    func optionalSection(_ name: String) -> Section? {
        guard let node = optional(name) else { return nil }
        return Section(node, path: key(name), problems: problems)
    }

    /// A list of mappings below this one; an absent key gives an empty list.
    func sections(_ name: String) -> [Section] {
        guard let node = optional(name) else { return [] }
        guard let items = node.items else {
            problem(name, "must be a list of sections")
            return []
        }
        return items.enumerated().compactMap { index, item in
            Section(item, path: "\(key(name))[\(index)]", problems: problems)
        }
    }

    func flag(_ name: String, default value: Bool) -> Bool {
        optionalParsed(name, expected: "true or false") { text in
            switch text {
            case "true": true
            case "false": false
            default: throw Malformed(expected: "true or false")
            }
        } ?? value
    }

    func whole(_ name: String, in range: ClosedRange<Int>, default value: Int) -> Int {
        let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        return optionalParsed(name, expected: expected) { text in
            guard let number = Int(text), range.contains(number) else {
                throw Malformed(expected: expected)
            }
            return number
        } ?? value
    }

    func size(_ name: String, default bytes: Int) -> Int {
        optionalParsed(name, expected: Quantity.sizeForm) { try Quantity.bytes($0) } ?? bytes
    }

    func choice<Value: RawRepresentable & CaseIterable>(
        _ name: String,
        default value: Value
    ) -> Value where Value.RawValue == String {
        let expected = Value.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
        return optionalParsed(name, expected: "one of \(expected)") { text in
            guard let value = Value(rawValue: text) else { throw Malformed(expected: expected) }
            return value
        } ?? value
    }

    private func scalar(_ node: YAMLNode, _ name: String, _ expected: String) -> String? {
        guard let text = node.scalarText, !text.isEmpty else {
            problem(name, "must be \(expected), not a list, a section or nothing")
            return nil
        }
        return text
    }

    /// What is said of a value that cannot be taken: it is quoted, so that a slip shows.
    private static func refused(_ text: String?, expected: String) -> String {
        guard let text, text.count <= longestQuote,
            text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        else { return "is not \(expected)" }
        return "`\(text)` is not \(expected)"
    }

    private func read<Value>(
        _ text: String,
        _ name: String,
        _ expected: String,
        _ parse: (String) throws -> Value
    ) -> Value? {
        guard let value = try? parse(text) else {
            problem(name, Self.refused(text, expected: expected))
            return nil
        }
        return value
    }
}
