public import NIOCore

/// Deadlines and bounds of one target's connections, per event loop.
///
/// Deadlines are checked by the loop's sweep, so they hold to within a second.
public struct UpstreamLimits: Hashable, Sendable {
    /// From the request to a connection that can carry it, waiting and handshake included.
    public var connect: TimeAmount = .seconds(5)
    /// From the request's last byte to the answer's head, and between parts of the answer.
    public var answer: TimeAmount = .seconds(30)
    /// How long a connection without a request is kept, unless the other end says less.
    public var idle: TimeAmount = .seconds(30)
    /// Connections per event loop; with HTTP/2 requests at a time.
    public var connections = 256
    /// Requests per event loop that wait for a connection.
    public var waiting = 1_024
    /// Bytes of a request held before more is called not writable.
    public var heldBytes = 256 * 1_024

    /// Bounds of each connection that speaks HTTP/2.
    public var http2 = HTTP2Limits()

    /// The defaults of the product.
    public init() {}
}
