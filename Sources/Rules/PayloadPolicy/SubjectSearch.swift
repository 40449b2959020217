internal import JSONTape

/// The identifier of a person that a payload is about, as it stands in the payload.
///
/// Plain personal data: make a pseudonym of it at once and drop it. It goes in no log or message.
public struct SubjectIdentifier: Hashable, Sendable {
    /// The kind of identifier, as the field policy names it.
    public let idType: String
    /// The identifier's bytes, escapes resolved.
    public let value: [UInt8]
}

/// Identifiers, each once, in the order in which they came.
///
/// Most often they are few: until there are many they are looked through one by one.
public struct DistinctSubjects: Sendable {
    private static let many = 16

    /// The identifiers.
    public private(set) var all: [SubjectIdentifier] = []
    private var known: Set<SubjectIdentifier> = []

    /// Takes some identifiers.
    public init(_ subjects: [SubjectIdentifier] = []) {
        for subject in subjects { insert(subject) }
    }

    /// Whether an identifier is among them.
    public func contains(_ subject: SubjectIdentifier) -> Bool {
        all.count < Self.many ? all.contains(subject) : known.contains(subject)
    }

    /// Takes an identifier that is not among them yet.
    mutating func insert(_ subject: SubjectIdentifier) {
        guard !contains(subject) else { return }
        all.append(subject)
        if all.count == Self.many {
            known = Set(all)
        } else if all.count > Self.many {
            known.insert(subject)
        }
    }
}

/// The bounded collection of the identifiers in one payload.
struct SubjectSearch {
    /// The most different subjects of one payload.
    static let maximumSubjects = 10_000
    /// The most bytes of one identifier.
    static let maximumBytes = 256

    private var found = DistinctSubjects()
    /// Whether there are more subjects than allowed, or one too long to be an identifier.
    private(set) var isExceeded = false

    var subjects: [SubjectIdentifier] { found.all }

    /// Collects the strings and numbers that a mask matches.
    mutating func collect(
        _ mask: PathMask,
        types: [String],
        _ tape: borrowing ValueTape,
        _ input: RawSpan
    ) {
        guard !mask.isEmpty else { return }
        var reader = mask.reader(tape, input)
        walk(0, 0, &reader, types, tape, input)
    }

    /// Takes one identifier; each counts once.
    mutating func add(_ value: [UInt8], type: String) {
        guard !value.isEmpty, !isExceeded else { return }
        guard value.count <= Self.maximumBytes else {
            isExceeded = true
            return
        }
        found.insert(SubjectIdentifier(idType: type, value: value))
        isExceeded = found.all.count > Self.maximumSubjects
    }

    private mutating func walk(
        _ node: Int,
        _ index: Int,
        _ mask: inout MaskReader,
        _ types: [String],
        _ tape: borrowing ValueTape,
        _ input: RawSpan
    ) {
        guard !isExceeded else { return }
        let word = tape[index]
        switch word.tag {
        case .object:
            let end = tape.end(of: index)
            var member = index + 2
            while member < end {
                let next = mask.next(node, input, tape[member])
                if next >= 0 { walk(next, member + 1, &mask, types, tape, input) }
                member = tape.next(after: member + 1)
            }
        case .array:
            let next = mask.nodes[node].any
            guard next >= 0 else { return }
            let end = tape.end(of: index)
            var item = index + 2
            while item < end {
                walk(next, item, &mask, types, tape, input)
                item = tape.next(after: item)
            }
        case .string, .number:
            guard mask.nodes[node].isLeaf, types.indices.contains(mask.nodes[node].tag) else {
                return
            }
            var value: [UInt8] = []
            JSONText.appendUnescaped(input, word, to: &value)
            add(value, type: types[mask.nodes[node].tag])
        case .null, .truth, .falsehood, .name: break
        }
    }
}
