import ExchangeModel
import NIOCore

/// One listener on one event loop: its connections and the factory of their exchanges.
final class ListenerDoor {
    let security: Listener.Security
    let limits: ServerLimits
    let domain: ErrorDomain
    let counters: ListenerCounters
    let factory: any ExchangeFactory
    private let handshakes: HandshakeRoom
    private let peers: PeerRoom
    let sweep: LoopSweep
    /// Whether answers say that their connection closes.
    private(set) var isEnding = false
    private(set) var isDraining = false
    private var handlers: [ObjectIdentifier: ServerHandler] = [:]
    private var streams: [ObjectIdentifier: ServerStreams] = [:]
    private var emptied: EventLoopPromise<Void>?

    init(
        security: Listener.Security,
        limits: ServerLimits,
        domain: ErrorDomain,
        counters: ListenerCounters,
        factory: any ExchangeFactory,
        handshakes: HandshakeRoom,
        peers: PeerRoom,
        sweep: LoopSweep
    ) {
        (self.security, self.limits, self.domain) = (security, limits, domain)
        (self.counters, self.factory, self.sweep) = (counters, factory, sweep)
        (self.handshakes, self.peers) = (handshakes, peers)
    }

    func add(_ handler: ServerHandler) {
        handlers[ObjectIdentifier(handler)] = handler
        sweep.add(handler)
    }

    func remove(_ handler: ServerHandler) {
        handlers[ObjectIdentifier(handler)] = nil
        sweep.remove(handler)
        if isEmpty { emptied?.succeed() }
    }

    func add(_ connection: ServerStreams) {
        streams[ObjectIdentifier(connection)] = connection
        sweep.add(connection)
    }

    func remove(_ connection: ServerStreams) {
        streams[ObjectIdentifier(connection)] = nil
        sweep.remove(connection)
        if isEmpty { emptied?.succeed() }
    }

    private var isEmpty: Bool { handlers.isEmpty && streams.isEmpty }

    /// Has answers say from now on that their connection closes.
    func announceEnd() {
        isEnding = true
        for handler in handlers.values { handler.announceEnd() }
    }

    /// Lets requests under way end; the future succeeds when no connection is left.
    func drain() -> EventLoopFuture<Void> {
        (isEnding, isDraining) = (true, true)
        let promise = emptied ?? sweep.eventLoop.makePromise()
        emptied = promise
        for connection in Array(streams.values) { connection.drain() }
        for handler in Array(handlers.values) { handler.drain() }
        if isEmpty { promise.succeed() }
        return promise.futureResult
    }

    func closeAll() {
        for connection in Array(streams.values) { connection.closeNow() }
        for handler in Array(handlers.values) { handler.closeNow() }
    }

    /// Puts everything into the pipeline of an accepted connection.
    func accept(_ channel: any Channel) throws {
        let place = try takePlace(channel)
        switch security {
        case .plain: break
        case .tls(let tls):
            try channel.pipeline.syncOperations.addHandler(ProtocolGate(speaking: [.http1]))
            try tls.accept(channel)
        case .peers(let tls):
            let protocols = limits.http2 == nil ? [PeerProtocol.http1] : PeerProtocol.allCases
            _ = try tls.accept(
                channel,
                sweep: sweep,
                within: limits.handshake,
                offering: protocols
            )
        }
        try channel.pipeline.syncOperations.addHandler(ServerHandler(door: self, place: place))
    }

    /// The place of a connection among those of its peer; nil where the peer has far too many.
    func place(of peer: PeerID, speaking protocol: PeerProtocol) -> PeerRoom.Place? {
        let weight = `protocol` == .http2 ? limits.streamWeight : 1
        let place = peers.enter(peer, weight: weight)
        if place?.isOverShare != false { counters.count(.peerFull) }
        return place
    }

    private func takePlace(_ channel: any Channel) throws -> HandshakeRoom.Place? {
        if case .plain = security { return nil }
        if let place = handshakes.enter(channel.remoteAddress) { return place }
        counters.count(.addressFull)
        throw ChannelError.operationUnsupported
    }
}
