public import JSONTape
private import Yams

extension YAMLNode {
    /// Reads the one document of a text.
    ///
    /// - Parameters:
    ///   - bytes: The text, UTF-8.
    ///   - limits: How large it may be.
    /// - Throws: What is wrong and at which line and column.
    public init(parsing bytes: [UInt8], limits: YAMLLimits = YAMLLimits()) throws(YAMLProblem) {
        let start = YAMLMark(line: 1, column: 1)
        guard bytes.count <= limits.maximumBytes else {
            throw YAMLProblem(.tooLong(limit: limits.maximumBytes), at: start)
        }
        guard let text = String(validating: Self.unmarked(bytes), as: UTF8.self) else {
            throw YAMLProblem(.notUTF8, at: start)
        }
        try self.init(composing: text, limits: limits)
    }

    /// Reads the one document of a text.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - limits: How large it may be.
    /// - Throws: What is wrong and at which line and column.
    public init(parsing text: String, limits: YAMLLimits = YAMLLimits()) throws(YAMLProblem) {
        try self.init(parsing: Array(text.utf8), limits: limits)
    }

    /// Reads JSON or YAML into a value without marks, JSON by the faster and stricter parser.
    ///
    /// A text that begins with `{` or `[` is read as JSON first; when that fails and it is YAML in
    /// flow style it is read as YAML, else the JSON fault is reported with its line and column.
    public static func json(
        parsing bytes: [UInt8],
        limits: YAMLLimits = YAMLLimits()
    ) throws(YAMLProblem) -> JSONValue {
        let bytes = Array(unmarked(bytes))
        let first = bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        guard first == UInt8(ascii: "{") || first == UInt8(ascii: "["),
            bytes.count <= limits.maximumBytes
        else { return try YAMLNode(parsing: bytes, limits: limits).json }
        do {
            return try JSONValue(
                parsing: bytes,
                limits: JSONLimits(
                    maximumBytes: limits.maximumBytes,
                    maximumDepth: limits.maximumDepth,
                    maximumWords: 4 * limits.maximumNodes
                )
            )
        } catch {
            if let node = try? YAMLNode(parsing: bytes, limits: limits) { return node.json }
            throw YAMLProblem(
                .syntax(error.reason.words),
                at: YAMLMark(of: error.offset, in: bytes)
            )
        }
    }

    /// The bytes after a byte order mark, with which a text may begin.
    ///
    /// YAML 1.2.2, *Character Encodings*; RFC 8259, *Character Encoding*: it may be ignored.
    private static func unmarked(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
    }

    private init(composing text: String, limits: YAMLLimits) throws(YAMLProblem) {
        try AliasedKeys.refuse(in: Array(text.utf8))
        let root: Node?
        do {
            root = try compose(yaml: text, .basic, .default, .utf8)
        } catch let error as YamlError {
            throw YAMLProblem(error, in: text)
        } catch {
            throw YAMLProblem(.syntax("the text cannot be read"), at: YAMLMark(line: 1, column: 1))
        }
        guard let root else { throw YAMLProblem(.empty, at: YAMLMark(line: 1, column: 1)) }
        var conversion = Conversion(limits: limits)
        self = try conversion.node(root, depth: 1)
    }
}

extension YAMLMark {
    /// The place of a byte offset.
    init(of offset: Int, in bytes: [UInt8]) {
        let before = bytes.prefix(max(0, offset))
        let line = before.count { $0 == 0x0A } + 1
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        self.init(
            line: line,
            column: String(decoding: before[lineStart...], as: UTF8.self).unicodeScalars.count + 1
        )
    }
}

/// The walk over the parser's node tree, bounded in depth and in number of values.
private struct Conversion {
    let limits: YAMLLimits
    var count = 0

    mutating func node(_ node: Node, depth: Int) throws(YAMLProblem) -> YAMLNode {
        let mark = YAMLMark(node.mark)
        count += 1
        guard count <= limits.maximumNodes else {
            throw YAMLProblem(.tooManyNodes(limit: limits.maximumNodes), at: mark)
        }
        guard depth <= limits.maximumDepth else {
            throw YAMLProblem(.tooDeep(limit: limits.maximumDepth), at: mark)
        }
        switch node {
        case .scalar(let scalar):
            return YAMLNode(try content(scalar, at: mark), at: mark)
        case .sequence(let sequence):
            try check(sequence.tag, is: "tag:yaml.org,2002:seq", at: mark)
            var items: [YAMLNode] = []
            for item in sequence { items.append(try self.node(item, depth: depth + 1)) }
            return YAMLNode(.sequence(items), at: mark)
        case .mapping(let mapping):
            try check(mapping.tag, is: "tag:yaml.org,2002:map", at: mark)
            return YAMLNode(.mapping(try members(mapping, depth: depth)), at: mark)
        case .alias:
            throw YAMLProblem(.syntax("an alias stands where its value is needed"), at: mark)
        }
    }

