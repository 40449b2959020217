extension ValueTape {
    /// The bytes from the end of a name to the start of a string, and from there to the next name,
    /// where nothing stands between: `":"` and `","`.
    private static let nameToString: UInt32 = 0x22_3a_22
    private static let stringToName: UInt32 = 0x22_2c_22

    private var longest: Int {
        @inline(__always) get { limits.maximumStringBytes }
    }

    /// Reads a JSON text onto the tape, in place of what it held.
    ///
    /// RFC 8259; with ``JSONLimits/strict`` also RFC 7493. Work is linear in the input, but
    /// for the names of large objects, which are sorted. On failure the tape is empty.
    public mutating func parse(
        _ input: RawSpan,
        limits: JSONLimits
    ) throws(JSONProblem) {
        count = 0
        guard input.byteCount <= limits.maximumBytes else {
            throw JSONProblem(.tooManyBytes, at: limits.maximumBytes)
        }
        filled = 0
        problem = nil
        self.limits = limits
        lastPlainStart = StringScan.lastPlainStart(input, limits)
        var index = readValue(input, Self.afterSpace(input, 0), limits.maximumDepth)
        if let problem { throw problem }
        index = Self.afterSpace(input, index)
        guard index == input.byteCount else { throw JSONProblem(.trailingBytes, at: index) }
        guard filled <= limits.maximumWords else {
            throw JSONProblem(.tooManyValues, at: input.byteCount)
        }
        count = filled
    }

    /// Reads a JSON text onto the tape, in place of what it held.
    public mutating func parse(
        _ input: Span<UInt8>,
        limits: JSONLimits
    ) throws(JSONProblem) {
        try parse(input.bytes, limits: limits)
    }

    /// Keeps what is wrong; gives what every reading function gives when it failed.
    ///
    /// They do not throw: an error would take a register from the innermost loop.
    mutating func fail(_ problem: JSONProblem) -> Int {
        self.problem = problem
        return -1
    }

    /// Reads the value at an index; gives the index after it.
    ///
    /// Containers may nest `deeper` levels.
    private mutating func readValue(
        _ input: RawSpan,
        _ index: Int,
        _ deeper: Int
    ) -> Int {
        guard reserve(filled, at: index) else { return -1 }
        switch input.peek(index) {
        case 0x22:
            let place = filled
            filled &+= 1
            let length = StringScan.plainLength(input, index &+ 1, lastPlainStart, longest)
            guard length >= 0 else { return readUnusual(input, index &+ 1, .string, place) }
            storage[place] = TapeWord(.string, length: length, offset: index &+ 1).bits
            return index &+ length &+ 2
        case 0x7b: return readObject(input, index, deeper &- 1)
        case 0x5b: return readArray(input, index, deeper &- 1)
        case 0x2d, 0x30...0x39: return readNumber(input, index)
        default: return readLiteral(input, index)
        }
    }

    /// Reads from the opening brace of an object; gives the index after the closing one.
    private mutating func readObject(
        _ input: RawSpan,
        _ open: Int,
        _ deeper: Int
    ) -> Int {
        guard deeper >= 0 else { return fail(JSONProblem(.tooDeep, at: open)) }
        let start = filled
        var used = start &+ 2
        var index = open &+ 1
        var byte = Self.significant(input, &index, probably: 0x22)
        guard byte != 0x7d else {
            filled = used
            return close(.object, 0, start, open, index)
        }
        guard byte == 0x22 else { return fail(Self.unexpected(input, index)) }
        var members = 0
        var seen: UInt64 = 0
        let last = lastPlainStart
        let longest = longest
        while true {
            // Room for this name, a value and the next name.
            guard reserve(used, at: index) else { return -1 }
            members &+= 1
            let name = index &+ 1
            let size = StringScan.plainLength(input, name, last, longest)
            let bit: UInt64
            if size > 0 {
                storage[used] = TapeWord(.name, length: size, offset: name).bits
                bit = NameHash.bit(ofPlain: input, name, size)
                index = name &+ size
            } else {
                index = readUnusual(input, name, .name, used) &- 1
                guard index >= 0 else { return -1 }
                bit = NameHash.bit(input, TapeWord(bits: storage[used]))
            }
            if seen & bit != 0, isDuplicate(input, start, used, members) {
                return fail(JSONProblem(.duplicateName, at: name))
            }
            seen |= bit
            if size > 0, input.three(index) == Self.nameToString {
                index &+= 2
                byte = 0x22
            } else {
                index &+= 1
                byte = Self.significant(input, &index, probably: 0x3a)
                guard byte == 0x3a else { return fail(Self.unexpected(input, index)) }
                index &+= 1
                byte = Self.significant(input, &index, probably: 0x22)
            }
            if byte == 0x22 {
                let text = index &+ 1
                let size = StringScan.plainLength(input, text, last, longest)
                if size >= 0 {
                    storage[used &+ 1] = TapeWord(.string, length: size, offset: text).bits
                    used &+= 2
                    index = text &+ size
                    if input.three(index) == Self.stringToName {
                        index &+= 2
                        continue
                    }
                    index &+= 1
                } else {
                    index = readUnusual(input, text, .string, used &+ 1)
                    guard index >= 0 else { return -1 }
                    used &+= 2
                }
            } else {
                filled = used &+ 1
                index =
                    byte == 0x7b
                    ? readObject(input, index, deeper &- 1)
                    : readValue(input, index, deeper)
                guard index >= 0 else { return index }
                used = filled
            }
            byte = Self.significant(input, &index, probably: 0x2c)
            guard byte == 0x2c else { break }
            index &+= 1
            byte = Self.significant(input, &index, probably: 0x22)
            guard byte == 0x22 else { return fail(Self.unexpected(input, index)) }
        }
        guard byte == 0x7d else { return fail(Self.unexpected(input, index)) }
        filled = used
        if let duplicate = lateDuplicate(input, start, members) {
            return fail(JSONProblem(.duplicateName, at: duplicate))
        }
        return close(.object, members, start, open, index)
    }

    /// Reads from the opening bracket of an array; gives the index after the closing one.
    private mutating func readArray(
        _ input: RawSpan,
        _ open: Int,
        _ deeper: Int
    ) -> Int {
        guard deeper >= 0 else { return fail(JSONProblem(.tooDeep, at: open)) }
        let start = filled
        filled = start &+ 2
        var index = open &+ 1
        var byte = Self.significant(input, &index, probably: 0x7b)
        guard byte != 0x5d else { return close(.array, 0, start, open, index) }
        var elements = 0
        while true {
            index = readValue(input, index, deeper)
            guard index >= 0 else { return index }
            elements &+= 1
            byte = Self.significant(input, &index, probably: 0x2c)
            guard byte == 0x2c else { break }
            index &+= 1
            _ = Self.significant(input, &index, probably: 0x7b)
        }
        guard byte == 0x5d else { return fail(Self.unexpected(input, index)) }
        return close(.array, elements, start, open, index)
    }

    /// Writes the words of a container whose last bracket stands at an index; gives the next index.
    @inline(__always)
    private mutating func close(
        _ tag: TapeTag,
        _ elements: Int,
        _ start: Int,
        _ open: Int,
        _ index: Int
    ) -> Int {
        guard elements <= TapeWord.greatestLength else {
            return fail(JSONProblem(.tooManyValues, at: index &+ 1))
        }
        storage[start] = TapeWord(tag, length: elements, offset: open).bits
        storage[start &+ 1] =
            UInt64(truncatingIfNeeded: filled) | UInt64(truncatingIfNeeded: index &+ 1) &<< 32
        return index &+ 1
    }

    /// Reads a string or name that is not plain onto a place; gives the index after it.
    @inline(never)
    private mutating func readUnusual(
        _ input: RawSpan,
        _ start: Int,
        _ tag: TapeTag,
        _ place: Int
    ) -> Int {
        guard let word = StringScan.word(input, start, tag, limits) else {
            return fail(StringScan.problem(input, start, limits))
        }
        storage[place] = word.bits
        return start &+ word.length &+ 1
    }

    private mutating func readLiteral(_ input: RawSpan, _ start: Int) -> Int {
        let word: TapeWord
        switch input.peek(start) {
        case 0x74 where Self.spells(input, start, "true"):
            word = TapeWord(.truth, length: 4, offset: start)
        case 0x66 where Self.spells(input, start, "false"):
            word = TapeWord(.falsehood, length: 5, offset: start)
        case 0x6e where Self.spells(input, start, "null"):
            word = TapeWord(.null, length: 4, offset: start)
        default:
            return fail(Self.literalProblem(input, start))
        }
        storage[filled] = word.bits
        filled &+= 1
        return start &+ word.length
    }

    @inline(__always)
    private static func spells(_ input: RawSpan, _ start: Int, _ word: StaticString) -> Bool {
        for step in 0..<word.utf8CodeUnitCount
        where input.peek(start &+ step) != word.utf8Start[step] { return false }
        return true
    }

    private static func literalProblem(_ input: RawSpan, _ start: Int) -> JSONProblem {
        var index = start
        while 0x61...0x7a ~= input.peek(index) { index += 1 }
        let isCut = index == input.byteCount && index - start < 5
        return isCut && ["t", "f", "n"].contains(input.text(start, length: min(1, index - start)))
            ? JSONProblem(.truncated, at: index) : unexpected(input, start)
    }

    /// Moves to the first byte that is no white space, and gives it; zero at the end.
    @inline(__always)
    private static func significant(
        _ input: RawSpan,
        _ index: inout Int,
        probably expected: UInt8
    ) -> UInt8 {
        let byte = input.peek(index)
        if byte == expected || byte > 0x20 { return byte }
        index = pastSpace(input, index)
        return input.peek(index)
    }

    /// The index of the first byte that is no white space.
    @inline(__always)
    static func afterSpace(_ input: RawSpan, _ start: Int) -> Int {
        input.peek(start) > 0x20 ? start : pastSpace(input, start)
    }

    @inline(never)
    private static func pastSpace(_ input: RawSpan, _ start: Int) -> Int {
        var index = start
        while true {
            switch input.peek(index) {
            case 0x20, 0x09, 0x0a, 0x0d: index &+= 1
            default: return index
            }
        }
    }

    /// Says whether the text ended or holds a wrong byte.
    static func unexpected(_ input: RawSpan, _ index: Int) -> JSONProblem {
        index >= input.byteCount
            ? JSONProblem(.truncated, at: input.byteCount)
            : JSONProblem(.unexpectedByte, at: index)
    }
}
