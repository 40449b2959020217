import AccessLog
import Contracts
import Manager
import OutboundHTTP
import PeerIdentity

extension OutwayTokenError {
    /// What is recorded of it: the leg that failed, the token endpoint's error.
    var cause: RefusalCause {
        switch self {
        case .unknownGrant: RefusalCause(.ownContract, "unknown_grant")
        case .otherOutway: RefusalCause(.ownContract, "other_outway")
        case .notInForce(.valid): RefusalCause(.ownContract, "not_begun")
        case .notInForce(let state): RefusalCause(.ownContract, state.rawValue)
        case .held: RefusalCause(.ownContract, "held")
        case .tokenWrong: RefusalCause(.token, "misfit")
        case .call(let error): error.cause
        }
    }
}

extension PeerCallError {
    fileprivate var cause: RefusalCause {
        switch self {
        case .unreachable(let error): return RefusalCause(.token, error.word)
        case .answerMalformed: return RefusalCause(.token, "malformed_answer")
        case .addressUnknown: return RefusalCause(.token, "address_unknown")
        case .refused(let status, let code, _):
            var cause = RefusalCause(.token, "refused")
            cause.tokenError = RemoteCode(code)
            cause.peerStatus = status
            return cause
        }
    }
}

extension OutboundError {
    /// The word for records: that of the same failure on the way to an Inway.
    fileprivate var word: String {
        switch self {
        case .nameUnknown: "name_unknown"
        case .refused, .socketUnavailable: "connect_failed"
        case .timedOut(requestSent: false): "connect_timeout"
        case .timedOut, .cancelled: "answer_timeout"
        case .untrusted(let refusal): "chain_" + refusal.rawValue
        case .webUntrusted: "untrusted"
        case .wrongHost: "misnamed"
        case .wrongPeer: "wrong_peer"
        case .certificateRefused: "own_certificate_refused"
        case .handshakeFailed: "handshake_refused"
        case .proxyRefused: "proxy_refused"
        case .addressDenied: "address_denied"
        case .malformed: "address_malformed"
        case .overloaded, .closed: "calls_waiting"
        case .connectionLost: "closed_before_answer"
        case .tooLarge, .protocolError: "malformed_answer"
        }
    }
}
