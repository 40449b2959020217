internal import JSONTape

/// Text that is read from left to right.
struct FormatText: ~Escapable {
    let input: RawSpan
    var index: Int
    let end: Int

    @_lifetime(copy input)
    init(_ input: RawSpan, _ range: Range<Int>) {
        self.input = input
        index = range.lowerBound
        end = range.upperBound
    }

    var isAtEnd: Bool { index >= end }
    var remaining: Int { end - index }

    /// The next byte, or zero at the end.
    @inline(__always)
    var current: UInt8 { index < end ? input.peek(index) : 0 }

    @inline(__always)
    func peek(_ ahead: Int) -> UInt8 {
        index &+ ahead < end ? input.peek(index &+ ahead) : 0
    }

    /// Passes a byte when it is the one.
    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard index < end, input.peek(index) == UInt8(truncatingIfNeeded: scalar.value) else {
            return false
        }
        index += 1
        return true
    }

    /// Passes exactly so many decimal digits and returns their value.
    mutating func digits(_ count: Int) -> Int? {
        guard remaining >= count else { return nil }
        var value = 0
        for _ in 0..<count {
            let digit = current
            guard 0x30...0x39 ~= digit else { return nil }
            value = value * 10 + Int(digit - 0x30)
            index += 1
        }
        return value
    }

    /// Passes decimal digits and returns how many.
    mutating func digitRun() -> Int {
        let start = index
        while 0x30...0x39 ~= current { index += 1 }
        return index - start
    }

    /// Passes bytes that a test accepts and returns how many.
    mutating func run(while accepts: (UInt8) -> Bool) -> Int {
        let start = index
        while index < end, accepts(input.peek(index)) { index += 1 }
        return index - start
    }

    /// Passes an escape such as `%2F`.
    mutating func percentEscape() -> Bool {
        guard current == 0x25, Self.isHexadecimal(peek(1)), Self.isHexadecimal(peek(2)) else {
            return false
        }
        index += 3
        return true
    }

    static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
        default: false
        }
    }

    static func isLetter(_ byte: UInt8) -> Bool {
        0x41...0x5a ~= byte & 0xdf
    }

    static func isDigit(_ byte: UInt8) -> Bool {
        0x30...0x39 ~= byte
    }
}
