import CertificateAuthority
import Contracts
import ExchangeModel
import GatewayTesting
import JSONTape
import Logging
import Manager
import ManagerAPI
import NIOCore
import NIOPosix
import OutboundHTTP
import PeerIdentity
import PeerTransport
import SignedJSON
import Synchronization

/// Peers of one Group in one process: a directory, a provider, a consumer and a fourth.
struct NodeGroup {
    let authority: CertificateGroup
    let rules: GroupRules
    let directory: Node
    let provider: Node
    let consumer: Node
    let delegator: Node

    var all: [Node] { [directory, provider, consumer, delegator] }
    /// The moment at which all the Managers stand still.
    let now = CertificateGroup.wallClock

    private init(ports: AdvertisedPorts) throws {
        authority = try CertificateGroup()
        var rules = GroupRules(id: try GroupID("test-group"))
        rules.advertisedPorts = ports
        self.rules = rules
        directory = try Node(9, in: authority, rules: rules, at: now)
        provider = try Node(1, in: authority, rules: rules, at: now)
        consumer = try Node(2, in: authority, rules: rules, at: now)
        delegator = try Node(4, in: authority, rules: rules, at: now)
    }

    /// Runs a test with every node listening, and takes all of them down after it.
    static func run(
        autoSign: [AutoSignRule] = [],
        ports allowed: AdvertisedPorts = .any,
        hook: DecisionHook? = nil,
        callTime: Duration = .seconds(15),
        acceptingPersons: Int = 1,
        proposals: ProposalLimits = .standard,
        properties: Set<String>? = nil,
        _ test: @escaping @Sendable (NodeGroup) async throws -> Void
    ) async throws {
        let nodes = try NodeGroup(ports: allowed)
        let isDone = Flag()
        let loops = TransportLoops(
            MultiThreadedEventLoopGroup.singleton,
            interval: .milliseconds(50)
        )
        let (ports, announced) = AsyncStream.makeStream(of: (PeerID, Int).self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for node in nodes.all {
                let listener = ManagerListener(
                    host: "127.0.0.1",
                    port: 0,
                    tls: try node.transport(
                        subject: nodes.rules.subject,
                        authority: nodes.authority
                    ),
                    loops: loops,
                    operations: node.operations,
                    logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
                )
                group.addTask {
                    try await listener.run { announced.yield((node.id, $0)) }
                }
            }
            group.addTask {
                try await nodes.start(ports: ports, hook: hook) { settings in
                    settings.callTime = callTime
                    settings.acceptingPersons = acceptingPersons
                    settings.proposals = proposals
                    settings.allowedProperties = properties
                    if settings.autoSign.isEmpty { settings.autoSign = autoSign }
                }
                try await test(nodes)
                isDone.raise()
                announced.finish()
            }
            defer { group.cancelAll() }
            // Listeners only end by cancellation, so the first to end is the test or a failure.
            try await group.next()
        }
        for node in nodes.all { await node.client.shutDown() }
        loops.stop()
        guard isDone.isRaised else { throw Node.NotStarted() }
    }

    private func start(
        ports: AsyncStream<(PeerID, Int)>,
        hook: DecisionHook?,
        change: @Sendable (inout ManagerSettings) -> Void
    ) async throws {
        var found: [PeerID: PeerAddress] = [:]
        for await (peer, port) in ports {
            found[peer] = try PeerAddress("https://127.0.0.1:\(port)")
            if found.count == all.count { break }
        }
        for node in all {
            guard let address = found[node.id], let directory = found[directory.id] else {
                continue
            }
            var settings = ManagerSettings(rules: rules, address: address)
            settings.directories = [DirectoryReference(peer: self.directory.id, address: directory)]
            if node.id == self.directory.id {
                settings.autoSign = [
                    AutoSignRule(grantTypes: [.servicePublication, .delegatedServicePublication])
                ]
            }
            change(&settings)
            node.start(settings: settings, hook: hook)
        }
    }

    /// Announces all, so that every address can be found.
    func announceAll() async throws {
        for node in all {
            let failed = try await node.manager.announce()
            guard failed.isEmpty else { throw NotDelivered(reasons: "\(failed)") }
        }
    }

    /// Delivers what waits, at every node, until nothing is due.
    func settle() async throws {
        for _ in 0..<5 {
            var sent = 0
            for node in all { sent += try await node.manager.deliverDue() }
            if sent == 0 { return }
        }
    }

    /// Whether a test ran to its end.
    private final class Flag: Sendable {
        private let value = Atomic(false)

        var isRaised: Bool { value.load(ordering: .acquiring) }

        func raise() { value.store(true, ordering: .releasing) }
    }

    struct NotDelivered: Error {
        let reasons: String
    }

    func connection(purpose: Purpose? = nil) throws -> ConnectionRequest {
        ConnectionRequest(
            service: ServiceReference(peer: provider.id, name: try ServiceName("register")),
            identification: .domainName(try DomainName("localhost")),
            purpose: purpose,
            notBefore: now.advanced(bySeconds: -60),
            notAfter: now.advanced(bySeconds: 86_400)
        )
    }

    /// A body with a content and a signature over it by a node.
    func body(
        _ content: ContractContent,
        _ kind: SignatureKind = .accept,
        by node: Node,
        over hash: ContractHash? = nil
    ) throws -> [UInt8] {
        let text = try SigningStatement.text(
            kind,
            of: hash ?? content.hash,
            at: now,
            key: node.identity.key,
            certificate: node.identity.thumbprint
        )
        return SignedContent(content: content.json, signature: text).body
    }

    /// The content of a connection that the consumer would propose.
    func content(
        identifier: UInt64 = 7,
        createdAt: Timestamp? = nil,
        delegator: PeerID? = nil,
        group: GroupID? = nil,
        service: String = "register"
    ) throws -> ContractContent {
        let terms = ConnectionTerms(
            outway: OutwayReference(
                peer: consumer.id,
                identification: .domainName(try DomainName("localhost"))
            ),
            service: ServiceReference(peer: provider.id, name: try ServiceName(service)),
            delegator: delegator
        )
        return try ContractProposal(
            group: group ?? rules.id,
            notBefore: now.advanced(bySeconds: -60),
            notAfter: now.advanced(bySeconds: 3_600),
            grants: [GrantProposal(.connection(terms))]
        ).content(
            identifier: TransactionID(high: 1, low: identifier),
            createdAt: createdAt ?? now
        )
    }

    func address(of node: Node) throws -> [String: String] {
        ["Fsc-Manager-Address": try node.manager.settings.address.description]
    }
}
