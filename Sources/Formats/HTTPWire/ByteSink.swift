/// Where a message is written: an array, or a buffer of an event loop.
///
/// Whoever owns another kind of buffer wraps it in a type of its own that is a sink.
public protocol ByteSink {
    /// Adds one byte.
    mutating func append(_ byte: UInt8)
    /// Adds bytes in their order.
    mutating func append(_ bytes: RawSpan)
}

extension Array: ByteSink where Element == UInt8 {
    /// Adds bytes in their order.
    @inlinable
    public mutating func append(_ bytes: RawSpan) {
        bytes.withUnsafeBytes { append(contentsOf: $0) }
    }
}

extension ByteSink {
    /// Adds a text of the program.
    @inlinable
    public mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { append($0.span.bytes) }
    }

    /// Adds the UTF-8 of a text.
    @inlinable
    public mutating func append(_ text: String) {
        append(text.utf8Span.span.bytes)
    }

    /// Adds bytes in their order.
    @inlinable
    public mutating func append(_ bytes: [UInt8]) {
        append(bytes.span.bytes)
    }

    /// Adds the bytes of a range.
    @inlinable
    public mutating func append(_ range: Range<Int>, of bytes: Span<UInt8>) {
        append(bytes.extracting(range).bytes)
    }

    /// Adds a number in decimal digits.
    @inlinable
    public mutating func append(decimal number: UInt64) {
        var divisor: UInt64 = 1
        while number / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            append(UInt8(truncatingIfNeeded: 0x30 + number / divisor % 10))
            divisor /= 10
        }
    }

    /// Adds a number in lower-case hexadecimal digits without leading zeros.
    @inlinable
    public mutating func append(hexadecimal number: UInt64) {
        var shift: UInt64 = 60
        while shift > 0, number >> shift == 0 { shift -= 4 }
        while true {
            let digit = UInt8(truncatingIfNeeded: number >> shift & 0xF)
            append(digit < 10 ? 0x30 + digit : 0x61 + digit - 10)
            if shift == 0 { return }
            shift -= 4
        }
    }

    /// Adds a line end.
    @inlinable
    public mutating func appendLineEnd() {
        append("\r\n" as StaticString)
    }
}
