/// The bounds within which JSON text is read.
///
/// RFC 8259, *Parsers*, lets an implementation bound size, depth, range and string length; RFC 7493
/// (I-JSON) forbids duplicate member names and lone surrogates.
public struct JSONLimits: Hashable, Sendable {
    /// The deepest nesting that may ever be asked for; recursion elsewhere relies on it.
    public static let deepestNesting = 512

    /// The greatest size of a text, in bytes.
    public var maximumBytes: Int
    /// The greatest nesting of arrays and objects.
    public var maximumDepth: Int
    /// The greatest size of one string or member name as it is written, in bytes.
    public var maximumStringBytes: Int
    /// The greatest size of one number as it is written, in bytes.
    public var maximumNumberBytes: Int
    /// The greatest number of 8-byte words that a tape may take.
    public var maximumWords: Int
    /// Whether the text must be I-JSON: no duplicate names, no lone surrogates, numbers in the
    /// range of a double.
    public var strict: Bool

    /// Bounds for the messages between Managers and for configuration: 4 MiB.
    public static let control = JSONLimits(
        maximumBytes: 4 << 20,
        maximumStringBytes: 1 << 20,
        maximumWords: 2 << 20
    )

    /// Bounds for the payloads that services exchange: 64 MiB.
    public static let payload = JSONLimits(
        maximumBytes: 64 << 20,
        maximumStringBytes: TapeWord.greatestLength,
        maximumWords: 32 << 20
    )

    /// Sets bounds; the word format caps strings below 16 MiB and texts below 4 GiB, whatever is asked.
    public init(
        maximumBytes: Int,
        maximumDepth: Int = 128,
        maximumStringBytes: Int = TapeWord.greatestLength,
        maximumNumberBytes: Int = 1024,
        maximumWords: Int = 2 << 20,
        strict: Bool = true
    ) {
        self.maximumBytes = min(maximumBytes, TapeWord.greatestOffset)
        self.maximumDepth = min(max(maximumDepth, 0), Self.deepestNesting)
        self.maximumStringBytes = min(maximumStringBytes, TapeWord.greatestLength)
        self.maximumNumberBytes = min(maximumNumberBytes, TapeWord.greatestLength)
        self.maximumWords = min(maximumWords, 1 << 30)
        self.strict = strict
    }
}
