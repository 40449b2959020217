import AccessLog
import AdministrationAPI
import Crypto
import DatasetCatalog
import ExchangeModel
import Foundation
import GatewayConfiguration
import Inway
import JSONTape
import LogStorage
import Logging
import Manager
import ManagerAPI
import NIOCore
import OutboundHTTP
import Outway
import PeerTransport
import SQLiteStorage
import ServiceLifecycle
import UnixSignals

/// A gateway with all its services, from start to drain.
struct GatewayRun {
    private let gateway: Gateway
    private let services: [any Service]
    private let health: GatewayHealth

    /// Wires the services of the configured roles.
    init(
        _ gateway: Gateway,
        metrics: PrometheusMetrics,
        hangups: UnixSignalsSequence
    ) throws {
        self.gateway = gateway
        let settings = gateway.settings
        metrics.describe(MetricCatalog.all(for: settings))
        var names: Set<String> = ["administration"]
        if settings.manager != nil { names.insert("manager") }
        if settings.inway != nil { names.insert("inway") }
        if settings.outway != nil { names.insert("outway") }
        if settings.administration != nil { names.insert("health") }
        let sources = settings.inway.map { _ in
            SourceWatch(
                services: { gateway.parts.services.map(\.offered) },
                obstacle: { await gateway.loops.obstacle(to: $0) },
                logger: gateway.logger
            )
        }
        let health = GatewayHealth(gateway, listeners: names, sources: sources)
        self.health = health
        let started: @Sendable (String) -> Void = { name in
            if health.started(name) {
                try? FileHandle.standardOutput.write(contentsOf: Data("ready\n".utf8))
            }
        }
        var services: [any Service] = [gateway.trust]
        var manager: FSCManager?
        var counters: [(name: String, counters: HandshakeCounters)] = []
        if let configured = settings.manager {
            let made = try gateway.manager(configured)
            let tls = try gateway.trust.mutualTLS("manager")
            counters.append(("manager", tls.counters))
            services.append(made)
            var offered = made.operations
            let documents = gateway.documents
            offered.purposeDocument = { documents[$0] }
            let door = ManagerDoor(
                listener: ManagerListener(
                    host: configured.listen.host,
                    port: configured.listen.port,
                    tls: tls,
                    loops: gateway.loops,
                    operations: offered,
                    logger: gateway.logger
                ),
                ready: { started("manager") }
            )
            services.append(
                NamedListener(name: "manager", address: configured.listen, inner: door)
            )
            manager = made
        }
        var routes: OutwayRoutes?
        var pinned: PinnedDocuments?
        var inwayGrants: InwayGrants?
        if let (inway, grants, tls) = try gateway.inway(ready: { started("inway") }) {
            counters.append(("inway", tls.counters))
            services.append(
                NamedListener(name: "inway", address: settings.inway?.listen, inner: inway)
            )
            gateway.follower.add(grants)
            inwayGrants = grants
        }
        let change = SigningChange(gateway: gateway, manager: manager, inway: inwayGrants)
        gateway.trust.onChange { try await change.apply() }
        let expiry = gateway.expiry
        gateway.trust.onChange { expiry.measureTrust(at: SystemClock.now()) }
        if settings.outway != nil {
            guard let manager else {
                throw StartProblem(
                    "the Outway needs a Manager in this process: add `manager` to `roles`"
                )
            }
            let made = try gateway.outway(manager, ready: { started("outway") })
            if let (outway, made, listed, documents) = made {
                services += [
                    NamedListener(name: "outway", address: settings.outway?.listen, inner: outway),
                    listed,
                    documents,
                ]
                pinned = documents
                gateway.follower.add(made)
                routes = made
            }
        }
        services.append(gateway.follower)
        services.append(gateway.restoration)
        if let manager { gateway.restoration.ask(through: manager) }
        services.append(HandshakeMetrics(listeners: counters, refusals: gateway.trust.refusals))
        services.append(gateway.expiry)
        services.append(ClockWatch(log: gateway.log, logger: gateway.logger))
        services.append(LogWatch(log: gateway.log, logger: gateway.logger))
        if let sources { services.append(sources) }
        let drift = DriftBook(
            services: { gateway.parts.services },
            pinned: pinned,
            file: settings.dataFolder + "/deviations.json",
            logger: gateway.logger
        )
        services.append(drift)
        let operations = GatewayOperations(
            gateway: gateway,
            manager: manager,
            health: health,
            drift: drift,
            inway: inwayGrants,
            routes: routes,
            descriptions: ServiceDescriptions(of: gateway.parts.services)
        )
        services.append(HangupWatch(hangups: hangups, operations: operations))
        services += try Self.administration(gateway, operations, health, metrics, started)
        // Last, so that it is the first to be told.
        services.append(
            ShutdownDelay(
                delay: .seconds(settings.shutdownDelay),
                logger: gateway.logger,
                announce: { health.announceEnd() }
            )
        )
        self.services = services
    }

