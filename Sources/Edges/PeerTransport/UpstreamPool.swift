public import ExchangeModel
import NIOCore

/// The connections of one event loop to all its targets.
///
/// Lives on one event loop and is not `Sendable`.
public final class UpstreamPool {
    private let sweep: LoopSweep
    private var targets: [ObjectIdentifier: TargetConnections] = [:]
    private var isClosed = false
    private lazy var sweeper = PoolSweeper(self)

    /// Makes an empty pool on a loop.
    public init(sweep: LoopSweep) {
        self.sweep = sweep
        sweep.add(sweeper)
    }

    /// Opens a request to a target; connecting begins when the request is sent.
    ///
    /// Parties that are named share the target's connections: requests that wait go in turns by
    /// party, and none takes all.
    public func exchange(
        with target: UpstreamTarget,
        delegate: any UpstreamDelegate,
        for party: PeerID? = nil
    ) -> UpstreamExchange {
        UpstreamExchange(target: connections(to: target), delegate: delegate, party: party)
    }

    /// Has a request that waits for a connection go to another target, with another head.
    ///
    /// The head is written like the first one, without framing. False where the request waits no
    /// longer: then it stays where it is.
    public func move(
        _ exchange: UpstreamExchange,
        to target: UpstreamTarget,
        head: consuming HeadBuffer
    ) -> Bool {
        exchange.move(to: connections(to: target), head: head)
    }

    /// Connections that are open or being opened.
    package var openConnections: Int { targets.values.reduce(0) { $0 + $1.openConnections } }

    /// Closes the kept connections to a target that is no longer used; requests under way finish.
    public func retire(_ target: UpstreamTarget) {
        targets.removeValue(forKey: ObjectIdentifier(target))?.retire()
    }

    /// Closes all kept connections; requests under way finish and their connections close.
    ///
    /// The pool must not be used after it.
    public func close() {
        isClosed = true
        for connections in targets.values { connections.retire() }
        targets.removeAll()
        sweep.remove(sweeper)
    }

    private func connections(to target: UpstreamTarget) -> TargetConnections {
        if let known = targets[ObjectIdentifier(target)] { return known }
        let new = TargetConnections(target, sweep: sweep)
        if isClosed { new.retire() } else { targets[ObjectIdentifier(target)] = new }
        return new
    }

    fileprivate func swept(at now: NIODeadline) {
        for (key, connections) in targets where connections.isUnused(at: now) { targets[key] = nil }
    }
}

/// Forgets targets that nobody uses any more; the connections themselves are swept on their own.
private final class PoolSweeper: Swept {
    private weak var pool: UpstreamPool?

    init(_ pool: UpstreamPool) {
        self.pool = pool
    }

    func sweep(at now: NIODeadline) {
        pool?.swept(at: now)
    }
}
