public import ExchangeModel
public import PeerIdentity

/// Why a call gave no response; the set is closed, and each case says what the caller should do.
///
/// A response with any status, redirects included, is not an error.
public enum OutboundError: Error, Hashable, Sendable {
    /// The URL or a header breaks the rules. Fix the configuration, or reject the document it is from.
    case malformed
    /// The host is at a loopback, link-local, private or reserved address that is not allowed.
    case addressDenied(host: String)
    /// Too many calls are waiting. Retry later; nothing was sent.
    case overloaded
    /// The deadline passed. With `requestSent`, repeat only what is idempotent.
    case timedOut(requestSent: Bool)
    /// The calling task was cancelled.
    case cancelled(requestSent: Bool)
    /// The client was shut down; nothing more is sent.
    case closed
    /// The name does not resolve. Retry with backoff.
    case nameUnknown
    /// No connection could be made. Retry with backoff.
    case refused
    /// The Unix socket gave no connection; the value is the system's `errno`. Start the other program.
    case socketUnavailable(errno: Int32)
    /// The proxy is not there, or refused the tunnel. Check the proxy.
    case proxyRefused
    /// The peer's chain is not trusted; nothing was sent. Tell the operator.
    case untrusted(ChainRefusal)
    /// A web server's chain is not trusted, with OpenSSL's `X509_V_ERR_` number; nothing was sent.
    case webUntrusted(code: Int32)
    /// The trusted certificate is for another host name; nothing was sent. Tell the operator.
    case wrongHost
    /// The trusted certificate is another peer's; nothing was sent. Tell the operator.
    case wrongPeer(found: PeerID)
    /// The other side refused our certificate, with this TLS alert. Tell the operator.
    case certificateRefused(alert: Int)
    /// No common protocol version or cipher suite, or no TLS at all.
    case handshakeFailed
    /// The response, or its head, is larger than the request's limits.
    case tooLarge
    /// The connection broke before the response was complete. Repeat as ``timedOut(requestSent:)``.
    case connectionLost(requestSent: Bool)
    /// What came back is no HTTP, or libcurl failed with this code and text.
    case protocolError(code: Int, text: String)
}

extension OutboundError {
    /// Whether a byte of the request may have reached the other side.
    public var requestSent: Bool {
        switch self {
        case .timedOut(let sent), .cancelled(let sent), .connectionLost(let sent): sent
        case .tooLarge, .protocolError, .certificateRefused: true
        default: false
        }
    }
}

extension OutboundError: CustomStringConvertible {
    /// One sentence for a log or an operator, without any value of the request.
    public var description: String {
        switch self {
        case .malformed: "the URL or a header breaks the rules"
        case .addressDenied(let host): "\(host) is at an address that calls may not go to"
        case .overloaded: "too many calls are waiting"
        case .timedOut: "no complete answer before the deadline"
        case .cancelled: "the call was cancelled"
        case .closed: "the client was shut down"
        case .nameUnknown: "the host name does not resolve"
        case .refused: "no connection could be made"
        case .socketUnavailable(let code): "the Unix socket gave no connection (errno \(code))"
        case .proxyRefused: "the proxy is not there or refused the tunnel"
        case .untrusted(let refusal): "the peer's certificate chain is not trusted: \(refusal)"
        case .webUntrusted(let code): "the server's certificate chain is not trusted (\(code))"
        case .wrongHost: "the certificate is for another host name"
        case .wrongPeer(let found): "the certificate is that of peer \(found)"
        case .certificateRefused(let alert): "our certificate was refused (TLS alert \(alert))"
        case .handshakeFailed: "no TLS handshake: no common version or cipher suite"
        case .tooLarge: "the answer is larger than its limit"
        case .connectionLost: "the connection broke before the answer was complete"
        case .protocolError(let code, let text): "libcurl failed: \(text) (\(code))"
        }
    }
}
