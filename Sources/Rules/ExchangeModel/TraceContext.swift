/// A place in a distributed trace: W3C Trace Context's `traceparent`.
///
/// The trace id travels unchanged through both gateways; every hop has a span of its own.
public struct TraceContext: Hashable, Sendable, CustomStringConvertible {
    /// The trace's sixteen bytes, two words; never all zero.
    public let trace: TransactionID
    /// The span's eight bytes; never zero.
    public let span: UInt64
    /// The flags as received; the sampled bit is passed on unchanged.
    public let flags: UInt8

    /// Takes the parts of a context; nil when trace or span is all zero.
    public init?(trace: TransactionID, span: UInt64, flags: UInt8) {
        guard trace.high != 0 || trace.low != 0, span != 0 else { return nil }
        self.trace = trace
        self.span = span
        self.flags = flags
    }

    /// Reads a `traceparent` field value; nil when it is not valid, so that a new trace begins.
    ///
    /// A version above 00 is read by its first 55 characters. W3C Trace Context, *traceparent Header*.
    public init?(_ text: some Collection<UInt8>) {
        let bytes = Array(text)
        guard bytes.count >= 55, bytes[2] == 0x2D, bytes[35] == 0x2D, bytes[52] == 0x2D,
            let version = Self.number(bytes[0..<2]), version != 0xFF,
            bytes.count == 55 || (version > 0 && bytes[55] == 0x2D),
            let high = Self.number(bytes[3..<19]), let low = Self.number(bytes[19..<35]),
            let span = Self.number(bytes[36..<52]), let flags = Self.number(bytes[53..<55])
        else { return nil }
        self.init(
            trace: TransactionID(high: high, low: low),
            span: span,
            flags: UInt8(truncatingIfNeeded: flags)
        )
    }

    /// The same trace with a span of our own.
    public func child(span: UInt64) -> TraceContext {
        TraceContext(trace: trace, span: span == 0 ? 1 : span, flags: flags) ?? self
    }

    /// The trace id as 32 lower-case hexadecimal digits.
    public var traceText: String { Hexadecimal.encode(trace.bytes) }

    /// The span id as 16 lower-case hexadecimal digits.
    public var spanText: String {
        Hexadecimal.encode(
            stride(from: 56, through: 0, by: -8).map {
                UInt8(truncatingIfNeeded: span >> UInt64($0))
            }
        )
    }

    /// The field value of version 00.
    public var description: String {
        "00-\(traceText)-\(spanText)-\(Hexadecimal.encode([flags]))"
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        for character in digits {
            switch character {
            case 0x30...0x39: value = value << 4 | UInt64(character - 0x30)
            case 0x61...0x66: value = value << 4 | UInt64(character - 0x61 + 10)
            default: return nil
            }
        }
        return value
    }
}
