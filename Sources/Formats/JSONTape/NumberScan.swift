extension ValueTape {
    /// Reads a number, gives the index after it; its text is kept, not its value.
    ///
    /// RFC 8259, *Numbers*.
    mutating func readNumber(_ input: RawSpan, _ start: Int) -> Int {
        do throws(JSONProblem) {
            let word = try Self.number(input, start, limits)
            storage[filled] = word.bits
            filled &+= 1
            return start &+ word.length
        } catch {
            return fail(error)
        }
    }

    @inline(__always)
    private static func number(
        _ input: RawSpan,
        _ start: Int,
        _ limits: JSONLimits
    ) throws(JSONProblem) -> TapeWord {
        var index = start
        var flags: UInt64 = 0
        if input.peek(index) == 0x2d { index &+= 1 }
        if input.peek(index) == 0x30 {
            index &+= 1
        } else {
            index = try pastDigits(input, index)
        }
        let next = input.peek(index)
        if next == 0x2e || next | 0x20 == 0x65 {
            flags = TapeWord.floatFlag
            index = try pastFraction(input, index)
        }
        let length = index &- start
        if length > 15 {
            guard length <= limits.maximumNumberBytes else {
                throw JSONProblem(.numberTooLong, at: start)
            }
        }
        if limits.strict, length > 300 || flags != 0 {
            try refuseOutOfRange(input, start, length)
        }
        return TapeWord(.number, flags: flags, length: length, offset: start)
    }

    @inline(__always)
    private static func pastDigits(_ input: RawSpan, _ start: Int) throws(JSONProblem) -> Int {
        var index = start
        while input.peek(index) &- 0x30 <= 9 { index &+= 1 }
        guard index > start else { throw unexpected(input, index) }
        return index
    }

    private static func pastFraction(_ input: RawSpan, _ start: Int) throws(JSONProblem) -> Int {
        var index = start
        if input.peek(index) == 0x2e { index = try pastDigits(input, index &+ 1) }
        if input.peek(index) | 0x20 == 0x65 {
            index &+= 1
            if input.peek(index) == 0x2b || input.peek(index) == 0x2d { index &+= 1 }
            index = try pastDigits(input, index)
        }
        return index
    }

    /// Refuses what no double can come near; short numbers without exponent always pass.
    private static func refuseOutOfRange(
        _ input: RawSpan,
        _ start: Int,
        _ length: Int
    ) throws(JSONProblem) {
        var hasExponent = false
        for index in start..<(start + length) where input.byte(index) | 0x20 == 0x65 {
            hasExponent = true
        }
        guard hasExponent || length > 300 else { return }
        guard let value = Double(input.text(start, length: length)), value.isFinite else {
            throw JSONProblem(.numberOutOfRange, at: start)
        }
    }
}
