import AccessLog
import ExchangeModel
import HTTPWire
import PayloadPolicy
import PeerTransport

extension OutwayRefusal {
    /// The leg that failed, and what happened on it.
    var cause: RefusalCause {
        switch self {
        case .methodRefused: RefusalCause(.client, "method")
        case .upgradeRefused: RefusalCause(.client, "upgrade")
        case .fieldUnusable: RefusalCause(.client, "field_repeated")
        case .transactionMalformed: RefusalCause(.client, "transaction_malformed")
        case .transactionNotOfNow: RefusalCause(.client, "transaction_not_of_now")
        case .transactionUsed: RefusalCause(.client, "transaction_used")
        case .client, .grantUnknown: RefusalCause(.client)
        case .grantUnusable(let grant, _): RefusalCause(.ownContract, grant.reason.name)
        case .grantHeld: RefusalCause(.ownContract, "held")
        case .token(let unavailable): unavailable.cause
        case .tokenLate(let last): last?.cause ?? RefusalCause(.token, "late")
        case .document(.unavailable): RefusalCause(.ownContract, "document_unavailable")
        case .document(.mismatch): RefusalCause(.ownContract, "document_mismatch")
        case .payload(let refusal): RefusalCause(.client, refusal.label)
        case .answer(let refusal): RefusalCause(.source, refusal.label)
        case .overloaded: RefusalCause(nil, "bodies")
        case .recordFailed: RefusalCause(.ownLog, "record")
        case .inwayBusy: RefusalCause(.partnerInway, "pool_exhausted")
        case .unreachable(let reason): RefusalCause(reason.leg, reason.name)
        case .timedOut: RefusalCause(.partnerInway, "answer_timeout")
        }
    }
}

extension UpstreamFailure.Reason {
    /// The part of the way to an Inway that failed.
    fileprivate var leg: RefusalCause.Leg {
        switch self {
        case .nameUnknown: .name
        case .connectFailed, .connectTimeout: .connect
        case .handshakeRefused, .chainRefused, .untrusted, .misnamed, .ownCertificateRefused,
            .protocolRefused, .certificateReplaced, .wrongPeer:
            .handshake
        case .poolExhausted, .headNotTaken, .answerTimeout, .closedBeforeAnswer,
            .closedDuringAnswer, .malformedAnswer:
            .partnerInway
        }
    }
}

/// What the head of an Inway's own answer tells: with which code it refused, and why.
///
/// The code is FSC's field; the cause is this product's own, beside it.
struct InwaysRefusal {
    /// What is recorded of it.
    let cause: RefusalCause

    /// Reads a head; nil when the Inway did not refuse, or gave no code that is one.
    init?(_ head: ResponseHead, in bytes: Span<UInt8>) {
        guard let code = Self.code("fsc-error-code", of: head, in: bytes) else { return nil }
        var cause = RefusalCause(Self.isOfSource(code) ? .source : .partnerInway)
        cause.detail = Self.code("sluis-error-cause", of: head, in: bytes)
        cause.peerCode = code
        self.cause = cause
    }

    private static func code(
        _ name: StaticString,
        of head: ResponseHead,
        in bytes: Span<UInt8>
    ) -> RemoteCode? {
        guard let field = head.fields.first(name, in: bytes) else { return nil }
        return RemoteCode(String(decoding: bytes.array(field.value), as: UTF8.self))
    }

    /// Whether the Inway tells of its source, and not of itself or of us.
    private static func isOfSource(_ code: RemoteCode) -> Bool {
        switch ErrorCode(rawValue: code.description) {
        case .serviceUnreachable, .serviceTimeout, .answerInvalid: true
        default: false
        }
    }
}
