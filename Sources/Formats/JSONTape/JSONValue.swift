/// A JSON value, exact: member order and the text of numbers are kept.
///
/// For control messages and configuration. Payloads are read on a ``ValueTape``. Strings are equal
/// when their code points are.
public enum JSONValue: Sendable {
    /// The literal `null`.
    case null
    /// A truth value.
    case bool(Bool)
    /// A number.
    case number(JSONNumber)
    /// A string.
    case string(String)
    /// An array.
    case array([JSONValue])
    /// An object.
    case object(JSONObject)

    /// Reads a JSON text.
    public init(parsing bytes: [UInt8], limits: JSONLimits = .control) throws(JSONProblem) {
        var tape = ValueTape()
        try tape.parse(bytes.span, limits: limits)
        self.init(tape, bytes.span.bytes)
    }

    /// Takes the value at an index of a tape, together with the source that was parsed.
    public init(_ tape: borrowing ValueTape, _ input: RawSpan, at index: Int = 0) {
        let word = tape[index]
        switch word.tag {
        case .null: self = .null
        case .falsehood: self = .bool(false)
        case .truth: self = .bool(true)
        case .number:
            self = .number(JSONNumber(checked: input.text(word.offset, length: word.length)))
        case .string, .name: self = .string(JSONText.string(input, word))
        case .array:
            var elements: [JSONValue] = []
            elements.reserveCapacity(word.length)
            var place = index + 2
            while place < tape.end(of: index) {
                elements.append(JSONValue(tape, input, at: place))
                place = tape.next(after: place)
            }
            self = .array(elements)
        case .object:
            var members = JSONObject()
            var place = index + 2
            while place < tape.end(of: index) {
                let name = JSONText.string(input, tape[place])
                members[name] = JSONValue(tape, input, at: place + 1)
                place = tape.next(after: place + 1)
            }
            self = .object(members)
        }
    }
}

extension JSONValue: Hashable {
    /// Compares values: numbers by value, strings by code point, objects without order.
    public static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let one), .bool(let other)): one == other
        case (.number(let one), .number(let other)): one == other
        case (.string(let one), .string(let other)): ExactText.same(one, other)
        case (.array(let one), .array(let other)): one == other
        case (.object(let one), .object(let other)): one == other
        default: false
        }
    }

    /// Hashes the value.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let value): hasher.combine(value)
        case .number(let value): hasher.combine(value)
        case .string(let value): ExactText.hash(value, into: &hasher)
        case .array(let value): hasher.combine(value)
        case .object(let value): hasher.combine(value)
        }
    }
}
