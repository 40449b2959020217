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
        let used = try readText(input, limits)
        guard used <= limits.maximumWords else {
            throw JSONProblem(.tooManyValues, at: input.byteCount)
        }
        count = used
    }

    /// Reads a JSON text onto the tape, in place of what it held.
    public mutating func parse(
        _ input: Span<UInt8>,
        limits: JSONLimits
    ) throws(JSONProblem) {
        try parse(input.bytes, limits: limits)
    }

    /// The container that is being read, and the place to write.
    private struct Frame {
        var used = 0
        var container = 0
        var isObject = false
        var elements = 0
        var depth = 0

        /// The enclosing container, kept in the end word until that is known.
        var link: UInt64 {
            UInt64(truncatingIfNeeded: container) | (isObject ? 1 &<< 31 : 0)
                | UInt64(truncatingIfNeeded: elements) &<< 32
        }
    }

    private mutating func readText(
        _ input: RawSpan,
        _ limits: JSONLimits
    ) throws(JSONProblem) -> Int {
        var frame = Frame()
        var index = Self.afterSpace(input, 0)
        value: while true {
            // Room for a container and a name within it, or a value and the next name.
            try reserve(frame.used, limits, at: index)
            switch input.peek(index) {
            case 0x22:
                index = try readString(input, index, .string, limits, &frame.used)
            case 0x7b, 0x5b:
                if try open(input, &index, limits, &frame) {
                    if frame.isObject { index = try readName(input, index, limits, &frame.used) }
                    continue value
                }
            case 0x2d, 0x30...0x39:
                index = try readNumber(input, index, limits, &frame.used)
            default:
                index = try readLiteral(input, index, &frame.used)
            }
            while true {
                if frame.depth == 0 {
                    index = Self.afterSpace(input, index)
                    guard index == input.byteCount else {
                        throw JSONProblem(.trailingBytes, at: index)
                    }
                    return frame.used
                }
                frame.elements &+= 1
                var byte = input.peek(index)
                if byte <= 0x20 {
                    index = Self.afterSpace(input, index)
                    byte = input.peek(index)
                }
                if byte == 0x2c {
                    index = Self.afterSpace(input, index &+ 1)
                    if frame.isObject {
                        index = try readName(input, index, limits, &frame.used)
                    }
                    continue value
                }
                guard byte == (frame.isObject ? 0x7d : 0x5d) else {
                    throw Self.unexpected(input, index)
                }
                index &+= 1
                try close(input, index, limits, &frame)
            }
        }
    }

    /// Opens a container; says whether anything stands in it.
    @inline(__always)
    private mutating func open(
        _ input: RawSpan,
        _ index: inout Int,
        _ limits: JSONLimits,
        _ frame: inout Frame
    ) throws(JSONProblem) -> Bool {
        guard frame.depth < limits.maximumDepth else { throw JSONProblem(.tooDeep, at: index) }
        let isObject = input.peek(index) == 0x7b
        let start = frame.used
        storage[start] = TapeWord(isObject ? .object : .array, length: 0, offset: index).bits
        index = Self.afterSpace(input, index &+ 1)
        frame.used = start &+ 2
        if input.peek(index) == (isObject ? 0x7d : 0x5d) {
            index &+= 1
            storage[start &+ 1] = Self.endWord(frame.used, index)
            return false
        }
        storage[start &+ 1] = frame.link
        frame.container = start
        frame.isObject = isObject
        frame.elements = 0
        frame.depth &+= 1
        return true
    }

    /// Closes the container and goes back to the one around it.
    @inline(__always)
    private mutating func close(
        _ input: RawSpan,
        _ index: Int,
        _ limits: JSONLimits,
        _ frame: inout Frame
    ) throws(JSONProblem) {
        let start = frame.container
        guard frame.elements <= TapeWord.greatestLength else {
            throw JSONProblem(.tooManyValues, at: index)
        }
        let link = storage[start &+ 1]
        storage[start] |= UInt64(truncatingIfNeeded: frame.elements) &<< 32
        storage[start &+ 1] = Self.endWord(frame.used, index)
        if frame.isObject, limits.strict, frame.elements > 1 {
            try refuseDuplicates(input, from: start &+ 2, to: frame.used, frame.elements)
        }
        frame.container = Int(truncatingIfNeeded: link & 0x7fff_ffff)
        frame.isObject = link & (1 &<< 31) != 0
        frame.elements = Int(truncatingIfNeeded: link &>> 32)
        frame.depth &-= 1
    }

    @inline(__always)
    private static func endWord(_ next: Int, _ offset: Int) -> UInt64 {
        UInt64(truncatingIfNeeded: next) | UInt64(truncatingIfNeeded: offset) &<< 32
    }

    /// Reads a member name and the colon, up to the value.
    @inline(__always)
    private mutating func readName(
        _ input: RawSpan,
        _ start: Int,
        _ limits: JSONLimits,
        _ used: inout Int
    ) throws(JSONProblem) -> Int {
        guard input.peek(start) == 0x22 else { throw Self.unexpected(input, start) }
        var index = try readString(input, start, .name, limits, &used)
        if input.peek(index) != 0x3a {
            index = Self.afterSpace(input, index)
            guard input.peek(index) == 0x3a else { throw Self.unexpected(input, index) }
        }
        return Self.afterSpace(input, index &+ 1)
    }

    @inline(__always)
    private mutating func readString(
        _ input: RawSpan,
        _ quote: Int,
        _ tag: TapeTag,
        _ limits: JSONLimits,
        _ used: inout Int
    ) throws(JSONProblem) -> Int {
        let start = quote &+ 1
        var high: UInt64 = 0
        var flags: UInt64 = 0
        var end = StringScan.stop(input, start, &high)
        if input.peek(end) != 0x22 {
            flags = TapeWord.escapeFlag
            end = try StringScan.pastEscapes(input, end, strict: limits.strict, &high)
        }
        if high != 0 {
            flags |= TapeWord.nonASCIIFlag
            if let invalid = StringScan.firstInvalidUTF8(input, start, end) {
                throw JSONProblem(.invalidUTF8, at: invalid)
            }
        }
        guard end &- start <= limits.maximumStringBytes else {
            throw JSONProblem(.stringTooLong, at: start)
        }
        storage[used] = TapeWord(tag, flags: flags, length: end &- start, offset: start).bits
        used &+= 1
        return end &+ 1
    }

    private mutating func readLiteral(
        _ input: RawSpan,
        _ start: Int,
        _ used: inout Int
    ) throws(JSONProblem) -> Int {
        let word: TapeWord
        switch input.peek(start) {
        case 0x74 where Self.spells(input, start, "true"):
            word = TapeWord(.truth, length: 4, offset: start)
        case 0x66 where Self.spells(input, start, "false"):
            word = TapeWord(.falsehood, length: 5, offset: start)
        case 0x6e where Self.spells(input, start, "null"):
            word = TapeWord(.null, length: 4, offset: start)
        default:
            throw Self.literalProblem(input, start)
        }
        storage[used] = word.bits
        used &+= 1
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
