import AccessLog
import ExchangeModel
import HTTPWire
import PeerTransport

/// Writes the head that goes to the Inway.
///
/// Path and query stay as they came (FSC Core 2.0.0, *Outway*, O-05); what the client may not say in
/// FSC's name is removed and said anew.
struct InwayRequest {
    private static let reserved = FieldSet(
        names: [FieldName(known: "sluis-alias"), FieldName(known: "traceparent")],
        prefixes: [FieldName(known: "fsc-")]
    )

    let token: OutwayToken
    let transaction: TransactionID
    let trace: TraceContext
    /// Whether the trace began here, so that the client's `tracestate` belongs to none.
    let startsTrace: Bool
    /// Whether `Authorization` was for the Outway.
    let hidesAuthorization: Bool
    /// The field that names the end user, which stays here.
    let endUserField: FieldName?
    let sendsBearerScheme: Bool

    /// Writes the head without framing and without its empty line.
    func write<Sink: ByteSink>(_ head: RequestHead, in bytes: Span<UInt8>, to sink: inout Sink) {
        sink.appendRequestLine(head, in: bytes)
        sink.append("host: " as StaticString)
        sink.append(token.authority)
        sink.appendLineEnd()
        head.fields.copy(from: bytes, to: &sink) { passes($0, in: bytes) }
        sink.append("fsc-authorization: " as StaticString)
        if sendsBearerScheme { sink.append("Bearer " as StaticString) }
        sink.append(token.text)
        sink.append("\r\nfsc-transaction-id: " as StaticString)
        sink.append(transaction)
        sink.append("\r\ntraceparent: 00-" as StaticString)
        sink.append(digits: trace.trace.high, 16)
        sink.append(digits: trace.trace.low, 16)
        sink.append(UInt8(ascii: "-"))
        sink.append(digits: trace.span, 16)
        sink.append(UInt8(ascii: "-"))
        sink.append(digits: UInt64(trace.flags), 2)
        sink.appendLineEnd()
    }

    private func passes(_ field: Field, in bytes: Span<UInt8>) -> Bool {
        if hidesAuthorization, field.isNamed("authorization", in: bytes) { return false }
        if startsTrace, field.isNamed("tracestate", in: bytes) { return false }
        if let endUserField, field.isNamed(endUserField, in: bytes) { return false }
        return !Self.reserved.contains(field.name, in: bytes)
    }
}

/// Writes the head that goes back to the client: the Inway's, with the transaction named.
///
/// FSC Core 2.0.0, *Outway / Error handling*: errors of Inway and Service pass unaltered (O-07).
enum ClientAnswer {
    static func write<Sink: ByteSink>(
        _ head: ResponseHead,
        in bytes: Span<UInt8>,
        _ transaction: TransactionID,
        to sink: inout Sink
    ) {
        sink.append("HTTP/1.1 " as StaticString)
        sink.append(decimal: UInt64(head.status))
        sink.append(UInt8(ascii: " "))
        // The phrase is free text of the other side: it does not pass.
        sink.appendLineEnd()
        head.fields.copy(from: bytes, to: &sink) {
            !$0.isNamed("fsc-transaction-id", in: bytes)
        }
        sink.append("fsc-transaction-id: " as StaticString)
        sink.append(transaction)
        sink.appendLineEnd()
    }

    /// Whether the Inway rejected the token itself: another one may pass.
    static func rejectsToken(_ head: ResponseHead, in bytes: Span<UInt8>) -> Bool {
        guard head.status == 401,
            let field = head.fields.first("fsc-error-code", in: bytes)
        else { return false }
        let code = bytes.array(field.value)
        return code.starts(with: "ERROR_CODE_ACCESS_TOKEN_".utf8)
    }
}

extension ByteSink {
    /// Writes a UUID without making a text of it.
    mutating func append(_ transaction: TransactionID) {
        append(digits: transaction.high >> 32, 8)
        append(UInt8(ascii: "-"))
        append(digits: transaction.high >> 16, 4)
        append(UInt8(ascii: "-"))
        append(digits: transaction.high, 4)
        append(UInt8(ascii: "-"))
        append(digits: transaction.low >> 48, 4)
        append(UInt8(ascii: "-"))
        append(digits: transaction.low, 12)
    }

    /// Writes the lowest so many hexadecimal digits of a number.
    mutating func append(digits value: UInt64, _ count: Int) {
        for place in stride(from: count - 1, through: 0, by: -1) {
            let digit = UInt8(truncatingIfNeeded: value >> UInt64(place * 4) & 0xF)
            append(digit < 10 ? 0x30 + digit : 0x57 + digit)
        }
    }
}
