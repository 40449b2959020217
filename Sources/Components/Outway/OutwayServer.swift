import ExchangeModel
public import Logging
import NIOCore
import PeerTransport
public import ServiceLifecycle
import Synchronization

/// The Outway: sends requests of this organisation's clients to the Services of other peers.
///
/// Runs until a graceful shutdown: then it stops accepting, lets requests under way end, and
/// returns. FSC Core 2.0.0, *Outway*.
public final class OutwayServer: Service, Sendable {
    private let settings: OutwaySettings
    private let board: SnapshotBoard
    private let tokens: TokenStore
    private let held: HeldBytes
    private let logger: Logger
    private let listening = Mutex<Int?>(nil)
    private let announce: @Sendable (Int) -> Void

    /// Makes an Outway; it runs once, and `listening` is called with the port it then has.
    public init(
        _ settings: OutwaySettings,
        _ configuration: OutwayConfiguration,
        logger: Logger,
        listening: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        self.settings = settings
        self.logger = logger
        board = SnapshotBoard(OutwaySnapshot(configuration))
        tokens = TokenStore(settings, logger: logger)
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
    public func replace(_ configuration: OutwayConfiguration) {
        board.replace(with: OutwaySnapshot(configuration))
        logger.info("the Outway's configuration was replaced")
    }

    /// Changes some grants for all requests that begin after this.
    public func apply(_ change: OutwayChange) {
        guard !change.isEmpty else { return }
        board.apply(change)
        logger.debug(
            "grants of the Outway were changed",
            metadata: [
                "inForce": "\(change.routes.count)", "unusable": "\(change.unusable.count)",
                "gone": "\(change.gone.count)",
            ]
        )
    }

    /// Takes requests until a graceful shutdown.
    public func run() async throws {
        let listener = try await Listener.bind(
            host: settings.host,
            port: settings.port,
            security: settings.security,
            domain: .outway,
            loops: settings.loops,
            limits: settings.server,
            factory: { [settings, board, tokens, held] sweep in
                OutwayLoop(settings, board: board, tokens: tokens, held: held, sweep: sweep)
            }
        )
        listening.withLock { $0 = listener.port }
        logger.info("the Outway takes requests", metadata: ["port": "\(listener.port)"])
        announce(listener.port)
        await withTaskGroup { group in
            group.addTask { [tokens] in await tokens.run() }
            try? await gracefulShutdown()
            listening.withLock { $0 = nil }
            await listener.drain(within: settings.limits.drain)
            tokens.stop()
            await group.waitForAll()
        }
        logger.info("the Outway has stopped")
    }
}
