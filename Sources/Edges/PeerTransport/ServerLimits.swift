public import HTTPWire
public import NIOCore

/// Deadlines and bounds of the connections that a listener takes.
///
/// Deadlines are checked by the loop's sweep, so they hold to within a second.
public struct ServerLimits: Hashable, Sendable {
    /// From connecting to a completed TLS handshake.
    public var handshake: TimeAmount = .seconds(10)
    /// From a connection's or request's first byte to its whole head.
    public var head: TimeAmount = .seconds(10)
    /// Between requests.
    public var idle: TimeAmount = .seconds(60)
    /// Between parts of a body; bytes of its framing alone are no part.
    public var body: TimeAmount = .seconds(60)
    /// Bytes a second that a body must come with on average, its first ``body`` not counted.
    ///
    /// Time in which we do not read is not counted either.
    public var leastBodyRate = 1_024
    /// Without the client taking any of an answer that waits.
    public var stalledAnswer: TimeAmount = .seconds(60)
    /// How long what a client still sends is read and dropped after an early answer.
    public var linger: TimeAmount = .seconds(2)
    /// How long a connection without a request stays open while the listener drains.
    ///
    /// A request that was on its way when the drain began is answered, as the connection's last.
    public var farewell: TimeAmount = .milliseconds(500)
    /// Bytes of an unread body that are dropped to keep the connection; it closes above.
    public var droppedBodyBytes: UInt64 = 64 * 1_024
    /// Open connections of the listener; more are closed as they come.
    public var connections = 10_000
    /// Open connections of one peer; requests on one more are told so, and many more are closed as
    /// they come.
    public var connectionsPerPeer = 1_000
    /// How many connections one of HTTP/2 counts for: it may hold as many bodies.
    public var streamWeight = 10
    /// Connections from one address, or IPv6 network of 64 bits, whose TLS handshake is not complete;
    /// more are closed as they come.
    public var handshakesPerAddress = 512
    /// Connections that the system queues before they are accepted.
    public var backlog = 1_024
    /// HTTP/2 of peers that ask for it in their handshake; nil offers HTTP/1.1 only.
    public var http2: HTTP2Limits?
    /// Bounds of heads, chunk extensions and trailers.
    public var wire = WireLimits()

    /// The defaults of the product.
    public init() {}
}
