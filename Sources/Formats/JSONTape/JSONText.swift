/// The text of strings and names of a tape, with escapes replaced by what they stand for.
public enum JSONText {
    /// Appends the UTF-8 of a string or name.
    ///
    /// A lone surrogate, which only a text read without ``JSONLimits/strict`` holds, becomes
    /// U+FFFD.
    public static func appendUnescaped(
        _ input: RawSpan,
        _ word: TapeWord,
        to output: inout [UInt8]
    ) {
        var index = word.offset
        let end = word.offset + word.length
        guard word.hasEscape else {
            input.extracting(index..<end).withUnsafeBytes { output.append(contentsOf: $0) }
            return
        }
        while index < end {
            let byte = input.byte(index)
            guard byte == 0x5c else {
                output.append(byte)
                index += 1
                continue
            }
            let kind = input.peek(index + 1)
            if kind == 0x75 {
                appendCharacter(input, &index, end, to: &output)
            } else {
                output.append(plain(kind))
                index += 2
            }
        }
    }

    /// The unescaped text of a string or name.
    public static func string(_ input: RawSpan, _ word: TapeWord) -> String {
        guard word.hasEscape else { return input.text(word.offset, length: word.length) }
        var bytes: [UInt8] = []
        appendUnescaped(input, word, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func plain(_ kind: UInt8) -> UInt8 {
        switch kind {
        case 0x62: 0x08
        case 0x66: 0x0c
        case 0x6e: 0x0a
        case 0x72: 0x0d
        case 0x74: 0x09
        default: kind
        }
    }

    private static func appendCharacter(
        _ input: RawSpan,
        _ index: inout Int,
        _ end: Int,
        to output: inout [UInt8]
    ) {
        let unit = StringScan.codeUnit(input, index + 2) ?? 0xfffd
        index += 6
        var value = unit
        if 0xd800..<0xdc00 ~= unit, index + 6 <= end, input.byte(index) == 0x5c,
            input.byte(index + 1) == 0x75, let low = StringScan.codeUnit(input, index + 2),
            0xdc00..<0xe000 ~= low
        {
            value = 0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00)
            index += 6
        }
        let scalar = Unicode.Scalar(value) ?? "\u{fffd}"
        output.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
}
