internal import JSONTape

/// A tape and its source.
///
/// The words lead to each other and into the source by the parser's own numbers: once the place of
/// a value is known to be on the tape, and its text in the source, all within it is.
struct TapeReader: ~Escapable {
    private let words: PlainRows<UInt64>
    let input: RawSpan

    /// Reads the value at an index of a tape.
    @_lifetime(borrow tape, copy input)
    init(_ tape: borrowing ValueTape, _ input: RawSpan, at index: Int) {
        precondition(tape.sourceRange(of: index).upperBound <= input.byteCount)
        words = PlainRows(tape.words)
        self.input = input
    }

    @inline(__always)
    subscript(index: Int) -> TapeWord { TapeWord(bits: words[index]) }

    /// The index after the value at an index.
    @inline(__always)
    func next(after index: Int) -> Int {
        self[index].isContainer ? end(of: index) : index &+ 1
    }

    /// The index after a container.
    @inline(__always)
    func end(of index: Int) -> Int {
        Int(truncatingIfNeeded: words[index &+ 1] & 0xffff_ffff)
    }

    /// The unescaped text of a string or name.
    func string(_ index: Int) -> String {
        JSONText.string(input, self[index])
    }

    /// The unescaped bytes of a string or name.
    func bytes(_ word: TapeWord) -> [UInt8] {
        var bytes: [UInt8] = []
        JSONText.appendUnescaped(input, word, to: &bytes)
        return bytes
    }

    /// The exact value of a number.
    func decimal(_ word: TapeWord) -> JSONDecimal {
        let range = word.offset..<(word.offset + word.length)
        return input.extracting(range).withUnsafeBytes { JSONDecimal($0) }
    }

    /// Whether a number has no fraction.
    func isInteger(_ word: TapeWord) -> Bool {
        !word.isFloat || decimal(word).isInteger
    }

    /// The kind of the value.
    func type(_ word: TapeWord) -> TypeMask {
        switch word.tag {
        case .null: .null
        case .truth, .falsehood: .boolean
        case .number: isInteger(word) ? .integer : .fraction
        case .string, .name: .string
        case .array: .array
        case .object: .object
        }
    }

    /// The number of characters of a string.
    func characters(_ word: TapeWord) -> Int {
        if word.isPlain { return word.length }
        if word.hasEscape { return bytes(word).count { $0 & 0xc0 != 0x80 } }
        var count = 0
        for index in word.offset..<(word.offset &+ word.length)
        where input.byte(index) & 0xc0 != 0x80 {
            count &+= 1
        }
        return count
    }
}
