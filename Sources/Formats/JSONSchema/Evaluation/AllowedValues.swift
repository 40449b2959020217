internal import JSONTape

/// The values that a keyword allows, however many, to look one up.
struct AllowedValues: Sendable {
    private var strings: Set<ExactText> = []
    private var numbers: Set<JSONDecimal> = []
    private var hasNull = false
    private var hasTrue = false
    private var hasFalse = false
    private var containers: [JSONValue] = []

    init(_ values: [JSONValue]) {
        for value in values {
            switch value {
            case .null: hasNull = true
            case .bool(let bool): if bool { hasTrue = true } else { hasFalse = true }
            case .number(let number): numbers.insert(number.decimal)
            case .string(let text): strings.insert(ExactText(text))
            case .array, .object: containers.append(value)
            }
        }
    }

    /// The bytes of memory that the values take, about.
    var size: Int {
        (strings.count + numbers.count + containers.count) * Self.usualSize
    }

    private static let usualSize = 64

    /// The steps of looking up a value: arrays and objects are compared one by one.
    func steps(_ tape: TapeReader, _ index: Int) -> Int {
        tape[index].isContainer ? 1 &+ containers.count : 1
    }

    /// Whether a value is among them; a name counts as a string.
    func contains(_ tape: TapeReader, _ index: Int) -> Bool {
        let word = tape[index]
        switch word.tag {
        case .null: return hasNull
        case .truth: return hasTrue
        case .falsehood: return hasFalse
        case .number: return !numbers.isEmpty && numbers.contains(tape.decimal(word))
        case .string, .name:
            return !strings.isEmpty && strings.contains(ExactText(tape.string(index)))
        case .array, .object: return containers.contains { tape.equals(index, $0) }
        }
    }
}
