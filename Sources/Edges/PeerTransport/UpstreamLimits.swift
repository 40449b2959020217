public import NIOCore

/// Deadlines and bounds of one target's connections, per event loop.
///
/// Deadlines are checked by the loop's sweep, so they hold to within a second.
public struct UpstreamLimits: Hashable, Sendable {
    /// From the request to a connection that can carry it, waiting and handshake included.
    ///
    /// Where a name has several places each is tried for a third of it.
    public var connect: TimeAmount = .seconds(5)
    /// From the request's last byte to the answer's whole head, and between parts of its body; with
    /// ``UpstreamExchange/isAnswerHeld`` to the end of the answer.
    ///
    /// A safe request whose answer has not begun by then goes to another place of the name, once.
    public var answer: TimeAmount = .seconds(30)
    /// How long an event stream (`text/event-stream`) may be silent once its head is there.
    public var streamIdle: TimeAmount = .seconds(600)
    /// How long a connection without a request is kept, unless the other end says less.
    public var idle: TimeAmount = .seconds(30)
    /// Connections per event loop, of which one party gets three quarters; with HTTP/2 requests at a
    /// time.
    public var connections = 256
    /// Requests per event loop that wait for a connection; whoever has most of them gives way.
    public var waiting = 1_024
    /// Bytes of a request held before more is called not writable.
    public var heldBytes = 256 * 1_024

    /// Bounds of each connection that speaks HTTP/2.
    public var http2 = HTTP2Limits()

    /// The defaults of the product.
    public init() {}
}
