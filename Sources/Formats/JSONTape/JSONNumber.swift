/// A number of a JSON text, kept as it was written.
///
/// Two numbers are equal when they have the same value, however written.
public struct JSONNumber: Sendable {
    /// The number as it was written.
    public let text: String

    /// Writes an integer.
    public init(_ value: Int64) {
        text = String(value)
    }

    /// Writes a double in its shortest form; nil for what JSON cannot write: infinities and NaN.
    public init?(_ value: Double) {
        guard let text = ECMANumber.text(value) else { return nil }
        self.text = text
    }

    /// Takes the text of a number; nil when RFC 8259, *Numbers*, does not know it.
    public init?(text: String) {
        let bytes = Array(text.utf8)
        let limits = JSONLimits(maximumBytes: bytes.count, strict: false)
        var tape = ValueTape()
        do throws(JSONProblem) {
            try tape.parse(bytes.span, limits: limits)
        } catch {
            return nil
        }
        guard tape[0].tag == .number, tape[0].length == bytes.count else { return nil }
        self.text = text
    }

    init(checked text: String) {
        self.text = text
    }

    /// The number as an integer; nil when it has a fraction or does not fit.
    public var integer: Int64? {
        if let value = Int64(text) { return value }
        let exact = decimal
        guard exact.isInteger, exact.digits.count + exact.exponent <= 19 else { return nil }
        let digits = exact.digits.map { Character(Unicode.Scalar($0 + 0x30)) }
        let zeros = String(repeating: "0", count: exact.exponent)
        return Int64(
            (exact.isNegative ? "-" : "") + String(digits) + zeros + (digits.isEmpty ? "0" : "")
        )
    }

    /// The nearest double; infinite when the number is beyond its range.
    public var double: Double { Double(text) ?? .nan }

    /// The exact value.
    public var decimal: JSONDecimal { JSONDecimal(text.utf8) }
}

extension JSONNumber: Hashable {
    /// Compares by value.
    public static func == (left: JSONNumber, right: JSONNumber) -> Bool {
        left.text == right.text || left.decimal == right.decimal
    }

    /// Hashes the value.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(decimal)
    }
}

/// Numbers as ECMAScript writes them.
///
/// RFC 8785, *Serialization of Numbers*; ECMA-262, *Number::toString*.
enum ECMANumber {
    /// The text of a double; nil for infinities and NaN.
    static func text(_ value: Double) -> String? {
        guard value.isFinite else { return nil }
        if value == 0 { return "0" }
        let exact = JSONDecimal(value.description.utf8)
        let digits = String(exact.digits.map { Character(Unicode.Scalar($0 + 0x30)) })
        let sign = exact.isNegative ? "-" : ""
        let count = exact.digits.count
        let point = count + exact.exponent
        if point > 0, point <= 21 {
            if exact.exponent >= 0 {
                return sign + digits + String(repeating: "0", count: exact.exponent)
            }
            return sign + digits.prefix(point) + "." + digits.dropFirst(point)
        }
        if point > -6, point <= 0 {
            return sign + "0." + String(repeating: "0", count: -point) + digits
        }
        let power = point - 1
        let mantissa = count == 1 ? digits : digits.prefix(1) + "." + digits.dropFirst()
        return sign + mantissa + "e" + (power < 0 ? "-" : "+") + String(abs(power))
    }
}