    private mutating func members(
        _ mapping: Node.Mapping,
        depth: Int
    ) throws(YAMLProblem) -> [YAMLMember] {
        var members: [YAMLMember] = []
        var names: Set<ExactText> = []
        for (key, value) in mapping {
            let mark = YAMLMark(key.mark)
            guard case .scalar(let scalar) = key else { throw YAMLProblem(.complexKey, at: mark) }
            guard scalar.string != "<<" || scalar.style != .plain else {
                throw YAMLProblem(.mergeKey, at: mark)
            }
            guard names.insert(ExactText(scalar.string)).inserted else {
                throw YAMLProblem(.duplicateKey(scalar.string), at: mark)
            }
            members.append(
                YAMLMember(
                    key: scalar.string,
                    at: mark,
                    value: try node(value, depth: depth + 1)
                )
            )
        }
        return members
    }

    private func check(_ tag: Tag, is expected: String, at mark: YAMLMark) throws(YAMLProblem) {
        guard ["", "!", expected].contains(tag.description) else {
            throw YAMLProblem(.unknownTag, at: mark)
        }
    }

    private func content(
        _ scalar: Node.Scalar,
        at mark: YAMLMark
    ) throws(YAMLProblem) -> YAMLNode.Content {
        switch scalar.tag.description {
        case "" where scalar.style == .plain || scalar.style == .any:
            guard let content = CoreSchema.resolve(scalar.string) else {
                throw YAMLProblem(.unsupportedNumber, at: mark)
            }
            return content
        case "", "!", "tag:yaml.org,2002:str": return .string(scalar.string)
        case "tag:yaml.org,2002:int", "tag:yaml.org,2002:float":
            if case .number(let number)? = CoreSchema.resolve(scalar.string) {
                return .number(number)
            }
        case "tag:yaml.org,2002:bool":
            if case .bool(let value)? = CoreSchema.resolve(scalar.string) { return .bool(value) }
        case "tag:yaml.org,2002:null":
            if case .null? = CoreSchema.resolve(scalar.string) { return .null }
        default: throw YAMLProblem(.unknownTag, at: mark)
        }
        throw YAMLProblem(.tagMismatch, at: mark)
    }
}

extension YAMLMark {
    fileprivate init(_ mark: Mark?) {
        self.init(line: mark?.line ?? 1, column: mark?.column ?? 1)
    }
}

extension YAMLProblem {
    fileprivate init(_ error: YamlError, in text: String) {
        switch error {
        case .scanner(let context, let problem, let mark, _),
            .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let words = [context?.text, problem].compactMap(\.self).joined(separator: ", ")
            self.init(.syntax(words), at: YAMLMark(mark))
        case .reader(let problem, let offset, _, let yaml):
            let before = yaml.prefix(max(0, offset ?? 0))
            self.init(
                .syntax(problem),
                at: YAMLMark(of: before.utf8.count, in: Array(yaml.utf8))
            )
        case .duplicatedKeysInMapping(let keys, let context):
            self.init(
                .duplicateKey(keys.first ?? ""),
                at: RepeatedKey.mark(of: keys.first ?? "", after: YAMLMark(context.mark), in: text)
            )
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            self.init(.syntax("the text cannot be read"), at: YAMLMark(line: 1, column: 1))
        }
    }
}

/// The search for the second of two equal keys; the parser tells the place of the first.
private enum RepeatedKey {
    /// The place of the key's next line of the same indentation, or the first one's.
    static func mark(of key: String, after first: YAMLMark, in text: String) -> YAMLMark {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated().dropFirst(first.line) {
            let indentation = line.prefix { $0 == " " }.count
            if indentation == line.count { continue }
            guard indentation + 1 >= first.column else { break }
            let rest = line.dropFirst(first.column - 1)
            let isKey = [key, "\"\(key)\"", "'\(key)'"].contains {
                rest.hasPrefix($0) && rest.dropFirst($0.count).drop { $0 == " " }.first == ":"
            }
            if indentation + 1 == first.column, isKey {
                return YAMLMark(line: index + 1, column: first.column)
            }
        }
        return first
    }
}
