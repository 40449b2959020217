import AccessControl
import AccessLog
import AccessTokens
import Contracts
import Crypto
import ExchangeModel
import Foundation
import GatewayConfiguration
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
        let inway = try settings.inway.map { try PeerAddress($0.address) }
        let offered = Set(parts.services.map(\.settings.name))
        let (trust, log) = (trust, log)
        let managed = try parts.managerSettings(configured)
        var environment = ManagerEnvironment(
            contracts: ObservedContractStore(stored: database.contracts, changed: contractsChanged),
            peers: database.peers,
            generation: { trust.trust.generation },
            signing: signingKeys,
            inway: { offered.contains($0) ? inway : nil },
            logs: { query in try LogRecords.page(query, of: log) },
            record: { entry in try await AuditTrail(log: log).record(entry) },
            now: SystemClock.now,
            logger: logger
        )
        environment.approvals = database.approvals
        environment.hook = try configured.decisionHook.map { try DecisionHook($0) }
        let calls = PeerCalls(client: client, trust: { trust.trust }, own: managed.address)
        return FSCManager(settings: managed, environment: environment, calls: calls)
    }

    /// Tells whoever follows the contracts that they may have changed.
    var contractsChanged: @Sendable () -> Void {
        let continuation = contractChanges.continuation
        return { continuation.yield() }
    }

    /// The Inway, when it is configured.
    func inway(
        ready: @escaping @Sendable () -> Void
    ) throws -> (server: InwayServer, grants: InwayGrants, tls: MutualTLS)? {
        guard let listener = settings.inway else { return nil }
        let transport = try trust.mutualTLS()
        let made = InwaySettings(
            host: listener.listen.host,
            port: listener.listen.port,
            transport: transport,
            loops: loops,
            log: log,
            ownPeer: settings.organisation.peerID,
            clock: SystemClock.now
        )
        let (own, keys, skew) = (
            settings.organisation.peerID, signingKeys, settings.group.clockSkew
        )
        let trust = trust
        let (group, pseudonymiser) = (settings.group.id, pseudonymiser)
        let configuration: @Sendable (Set<GrantHash>) -> InwayConfiguration = { [self] ended in
            let services = parts.services
            let rules = services.map { ($0.settings.name, $0.rule) }
            let verifier = TokenVerifier(
                issuer: own,
                keys: keys.verificationKeys(
                    under: trust.trust.generation,
                    at: SystemClock.now()
                ),
                clockSkewSeconds: skew
            )
            return InwayConfiguration(
                services: services.map(\.offered),
                access: AccessPolicy(
                    group: group,
                    verifier: verifier,
                    services: Dictionary(rules, uniquingKeysWith: { first, _ in first }),
                    endedGrants: ended
                ),
                pseudonymiser: pseudonymiser
            )
        }
        let server = InwayServer(
            made,
            configuration([]),
            logger: logger,
            listening: { _ in ready() }
        )
        let grants = InwayGrants(
            server: server,
            own: settings.organisation.peerID,
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
        let transport = try trust.mutualTLS()
        var made = OutwaySettings(
            host: listener.listen.host,
            port: listener.listen.port,
            transport: transport,
            loops: loops,
            log: log,
            group: settings.group.id,
            ownPeer: settings.organisation.peerID,
            clock: SystemClock.now,
            accessToken: { grant in Array(try await manager.accessToken(for: grant).text.utf8) }
        )
        let resolve = settings.group.resolve
        made.resolve = { address in
            let entry = resolve.first { $0.host == address.host && $0.port == Int(address.port) }
            return [
                .init(
                    host: entry?.address ?? address.host,
                    port: entry?.addressPort ?? Int(address.port)
                )
            ]
        }
        let clients = try ClientPolicy(listener.clients.map { try $0.rule })
        let server = OutwayServer(
            made,
            OutwayConfiguration(routes: [], clients: clients),
            logger: logger,
            listening: { _ in ready() }
        )
        let listed = ListedProtocols(manager: manager, logger: logger)
        let documents = PinnedDocuments(
            shelf: documents,
            modes: (listener.requestValidation.mode, listener.answerValidation.mode),
            manager: manager,
            changed: contractsChanged,
            logger: logger
        )
        let routes = OutwayRoutes(
            server: server,
            own: settings.organisation.peerID,
            clients: clients,
            listener: listener,
            book: aliases,
            pseudonymiser: pseudonymiser,
            listed: listed,
            documents: documents
        )
        return (server, routes, listed, documents)
    }
}

extension ClientSettings {
    /// The rule that the Outway's door goes by.
    fileprivate var rule: ClientRule {
        get throws {
            let proof: ClientProof
            switch origin {
            case .loopback:
                proof = .loopback
            case .bearerToken(let file):
                guard let data = FileManager.default.contents(atPath: file) else {
                    throw StartProblem("\(file) cannot be read")
                }
                let token = data.filter { $0 > 0x20 }
                guard token.count >= 16, let digest = SHA256Value(Array(SHA256.hash(data: token)))
                else { throw StartProblem("\(file) must hold a token of at least 16 characters") }
                proof = .bearer(digest)
            }
            let allowed: AllowedGrants =
                switch grants {
                case .all: .all
                case .listed(let hashes, let aliases): .listed(hashes: hashes, aliases: aliases)
                }
            return ClientRule(name: name, proof: proof, grants: allowed)
        }
    }
}
