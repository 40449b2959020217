public import Hummingbird
public import HummingbirdCore
public import Logging
public import NIOCore
public import PeerIdentity
import PeerTransport

/// Hummingbird's HTTP/1.1 behind our own mutual TLS: HTTP begins when the peer is known.
///
/// FSC Core 2.0.0, *Manager / Authentication*.
public struct PeerConnection: ServerChildChannel {
    /// A connection whose handshake is under way.
    public struct Value: ServerChildChannelValue {
        let http: HTTP1Channel.Value
        let peer: EventLoopFuture<IdentifiedPeer>

        /// The connection.
        public var channel: any Channel { http.channel }
    }

    private let tls: MutualTLS
    private let loops: TransportLoops
    private let http: HTTP1Channel

    init(tls: MutualTLS, loops: TransportLoops, http: HTTP1Channel) {
        self.tls = tls
        self.loops = loops
        self.http = http
    }

    /// Puts TLS, the gate and HTTP into the pipeline.
    ///
    /// Runs before the socket is registered, so it does not wait for the handshake.
    public func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        let peer: EventLoopFuture<IdentifiedPeer>
        do {
            peer = try tls.accept(
                channel,
                sweep: loops.sweep(on: channel.eventLoop),
                admittingUnnamed: true
            )
            try channel.pipeline.syncOperations.addHandler(ContinueWriter())
        } catch {
            return channel.eventLoop.makeFailedFuture(error)
        }
        return http.setup(channel: channel, logger: logger).map { Value(http: $0, peer: peer) }
    }

    /// Waits for the handshake and serves the connection.
    public func handle(value: Value, logger: Logger) async {
        var connected: PeerRequestContext.Connected
        do {
            connected = .peer(try await value.peer.get())
        } catch let refused as ConnectionRefused
            where refused.outcome == .refused(.subjectUnusable)
        {
            connected = .unnamed
        } catch {
            // A channel that nobody takes over would trap when it is released.
            try? await value.http.executeThenClose { _, _ in }
            return
        }
        await PeerRequestContext.$connected.withValue(connected) {
            await http.handle(value: value.http, logger: logger)
        }
    }
}

/// What a route handler knows beside the request: who asks.
public struct PeerRequestContext: RequestContext {
    /// Who is at the other end of a connection.
    enum Connected: Sendable {
        case peer(IdentifiedPeer)
        /// Somebody with a certificate of the Group that has no usable peer id.
        case unnamed
    }

    /// The connection that the present task serves.
    @TaskLocal static var connected: Connected?

    /// Hummingbird's own part.
    public var coreContext: CoreRequestContextStorage
    /// The peer; nil only where the request came through no ``PeerConnection``.
    public let peer: IdentifiedPeer?
    /// Whether the certificate is the Group's and has no usable peer id: every request is refused.
    let isUnnamed: Bool
    private let channel: any Channel

    /// Takes the peer of the connection.
    public init(source: ApplicationRequestContextSource) {
        channel = source.channel
        coreContext = CoreRequestContextStorage(source: source)
        switch Self.connected {
        case .peer(let connected): (peer, isUnnamed) = (connected, false)
        case .unnamed: (peer, isUnnamed) = (nil, true)
        case nil: (peer, isUnnamed) = (nil, false)
        }
    }

    /// Tells a client that waits for it to send the body of its request.
    ///
    /// RFC 9110, *Expect*.
    func askForBody(of request: Request) async throws {
        guard request.expectsContinue else { return }
        try await channel.triggerUserOutboundEvent(SendContinue()).get()
    }
}
