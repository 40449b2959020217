import AccessControl
import AccessLog
import PayloadPolicy
import PeerTransport

extension InwayRefusal {
    /// The leg that failed, and what happened on it.
    var cause: RefusalCause {
        switch self {
        case .methodRefused: RefusalCause(.client, "method")
        case .upgradeRefused: RefusalCause(.client, "upgrade")
        case .fieldHidden: RefusalCause(.client, "field_hidden")
        case .methodOverridden: RefusalCause(.client, "method_overridden")
        case .pathLeaves: RefusalCause(.client, "path_leaves")
        case .fieldRepeated: RefusalCause(.token, "field_repeated")
        case .tokenMissing: RefusalCause(.token)
        case .transactionMissing: RefusalCause(.client)
        case .transactionMalformed: RefusalCause(.client, "transaction_malformed")
        case .transactionNotOfNow: RefusalCause(.client, "transaction_not_of_now")
        case .transactionUsed: RefusalCause(.client, "transaction_used")
        case .access(let refusal): RefusalCause(refusal.leg, refusal.label)
        case .serviceUnknown: RefusalCause(.ownContract, "service_not_offered")
        case .recordFailed: RefusalCause(.ownLog, "record")
        case .disclosureFailed: RefusalCause(.ownLog, "disclosure")
        case .payload(let refusal): RefusalCause(.client, refusal.label)
        case .answer(let refusal): RefusalCause(.source, refusal.label)
        case .answerUnusable: RefusalCause(.source, "malformed_answer")
        case .answerHeadTooLong: RefusalCause(.source, "answer_head_too_long")
        case .overloaded: RefusalCause(nil, "bodies")
        case .tooManyConnections: RefusalCause(.client, "connections")
        case .sourceBusy: RefusalCause(.source, "pool_exhausted")
        case .unreachable(let reason): RefusalCause(.source, reason.name)
        case .timedOut: RefusalCause(.source, "answer_timeout")
        }
    }
}

extension AccessRefusal {
    /// The part of the way that a refusal is about: the token, or what the contract says.
    fileprivate var leg: RefusalCause.Leg {
        switch self {
        case .tokenMissing, .token, .otherCertificate, .otherSubject, .otherGroup, .otherAudience:
            .token
        case .grantEnded, .grantHeld, .unknownService, .purposeMissing, .purposeMalformed,
            .purposeUnknown, .policyNotKept, .policyWithdrawn:
            .ownContract
        }
    }
}
