/// What kind of value a word of a tape stands for.
@frozen
public enum TapeTag: UInt8, Sendable {
    /// The literal `null`.
    case null = 0
    /// The literal `false`.
    case falsehood = 1
    /// The literal `true`.
    case truth = 2
    /// A number.
    case number = 3
    /// A string.
    case string = 4
    /// An array; a second word with its end follows.
    case array = 5
    /// An object; a second word with its end follows.
    case object = 6
    /// A member name; the member's value follows.
    case name = 7
}

/// One word of a tape: 3 bits tag, 3 bits flags, 24 bits length, 32 bits source offset.
///
/// The length of a container is its number of elements or members. The word after a container's
/// is its end: the index of the word after it (low half), the source offset after it (high half).
@frozen
public struct TapeWord: Hashable, Sendable {
    /// The greatest length that a word can hold.
    public static let greatestLength = 0xff_ffff
    /// The greatest source offset that a word can hold.
    public static let greatestOffset = 0xffff_ffff

    @usableFromInline static let lengthBits: UInt64 = 0xff_ffff << 32
    @usableFromInline static let escapeFlag: UInt64 = 1 << 56
    @usableFromInline static let nonASCIIFlag: UInt64 = 1 << 57
    @usableFromInline static let floatFlag: UInt64 = 1 << 58

    /// The word as it is stored.
    public let bits: UInt64

    /// Reads a stored word.
    @inlinable @inline(__always)
    public init(bits: UInt64) {
        self.bits = bits
    }

    @inlinable @inline(__always)
    init(_ tag: TapeTag, flags: UInt64 = 0, length: Int, offset: Int) {
        bits =
            UInt64(tag.rawValue) &<< 61 | flags
            | UInt64(truncatingIfNeeded: length) &<< 32 | UInt64(truncatingIfNeeded: offset)
    }

    /// The kind of value.
    @inlinable @inline(__always)
    public var tag: TapeTag {
        unsafeBitCast(UInt8(truncatingIfNeeded: bits &>> 61), to: TapeTag.self)
    }

    /// The length of the text in bytes (without quotes), or the number of elements or members.
    @inlinable @inline(__always)
    public var length: Int { Int(truncatingIfNeeded: bits &>> 32 & 0xff_ffff) }

    /// The place of the text in the source: after the opening quote of a string.
    @inlinable @inline(__always)
    public var offset: Int { Int(truncatingIfNeeded: bits & 0xffff_ffff) }

    /// Whether a string or name holds a backslash.
    @inlinable @inline(__always)
    public var hasEscape: Bool { bits & Self.escapeFlag != 0 }

    /// Whether a string or name holds a byte above 0x7f.
    @inlinable @inline(__always)
    public var isNonASCII: Bool { bits & Self.nonASCIIFlag != 0 }

    /// Whether a string or name is ASCII without escapes: its bytes are its characters.
    @inlinable @inline(__always)
    public var isPlain: Bool { bits & (Self.escapeFlag | Self.nonASCIIFlag) == 0 }

    /// Whether a number has a fraction or an exponent.
    @inlinable @inline(__always)
    public var isFloat: Bool { bits & Self.floatFlag != 0 }

    /// Whether the word opens an array or an object.
    @inlinable @inline(__always)
    public var isContainer: Bool { tag == .array || tag == .object }
}
