/// Finds the end of strings, eight bytes at a time.
enum StringScan {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let tops: UInt64 = 0x8080_8080_8080_8080

    /// Reads a string or name from after its opening quote; gives its closing quote too.
    ///
    /// A negative closing quote means that ``problem(_:_:_:)`` tells what is wrong. Where it is
    /// plain, it is ASCII without escapes and begins at least sixteen bytes before the text ends.
    @inline(__always)
    static func word(
        _ input: RawSpan,
        _ start: Int,
        _ tag: TapeTag,
        _ limits: JSONLimits
    ) -> (word: TapeWord, end: Int, isPlain: Bool) {
        var index = start
        let last = input.byteCount &- 16
        while index <= last {
            let step = plainBytes(input, index)
            index &+= step
            guard step < 16 else { continue }
            let isPlain =
                input.unsafeLoad(fromUncheckedByteOffset: index, as: UInt8.self) == 0x22
                && index &- start <= limits.maximumStringBytes
            guard isPlain else { break }
            return (TapeWord(tag, length: index &- start, offset: start), index, true)
        }
        guard let word = try? unusualWord(input, start, index, tag, limits) else {
            return (TapeWord(bits: 0), -1, false)
        }
        return (word, word.offset &+ word.length, false)
    }

    /// What is wrong with a string or name.
    static func problem(
        _ input: RawSpan,
        _ start: Int,
        _ limits: JSONLimits
    ) -> JSONProblem {
        do throws(JSONProblem) {
            _ = try unusualWord(input, start, start, .string, limits)
            return JSONProblem(.unexpectedByte, at: start)
        } catch {
            return error
        }
    }

    /// How many of the sixteen bytes from an index are neither quote, backslash, control character
    /// nor above 0x7f, up to the first that is.
    @inline(__always)
    private static func plainBytes(_ input: RawSpan, _ index: Int) -> Int {
        let bytes = input.unsafeLoadUnaligned(
            fromUncheckedByteOffset: index,
            as: SIMD16<UInt8>.self
        )
        // Arithmetic, as comparisons of vectors are not compiled to vector instructions. The top bit
        // of what is sought is set, and of no other byte.
        let marks = ((bytes ^ 0x22) &- 1) | ((bytes ^ 0x5c) &- 1) | (bytes &- 0x20)
        let halves = unsafeBitCast(marks, to: SIMD2<UInt64>.self)
        let low = UInt64(littleEndian: halves[0]) & tops
        if low != 0 { return low.trailingZeroBitCount &>> 3 }
        let high = UInt64(littleEndian: halves[1]) & tops
        return high != 0 ? 8 &+ high.trailingZeroBitCount &>> 3 : 16
    }

    /// Reads a string or name that is not plain ASCII, or stands near the end of the text.
    ///
    /// It is plain up to the index.
    @inline(never)
    private static func unusualWord(
        _ input: RawSpan,
        _ start: Int,
        _ index: Int,
        _ tag: TapeTag,
        _ limits: JSONLimits
    ) throws(JSONProblem) -> TapeWord {
        var high: UInt64 = 0
        var flags: UInt64 = 0
        var end = stop(input, index, &high)
        if input.peek(end) != 0x22 {
            flags = TapeWord.escapeFlag
            end = try pastEscapes(input, end, strict: limits.strict, &high)
        }
        if high != 0 {
            flags |= TapeWord.nonASCIIFlag
            if let invalid = firstInvalidUTF8(input, index, end) {
                throw JSONProblem(.invalidUTF8, at: invalid)
            }
        }
        guard end &- start <= limits.maximumStringBytes else {
            throw JSONProblem(.stringTooLong, at: start)
        }
        return TapeWord(tag, flags: flags, length: end &- start, offset: start)
    }

    /// The index of the first quote, backslash or control character.
    ///
    /// The length of the input when there is none. Adds the high bits of what it passes.
    private static func stop(_ input: RawSpan, _ start: Int, _ high: inout UInt64) -> Int {
        var index = start
        let last = input.byteCount &- 8
        while index <= last {
            let value = eight(input, index)
            let found = marks(value) & ~value
            if found != 0 {
                let bit = found.trailingZeroBitCount
                high |= value & tops & ((1 &<< UInt64(truncatingIfNeeded: bit)) &- 1)
                return index &+ (bit &>> 3)
            }
            high |= value & tops
            index &+= 8
        }
        return tail(input, index, &high)
    }

    /// Eight bytes from an index that is eight before the end at most.
    @inline(__always)
    private static func eight(_ input: RawSpan, _ index: Int) -> UInt64 {
        UInt64(
            littleEndian: input.unsafeLoadUnaligned(
                fromUncheckedByteOffset: index,
                as: UInt64.self
            )
        )
    }

