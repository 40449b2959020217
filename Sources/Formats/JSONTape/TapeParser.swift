extension ValueTape {
    /// Reads a JSON text onto the tape, in place of what it held.
    ///
    /// RFC 8259; with ``JSONLimits/strict`` also RFC 7493. Work is linear in the input. On failure
    /// the tape is empty.
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
            let (word, end, _) = StringScan.word(input, index &+ 1, .string, limits)
            guard end >= 0 else { return failString(input, index &+ 1) }
            storage[filled] = word.bits
            filled &+= 1
            return end &+ 1
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
        var members = 0
        var seen: UInt64 = 0
        let limits = limits
        while byte == 0x22 {
            // Room for this name, a value and the next name.
            guard reserve(used, at: index) else { return -1 }
            let (name, nameEnd, isPlain) = StringScan.word(input, index &+ 1, .name, limits)
            guard nameEnd >= 0 else { return failString(input, index &+ 1) }
            storage[used] = name.bits
            if members < Self.fewMembers {
                let hash = NameHash.value(input, name, nameEnd, isPlain: isPlain)
                if seen &>> hash & 1 != 0, limits.strict, isNamedBefore(input, start, used) {
                    return fail(JSONProblem(.duplicateName, at: name.offset))
                }
                seen |= 1 &<< hash
            }
            index = nameEnd &+ 1
            byte = Self.significant(input, &index, probably: 0x3a)
            guard byte == 0x3a else { return fail(Self.unexpected(input, index)) }
            index &+= 1
            byte = Self.significant(input, &index, probably: 0x22)
            if byte == 0x22 {
                let (word, end, _) = StringScan.word(input, index &+ 1, .string, limits)
                guard end >= 0 else { return failString(input, index &+ 1) }
                storage[used &+ 1] = word.bits
                used &+= 2
                index = end &+ 1
            } else {
                filled = used &+ 1
                index =
                    byte == 0x7b
                    ? readObject(input, index, deeper &- 1)
                    : readValue(input, index, deeper)
                guard index >= 0 else { return index }
                used = filled
            }
            members &+= 1
            byte = Self.significant(input, &index, probably: 0x2c)
            guard byte == 0x2c else {
                guard byte == 0x7d else { return fail(Self.unexpected(input, index)) }
                if limits.strict, members > Self.fewMembers,
                    let duplicate = duplicate(input, from: start &+ 2, to: used)
                {
                    return fail(JSONProblem(.duplicateName, at: duplicate))
                }
                filled = used
                return close(.object, members, start, open, index)
            }
            index &+= 1
            byte = Self.significant(input, &index, probably: 0x22)
        }
        return fail(Self.unexpected(input, index))
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

    @inline(never)
    private mutating func failString(
        _ input: RawSpan,
        _ start: Int
    ) -> Int {
        fail(StringScan.problem(input, start, limits))
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