    private static func administration(
        _ gateway: Gateway,
        _ operations: GatewayOperations,
        _ health: GatewayHealth,
        _ metrics: PrometheusMetrics,
        _ started: @escaping @Sendable (String) -> Void
    ) throws -> [any Service] {
        var services: [any Service] = [
            AdministrationServer(
                socketPath: gateway.settings.dataFolder + "/sluis.sock",
                operations: operations.operations,
                document: AdministrationDocument.json,
                logger: gateway.logger,
                ready: { started("administration") }
            )
        ]
        if let listen = gateway.settings.administration {
            let descriptions = operations.descriptions
            var documents = OpenDocuments(
                readiness: { await health.checks() },
                metrics: { metrics.exposition() },
                catalog: { path, type in
                    CatalogueDocuments.find(gateway.parts.catalogue, path: path, type: type)
                },
                description: { name in descriptions[name] }
            )
            documents.remarks = { health.remarks }
            let server = try OpenServer(
                host: listen.host,
                port: listen.port,
                documents: documents,
                logger: gateway.logger,
                ready: { _ in started("health") }
            )
            services.append(
                NamedListener(name: "administration", address: listen, inner: server)
            )
        }
        return services
    }

    /// Whether all listeners have taken connections.
    var wasReady: Bool { health.isListening }

    /// Puts the start and the configuration on record.
    func record() async throws { try await gateway.record(gateway.configuration) }

    /// Runs until SIGTERM or SIGINT, then drains and closes the stores.
    func run() async throws {
        let configurations = services.map {
            ServiceGroupConfiguration.ServiceConfiguration(
                service: $0,
                successTerminationBehavior: .gracefullyShutdownGroup,
                failureTerminationBehavior: .gracefullyShutdownGroup
            )
        }
        var configuration = ServiceGroupConfiguration(
            services: configurations,
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: gateway.logger
        )
        configuration.maximumGracefulShutdownDuration = .seconds(
            40 + gateway.settings.shutdownDelay
        )
        let group = ServiceGroup(configuration: configuration)
        defer {
            if !gateway.log.close() { LogOpening.tellUnsigned(gateway.logger) }
            do {
                try gateway.database.close()
            } catch {
                gateway.logger.error(
                    "the contract store could not be closed as a whole: what it holds is in sluis.db and the files beside it",
                    metadata: ["reason": "\(error)"]
                )
            }
        }
        try await gateway.follower.start()
        try await group.run()
        await gateway.restoration.finish()
        await gateway.client.shutDown()
    }
}

/// The Manager's listener as a service.
struct ManagerDoor: Service {
    let listener: ManagerListener
    let ready: @Sendable () -> Void

    func run() async throws {
        let ready = ready
        try await listener.run { _ in ready() }
    }
}

/// The catalogue's documents by path and media type.
enum CatalogueDocuments {
    static func find(_ catalogue: Catalog?, path: String, type: String) -> PublishedDocument? {
        guard let catalogue,
            let format = CatalogDocument.Format.allCases.first(where: { $0.rawValue == type })
        else { return nil }
        let document =
            path == "/catalog"
            ? CatalogDocument(catalogue, as: format)
            : CatalogDocument(catalogue, at: path, as: format)
        return document.map {
            PublishedDocument(body: $0.body, mediaType: type, entityTag: $0.entityTag)
        }
    }
}
