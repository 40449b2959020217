import ExchangeModel
import NIOCore

/// One listener on one event loop: its connections and the factory of their exchanges.
final class ListenerDoor {
    let security: Listener.Security
    let limits: ServerLimits
    let domain: ErrorDomain
    let counters: ListenerCounters
    let factory: any ExchangeFactory
    let sweep: LoopSweep
    private(set) var isDraining = false
    private var handlers: [ObjectIdentifier: ServerHandler] = [:]
    private var emptied: EventLoopPromise<Void>?

    init(
        security: Listener.Security,
        limits: ServerLimits,
        domain: ErrorDomain,
        counters: ListenerCounters,
        factory: any ExchangeFactory,
        sweep: LoopSweep
    ) {
        (self.security, self.limits, self.domain) = (security, limits, domain)
        (self.counters, self.factory, self.sweep) = (counters, factory, sweep)
    }

    func add(_ handler: ServerHandler) {
        handlers[ObjectIdentifier(handler)] = handler
        sweep.add(handler)
    }

    func remove(_ handler: ServerHandler) {
        handlers[ObjectIdentifier(handler)] = nil
        sweep.remove(handler)
        if handlers.isEmpty { emptied?.succeed() }
    }

    /// Lets requests under way end; the future succeeds when no connection is left.
    func drain() -> EventLoopFuture<Void> {
        isDraining = true
        let promise = emptied ?? sweep.eventLoop.makePromise()
        emptied = promise
        for handler in Array(handlers.values) { handler.drain() }
        if handlers.isEmpty { promise.succeed() }
        return promise.futureResult
    }

    func closeAll() {
        for handler in Array(handlers.values) { handler.closeNow() }
    }

    /// Puts everything into the pipeline of an accepted connection.
    func accept(_ channel: any Channel) throws {
        switch security {
        case .plain: break
        case .tls(let tls): try tls.accept(channel)
        case .peers(let tls): _ = try tls.accept(channel, sweep: sweep, within: limits.handshake)
        }
        try channel.pipeline.syncOperations.addHandler(ServerHandler(door: self))
    }
}
