/// The token in a header that may or may not name the scheme.
///
/// FSC is silent on it; gateways send both forms (Q18). RFC 6750, *Authorization Request Header
/// Field*: the scheme's case does not count.
enum BearerToken {
    private static let scheme: StaticString = "bearer "

    static func text(in field: [UInt8]) -> ArraySlice<UInt8> {
        field[start(in: field.span)...]
    }

    /// Where the token begins.
    static func start(in field: Span<UInt8>) -> Int {
        let length = scheme.utf8CodeUnitCount
        guard field.count >= length else { return 0 }
        let isNamed = scheme.withUTF8Buffer { expected in
            for index in 0..<length where field[index] | 0x20 != expected[index] { return false }
            return true
        }
        guard isNamed else { return 0 }
        var start = length
        while start < field.count, field[start] == 0x20 { start += 1 }
        return start
    }
}
