internal import JSONTape

/// How a plain scalar gets its type: YAML 1.2.2, *Core Schema / Tag Resolution*.
enum CoreSchema {
    /// The most characters of a number.
    static let maximumNumberBytes = 300

    /// The type of a plain text; nil for a number that JSON cannot carry.
    static func resolve(_ text: String) -> YAMLNode.Content? {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: break
        }
        let bytes = Array(text.utf8)
        guard let first = bytes.first, isNumberStart(first) else { return .string(text) }
        if isSpecialFloat(bytes) { return nil }
        switch numberText(bytes) {
        case .notANumber: return .string(text)
        case .outOfRange: return nil
        case .number(let digits):
            let digits = String(decoding: digits, as: UTF8.self)
            guard let number = JSONNumber(text: digits) else { return nil }
            return .number(number)
        }
    }

    private enum Reading {
        case notANumber
        case outOfRange
        case number([UInt8])
    }

    private static func isNumberStart(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte == UInt8(ascii: ".") || isSign(byte)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isSign(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
    }

    /// `[-+]? ( .inf | .Inf | .INF )` and `.nan | .NaN | .NAN`.
    private static func isSpecialFloat(_ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        if [".nan", ".NaN", ".NAN"].contains(text) { return true }
        let unsigned = bytes.first.map(isSign) == true ? String(text.dropFirst()) : text
        return [".inf", ".Inf", ".INF"].contains(unsigned)
    }

    private static func numberText(_ bytes: [UInt8]) -> Reading {
        if bytes.count > 2, bytes[0] == UInt8(ascii: "0") {
            if bytes[1] == UInt8(ascii: "o") { return based(bytes[2...], radix: 8) }
            if bytes[1] == UInt8(ascii: "x") { return based(bytes[2...], radix: 16) }
        }
        return decimal(bytes)
    }

    /// `0o [0-7]+` and `0x [0-9a-fA-F]+`, up to 64 bits.
    private static func based(_ digits: ArraySlice<UInt8>, radix: Int) -> Reading {
        for digit in digits {
            guard let value = Character(UnicodeScalar(digit)).hexDigitValue, value < radix else {
                return .notANumber
            }
        }
        guard let value = UInt64(String(decoding: digits, as: UTF8.self), radix: radix) else {
            return .outOfRange
        }
        return .number(Array(String(value).utf8))
    }

    /// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`, rewritten for JSON.
    private static func decimal(_ bytes: [UInt8]) -> Reading {
        var rest = bytes[...]
        var result: [UInt8] = []
        if let sign = rest.first, isSign(sign) {
            rest.removeFirst()
            if sign == UInt8(ascii: "-") { result.append(sign) }
        }
        let whole = rest.prefix(while: isDigit)
        rest = rest.dropFirst(whole.count)
        var fraction: ArraySlice<UInt8> = []
        let hasPoint = rest.first == UInt8(ascii: ".")
        if hasPoint {
            fraction = rest.dropFirst().prefix(while: isDigit)
            rest = rest.dropFirst(fraction.count + 1)
        }
        guard !whole.isEmpty || !fraction.isEmpty else { return .notANumber }
        let significant = whole.drop { $0 == UInt8(ascii: "0") }
        result += significant.isEmpty ? [UInt8(ascii: "0")] : significant
        if hasPoint {
            result.append(UInt8(ascii: "."))
            result += fraction.isEmpty ? [UInt8(ascii: "0")] : fraction
        }
        if let mark = rest.first {
            guard let exponent = exponent(mark, rest.dropFirst()) else { return .notANumber }
            result += exponent
        }
        return result.count > maximumNumberBytes ? .outOfRange : .number(result)
    }

    private static func exponent(_ mark: UInt8, _ rest: ArraySlice<UInt8>) -> [UInt8]? {
        guard mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") else { return nil }
        let digits = rest.first.map(isSign) == true ? rest.dropFirst() : rest
        guard !digits.isEmpty, digits.allSatisfy(isDigit) else { return nil }
        return [UInt8(ascii: "e")] + rest
    }
}
