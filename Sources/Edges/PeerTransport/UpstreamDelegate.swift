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
