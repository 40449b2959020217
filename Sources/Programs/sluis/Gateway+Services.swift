import AccessControl
import AccessLog
import AccessTokens
import Contracts
import ExchangeModel
import Foundation
import GatewayConfiguration
import HTTPWire
import Inway
import LogStorage
import Logging
import Manager
import ManagerAPI
import OutboundHTTP
import Outway
import PeerTransport
import SQLiteStorage
import ServiceLifecycle
import SignedJSON

extension Gateway {
    /// The FSC Manager of this organisation.
    func manager(_ configured: GatewayConfiguration.ManagerSettings) throws -> FSCManager {
        let inway = settings.inway?.address
        let (trust, log) = (trust, log)
        let managed = parts.managerSettings(configured)
        var environment = ManagerEnvironment(
            contracts: ObservedContractStore(inner: database.contracts, follower: follower),
            peers: database.peers,
            generation: { trust.trust.generation },
            signing: signingKeys,
            inway: { [self] in parts.rules[$0] == nil ? nil : inway },
            logs: { query in try await LogRecords.page(query, of: log) },
            begin: { intention in try await AuditTrail(log: log).begin(intention) },
            record: { entry in try await AuditTrail(log: log).record(entry) },
            now: SystemClock.now,
            logger: logger
        )
        environment.approvals = database.approvals
        let restoration = restoration
        environment.waitsFor = { restoration.missing(for: $0) }
        let (own, shelf) = (settings.organisation.peerID, documents)
        environment.obstacles = { [self] content, isInForce in
            let rules = parts.rules
            return content.obstacles(
                at: own,
                isInForce: isInForce,
                rule: { rules[$0] },
                publishes: { shelf[$0] != nil }
            )
        }
        environment.hook = { [self] in parts.hook }
        let calls = PeerCalls(client: client, trust: { trust.trust }, own: managed.address)
        return FSCManager(settings: managed, environment: environment, calls: calls)
    }

    /// The Inway, when it is configured.
    func inway(
        ready: @escaping @Sendable () -> Void
    ) throws -> (server: InwayServer, grants: InwayGrants, tls: MutualTLS)? {
        guard let listener = settings.inway else { return nil }
        let transport = try trust.mutualTLS("inway")
        var made = InwaySettings(
            host: listener.listen.host,
            port: listener.listen.port,
            transport: transport,
            loops: loops,
            log: log,
            ownPeer: settings.organisation.peerID,
            clock: SystemClock.now
        )
        made.server.connectionsPerPeer = listener.connectionsPerPeer
        made.limits.heldBytes = listener.heldBodies
        let (own, keys) = (settings.organisation.peerID, signingKeys)
        let trust = trust
        let (group, pseudonymiser) = (settings.group.id, pseudonymiser)
        let address = listener.address
        let (endings, held) = (GrantEndings(), restoration.held)
        let configuration: @Sendable () -> InwayConfiguration = { [self] in
            let parts = parts
            let verifier = TokenVerifier(
                issuer: own,
                keys: keys.verificationKeys(
                    under: trust.trust.generation,
                    at: SystemClock.now()
                ),
                clockSkewSeconds: parts.settings.group.clockSkew
            )
            return InwayConfiguration(
                services: parts.services.map(\.offered),
                access: AccessPolicy(
                    group: group,
                    verifier: verifier,
                    services: parts.rules,
                    endedGrants: endings,
                    heldGrants: held,
                    address: address
                ),
                pseudonymiser: pseudonymiser
            )
        }
        let server = InwayServer(
            made,
            configuration(),
            logger: logger,
            listening: { _ in ready() }
        )
        let grants = InwayGrants(
            server: server,
            own: settings.organisation.peerID,
            endings: endings,
            configuration: configuration
        )
        return (server, grants, transport)
    }

    /// The Outway, when it is configured.
    func outway(
        _ manager: FSCManager,
        ready: @escaping @Sendable () -> Void
    ) throws -> (
        server: OutwayServer, routes: OutwayRoutes, listed: ListedProtocols,
        documents: PinnedDocuments
    )? {
        guard let listener = settings.outway else { return nil }
        let transport = try trust.mutualTLS("outway")
        var made = OutwaySettings(
            host: listener.listen.host,
            port: listener.listen.port,
            transport: transport,
            loops: loops,
            log: log,
            group: settings.group.id,
            ownPeer: settings.organisation.peerID,
            clock: SystemClock.now,
            accessToken: { try await manager.outwayToken(for: $0) }
        )
        made.limits.heldBytes = listener.heldBodies
        let resolve = settings.group.resolve
        made.resolve = { address in
            let entry = resolve.first { $0.host == address.host && $0.port == address.port }
            return [
                .init(
                    host: entry?.address ?? address.host,
                    port: Int(entry?.addressPort ?? address.port)
                )
            ]
        }
        let configuration = parts.outwayConfiguration(pseudonymiser, held: restoration.held)
        let server = OutwayServer(
            made,
            configuration,
            logger: logger,
            listening: { _ in ready() }
        )
        let listed = ListedProtocols(manager: manager, logger: logger)
        let documents = PinnedDocuments(
            shelf: documents,
            checks: DocumentChecks(listener),
            manager: manager,
            logger: logger
        )
        let routes = OutwayRoutes(
            server: server,
            own: settings.organisation.peerID,
            listener: listener,
            book: aliases,
            listed: listed,
            documents: documents
        )
        return (server, routes, listed, documents)
    }
}
