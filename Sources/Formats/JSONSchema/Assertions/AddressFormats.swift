internal import JSONTape

extension FormatText {
    /// RFC 2673, *Textual Representation*: `dotted-quad`, without leading zeros.
    mutating func ipv4() -> Bool {
        for part in 0..<4 {
            if part > 0, !take(".") { return false }
            let start = index
            let count = digitRun()
            guard 1...3 ~= count, count == 1 || input.peek(start) != 0x30 else { return false }
            var value = 0
            for place in start..<index { value = value * 10 + Int(input.peek(place) - 0x30) }
            guard value < 256 else { return false }
        }
        return true
    }

    /// RFC 4291, *Text Representation of Addresses*; no zone.
    mutating func ipv6() -> Bool {
        var groups = 0
        var isShortened = false
        if current == 0x3a {
            guard peek(1) == 0x3a else { return false }
            index += 2
            isShortened = true
        }
        while !isAtEnd, current != 0x5d {
            let start = index
            let count = run(while: FormatText.isHexadecimal)
            if current == 0x2e {
                index = start
                guard ipv4() else { return false }
                groups += 2
                break
            }
            guard 1...4 ~= count else { return false }
            groups += 1
            guard take(":") else { break }
            if take(":") {
                guard !isShortened else { return false }
                isShortened = true
            } else if isAtEnd || current == 0x5d {
                return false
            }
        }
        return isShortened ? groups < 8 : groups == 8
    }

    /// RFC 9562, *UUID Format*.
    mutating func uuid() -> Bool {
        for (part, count) in [8, 4, 4, 4, 12].enumerated() {
            if part > 0, !take("-") { return false }
            for _ in 0..<count {
                guard FormatText.isHexadecimal(current) else { return false }
                index += 1
            }
        }
        return true
    }

    /// RFC 5321, *Command Argument Syntax*: `Mailbox`; RFC 6531 when international.
    mutating func email(international: Bool) -> Bool {
        guard localPart(international: international), take("@") else { return false }
        guard take("[") else { return hostname(international: international) }
        if current == 0x49, peek(1) == 0x50, peek(2) == 0x76, peek(3) == 0x36, peek(4) == 0x3a {
            index += 5
            return ipv6() && take("]")
        }
        return ipv4() && take("]")
    }

    private mutating func localPart(international: Bool) -> Bool {
        if take("\"") { return quotedString() }
        while true {
            let count = run { byte in
                switch byte {
                case 0x21, 0x23...0x27, 0x2a, 0x2b, 0x2d, 0x2f, 0x3d, 0x3f, 0x5e...0x60,
                    0x7b...0x7e:
                    true
                case 0x80...: international
                default: FormatText.isLetter(byte) || FormatText.isDigit(byte)
                }
            }
            guard count > 0 else { return false }
            guard take(".") else { return true }
        }
    }

    private mutating func quotedString() -> Bool {
        while !isAtEnd {
            if take("\"") { return true }
            if take("\\") {
                guard 0x20...0x7e ~= current else { return false }
            } else {
                guard current >= 0x20, current != 0x7f else { return false }
            }
            index += 1
        }
        return false
    }

    /// RFC 6901, *Syntax*.
    mutating func jsonPointer() -> Bool {
        while !isAtEnd {
            guard take("/") else { return false }
            while !isAtEnd, current != 0x2f {
                if take("~"), current != 0x30, current != 0x31 { return false }
                index += 1
            }
        }
        return true
    }

    /// Relative JSON Pointer (draft-bhutton-relative-json-pointer), *Syntax*.
    mutating func relativeJSONPointer() -> Bool {
        let start = index
        let count = digitRun()
        guard count > 0, count == 1 || input.peek(start) != 0x30 else { return false }
        if take("#") { return isAtEnd }
        return jsonPointer()
    }

    /// Whether the text is a pattern.
    mutating func regex() -> Bool {
        defer { index = end }
        return Pattern.isValid(input.text(index, length: remaining))
    }

    /// RFC 4648, *Base 64 Encoding*, with padding.
    mutating func base64() -> Bool {
        let start = index
        _ = run { FormatText.isLetter($0) || FormatText.isDigit($0) || $0 == 0x2b || $0 == 0x2f }
        var padding = 0
        while padding < 2, take("=") { padding += 1 }
        return (index - start) % 4 == 0
    }
}
