/// Finds the end of strings, eight bytes at a time.
enum StringScan {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let tops: UInt64 = 0x8080_8080_8080_8080

    /// The last index from which plain text is looked for; what begins later is unusual.
    ///
    /// None where a bound is so low that it must be looked at before a string is found to be long.
    static func lastPlainStart(_ input: RawSpan, _ limits: JSONLimits) -> Int {
        limits.maximumStringBytes < 32 ? -1 : input.byteCount &- 20
    }

    /// The length of a string or name that is plain, from after its opening quote; else negative.
    ///
    /// Plain is what is ASCII without escapes, is not too long, and has at least four bytes of the
    /// text from its closing quote on.
    @inline(__always)
    static func plainLength(_ input: RawSpan, _ start: Int, _ last: Int, _ longest: Int) -> Int {
        guard start <= last else { return -1 }
        // Eight bytes at first, most strings being short: what a word holds is known earlier than
        // what a vector holds.
        var length = 0
        while length < 16 {
            let marks = soughtMarks(input.eightWithin(start &+ length))
            if marks != 0 {
                length &+= marks.trailingZeroBitCount &>> 3
                let end = start &+ length
                let byte = input.unsafeLoad(fromUncheckedByteOffset: end, as: UInt8.self)
                return byte == 0x22 ? length : -1
            }
            length &+= 8
        }
        while start &+ length <= last {
            let step = plainBytes(input, start &+ length)
            length &+= step
            guard step == 16 else {
                let end = start &+ length
                let byte = input.unsafeLoad(fromUncheckedByteOffset: end, as: UInt8.self)
                return byte == 0x22 ? length : -1
            }
            guard length &+ 15 <= longest else { return -1 }
        }
        return -1
    }

    /// Reads any string or name from after its opening quote; nil when ``problem(_:_:_:)`` tells
    /// what is wrong.
    static func word(
        _ input: RawSpan,
        _ start: Int,
        _ tag: TapeTag,
        _ limits: JSONLimits
    ) -> TapeWord? {
        try? unusualWord(input, start, tag, limits)
    }

    /// Sets the top bit of what ends plain text: a quote, a backslash, a control character, and a byte
    /// above 0x7f.
    ///
    /// Above the lowest of the first three, bits may be set for other bytes too: they borrowed.
    @inline(__always)
    private static func soughtMarks(_ value: UInt64) -> UInt64 {
        (((value ^ (ones &* 0x5c)) &- ones) | ((value ^ (ones &* 2)) &- (ones &* 0x21))) & tops
    }

    /// What is wrong with a string or name.
    static func problem(
        _ input: RawSpan,
        _ start: Int,
        _ limits: JSONLimits
    ) -> JSONProblem {
        do throws(JSONProblem) {
            _ = try unusualWord(input, start, .string, limits)
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
        // of what is sought is set, and of no other byte: the second difference borrows for control
        // characters and the quote, which 2 makes 0x20.
        let marks = ((bytes ^ 0x5c) &- 1) | ((bytes ^ 2) &- 0x21)
        let halves = unsafeBitCast(marks, to: SIMD2<UInt64>.self)
        let low = UInt64(littleEndian: halves[0]) & tops
        if low != 0 { return low.trailingZeroBitCount &>> 3 }
        let high = UInt64(littleEndian: halves[1]) & tops
        return high != 0 ? 8 &+ high.trailingZeroBitCount &>> 3 : 16
    }

    /// Reads any string or name; most often one that is not plain.
    @inline(never)
    private static func unusualWord(
        _ input: RawSpan,
        _ start: Int,
        _ tag: TapeTag,
        _ limits: JSONLimits
    ) throws(JSONProblem) -> TapeWord {
        var high: UInt64 = 0
        var flags: UInt64 = 0
        var end = stop(input, start, &high)
        if input.peek(end) != 0x22 {
            flags = TapeWord.escapeFlag
            end = try pastEscapes(input, end, strict: limits.strict, &high)
        }
        if high != 0 {
            flags |= TapeWord.nonASCIIFlag
            if let invalid = firstInvalidUTF8(input, start, end) {
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
            let value = input.eightWithin(index)
            let found = soughtMarks(value) & ~value
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
            if index &+ 8 <= end, input.eightWithin(index) & tops == 0 {
                index &+= 8
                continue
            }
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
