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

    /// Wires the services of the configured roles.
    init(_ gateway: Gateway, metrics: PrometheusMetrics) throws {
        self.gateway = gateway
        let settings = gateway.settings
        var names: Set<String> = ["administration"]
        if settings.manager != nil { names.insert("manager") }
        if settings.inway != nil { names.insert("inway") }
        if settings.outway != nil { names.insert("outway") }
        if settings.administration != nil { names.insert("health") }
        let health = GatewayHealth(gateway, listeners: names)
        let started: @Sendable (String) -> Void = { name in
            if health.started(name) {
                FileHandle.standardOutput.write(Data("ready\n".utf8))
            }
        }
        var services: [any Service] = [gateway.trust]
        var manager: FSCManager?
        var counters: [(name: String, counters: HandshakeCounters)] = []
        if let configured = settings.manager {
            let made = try gateway.manager(configured)
            let tls = try gateway.trust.mutualTLS()
            counters.append(("manager", tls.counters))
            services.append(made)
            services.append(
                ManagerDoor(
                    listener: ManagerListener(
                        host: configured.listen.host,
                        port: configured.listen.port,
                        tls: tls,
                        loops: gateway.loops,
                        operations: made.operations,
                        logger: gateway.logger
                    ),
                    ready: { started("manager") }
                )
            )
            manager = made
        }
        var dependents: [any ContractDependent] = []
        var inwayGrants: InwayGrants?
        if let (inway, grants, tls) = try gateway.inway(ready: { started("inway") }) {
            counters.append(("inway", tls.counters))
            services.append(inway)
            dependents.append(grants)
            inwayGrants = grants
        }
        let change = SigningChange(gateway: gateway, manager: manager, inway: inwayGrants)
        gateway.trust.onChange { await change.apply() }
        if settings.outway != nil {
            guard let manager else {
                throw StartProblem(
                    "the Outway needs a Manager in this process: add `manager` to `roles`"
                )
            }
            if let (outway, routes) = try gateway.outway(manager, ready: { started("outway") }) {
                services.append(outway)
                dependents.append(routes)
            }
        }
        if let manager, !dependents.isEmpty {
            services.append(
                ContractFollower(
                    manager: manager,
                    parts: dependents,
                    changes: gateway.contractChanges.stream,
                    wake: gateway.contractsChanged,
                    logger: gateway.logger
                )
            )
        }
        services.append(HandshakeMetrics(listeners: counters))
        services.append(gateway.expiry)
        services += try Self.administration(gateway, manager, health, metrics, started)
        self.services = services
    }

    private static func administration(
        _ gateway: Gateway,
        _ manager: FSCManager?,
        _ health: GatewayHealth,
        _ metrics: PrometheusMetrics,
        _ started: @escaping @Sendable (String) -> Void
    ) throws -> [any Service] {
        let operations = GatewayOperations(gateway: gateway, manager: manager, health: health)
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
            let catalogue = gateway.parts.catalogue
            let descriptions = ServiceDescriptions.documents(of: gateway.parts.services)
            let documents = OpenDocuments(
                readiness: { await health.checks() },
                metrics: { metrics.exposition() },
                catalog: { path, type in CatalogueDocuments.find(catalogue, path: path, type: type)
                },
                description: { name in descriptions[name] }
            )
            services.append(
                try OpenServer(
                    host: listen.host,
                    port: listen.port,
                    documents: documents,
                    logger: gateway.logger,
                    ready: { _ in started("health") }
                )
            )
        }
        return services
    }

    /// Puts the start and the configuration's digest on record.
    func record(configuration file: String) async throws {
        let bytes = FileManager.default.contents(atPath: file) ?? Data()
        guard let digest = SHA256Value(Array(SHA256.hash(data: bytes))) else { return }
        try await AuditTrail(log: gateway.log).append(
            .configuration(
                ConfigurationEntry(
                    createdAt: SystemClock.now(),
                    digest: digest,
                    version: GatewayVersion.text
                )
            )
        )
    }

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
        configuration.maximumGracefulShutdownDuration = .seconds(40)
        let group = ServiceGroup(configuration: configuration)
        defer {
            gateway.log.close()
            try? gateway.database.close()
        }
        try await group.run()
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
