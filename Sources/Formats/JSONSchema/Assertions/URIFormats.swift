internal import JSONTape

/// RFC 3986, and RFC 3987 where international.
extension FormatText {
    mutating func uri(isReference: Bool, international: Bool) -> Bool {
        let start = index
        if !scheme() {
            guard isReference else { return false }
            index = start
            // A first segment with a colon would be a scheme.
            var place = start
            while place < end, input.peek(place) != 0x2f, input.peek(place) != 0x3f,
                input.peek(place) != 0x23
            {
                if input.peek(place) == 0x3a { return false }
                place += 1
            }
        }
        if current == 0x2f, peek(1) == 0x2f {
            index += 2
            guard authority(international: international) else { return false }
            guard isAtEnd || current == 0x2f || current == 0x3f || current == 0x23 else {
                return false
            }
        }
        characters("/:@", international: international)
        if take("?") { characters("/:@?", international: international, privateUse: true) }
        if take("#") { characters("/:@?", international: international) }
        return isAtEnd
    }

    /// Passes `scheme ":"`.
    private mutating func scheme() -> Bool {
        guard FormatText.isLetter(current) else { return false }
        _ = run {
            FormatText.isLetter($0) || FormatText.isDigit($0) || $0 == 0x2b || $0 == 0x2d
                || $0 == 0x2e
        }
        return take(":")
    }

    private mutating func authority(international: Bool) -> Bool {
        let start = index
        characters(":", international: international)
        if !take("@") { index = start }
        if take("[") {
            guard literal() else { return false }
        } else {
            characters("", international: international)
        }
        if take(":") { _ = digitRun() }
        return true
    }

    private mutating func literal() -> Bool {
        if current | 0x20 == 0x76 {
            index += 1
            guard run(while: FormatText.isHexadecimal) > 0, take(".") else { return false }
            let start = index
            characters(":", international: false)
            return index > start && take("]")
        }
        return ipv6() && take("]")
    }

    /// Passes unreserved characters, sub-delimiters, escapes and the given ones.
    private mutating func characters(
        _ others: StaticString,
        international: Bool,
        privateUse: Bool = false
    ) {
        while !isAtEnd {
            let byte = current
            switch byte {
            case 0x25: if !percentEscape() { return }
            case 0x21, 0x24, 0x26...0x2e, 0x30...0x39, 0x3b, 0x3d, 0x41...0x5a, 0x5f, 0x61...0x7a,
                0x7e:
                index += 1
            case 0x80...:
                guard international else { return }
                index += 1
            default:
                guard Self.contains(others, byte) else { return }
                index += 1
            }
        }
    }

    private static func contains(_ list: StaticString, _ byte: UInt8) -> Bool {
        for place in 0..<list.utf8CodeUnitCount where list.utf8Start[place] == byte {
            return true
        }
        return false
    }

    /// RFC 6570, *Definitions*.
    mutating func uriTemplate() -> Bool {
        while !isAtEnd {
            switch current {
            case 0x7b:
                index += 1
                guard expression() else { return false }
            case 0x25: guard percentEscape() else { return false }
            case 0x00...0x20, 0x22, 0x3c, 0x3e, 0x5c, 0x5e, 0x60, 0x7c, 0x7d, 0x7f:
                return false
            default: index += 1
            }
        }
        return true
    }

    private mutating func expression() -> Bool {
        if Self.contains("+#./;?&=,!@|", current) { index += 1 }
        while true {
            guard variableName() else { return false }
            if take(":") {
                let start = index
                guard 1...4 ~= digitRun(), input.peek(start) != 0x30 else { return false }
            } else {
                _ = take("*")
            }
            if take("}") { return true }
            guard take(",") else { return false }
        }
    }

    private mutating func variableName() -> Bool {
        while true {
            let start = index
            while !isAtEnd {
                let byte = current
                if FormatText.isLetter(byte) || FormatText.isDigit(byte) || byte == 0x5f {
                    index += 1
                } else if !percentEscape() {
                    break
                }
            }
            guard index > start else { return false }
            guard take(".") else { return true }
        }
    }
}
