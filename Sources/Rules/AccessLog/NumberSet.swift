public import ExchangeModel

/// A set of numbered fields or questions of a field policy, one bit each.
///
/// The numbers come from the policy that a digest names: `docs/access-log-format.md`, *Fields by
/// number*. Bit `n % 8` of byte `n / 8` stands for number `n`; the last byte is never zero.
public struct NumberSet: Hashable, Sendable {
    /// The most bytes of a set, enough for twice the fields of the largest policy.
    public static let maximumBytes = 16 * 1_024
    /// The most numbers that a set can tell apart.
    public static let maximumCount = maximumBytes * 8

    /// The bits in order of their numbers.
    public private(set) var bytes: [UInt8] = []

    /// Makes an empty set: a policy stood, and none of its fields is meant.
    public init() {}

    /// Takes numbers; nil when one is negative or passes ``maximumCount``.
    public init?(_ numbers: some Sequence<Int>) {
        for number in numbers {
            guard (0..<Self.maximumCount).contains(number) else { return nil }
            insert(number)
        }
    }

    /// Takes the bytes of an entry; nil when they are too many or the last one is zero.
    init?(bytes: [UInt8]) {
        guard bytes.count <= Self.maximumBytes, bytes.last != 0 else { return nil }
        self.bytes = bytes
    }

    /// The numbers, ascending.
    public var numbers: [Int] {
        var numbers: [Int] = []
        for (place, byte) in bytes.enumerated() where byte != 0 {
            for bit in 0..<8 where byte & (1 << UInt8(bit)) != 0 {
                numbers.append(place * 8 + bit)
            }
        }
        return numbers
    }

    /// How many numbers there are.
    public var count: Int { bytes.reduce(0) { $0 + $1.nonzeroBitCount } }

    private mutating func insert(_ number: Int) {
        let place = number / 8
        if place >= bytes.count {
            bytes.append(contentsOf: repeatElement(0, count: place + 1 - bytes.count))
        }
        bytes[place] |= 1 << UInt8(number % 8)
    }
}

/// What left under a field policy: its fields and the answers to its questions, by number.
public struct ReleasedFields: Hashable, Sendable {
    /// The fields that left; nil when nothing numbers them.
    public var fields: NumberSet?
    /// The questions that were answered instead; never what the answer was.
    public var questions: NumberSet?
    /// The digest of what numbers them, where it is not the field policy of the request's entry.
    public var numbering: SHA256Value?

    /// Tells what left; nothing by default.
    public init(
        fields: NumberSet? = nil,
        questions: NumberSet? = nil,
        numbering: SHA256Value? = nil
    ) {
        self.fields = fields
        self.questions = questions
        self.numbering = numbering
    }
}

extension CBORWriter {
    mutating func put(_ released: ReleasedFields) {
        put(.releasedFields, bytes: released.fields?.bytes)
        put(.answeredQuestions, bytes: released.questions?.bytes)
        put(.numbering, digest: released.numbering)
    }
}

extension MemberReader {
    /// What left by number.
    mutating func releasedFields() throws(EntryProblem) -> ReleasedFields {
        guard version >= 2 else { return ReleasedFields() }
        return ReleasedFields(
            fields: try numberSet(.releasedFields),
            questions: try numberSet(.answeredQuestions),
            numbering: try digest(.numbering)
        )
    }

    /// A set of numbers; nil when the entry has none.
    mutating func numberSet(_ member: EntryMember) throws(EntryProblem) -> NumberSet? {
        guard let bytes = try byteString(member) else { return nil }
        guard let set = NumberSet(bytes: bytes) else { throw .invalid(member) }
        return set
    }
}
