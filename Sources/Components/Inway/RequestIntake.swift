import ExchangeModel
import HTTPWire

/// What a request's head must say before anyone asks who may make it.
///
/// FSC Core 2.0.0, *Inway / Authorization*; FSC Logging 1.1.0, *TransactionID*.
struct RequestIntake: Equatable {
    /// The exchange, as the Outway named it.
    let transaction: TransactionID
    /// The bytes of the access token in the head, as they stand.
    let token: Range<Int>
    /// The Outway's place in the trace, when it sent a valid one.
    let trace: TraceContext?

    /// Reads a head, or tells why it is refused.
    static func read(_ head: RequestHead, in bytes: Span<UInt8>) -> Result<Self, InwayRefusal> {
        // TRACE would send our secret fields back, CONNECT and upgrades leave what can be checked.
        switch head.method {
        case .connect, .trace: return .failure(.methodRefused)
        case .get, .head, .post, .put, .delete, .patch, .options, .other: break
        }
        guard !head.asksUpgrade else { return .failure(.upgradeRefused) }
        guard PathDepth.staysWithin(bytes.extracting(head.path)) else {
            return .failure(.pathLeaves)
        }
        return token(in: head, bytes).flatMap { token in
            transaction(in: head, bytes).map { transaction in
                RequestIntake(
                    transaction: transaction,
                    token: token,
                    trace: trace(in: head, bytes)
                )
            }
        }
    }

    private static func token(
        in head: RequestHead,
        _ bytes: Span<UInt8>
    ) -> Result<Range<Int>, InwayRefusal> {
        switch head.fields.only("fsc-authorization", in: bytes) {
        case .absent: return .failure(.tokenMissing)
        case .repeated: return .failure(.fieldRepeated)
        case .once(let field):
            // A field that Connection names would be dropped: the source must see it unchanged.
            guard field.role == .endToEnd else { return .failure(.fieldHidden) }
            return field.value.isEmpty ? .failure(.tokenMissing) : .success(field.value)
        }
    }

    private static func transaction(
        in head: RequestHead,
        _ bytes: Span<UInt8>
    ) -> Result<TransactionID, InwayRefusal> {
        switch head.fields.only("fsc-transaction-id", in: bytes) {
        case .absent: return .failure(.transactionMissing)
        case .repeated: return .failure(.transactionMalformed)
        case .once(let field):
            guard field.role == .endToEnd else { return .failure(.fieldHidden) }
            guard let transaction = bytes.transactionID(field.value), transaction.isVersion7 else {
                return .failure(.transactionMalformed)
            }
            return .success(transaction)
        }
    }

    private static func trace(in head: RequestHead, _ bytes: Span<UInt8>) -> TraceContext? {
        guard case .once(let field) = head.fields.only("traceparent", in: bytes),
            (55...512).contains(field.value.count)
        else { return nil }
        return TraceContext(bytes.array(field.value))
    }
}

extension Span<UInt8> {
    /// A copy of a range.
    func array(_ range: Range<Int>) -> [UInt8] {
        extracting(range).withUnsafeBufferPointer { Array($0) }
    }

    /// The UUID of 36 characters in a range; nil when there is none.
    func transactionID(_ range: Range<Int>) -> TransactionID? {
        guard range.count == 36 else { return nil }
        return extracting(range).withUnsafeBufferPointer { try? TransactionID($0) }
    }
}
