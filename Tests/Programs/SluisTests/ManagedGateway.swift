import AccessLog
import AdministrationAPI
import CertificateAuthority
import Contracts
import ExchangeModel
import GatewayConfiguration
import GatewayTesting
import JSONTape
import LogStorage
import Logging
import Manager
import OutboundHTTP
import PeerIdentity
import PeerTransport
import SQLiteStorage
import SignedJSON

@testable import sluis

/// A gateway whose operations are called directly, over a disk that can fail; nothing listens.
struct ManagedGateway {
    static let other = "00000099000000004000"
    static let person = Caller(userID: 1_001, groupID: 100, processID: 1)

    let files = BrokenLogFiles()
    let folder: GatewayFolder
    let gateway: Gateway
    let manager: FSCManager
    /// What the operations of the API and signals call.
    let management: GatewayOperations
    let operations: AdministrationOperations
    private let drift: DriftBook

    /// Opens a gateway over a new folder, or over one that was used before.
    init(in former: GatewayFolder? = nil, isRestored: Bool = false) async throws {
        folder = try former ?? GatewayFolder()
        let publish = "publishIn: [\"00000099000000001000\"]"
        let text = GatewayFolder.text([
            "purposeRequired: false": "purposeRequired: false\n    \(publish)",
            "keys/checkpoint.key}": "keys/checkpoint.key, segmentSize: 1MiB}",
            "dataFolder: data": "dataFolder: data\nstateMark: mark.json",
        ])
        try folder.write(Array(text.utf8), "sluis.yaml")
        let configuration = try GatewayConfigurationInForce(starting: folder.path("sluis.yaml"))
        let settings = configuration.parts.settings
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        gateway = try await Gateway(
            configuration,
            logger: logger,
            isRestored: isRestored,
            logFiles: files
        )
        guard let configured = settings.manager else { throw StartProblem("no Manager") }
        manager = try gateway.manager(configured)
        let gateway = gateway
        drift = DriftBook(
            services: { gateway.parts.services },
            pinned: nil,
            file: folder.path("deviations.json"),
            logger: logger
        )
        management = GatewayOperations(
            gateway: gateway,
            manager: manager,
            health: GatewayHealth(gateway, listeners: []),
            drift: drift,
            inway: nil,
            routes: nil,
            descriptions: ServiceDescriptions(of: gateway.parts.services)
        )
        operations = management.operations
    }

    /// Uses a gateway and closes it, whatever happens.
    static func with<Answer>(
        _ managed: ManagedGateway,
        _ use: (ManagedGateway) async throws -> Answer
    ) async throws -> Answer {
        do {
            let answer = try await use(managed)
            await managed.close()
            return answer
        } catch {
            await managed.close()
            throw error
        }
    }

    /// Ends the stores; the gateway cannot be used after it.
    func close() async {
        files.isBroken = false
        gateway.log.close()
        try? gateway.database.close()
        await gateway.client.shutDown()
    }

    /// A connection contract that another peer has accepted and that waits for us.
    func proposal(of service: String = "persons", accepted: Bool = true) async throws -> Contract {
        let now = SystemClock.now()
        let terms = ConnectionTerms(
            outway: OutwayReference(
                peer: try PeerID(Self.other),
                identification: .domainName(try DomainName("other.example"))
            ),
            service: ServiceReference(
                peer: try PeerID(GatewayFolder.peer),
                name: try ServiceName(service)
            )
        )
        let random = (UInt64.random(in: 0...UInt64.max), UInt64.random(in: 0...UInt64.max))
        let content = try ContractProposal(
            group: try GroupID("trial"),
            notBefore: now.advanced(bySeconds: -60),
            notAfter: now.advanced(bySeconds: 86_400),
            grants: [GrantProposal(.connection(terms))]
        ).content(identifier: .version7(at: now, random: random), createdAt: now)
        let contract = Contract(content, signatures: [])
        let issued = try folder.certificate(of: Self.other)
        let signature = try ContractSignature(
            restoring: SigningStatement.text(
                .accept,
                of: contract.hash,
                at: now.advanced(bySeconds: -5),
                key: SigningKey(pem: issued.privateKeyPEM),
                certificate: CertificateThumbprint(SHA256Value(hashing: issued.certificateDER))
            ),
            peer: try PeerID(Self.other),
            certificateEnd: now.advanced(bySeconds: 86_400)
        )
        let proposed = Contract(content, signatures: accepted ? [signature] : [])
        _ = try await gateway.database.contracts.insert(proposed, sending: [])
        return proposed
    }

    /// Everything that management can change, to be compared.
    func state() async throws -> [String] {
        var query = ContractQuery(limit: Page<Int>.greatestLimit)
        query.order = .ascending
        var lines: [String] = []
        for contract in try await manager.contracts(query).elements {
            lines.append("contract \(contract.hash) \(contract.signatures.map(\.text))")
            let approvals = try await gateway.database.approvals.approvers(of: contract.hash)
            lines.append("approvals \(approvals)")
        }
        lines += try await manager.waiting().map { "waits \($0)" }
        lines += try await manager.peers(PeerQuery()).elements.map { "peer \($0)" }
        lines += gateway.aliases.all.map { "alias \($0.key) \($0.value)" }.sorted()
        lines.append("trust \(gateway.trust.credentials.certificateChain.count)")
        lines.append("certificate \(try gateway.presentIdentity().thumbprint)")
        lines.append("signs \(gateway.signing.thumbprint)")
        lines.append("drift \(drift.json)")
        return lines
    }

    /// The AUDIT entries of the log, oldest first.
    func audit() async throws -> [AuditEntry] {
        var query = LogQuery()
        query.kinds = [.audit]
        query.order = .oldestFirst
        query.limit = LogQuery.maximumLimit
        let asked = query
        return try await gateway.log.readForOperators { try $0.search(asked) }
            .compactMap { hit in
                if case .audit(let entry) = hit.entry { entry } else { nil }
            }
    }

    /// Waits until the endings that nobody waited for are on the disk: one that is awaited comes after.
    func settle() async throws {
        try await AuditTrail(log: gateway.log).record(
            AuditEntry(
                createdAt: SystemClock.now(),
                action: "test.settle",
                person: "test",
                object: "test",
                result: .done
            )
        )
        while gateway.log.health.signedSize < gateway.log.health.size { await Task.yield() }
    }
}
