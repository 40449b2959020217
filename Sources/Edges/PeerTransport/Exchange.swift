public import HTTPWire
public import NIOCore

/// What one request is handed to, driven on the connection's event loop.
///
/// The order is always: ``received(_:)``, any number of ``received(body:)``, ``receivedEnd()``; the
/// answer may begin at any moment after the head. Once the answer has ended (``ServerConnection/
/// endResponse()``, ``ServerConnection/respond(_:body:)`` or ``ServerConnection/abort()``) or
/// ``peerGone()`` or ``bodyRefused()`` was called, nothing more is called: what remains of the body is discarded.
public protocol Exchange: AnyObject {
    /// The request's head has arrived; the first call of every exchange.
    func received(_ request: ReceivedRequest)

    /// A part of the request's body, chunk framing removed; never empty.
    func received(body part: ByteBuffer)

    /// The request is complete.
    func receivedEnd()

    /// Whether the connection takes more of the answer without holding it in memory.
    func writabilityChanged(_ isWritable: Bool)

    /// The connection ended before the answer did.
    func peerGone()

    /// The wire refused the request's body before an answer began; it answers with 400 and closes.
    ///
    /// For the record only, and in place of ``ExchangeFactory/refused(_:on:)``.
    func bodyRefused()
}

/// Makes the exchange of each request; one factory per event loop, so that it may hold loop-local state.
public protocol ExchangeFactory: AnyObject {
    /// Makes the exchange for a request whose head is complete.
    ///
    /// The connection is where the answer goes; it stays valid until the exchange has ended.
    func makeExchange(on connection: ServerConnection) -> any Exchange

    /// A request without an exchange was refused by the wire itself; it is answered with 400 and the connection closes.
    ///
    /// For the record only.
    func refused(_ problem: WireProblem, on connection: ServerConnection)

    /// The listener has drained: no exchange will be made or is under way.
    ///
    /// The place to close an ``UpstreamPool``. Does nothing unless implemented.
    func drained()
}

extension ExchangeFactory {
    /// Does nothing.
    public func drained() {}
}
