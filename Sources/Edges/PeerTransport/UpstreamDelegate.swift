public import NIOCore

/// What an exchange hears of the request that it forwarded, on its event loop.
///
/// The order is: ``upstreamReceived(_:)``, any number of ``upstreamReceived(body:)``, then
/// ``upstreamReceivedEnd()``; or ``upstreamFailed(_:)`` at any moment. After the last two nothing
/// follows. Within a call that sends, only writability and what left may be told.
public protocol UpstreamDelegate: AnyObject {
    /// The answer's head has arrived.
    func upstreamReceived(_ response: ReceivedResponse)

    /// A part of the answer's body, chunk framing removed; never empty.
    func upstreamReceived(body part: ByteBuffer)

    /// All that was read at once has been delivered: time to flush.
    func upstreamReadComplete()

    /// The answer is complete.
    func upstreamReceivedEnd()

    /// Whether more of the request can be written without holding it in memory.
    func upstreamWritabilityChanged(_ isWritable: Bool)

    /// What was held of the request while a connection was found takes no memory any more.
    ///
    /// Told only of more than ``UpstreamExchange/quietBytes``, also within a call that sends. Does
    /// nothing unless implemented.
    func upstreamTookHeld()

    /// No address of the target took a connection, and nothing of the request has left.
    ///
    /// Where the delegate says true the request waits on, and connecting is tried again, until the
    /// connect deadline has passed or it is moved by ``UpstreamPool/move(_:to:head:)``; where it says
    /// false, as it does unless implemented, the request fails at once.
    func upstreamCannotConnect(_ reason: UpstreamFailure.Reason) -> Bool

    /// There is no answer, or no more of it.
    func upstreamFailed(_ failure: UpstreamFailure)
}

extension UpstreamDelegate {
    /// Does nothing.
    public func upstreamTookHeld() {}

    /// Has the request fail at once.
    public func upstreamCannotConnect(_ reason: UpstreamFailure.Reason) -> Bool { false }
}

/// Why a forwarded request got no whole answer.
public struct UpstreamFailure: Error, Hashable, Sendable {
    /// The closed set of reasons; raw values are the names in metrics.
    public enum Reason: String, CaseIterable, Sendable {
        /// No address of the target took a connection.
        case connectFailed = "connect_failed"
        /// No connection within the connect deadline.
        case connectTimeout = "connect_timeout"
        /// The TLS handshake failed, or the other end's chain was refused.
        case handshakeRefused = "handshake_refused"
        /// The other end does not agree to the protocol that its Service names.
        case protocolRefused = "protocol_refused"
        /// The certificate that the request's connection must show was replaced meanwhile.
        case certificateReplaced = "certificate_replaced"
        /// The other end proved to be another peer, or its certificate does not name the host.
        case wrongPeer = "wrong_peer"
        /// Too many requests wait for a connection to this target.
        case poolExhausted = "pool_exhausted"
        /// The request's head is longer than the other end takes over HTTP/2.
        case headNotTaken = "head_not_taken"
        /// No whole head of the answer, or no further byte of its body, within the answer deadline.
        case answerTimeout = "answer_timeout"
        /// The connection ended before the answer's head.
        case closedBeforeAnswer = "closed_before_answer"
        /// The connection ended within the answer.
        case closedDuringAnswer = "closed_during_answer"
        /// What came back is not acceptable HTTP.
        case malformedAnswer = "malformed_answer"
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