    /// Sets the top bit of a quote, a backslash, a control character, and a byte above 0x7f.
    ///
    /// Above the lowest that is set, bits may be set for other bytes too: they borrowed.
    @inline(__always)
    private static func marks(_ value: UInt64) -> UInt64 {
        (((value ^ (ones &* 0x22)) &- ones) | ((value ^ (ones &* 0x5c)) &- ones)
            | (value &- (ones &* 0x20))) & tops
    }

    @inline(never)
    private static func tail(_ input: RawSpan, _ start: Int, _ high: inout UInt64) -> Int {
        var index = start
        while index < input.byteCount {
            let byte = input.byte(index)
            if byte == 0x22 || byte == 0x5c || byte < 0x20 { break }
            high |= UInt64(byte & 0x80)
            index += 1
        }
        return index
    }

    /// Goes on from a backslash to the closing quote.
    @inline(never)
    static func pastEscapes(
        _ input: RawSpan,
        _ start: Int,
        strict: Bool,
        _ high: inout UInt64
    ) throws(JSONProblem) -> Int {
        var index = start
        while true {
            switch input.peek(index) {
            case 0x22: return index
            case 0x5c: index = try pastEscape(input, index, strict: strict)
            default: throw notInString(input, index)
            }
            index = stop(input, index, &high)
        }
    }

    private static func pastEscape(
        _ input: RawSpan,
        _ index: Int,
        strict: Bool
    ) throws(JSONProblem) -> Int {
        switch input.peek(index + 1) {
        case 0x22, 0x5c, 0x2f, 0x62, 0x66, 0x6e, 0x72, 0x74: return index + 2
        case 0x75: break
        default: throw escapeProblem(input, index)
        }
        guard let unit = codeUnit(input, index + 2) else { throw escapeProblem(input, index) }
        guard strict, 0xd800..<0xe000 ~= unit else { return index + 6 }
        guard unit < 0xdc00, input.peek(index + 6) == 0x5c, input.peek(index + 7) == 0x75,
            let low = codeUnit(input, index + 8), 0xdc00..<0xe000 ~= low
        else { throw JSONProblem(.loneSurrogate, at: index) }
        return index + 12
    }

    private static func escapeProblem(_ input: RawSpan, _ index: Int) -> JSONProblem {
        var place = index + 1
        if input.peek(place) == 0x75 {
            place += 1
            while place < index + 6, isHexadecimal(input.peek(place)) { place += 1 }
        }
        return place >= input.byteCount
            ? JSONProblem(.truncated, at: input.byteCount) : JSONProblem(.invalidEscape, at: index)
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
        default: false
        }
    }

    /// Says what is wrong with a byte that may not stand in a string.
    static func notInString(_ input: RawSpan, _ index: Int) -> JSONProblem {
        index >= input.byteCount
            ? JSONProblem(.truncated, at: input.byteCount)
            : JSONProblem(.controlCharacter, at: index)
    }

    /// The value of four hexadecimal digits.
    static func codeUnit(_ input: RawSpan, _ index: Int) -> UInt32? {
        var unit: UInt32 = 0
        for step in 0..<4 {
            let byte = input.peek(index + step)
            switch byte {
            case 0x30...0x39: unit = unit << 4 | UInt32(byte - 0x30)
            case 0x41...0x46: unit = unit << 4 | UInt32(byte - 0x37)
            case 0x61...0x66: unit = unit << 4 | UInt32(byte - 0x57)
            default: return nil
            }
        }
        return unit
    }

    /// The index of the first byte of a range that is not UTF-8; nil when all is.
    ///
    /// RFC 3629, *Syntax of UTF-8 Byte Sequences*.
    @inline(never)
    static func firstInvalidUTF8(_ input: RawSpan, _ start: Int, _ end: Int) -> Int? {
        var index = start
        while index < end {
            let lead = input.byte(index)
            if lead < 0x80 {
                index &+= 1
                continue
            }
            let length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
            guard lead >= 0xc2, lead <= 0xf4, index &+ length <= end else { return index }
            let second = input.byte(index &+ 1)
            let lowest: UInt8 = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80
            let highest: UInt8 = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf
            guard second >= lowest, second <= highest else { return index }
            if length > 2, input.byte(index &+ 2) & 0xc0 != 0x80 { return index }
            if length > 3, input.byte(index &+ 3) & 0xc0 != 0x80 { return index }
            index &+= length
        }
        return nil
    }
}
