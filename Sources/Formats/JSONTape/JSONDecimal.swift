/// A decimal number held exactly, for comparison and division without rounding.
///
/// The value is the digits, read as one integer without leading or trailing zeros, times ten to
/// the exponent. Exponents beyond ±10⁹ are clamped to that.
public struct JSONDecimal: Hashable, Sendable {
    /// Whether the number is below zero.
    public let isNegative: Bool
    /// The digits, 0 to 9 each, most significant first; empty for zero.
    public let digits: [UInt8]
    /// The power of ten of the last digit; zero for zero.
    public let exponent: Int

    private static let clamp = 1_000_000_000

    /// Reads the text of a JSON number; the text must be one.
    public init(_ text: some Sequence<UInt8>) {
        var digits: [UInt8] = []
        var isNegative = false
        var scale = 0
        var isFraction = false
        var written = 0
        var isExponent = false
        var isExponentNegative = false
        for byte in text {
            switch byte {
            case 0x30...0x39 where isExponent:
                written = min(written * 10 + Int(byte - 0x30), Self.clamp)
            case 0x30...0x39:
                if isFraction { scale -= 1 }
                if byte != 0x30 || !digits.isEmpty { digits.append(byte - 0x30) }
            case 0x2d:
                if isExponent { isExponentNegative = true } else { isNegative = true }
            case 0x2e: isFraction = true
            case 0x45, 0x65: isExponent = true
            default: break
            }
        }
        while digits.last == 0 {
            digits.removeLast()
            scale += 1
        }
        self.digits = digits
        self.isNegative = isNegative && !digits.isEmpty
        exponent =
            digits.isEmpty ? 0 : scale + (isExponentNegative ? -written : written)
    }

    /// Whether the number has no fraction.
    public var isInteger: Bool { exponent >= 0 }

    /// The power of ten just above the number's magnitude.
    private var magnitude: Int { digits.count + exponent }

    /// Whether the number is a multiple of another one, exactly; nothing but zero is one of zero.
    public func isMultiple(of divisor: JSONDecimal) -> Bool {
        guard !digits.isEmpty else { return true }
        // Neither has trailing zeros, so more decimals than the divisor's cannot divide.
        guard !divisor.digits.isEmpty, exponent >= divisor.exponent else { return false }
        // Twos and fives in the divisor are at most four a digit: more zeros change nothing.
        let zeros = min(exponent - divisor.exponent, 4 * divisor.digits.count)
        return Limbs(divisor.digits).divides(digits, zeros: zeros)
    }
}

extension JSONDecimal: Comparable {
    /// Compares by value.
    public static func < (left: JSONDecimal, right: JSONDecimal) -> Bool {
        if left.isNegative != right.isNegative { return left.isNegative }
        return left.isNegative
            ? isSmaller(right, left) : isSmaller(left, right)
    }

    private static func isSmaller(_ left: JSONDecimal, _ right: JSONDecimal) -> Bool {
        if left.digits.isEmpty || right.digits.isEmpty {
            return left.digits.isEmpty && !right.digits.isEmpty
        }
        if left.magnitude != right.magnitude { return left.magnitude < right.magnitude }
        return left.digits.lexicographicallyPrecedes(right.digits)
    }
}

/// A natural number in limbs of 32 bits, least significant first.
private struct Limbs {
    var limbs: [UInt32] = []

    init(_ digits: [UInt8]) {
        for digit in digits { multiplyByTen(adding: UInt32(digit)) }
    }

    private mutating func multiplyByTen(adding digit: UInt32) {
        var carry = UInt64(digit)
        for index in limbs.indices {
            let product = UInt64(limbs[index]) * 10 + carry
            limbs[index] = UInt32(truncatingIfNeeded: product)
            carry = product >> 32
        }
        if carry > 0 { limbs.append(UInt32(carry)) }
    }

    private func isAtLeast(_ other: Limbs) -> Bool {
        if limbs.count != other.limbs.count { return limbs.count > other.limbs.count }
        for index in limbs.indices.reversed() where limbs[index] != other.limbs[index] {
            return limbs[index] > other.limbs[index]
        }
        return true
    }

    private mutating func subtract(_ other: Limbs) {
        var borrow: Int64 = 0
        for index in limbs.indices {
            let taken = index < other.limbs.count ? Int64(other.limbs[index]) : 0
            var rest = Int64(limbs[index]) - taken - borrow
            borrow = rest < 0 ? 1 : 0
            if rest < 0 { rest += 1 << 32 }
            limbs[index] = UInt32(truncatingIfNeeded: rest)
        }
        while limbs.last == 0 { limbs.removeLast() }
    }

    /// Whether the number divides digits followed by zeros: long division that keeps a remainder.
    func divides(_ digits: [UInt8], zeros: Int) -> Bool {
        var remainder = Limbs([])
        for index in 0..<(digits.count + zeros) {
            remainder.multiplyByTen(adding: index < digits.count ? UInt32(digits[index]) : 0)
            while remainder.isAtLeast(self) { remainder.subtract(self) }
        }
        return remainder.limbs.isEmpty
    }
}
