extension UInt8 {
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let tab: UInt8 = 0x09
    static let space: UInt8 = 0x20
    static let colon: UInt8 = 0x3A
    static let comma: UInt8 = 0x2C
    static let slash: UInt8 = 0x2F
    static let questionMark: UInt8 = 0x3F

    /// RFC 9110, *Tokens*: one character of a token.
    @inline(__always) var isToken: Bool {
        // Most characters of field names are letters and hyphens.
        if self | 0x20 &- 0x61 < 26 || self == 0x2D { return true }
        // Bits of 0x00 to 0x3F: ! # $ % & ' * + - . and the digits.
        let low: UInt64 = 0x03FF_6CFA_0000_0000
        // Bits of 0x40 to 0x7F: letters, ^ _ ` | ~.
        let high: UInt64 = 0x57FF_FFFF_C7FF_FFFE
        guard self < 0x80 else { return false }
        return (self < 0x40 ? low : high) >> UInt64(self & 0x3F) & 1 == 1
    }

    /// RFC 3986, *Path* and *Query*, without `#`; `[`, `]` and `|` are let through as clients send them.
    var isTarget: Bool {
        let low: UInt64 = 0xAFFF_FFF2_0000_0000
        let high: UInt64 = 0x57FF_FFFE_AFFF_FFFF
        guard self < 0x80 else { return false }
        return (self < 0x40 ? low : high) >> UInt64(self & 0x3F) & 1 == 1
    }

    /// RFC 3986, *Host* and *Port*: a registered name, an address, brackets and the port's colon.
    var isAuthority: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case 0x21, 0x24...0x2B, 0x2D, 0x2E, 0x3A, 0x3B, 0x3D, 0x5B, 0x5D, 0x5F, 0x7E: true
        default: false
        }
    }

    /// The decimal value; nil for any other character.
    var decimalDigit: UInt8? {
        let value = self &- 0x30
        return value < 10 ? value : nil
    }

    /// The hexadecimal value of a digit of either case; nil for any other character.
    package var hexadecimalDigit: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x41 + 10
        case 0x61...0x66: self - 0x61 + 10
        default: nil
        }
    }

    /// The lower-case form of an ASCII letter; any other byte as it is.
    @usableFromInline var lowercased: UInt8 {
        self &- 0x41 < 26 ? self | 0x20 : self
    }
}

extension Span<UInt8> {
    /// The first position from `start` of a byte that no line holds: a control character except tab.
    func firstControl(from start: Int) -> Int {
        let raw = bytes
        let limit = count
        var position = start
        while position &+ 8 <= limit {
            let suspects = Self.controls(in: raw, at: position)
            if suspects == 0 {
                position &+= 8
            } else {
                position &+= suspects.trailingZeroBitCount / 8
                if self[position].isControl { return position }
                position &+= 1
            }
        }
        while position < limit {
            if self[position].isControl { return position }
            position &+= 1
        }
        return limit
    }

    /// The top bits of those of eight bytes that may be control characters: below 0x20, or 0x7F.
    ///
    /// Borrows and carries between bytes, and tabs, give false alarms only.
    @inline(__always)
    private static func controls(in raw: RawSpan, at offset: Int) -> UInt64 {
        let word = raw.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
        let belowSpace = word &- 0x2020_2020_2020_2020
        let delete = word &+ 0x0101_0101_0101_0101
        return (belowSpace | delete) & ~word & 0x8080_8080_8080_8080
    }

    /// The range without spaces and tabs at both ends.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, self[start].isBlank { start += 1 }
        while end > start, self[end - 1].isBlank { end -= 1 }
        return start..<end
    }

    /// Whether the bytes of a range are a lower-case text, letters of either case alike.
    func matches(_ range: Range<Int>, _ text: StaticString) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { expected in
            for offset in 0..<range.count
            where self[range.lowerBound + offset].lowercased != expected[offset] {
                return false
            }
            return true
        }
    }

    /// Whether two ranges hold the same bytes, letters of either case alike.
    func sameLetters(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
        guard left.count == right.count else { return false }
        for offset in 0..<left.count
        where self[left.lowerBound + offset].lowercased
            != self[right.lowerBound + offset].lowercased
        {
            return false
        }
        return true
    }
}

extension UInt8 {
    /// A control character that no line may hold; tab may stand in values.
    var isControl: Bool { (self < 0x20 && self != .tab) || self == 0x7F }

    var isBlank: Bool { self == .space || self == .tab }
}
