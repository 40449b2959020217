public import PeerIdentity

/// Why a forwarded request got no whole answer.
public struct UpstreamFailure: Error, Hashable, Sendable {
    /// The closed set of reasons.
    public enum Reason: Hashable, Sendable {
        /// The name of the target does not resolve.
        case nameUnknown
        /// No address of the target took a connection.
        case connectFailed
        /// No connection within the connect deadline.
        case connectTimeout
        /// The TLS handshake failed: the other end speaks no TLS, or no version and suite of ours.
        case handshakeRefused
        /// The certificate chain of the other end, a peer of the Group, was refused.
        case chainRefused(ChainRefusal)
        /// The certificate of a source leads to none of its trust anchors, or is not valid now.
        case untrusted
        /// The certificate of a source does not name the host.
        case misnamed
        /// The other end refused our certificate, or wants one that we do not show.
        case ownCertificateRefused
        /// The other end does not agree to the protocol that its Service names.
        case protocolRefused
        /// The certificate that the request's connection must show was replaced meanwhile.
        case certificateReplaced
        /// The other end proved to be another peer, or its certificate does not name the host.
        case wrongPeer
        /// Too many requests wait for a connection to this target.
        case poolExhausted
        /// The request's head is longer than the other end takes over HTTP/2.
        case headNotTaken
        /// No whole head of the answer, or no further byte of its body, within the answer deadline.
        case answerTimeout
        /// The connection ended before the answer's head.
        case closedBeforeAnswer
        /// The connection ended within the answer.
        case closedDuringAnswer
        /// What came back is not acceptable HTTP.
        case malformedAnswer

        /// The name in records and metrics; stable.
        public var name: String {
            switch self {
            case .nameUnknown: "name_unknown"
            case .connectFailed: "connect_failed"
            case .connectTimeout: "connect_timeout"
            case .handshakeRefused: "handshake_refused"
            case .chainRefused(let refusal): "chain_" + refusal.rawValue
            case .untrusted: "untrusted"
            case .misnamed: "misnamed"
            case .ownCertificateRefused: "own_certificate_refused"
            case .protocolRefused: "protocol_refused"
            case .certificateReplaced: "certificate_replaced"
            case .wrongPeer: "wrong_peer"
            case .poolExhausted: "pool_exhausted"
            case .headNotTaken: "head_not_taken"
            case .answerTimeout: "answer_timeout"
            case .closedBeforeAnswer: "closed_before_answer"
            case .closedDuringAnswer: "closed_during_answer"
            case .malformedAnswer: "malformed_answer"
            }
        }

        /// What happened at the other end, in words without a place or a value.
        public var sentence: String {
            switch self {
            case .nameUnknown: "its name does not resolve"
            case .connectFailed: "no connection could be made"
            case .connectTimeout: "no connection was made in time"
            case .handshakeRefused: "no TLS could be agreed on with it"
            case .chainRefused(let refusal): "its certificate is refused: \(refusal)"
            case .untrusted:
                "its certificate leads to none of the trust anchors, or is not valid now"
            case .misnamed: "its certificate does not name the host"
            case .ownCertificateRefused: "it does not take the certificate that it is shown"
            case .protocolRefused: "it does not speak HTTP/2, with which its service is listed"
            case .certificateReplaced: "the certificate that it is shown was replaced meanwhile"
            case .wrongPeer: "it proved to be another peer, or does not name the host"
            case .poolExhausted: "too many requests wait for it"
            case .headNotTaken: "the request's head is longer than it takes; send shorter fields"
            case .answerTimeout: "it did not answer in time"
            case .closedBeforeAnswer: "it closed the connection before its answer"
            case .closedDuringAnswer: "it closed the connection within its answer"
            case .malformedAnswer: "its answer is not acceptable HTTP"
            }
        }

        /// Whether no place of the name can have been tried without the others.
        var concernsAllPlaces: Bool { self == .connectFailed || self == .nameUnknown }

        /// What an error of TLS tells of the certificates; nil when it tells nothing of them.
        ///
        /// NIOSSL has no public cases for BoringSSL's reasons; their names are in the description.
        init?(tls error: any Error) {
            let text = String(describing: error)
            if text.contains("CERTIFICATE_VERIFY_FAILED") {
                self = .untrusted
            } else if text.contains("failedToValidateHostname") {
                self = .misnamed
            } else if Self.alerts.contains(where: text.contains) {
                self = .ownCertificateRefused
            } else {
                return nil
            }
        }

        /// The alerts by which the other end refuses our certificate, or misses one.
        ///
        /// RFC 8446, *Error Alerts*.
        private static let alerts = [
            "ALERT_BAD_CERTIFICATE", "ALERT_UNSUPPORTED_CERTIFICATE", "ALERT_CERTIFICATE",
            "ALERT_UNKNOWN_CA", "ALERT_ACCESS_DENIED", "CERTIFICATE_REQUIRED",
        ]
    }

    /// The reason.
    public let reason: Reason
    /// Whether any part of the request may have reached the target; if so it is never sent again.
    public let requestLeft: Bool
    /// Whether the connection that was lost had carried another request before: the other end may
    /// have closed it just as it was used.
    public let onKeptConnection: Bool

    init(_ reason: Reason, requestLeft: Bool, onKeptConnection: Bool = false) {
        (self.reason, self.requestLeft) = (reason, requestLeft)
        self.onKeptConnection = onKeptConnection
    }
}
