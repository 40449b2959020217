import Glibc
import Hummingbird
public import JSONTape
public import Logging
import NIOCore
public import ServiceLifecycle
import Synchronization

/// Why the operators' door could not be opened.
public enum AdministrationProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another gateway answers on the socket: one gateway uses a data folder.
    case socketInUse(path: String)
    /// The socket could not be made; look at the folder and its permissions.
    case socketUnusable(path: String, reason: String)
    /// The address for health, metrics and catalogue is not of the loopback.
    case notLoopback(host: String)

    /// One sentence for an operator.
    public var description: String {
        switch self {
        case .socketInUse(let path):
            "another gateway answers on \(path); one gateway uses a data folder"
        case .socketUnusable(let path, let reason): "the socket \(path) cannot be made: \(reason)"
        case .notLoopback(let host): "\(host) is not an address of the loopback"
        }
    }
}

/// The operators' door: HTTP on a Unix socket that only the gateway's own user can open.
public struct AdministrationServer: Service {
    private let path: String
    private let routes: AdministrationRoutes
    private let logger: Logger
    private let ready: @Sendable () -> Void

    /// Describes the door; nothing is opened yet.
    ///
    /// `document` is the OpenAPI document, served as `/v1/openapi.json`. `ready` is called when the
    /// socket takes connections.
    public init(
        socketPath: String,
        operations: AdministrationOperations,
        document: JSONValue? = nil,
        logger: Logger,
        ready: @escaping @Sendable () -> Void = {}
    ) {
        path = socketPath
        routes = AdministrationRoutes(operations, document: document)
        self.logger = logger
        self.ready = ready
    }

    /// Serves until the gateway stops; throws an ``AdministrationProblem`` when it cannot begin.
    public func run() async throws {
        let place = try SocketPlace(path)
        let failure = Mutex<AdministrationProblem?>(nil)
        defer { place.leave() }
        let application = Application(
            router: routes.router(),
            configuration: ApplicationConfiguration(
                address: .unixDomainSocket(path: place.temporaryPath)
            ),
            onServerRunning: { channel in
                do throws(AdministrationProblem) {
                    try place.publish()
                    ready()
                } catch {
                    failure.withLock { $0 = error }
                    try? await channel.close()
                }
            },
            logger: logger
        )
        try await application.run()
        if let problem = failure.withLock({ $0 }) { throw problem }
    }
}
