public import JSONTape

/// A moment in a token or signature: whole seconds since 1970-01-01 00:00 UTC.
///
/// RFC 7519, *Terminology* (NumericDate). Fractions are rounded down; a number outside the range
/// of 64-bit seconds, or below zero, is no moment.
public struct NumericDate: Hashable, Sendable {
    /// Seconds since the Unix epoch.
    public let seconds: Int64

    /// Reads a JSON number.
    public init?(_ value: JSONValue?) {
        guard case .number(let number)? = value else { return nil }
        if let integer = number.integer {
            guard integer >= 0 else { return nil }
            seconds = integer
        } else {
            let rounded = number.double.rounded(.down)
            guard rounded >= 0, let integer = Int64(exactly: rounded) else { return nil }
            seconds = integer
        }
    }
}
