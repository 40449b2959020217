import AccessControl
import ExchangeModel
import HTTPWire
import PeerIdentity
import PeerTransport

/// What a client's head says before anyone asks whether it may.
struct RequestIntake {
    /// How a client named the grant.
    enum Choice {
        /// `Fsc-Grant-Hash`, as it stands.
        case hash([UInt8])
        /// `Sluis-Alias`, or the host without its port.
        case alias([UInt8])
        case none
    }

    let choice: Choice
    /// The exchange, where the client named it.
    let transaction: TransactionID?
    /// The client's place in the trace, when it sent a valid one.
    let trace: TraceContext?
    /// The bearer token's hash, and whether it stood in `Authorization`.
    let bearer: (digest: SHA256Value, isAuthorization: Bool)?

    /// Reads a head, or tells why it is refused.
    static func read(_ head: RequestHead, in bytes: Span<UInt8>) -> Result<Self, OutwayRefusal> {
        switch head.method {
        case .connect, .trace: return .failure(.methodRefused)
        case .get, .head, .post, .put, .delete, .patch, .options, .other: break
        }
        guard !head.asksUpgrade else { return .failure(.upgradeRefused) }
        do throws(OutwayRefusal) {
            return .success(
                RequestIntake(
                    choice: try choice(in: head, bytes),
                    transaction: try transaction(in: head, bytes),
                    trace: trace(in: head, bytes),
                    bearer: bearer(in: head, bytes)
                )
            )
        } catch {
            return .failure(error)
        }
    }

    /// The first of hash, alias and host counts (Q32).
    private static func choice(
        in head: RequestHead,
        _ bytes: Span<UInt8>
    ) throws(OutwayRefusal) -> Choice {
        let hash = try value(of: "fsc-grant-hash", in: head, bytes)
        let alias = try value(of: "sluis-alias", in: head, bytes)
        if let hash { return .hash(hash) }
        if let alias { return .alias(alias) }
        guard let host = head.host else { return .none }
        var end = host.upperBound
        for position in host where bytes[position] == UInt8(ascii: ":") { end = position }
        return .alias(bytes.array(host.lowerBound..<end))
    }

    private static func value(
        of name: StaticString,
        in head: RequestHead,
        _ bytes: Span<UInt8>
    ) throws(OutwayRefusal) -> [UInt8]? {
        switch head.fields.only(name, in: bytes) {
        case .absent: return nil
        case .repeated: throw .fieldUnusable
        case .once(let field):
            guard field.role == .endToEnd else { throw .fieldUnusable }
            return bytes.array(field.value)
        }
    }

    private static func transaction(
        in head: RequestHead,
        _ bytes: Span<UInt8>
    ) throws(OutwayRefusal) -> TransactionID? {
        switch head.fields.only("fsc-transaction-id", in: bytes) {
        case .absent: return nil
        case .repeated: throw .transactionMalformed
        case .once(let field):
            guard let transaction = try? TransactionID(bytes.array(field.value)),
                transaction.isVersion7, field.role == .endToEnd
            else { throw .transactionMalformed }
            return transaction
        }
    }

    private static func trace(in head: RequestHead, _ bytes: Span<UInt8>) -> TraceContext? {
        guard case .once(let field) = head.fields.only("traceparent", in: bytes),
            (55...512).contains(field.value.count)
        else { return nil }
        return TraceContext(bytes.array(field.value))
    }

    /// `Proxy-Authorization` is ours by its name; `Authorization` may be the Service's.
    private static func bearer(
        in head: RequestHead,
        _ bytes: Span<UInt8>
    ) -> (digest: SHA256Value, isAuthorization: Bool)? {
        if case .once(let field) = head.fields.only("proxy-authorization", in: bytes),
            let token = bearerToken(bytes.array(field.value))
        {
            return (SHA256Value(hashing: token), false)
        }
        if case .once(let field) = head.fields.only("authorization", in: bytes),
            let token = bearerToken(bytes.array(field.value))
        {
            return (SHA256Value(hashing: token), true)
        }
        return nil
    }

    /// RFC 6750, *Authorization Request Header Field*.
    private static func bearerToken(_ value: [UInt8]) -> [UInt8]? {
        let scheme = Array("bearer ".utf8)
        guard value.count > scheme.count,
            zip(value, scheme).allSatisfy({ $0 | 0x20 == $1 | 0x20 })
        else { return nil }
        return Array(value.dropFirst(scheme.count).drop { $0 == 0x20 })
    }
}

extension Span<UInt8> {
    /// A copy of a range.
    func array(_ range: Range<Int>) -> [UInt8] {
        extracting(range).withUnsafeBufferPointer { Array($0) }
    }
}

extension ServerConnection {
    /// What the connection tells of the client.
    var clientFacts: ClientFacts {
        ClientFacts(
            certificate: clientCertificate,
            subject: clientSubject,
            isLoopback: isLoopback
        )
    }
}
