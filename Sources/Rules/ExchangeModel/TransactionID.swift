/// The identity of one exchange, shared by both sides: a UUID.
///
/// FSC Logging 1.1.0, *TransactionID*; the Digikoppeling REST profile asks for version 7.
public struct TransactionID: Hashable, Sendable, CustomStringConvertible {
    /// The first eight bytes, big-endian.
    public let high: UInt64
    /// The last eight bytes, big-endian.
    public let low: UInt64

    /// Takes the two halves of a UUID.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Makes a version 7 UUID from a moment and 74 random bits.
    ///
    /// RFC 9562, *UUID Version 7*. Bits of `random` beyond 12 and 62 are not used.
    public static func version7(
        at moment: Timestamp,
        random: (UInt64, UInt64)
    ) -> TransactionID {
        let time = UInt64(truncatingIfNeeded: moment.milliseconds) & 0xFFFF_FFFF_FFFF
        return TransactionID(
            high: time << 16 | 0x7000 | random.0 & 0x0FFF,
            low: 0x8000_0000_0000_0000 | random.1 & 0x3FFF_FFFF_FFFF_FFFF
        )
    }

    /// Reads the 36 characters of a UUID; hexadecimal digits of either case.
    @inlinable
    public init(_ text: some Collection<UInt8>) throws(Malformed) {
        let expected = Malformed(expected: "a UUID of 36 characters")
        guard text.count == 36 else { throw expected }
        var halves: (UInt64, UInt64) = (0, 0)
        var digits = 0
        for (position, character) in text.enumerated() {
            if position == 8 || position == 13 || position == 18 || position == 23 {
                guard character == UInt8(ascii: "-") else { throw expected }
                continue
            }
            let value: UInt8
            switch character {
            case 0x30...0x39: value = character - 0x30
            case 0x61...0x66: value = character - 0x61 + 10
            case 0x41...0x46: value = character - 0x41 + 10
            default: throw expected
            }
            if digits < 16 {
                halves.0 = halves.0 << 4 | UInt64(value)
            } else {
                halves.1 = halves.1 << 4 | UInt64(value)
            }
            digits += 1
        }
        (high, low) = halves
    }

    /// Reads the 36 characters of a UUID.
    public init(_ text: some StringProtocol) throws(Malformed) {
        try self.init(Array(text.utf8))
    }

    /// Whether this is a version 7 UUID of RFC 9562's variant.
    public var isVersion7: Bool { high >> 12 & 0xF == 7 && low >> 62 == 2 }

    /// How far the moment of an id may lie before and after now, in seconds: five minutes.
    ///
    /// An id outside of it is refused; within it each id is taken once, so this is also how long ids are
    /// remembered after their moment. Wide enough for clocks that differ and for requests that wait.
    public static let windowSeconds: Int64 = 300

    /// The rule of ``windowSeconds``, as the rest of a sentence about an id.
    public static let windowRule =
        "must have been made within \(windowSeconds) seconds of now, by the clock of this gateway: "
        + "make a new one, and look at both clocks where it is new"

    /// Whether a version 7 UUID was made within a window of so many seconds around a moment.
    @inlinable
    public func isOf(_ now: Timestamp, within seconds: Int64 = windowSeconds) -> Bool {
        let distance = now.milliseconds - Int64(high >> 16)
        return (-seconds * 1_000...seconds * 1_000).contains(distance)
    }

    /// The moment that a version 7 UUID was made, by its maker's clock.
    public var moment: Timestamp { Timestamp(milliseconds: Int64(high >> 16)) }

    /// The sixteen bytes in order.
    public var bytes: [UInt8] {
        withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Array($0) }
    }

    /// Takes sixteen bytes; nil for any other number.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        self.init(
            high: bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) },
            low: bytes.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
        )
    }

    /// The lower-case text of 36 characters.
    public var description: String {
        let digits = Hexadecimal.encode(bytes)
        let parts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { range in
            digits.utf8.dropFirst(range.lowerBound).prefix(range.count)
        }
        return parts.map { String($0) ?? "" }.joined(separator: "-")
    }
}
