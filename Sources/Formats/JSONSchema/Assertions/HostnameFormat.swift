/// RFC 1123, *Host Names and Numbers*; RFC 5890 where international.
extension FormatText {
    private static let longestName = 253
    private static let longestLabel = 63

    mutating func hostname(international: Bool) -> Bool {
        var total = 0
        var isRightToLeft = false
        var hasDigitFirst = false
        while true {
            hasDigitFirst = hasDigitFirst || FormatText.isDigit(current)
            var hasRightToLeft = false
            guard let length = label(international: international, &hasRightToLeft) else {
                return false
            }
            isRightToLeft = isRightToLeft || hasRightToLeft
            total += length + 1
            guard separator(international: international) else { break }
        }
        // RFC 5893, *The Bidi Rule*: in such a name no label starts with a digit.
        return isAtEnd && total - 1 <= Self.longestName && !(isRightToLeft && hasDigitFirst)
    }

    /// Passes a full stop; RFC 3490, *Requirements*, knows three more where international.
    private mutating func separator(international: Bool) -> Bool {
        if take(".") { return true }
        guard international, let (scalar, length) = scalar(),
            [0x3002, 0xff0e, 0xff61].contains(scalar.value)
        else { return false }
        index += length
        return true
    }

    /// Passes a label and returns its length in the domain name system; nil when it is none.
    private mutating func label(international: Bool, _ hasRightToLeft: inout Bool) -> Int? {
        var scalars: [Unicode.Scalar] = []
        while let (scalar, length) = scalar() {
            let isPlain =
                scalar.isASCII
                ? FormatText.isLetter(UInt8(scalar.value))
                    || FormatText.isDigit(UInt8(scalar.value))
                    || scalar == "-"
                : international && ![0x3002, 0xff0e, 0xff61].contains(scalar.value)
            guard isPlain else { break }
            scalars.append(scalar)
            index += length
        }
        guard let first = scalars.first, first != "-", scalars.last != "-" else { return nil }
        if scalars.allSatisfy(\.isASCII) {
            guard scalars.count <= Self.longestLabel else { return nil }
            let hasHyphens = scalars.count > 3 && scalars[2] == "-" && scalars[3] == "-"
            guard hasHyphens else { return scalars.count }
            guard scalars[0].value | 0x20 == 0x78, scalars[1].value | 0x20 == 0x6e,
                let decoded = Punycode.decode(scalars.dropFirst(4)),
                DomainLabel.isValid(decoded), !decoded.allSatisfy(\.isASCII),
                Punycode.encodedLength(decoded) == scalars.count - 4
            else { return nil }
            return scalars.count
        }
        guard DomainLabel.isValid(scalars), let length = Punycode.encodedLength(scalars),
            length + 4 <= Self.longestLabel
        else { return nil }
        hasRightToLeft = scalars.contains(where: Bidi.isRightToLeft)
        return length + 4
    }

    /// The next character, in text that is known to be UTF-8.
    private func scalar() -> (Unicode.Scalar, Int)? {
        guard index < end else { return nil }
        let lead = current
        guard lead >= 0x80 else { return (Unicode.Scalar(lead), 1) }
        let length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
        var value = UInt32(lead) & (0x7f >> UInt32(length))
        for step in 1..<length { value = value << 6 | UInt32(peek(step) & 0x3f) }
        return Unicode.Scalar(value).map { ($0, length) }
    }
}
