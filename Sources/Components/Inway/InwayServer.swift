import ExchangeModel
public import Logging
import NIOCore
import PeerTransport
public import ServiceLifecycle
import Synchronization

/// The Inway: takes requests of peers for this organisation's Services.
///
/// Runs until a graceful shutdown: then it stops accepting, lets requests under way end, and
/// returns. FSC Core 2.0.0, *Inway*.
public final class InwayServer: Service, Sendable {
    private let settings: InwaySettings
    private let board: SnapshotBoard
    private let held: HeldBytes
    private let logger: Logger
    private let listening = Mutex<Int?>(nil)
    private let announce: @Sendable (Int) -> Void
    private let eventLoops = Mutex<[NIOLoopBound<InwayLoop>]>([])

    /// Makes an Inway that offers nothing until it runs.
    ///
    /// - Parameters:
    ///   - settings: What it is for as long as it runs.
    ///   - configuration: What it offers at first.
    ///   - logger: Where it says that it starts and stops.
    ///   - listening: Called with the port once requests are taken.
    public init(
        _ settings: InwaySettings,
        _ configuration: InwayConfiguration,
        logger: Logger,
        listening: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        self.settings = settings
        self.logger = logger
        board = SnapshotBoard(InwaySnapshot(configuration))
        held = HeldBytes(limit: settings.limits.heldBytes)
        announce = listening
    }

    /// The port on which requests are taken; nil before and after.
    public var port: Int? { listening.withLock { $0 } }

    /// The bytes of bodies that are held for a check now.
    public var heldBytes: Int { held.used }

    /// Puts a configuration in force for all requests that begin after this.
    ///
    /// Requests under way keep the one that they began with.
    public func replace(_ configuration: InwayConfiguration) {
        board.replace(with: InwaySnapshot(configuration))
        logger.info("the Inway's configuration was replaced")
    }

    /// Takes requests until a graceful shutdown.
    public func run() async throws {
        let listener = try await Listener.bind(
            host: settings.host,
            port: settings.port,
            security: .peers(settings.transport),
            domain: .inway,
            loops: settings.loops,
            limits: settings.server,
            factory: { self.makeLoop($0) }
        )
        listening.withLock { $0 = listener.port }
        logger.info("the Inway takes requests", metadata: ["port": "\(listener.port)"])
        announce(listener.port)
        try? await gracefulShutdown()
        listening.withLock { $0 = nil }
        await listener.drain(within: settings.limits.drain)
        await closeLoops()
        logger.info("the Inway has stopped")
    }

    private func makeLoop(_ sweep: LoopSweep) -> InwayLoop {
        let loop = InwayLoop(settings, board: board, held: held, sweep: sweep)
        eventLoops.withLock { $0.append(NIOLoopBound(loop, eventLoop: sweep.eventLoop)) }
        return loop
    }

    /// Lets the connections to sources go, and records the refusals that were only counted.
    private func closeLoops() async {
        for bound in eventLoops.withLock({ $0 }) {
            try? await bound.eventLoop.submit { bound.value.close() }.get()
        }
        eventLoops.withLock { $0.removeAll() }
    }
}
