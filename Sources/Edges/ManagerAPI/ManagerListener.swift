import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
public import PeerTransport

/// The port on which other peers reach our Manager.
public struct ManagerListener: Sendable {
    /// The longest that a connection may be idle.
    private static let idleSeconds: Int64 = 60
    /// The most connections that are open at a time; more wait in the system's queue.
    private static let maximumConnections = 2_000
    /// The greatest head of a request, in bytes.
    private static let maximumHeadBytes = 32_768

    private let host: String
    private let port: Int
    private let tls: MutualTLS
    private let loops: TransportLoops
    private let operations: ManagerOperations
    private let logger: Logger

    /// Describes a listener; port 0 takes a free one.
    public init(
        host: String,
        port: Int,
        tls: MutualTLS,
        loops: TransportLoops,
        operations: ManagerOperations,
        logger: Logger
    ) {
        self.host = host
        self.port = port
        self.tls = tls
        self.loops = loops
        self.operations = operations
        self.logger = logger
    }

    /// Serves until the surrounding task is cancelled or shut down gracefully.
    ///
    /// `onListening` gets the port in use. Throws the system's error when the port cannot be taken.
    public func run(onListening: @escaping @Sendable (Int) async -> Void = { _ in }) async throws {
        let (tls, loops) = (tls, loops)
        let http = HTTP1Channel.Configuration(
            additionalChannelHandlers: [NoTunnel(), UnreadableRequest()],
            idleTimeout: .seconds(Self.idleSeconds),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: Self.maximumHeadBytes,
                maxHeaderListSize: Self.maximumHeadBytes,
                maxHeaderFieldCount: 100
            )
        )
        let application = Application(
            responder: ManagerRoutes(operations: operations, logger: logger).router()
                .buildResponder(),
            server: HTTPServerBuilder { responder in
                PeerConnection(
                    tls: tls,
                    loops: loops,
                    http: HTTP1Channel(responder: responder, configuration: http)
                )
            },
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port),
                availableConnectionsDelegate: MaximumAvailableConnections(Self.maximumConnections)
            ),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? 0) },
            eventLoopGroupProvider: .shared(loops.group),
            logger: logger
        )
        try await application.run()
    }
}
