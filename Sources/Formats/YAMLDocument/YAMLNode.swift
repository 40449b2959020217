public import JSONTape

/// A place in a text: line and column, both from 1, columns in Unicode scalars.
public struct YAMLMark: Hashable, Sendable, CustomStringConvertible {
    /// The line, from 1.
    public let line: Int
    /// The column, from 1.
    public let column: Int

    /// Names a place.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// `line 1, column 1`.
    public var description: String { "line \(line), column \(column)" }
}

/// A value of a YAML document with the place where it stands.
///
/// Scalars are resolved by YAML 1.2.2, *Core Schema*: `0363` is the integer 363, `0o17` is 15, and
/// `yes`, `12:30` and `2024-01-01` are strings. Infinities and not-a-number are refused, because
/// nothing that is configured or described here has a use for them.
public struct YAMLNode: Sendable {
    /// What a node holds.
    public indirect enum Content: Sendable {
        case null
        case bool(Bool)
        /// A number, in the notation of RFC 8259.
        case number(JSONNumber)
        case string(String)
        case sequence([YAMLNode])
        case mapping([YAMLMember])
    }

    /// Where the node begins; for a node that came through an alias, where its anchor stands.
    public let mark: YAMLMark
    /// What it holds.
    public let content: Content

    /// Makes a node.
    public init(_ content: Content, at mark: YAMLMark) {
        self.content = content
        self.mark = mark
    }

    /// The member with a name, when this is a mapping that has it.
    public subscript(name: String) -> YAMLNode? { member(name)?.value }

    /// The member with a name and the place of its key.
    public func member(_ name: String) -> YAMLMember? {
        members?.first { $0.key == name }
    }

    /// The members in order, when this is a mapping.
    public var members: [YAMLMember]? {
        if case .mapping(let members) = content { members } else { nil }
    }

    /// The items in order, when this is a sequence.
    public var items: [YAMLNode]? {
        if case .sequence(let items) = content { items } else { nil }
    }

    /// The text, when this is a string.
    public var string: String? {
        if case .string(let text) = content { text } else { nil }
    }

    /// The truth value, when this is one.
    public var bool: Bool? {
        if case .bool(let value) = content { value } else { nil }
    }

    /// The number, when this is an integer of 64 bits.
    public var integer: Int64? {
        if case .number(let number) = content { number.integer } else { nil }
    }

    /// Whether the node is null, written or left out.
    public var isNull: Bool {
        if case .null = content { true } else { false }
    }

    /// What the node is, for messages: `a mapping`, `a string` and so on.
    public var kind: String {
        switch content {
        case .null: "null"
        case .bool: "true or false"
        case .number: "a number"
        case .string: "a string"
        case .sequence: "a sequence"
        case .mapping: "a mapping"
        }
    }

    /// The same value without marks; mapping order is kept.
    public var json: JSONValue {
        switch content {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .number(let number): return .number(number)
        case .string(let text): return .string(text)
        case .sequence(let items): return .array(items.map(\.json))
        case .mapping(let members):
            var object = JSONObject()
            for member in members { object[member.key] = member.value.json }
            return .object(object)
        }
    }
}

/// One key of a mapping with its value.
public struct YAMLMember: Sendable {
    /// The key's text as it is written: `200` and `"200"` are the same key.
    public let key: String
    /// Where the key stands.
    public let keyMark: YAMLMark
    /// The value.
    public let value: YAMLNode

    /// Makes a member.
    public init(key: String, at keyMark: YAMLMark, value: YAMLNode) {
        self.key = key
        self.keyMark = keyMark
        self.value = value
    }
}
