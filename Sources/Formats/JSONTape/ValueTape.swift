/// A parsed JSON text as a flat sequence of words that point into its source.
///
/// A tape is reused: one per event loop. Reading needs the same source bytes that were parsed;
/// the tape does not keep them. Member names stand before their values; a container is skipped
/// in one step with ``next(after:)``.
public struct ValueTape: ~Copyable {
    @usableFromInline var storage: UnsafeMutablePointer<UInt64>
    @usableFromInline var capacity: Int
    /// The number of words of the last text parsed; zero when parsing failed.
    public internal(set) var count: Int
    var names = NameSet()
    /// The number of words that were written while a text is read.
    var filled = 0
    /// What was found to be wrong while a text was read.
    var problem: JSONProblem?
    /// The bounds of the text that is read.
    var limits = JSONLimits.control
    /// The last index of the text that is read from which plain strings are looked for.
    var lastPlainStart = -1

    /// Makes an empty tape.
    public init() {
        capacity = 256
        storage = .allocate(capacity: capacity)
        storage.initialize(repeating: 0, count: capacity)
        count = 0
    }

    deinit {
        storage.deallocate()
    }

    /// The word at an index; an index outside the tape traps.
    @inlinable
    public subscript(index: Int) -> TapeWord {
        @inline(__always) get {
            precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
            return TapeWord(bits: storage[index])
        }
    }

    /// The words of the last text parsed.
    @inlinable
    public var words: Span<UInt64> {
        @_lifetime(borrow self)
        @inline(__always)
        get {
            let span = Span(_unsafeStart: storage, count: count)
            return _overrideLifetime(span, borrowing: self)
        }
    }

    /// The index of the word after the value (or after the name) at an index.
    @inlinable @inline(__always)
    public func next(after index: Int) -> Int {
        self[index].isContainer ? end(of: index) : index &+ 1
    }

    /// The index of the word after a container.
    @inlinable @inline(__always)
    public func end(of index: Int) -> Int {
        Int(truncatingIfNeeded: self[index &+ 1].bits & 0xffff_ffff)
    }

    /// The source bytes of the value at an index: with the quotes of a string, the brackets of a
    /// container.
    @inlinable
    public func sourceRange(of index: Int) -> Range<Int> {
        let word = self[index]
        switch word.tag {
        case .array, .object:
            return word.offset..<Int(truncatingIfNeeded: self[index &+ 1].bits &>> 32)
        case .string, .name:
            return (word.offset &- 1)..<(word.offset &+ word.length &+ 1)
        default:
            return word.offset..<(word.offset &+ word.length)
        }
    }

    /// Makes room for four more words; false when there may be no more.
    @inline(__always)
    mutating func reserve(_ used: Int, at offset: Int) -> Bool {
        used &+ 4 <= capacity || grow(used, at: offset)
    }

    @inline(never)
    private mutating func grow(_ used: Int, at offset: Int) -> Bool {
        guard used < limits.maximumWords else {
            problem = JSONProblem(.tooManyValues, at: offset)
            return false
        }
        let larger = capacity &* 2
        let moved = UnsafeMutablePointer<UInt64>.allocate(capacity: larger)
        moved.initialize(from: storage, count: used)
        (moved + used).initialize(repeating: 0, count: larger &- used)
        storage.deallocate()
        storage = moved
        capacity = larger
        return true
    }

    /// Gives memory back when an unusually large text left more words than the given number.
    public mutating func shrink(toAtMost words: Int) {
        guard capacity > max(words, 256) else { return }
        self = ValueTape()
    }
}
