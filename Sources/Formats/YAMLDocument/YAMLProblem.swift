/// Why a text is not a document that can be read, and where.
public struct YAMLProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong with a document.
    public enum Reason: Hashable, Sendable {
        /// The text is not UTF-8.
        case notUTF8
        /// The text has more bytes than allowed.
        case tooLong(limit: Int)
        /// The text breaks the grammar; the parser's own words, which quote nothing of the text.
        case syntax(String)
        /// The text holds no document at all.
        case empty
        /// A key stands twice in one mapping.
        case duplicateKey(String)
        /// A key is a mapping or a sequence.
        case complexKey
        /// `<<` stands as a key: a merge is YAML 1.1 and not read.
        case mergeKey
        /// More nodes than allowed, aliases counted each time they are used.
        case tooManyNodes(limit: Int)
        /// Nested deeper than allowed.
        case tooDeep(limit: Int)
        /// A tag that is none of the core schema's.
        case unknownTag
        /// A tag that its text does not fit.
        case tagMismatch
        /// An infinity, not-a-number, or a number of more digits than allowed.
        case unsupportedNumber
    }

    /// What is wrong.
    public let reason: Reason
    /// Where it is wrong; line 1, column 1 when the whole text is.
    public let mark: YAMLMark

    /// Names a fault and its place.
    public init(_ reason: Reason, at mark: YAMLMark) {
        self.reason = reason
        self.mark = mark
    }

    /// The line, from 1.
    public var line: Int { mark.line }

    /// The column, from 1.
    public var column: Int { mark.column }

    /// One sentence that says what is wrong and what to do.
    public var message: String {
        switch reason {
        case .notUTF8: "the text is not UTF-8: save the file as UTF-8"
        case .tooLong(let limit): "the text has more than \(limit) bytes"
        case .syntax(let words): words
        case .empty: "the text holds no document"
        case .duplicateKey(let key): "the key '\(key)' stands twice in this mapping: remove one"
        case .complexKey: "a key must be a plain or quoted text"
        case .mergeKey: "'<<' is a merge of YAML 1.1 and is not read: write the members out"
        case .tooManyNodes(let limit): "more than \(limit) values, aliases counted as often as used"
        case .tooDeep(let limit): "nested deeper than \(limit) levels"
        case .unknownTag:
            "only the tags !!str, !!int, !!float, !!bool, !!null, !!seq and !!map are read"
        case .tagMismatch: "the text does not fit its tag"
        case .unsupportedNumber:
            "infinities, not-a-number and numbers of over 300 characters are not read"
        }
    }

    /// Place and message.
    public var description: String { "\(mark): \(message)" }
}

/// How large a document may be.
public struct YAMLLimits: Hashable, Sendable {
    /// The most bytes of text.
    public let maximumBytes: Int
    /// The deepest nesting of values.
    public let maximumDepth: Int
    /// The most values, aliases counted each time they are used.
    public let maximumNodes: Int

    /// Sets bounds; by default 16 MiB, 128 levels and 1,000,000 values.
    public init(
        maximumBytes: Int = 16 * 1_048_576,
        maximumDepth: Int = 128,
        maximumNodes: Int = 1_000_000
    ) {
        self.maximumBytes = maximumBytes
        self.maximumDepth = maximumDepth
        self.maximumNodes = maximumNodes
    }
}
