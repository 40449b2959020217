import AccessControl
import AccessLog
import CertificateAuthority
import Contracts
import ExchangeModel
import GatewayTesting
import JSONTape
import Logging
import Manager
import ManagerAPI
import NIOPosix
import OutboundHTTP
import PeerIdentity
import PeerTransport
import SignedJSON
import Synchronization

/// A peer with a Manager of its own that others reach over mutual TLS on loopback.
final class Node: Sendable {
    let id: PeerID
    let issued: IssuedCertificate
    let store = MemoryContractStore()
    let knownPeers = MemoryPeerStore()
    let facts: Facts
    let client: OutboundClient
    let trust: GroupTrust
    let identity: SigningIdentity
    let generation: IdentityGeneration
    private let now: Timestamp
    private let started = Mutex<FSCManager?>(nil)

    /// What a test may change while the Manager runs.
    final class Facts: Sendable {
        let audit = MemoryAuditLog()
        let services = Mutex<Set<String>>(["register"])
        let aheadSeconds = Mutex<Int64>(0)
        let records = Mutex<[FSCLogRecord]>([])
        let isLogBroken = Mutex(false)
        let isLogBusy = Mutex(false)
        /// What keeps every contract from serving here.
        let obstacles = Mutex<[ServingObstacle]>([])
        /// What is given out by digest, whatever its bytes are.
        let documents = Mutex<[SHA256Value: [UInt8]]>([:])
        /// What is told instead of a page of contracts.
        let told = Mutex<@Sendable (Page<Contract>) -> Page<Contract>>({ $0 })
        let generation: Mutex<IdentityGeneration>
        let signing: SigningKeys

        init(generation: IdentityGeneration, identity: SigningIdentity) {
            self.generation = Mutex(generation)
            signing = SigningKeys(identity)
        }
    }

    init(
        _ number: Int,
        in authority: CertificateGroup,
        rules: GroupRules,
        at now: Timestamp
    ) throws {
        self.now = now
        id = try PeerID("0000000000000000000\(number)")
        issued = try authority.issue(
            organization: "Organisation \(number)",
            serialNumber: id.rawValue
        )
        let material = try TrustMaterial(
            anchors: authority.anchorsPEM,
            revocationLists: authority.revocationLists()
        )
        generation = IdentityGeneration(material, rules: rules.subject, at: now)
        identity = try SigningIdentity(
            key: SigningKey(pem: issued.privateKeyPEM),
            chain: generation.verify(issued.chainDER, purpose: .signing, at: now).get()
        )
        facts = Facts(generation: generation, identity: identity)
        var configuration = OutboundConfiguration()
        configuration.peerAddresses = AddressRules(
            allowed: [AddressRange("127.0.0.0/8")].compactMap(\.self)
        )
        client = OutboundClient(configuration)
        trust = GroupTrust(
            generation: generation,
            anchors: authority.anchorsPEM,
            own: try OwnCertificate(
                chain: Array(issued.chainPEM.utf8),
                key: Array(issued.privateKeyPEM.utf8)
            )
        )
    }

    /// The Manager, once its port is known.
    var manager: FSCManager {
        get throws {
            guard let manager = started.withLock({ $0 }) else { throw NotStarted() }
            return manager
        }
    }

    struct NotStarted: Error {}

    func start(settings: ManagerSettings, hook: DecisionHook? = nil) {
        let (facts, trust, now) = (facts, trust, now)
        var environment = ManagerEnvironment(
            contracts: store,
            peers: knownPeers,
            generation: { facts.generation.withLock { $0 } },
            signing: facts.signing,
            inway: { name in
                facts.services.withLock { $0.contains(name.rawValue) }
                    ? try? PeerAddress("https://127.0.0.1:8443") : nil
            },
            logs: { _ in
                guard !facts.isLogBroken.withLock({ $0 }) else { throw NotStarted() }
                guard !facts.isLogBusy.withLock({ $0 }) else { throw ManagerRefusal.overloaded }
                return Page(facts.records.withLock { $0 }, next: nil)
            },
            begin: { try facts.audit.begin($0) },
            record: { try facts.audit.record($0) },
            now: {
                now.advanced(
                    bySeconds: facts.aheadSeconds.withLock { $0 }
                )
            },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        environment.hook = { hook }
        environment.obstacles = { _, _ in facts.obstacles.withLock { $0 } }
        environment.approvals = MemoryApprovalStore()
        let calls = PeerCalls(
            client: client,
            trust: { trust },
            own: settings.address,
            time: settings.callTime
        )
        started.withLock {
            $0 = FSCManager(settings: settings, environment: environment, calls: calls)
        }
    }

    /// The operations of the Manager that is started later than the port is taken.
    var operations: ManagerOperations {
        var operations = ManagerOperations(
            announce: { try await self.manager.operations.announce($0, $1) },
            submit: { try await self.manager.operations.submit($0, $1, $2) },
            sign: { try await self.manager.operations.sign($0, $1, $2, $3, $4) },
            contracts: {
                let page = try await self.manager.operations.contracts($0)
                return self.facts.told.withLock { $0 }(page)
            },
            token: { try await self.manager.operations.token($0, $1) },
            peers: { try await self.manager.operations.peers($0) },
            services: { try await self.manager.operations.services($0) },
            keySet: { (try? self.manager.operations.keySet()) ?? JSONWebKeySet([]) },
            own: {
                (try? self.manager.operations.own()) ?? PeerDescription(id: self.id, name: "")
            },
            logs: { try await self.manager.operations.logs($0) }
        )
        operations.purposeDocument = { digest in self.facts.documents.withLock { $0[digest] } }
        return operations
    }

    func transport(subject: SubjectRules, authority: CertificateGroup) throws -> MutualTLS {
        try MutualTLS(
            trust: TrustMaterial(
                anchors: authority.anchorsPEM,
                revocationLists: authority.revocationLists()
            ),
            subject: subject,
            credentials: TLSCredentials(
                certificateChain: Array(issued.chainPEM.utf8),
                privateKey: Array(issued.privateKeyPEM.utf8)
            ),
            clock: { CertificateGroup.wallClock }
        )
    }

    /// Sends any request to another node, as its own Manager would not.
    func send(
        _ method: OutboundRequest.Method,
        _ path: String,
        to other: Node,
        headers: [String: String] = [:],
        body: [UInt8]? = nil
    ) async throws -> OutboundResponse {
        let url = try other.manager.settings.address.description + path
        var request = try OutboundRequest.peer(other.id, method, url: url, trust: trust)
        for (name, value) in headers { request.headers.append(name: name, value: value) }
        request.body = body
        return try await client.send(request, deadline: .now + .seconds(20))
    }

    /// What was done, refused or failed by persons and rules here, in order.
    func auditedActions() -> [String] { audited { !$0.person.hasPrefix("peer:") } }

    /// What peers did to contracts here, in order; that they were met is left out.
    func auditedActionsOfPeers() -> [String] { audited { $0.person.hasPrefix("peer:") } }

    private func audited(_ isWanted: (AuditEntry) -> Bool) -> [String] {
        facts.audit.outcomes.filter { isWanted($0) && $0.action != "peer.keep" }.map(\.action)
    }
}
