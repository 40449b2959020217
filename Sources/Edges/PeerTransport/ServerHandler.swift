import ExchangeModel
import NIOCore
import NIOSSL
import NIOTLS
import PeerIdentity

/// Who is at the other end of an accepted connection, as far as its listener asks.
struct AcceptedClient {
    var peer: IdentifiedPeer?
    var certificate: CertificateThumbprint?
    var subject: String?
    /// Among the connections of its peer, until this one and all its streams have ended.
    var place: PeerRoom.Place?
}

extension AcceptedClient {
    /// Takes the certificate that a client showed and proved.
    init(certificate der: [UInt8]?) {
        certificate = der.map(CertificateThumbprint.init(of:))
        subject = der.flatMap { try? UnverifiedCertificate(der: $0, rules: SubjectRules()).subject }
    }
}

/// Ties a ``ServerConnection`` to its channel, from the moment that the client is known.
final class ServerHandler: ChannelDuplexHandler, RemovableChannelHandler, Swept {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let door: ListenerDoor
    /// Who the client is, where that was decided before: on a stream of HTTP/2.
    private let client: AcceptedClient?
    /// What the client takes of, where this is a stream of HTTP/2.
    private let stream: RequestStream?
    /// Among those of its address whose client is not known yet.
    private let place: HandshakeRoom.Place?
    private var connection: ServerConnection?
    private var stall = WriteStall()
    private var openedAt = NIODeadline.now()
    private var context: ChannelHandlerContext?

    init(door: ListenerDoor, place: HandshakeRoom.Place?) {
        (self.door, self.place) = (door, place)
        (client, stream) = (nil, nil)
    }

    /// The last one of a stream of HTTP/2.
    init(door: ListenerDoor, client: AcceptedClient, stream: RequestStream) {
        (self.door, self.client, self.stream) = (door, client, stream)
        place = nil
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        door.add(self)
        if context.channel.isActive { opened(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        connection?.ended()
        connection = nil
        place?.leave()
        self.context = nil
        door.remove(self)
    }

    func channelActive(context: ChannelHandlerContext) {
        opened(context)
        context.fireChannelActive()
    }

    private func opened(_ context: ChannelHandlerContext) {
        guard connection == nil else { return }
        if let client {
            begin(client, context)
        } else if case .plain = door.security {
            begin(AcceptedClient(), context)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch (door.security, event) {
        case (.peers, let event as PeerIdentified):
            let place = door.place(of: event.peer.peerID, speaking: event.protocol)
            guard let place else { return context.close(promise: nil) }
            let client = AcceptedClient(peer: event.peer, place: place)
            if event.protocol == .http2, let limits = door.limits.http2 {
                return speakHTTP2(limits, client, context)
            }
            begin(client, context)
        case (.tls, TLSUserEvent.handshakeCompleted):
            let shown = try? context.pipeline.syncOperations.nioSSL_peerCertificate()
            let der = try? shown?.toDERBytes()
            begin(AcceptedClient(certificate: der), context)
        case (_, let event as MessageRefused): connection?.refuse(event.problem)
        default: break
        }
        context.fireUserInboundEventTriggered(event)
    }

    /// Gives its place to handlers that have each request come here on a stream of its own.
    private func speakHTTP2(
        _ limits: HTTP2Limits,
        _ client: AcceptedClient,
        _ context: ChannelHandlerContext
    ) {
        do {
            try ServerStreams.install(door, limits, client, after: context)
            context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
        } catch {
            context.close(promise: nil)
        }
    }

    private func begin(_ client: AcceptedClient, _ context: ChannelHandlerContext) {
        guard connection == nil else { return }
        place?.leave()
        connection = ServerConnection(
            context: context,
            client: client,
            door: door,
            stream: stream
        )
        if door.isDraining { drain() }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        connection?.received(unwrapInboundIn(data))
    }

    func read(context: ChannelHandlerContext) {
        guard let connection else { return context.read() }
        if connection.mayRead() { context.read() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        let isWritable = context.channel.isWritable
        stall.changed(isWritable: isWritable)
        connection?.exchange?.writabilityChanged(isWritable)
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        connection?.ended()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let connection { connection.close() } else { context.close(promise: nil) }
    }

    /// Answers that begin from now on say that the connection closes.
    func announceEnd() {
        connection?.isEnding = true
    }

    /// Has the connection end with the request under way, or with the next one.
    func drain() {
        connection?.drain()
    }

    func closeNow() {
        if let connection { connection.close() } else { context?.close(promise: nil) }
    }

    func sweep(at now: NIODeadline) {
        guard let connection else {
            if case .tls = door.security, now >= openedAt + door.limits.handshake { closeNow() }
            return
        }
        if isStalled(at: now) {
            door.counters.count(.stalledAnswer)
            return connection.close()
        }
        connection.sweep(at: now)
    }

    private func isStalled(at now: NIODeadline) -> Bool {
        if let stream {
            // What the connection itself has not sent may be of this stream, and has a bound there.
            let isHeldUp = context?.channel.parent?.isWritable == false
            stall.tookBytes(at: isHeldUp ? now : stream.lastTaken)
        }
        return stall.isOver(
            door.limits.stalledAnswer,
            at: now,
            pending: stream == nil ? context?.channel.pendingBytes : nil
        )
    }
}

extension ServerConnection {
    func sweep(at now: NIODeadline) {
        switch phase {
        case .idle:
            if let headSince {
                if now >= headSince + limits.head { end(.headTimeout) }
            } else if let drainsSince, now >= max(drainsSince, lastProgress) + limits.farewell {
                bidFarewell()
            } else if now >= lastProgress + (isOverShare ? limits.head : limits.idle) {
                counters.count(.idleTimeout)
                bidFarewell()
            }
        case .exchange:
            // While it is paused, the client is not the one that is waited for.
            if !isRequestEnded, !isPaused, pace.isTooSlow(at: now, limits) { end(.bodyTimeout) }
        case .lingering(let deadline):
            guard now >= deadline else { return }
            // While much of the answer still leaves, its progress decides.
            if isWritable { close() } else { phase = .lingering(now + limits.stalledAnswer) }
        case .closed: break
        }
    }

    private func end(_ event: ListenerEvent) {
        counters.count(event)
        close()
    }

    /// Answers what is under way, and one more request where one is on its way, as the last one.
    ///
    /// Of a stream of HTTP/2 its connection decides.
    func drain() {
        guard stream == nil else { return }
        (isEnding, drainsSince) = (true, drainsSince ?? .now())
    }

    /// Closes a connection without a request, so that a request which is on its way just now can be
    /// sent again, whatever it is.
    ///
    /// RFC 9110, *408 Request Timeout*: no request was received in time. Only an Inway says so: other
    /// clients may take it for the answer to the request that they send next.
    private func bidFarewell() {
        guard domain == .inway, peer != nil else { return close() }
        facts = .refused
        let message = "no request came in time on this connection: send it on another one"
        send(ErrorAnswer(.connectionClosed, domain: domain, message: message), fields: "")
        linger()
    }
}
