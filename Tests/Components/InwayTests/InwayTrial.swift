import AccessLog
import CertificateAuthority
import ExchangeModel
import Foundation
import Inway
import LogStorage
import Logging
import MerkleLog
import NIOCore
import NIOPosix
import PayloadPolicy
import PeerTransport
import ServiceLifecycle
import Testing

/// A running Inway with a real log, real TLS and a source of the test's own, all on loopback.
struct InwayTrial: Sendable {
    let parties: InwayParties
    let source: UpstreamSample
    let log: SegmentLog
    let inway: InwayServer
    let port: Int
    let policy: FieldPolicy?
    /// How the Inway decides about its peers.
    let tls: MutualTLS
    /// Asks the Inway to end, and returns at once.
    let stop: @Sendable () async -> Void

    /// What a trial has that is not as usual.
    struct Setup: Sendable {
        var rules: PayloadRules?
        var policy: FieldPolicy?
        var answerTimeout = TimeAmount.seconds(30)
        var streamTimeout = TimeAmount.seconds(600)
        var limits = InwayLimits()
        var hasKey = true
        var purposes: [PurposeID: Purpose] = [:]
        var isLogClosed = false
        var sourcePort: Int?
        var connectionsPerPeer = 1_000
        /// Connections to the source, and requests that wait for one, on each event loop.
        var sourceConnections = 256
        var sourceWaiting = 1_024
    }

    static func with(
        _ setup: Setup = Setup(),
        source script: SourceScript,
        _ use: (InwayTrial) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "sluis-inway-" + UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await UpstreamSample.with(script) { source in
            var configuration = LogConfiguration()
            configuration.segmentBytes = 1 << 20
            let signer = try NoteSigner(name: "test", secret: [UInt8](repeating: 3, count: 32))
            let log = try SegmentLog.open(
                directory: folder.path,
                signer: signer,
                configuration: configuration
            )
            defer { log.close() }
            if setup.isLogClosed { log.close() }
            try await run(setup, source, log, use)
        }
    }

    private static func run(
        _ setup: Setup,
        _ source: UpstreamSample,
        _ log: SegmentLog,
        _ use: (InwayTrial) async throws -> Void
    ) async throws {
        let parties = try InwayParties()
        let loops = TransportLoops(
            MultiThreadedEventLoopGroup.singleton,
            interval: .milliseconds(20)
        )
        defer { loops.stop() }
        let tls = try parties.tls(parties.provider)
        var settings = InwaySettings(
            host: "127.0.0.1",
            port: 0,
            transport: tls,
            loops: loops,
            log: log,
            ownPeer: parties.provider.peer,
            clock: { CertificateGroup.wallClock }
        )
        settings.limits = setup.limits
        settings.server.connectionsPerPeer = setup.connectionsPerPeer
        settings.limits.drain = .seconds(2)
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let inway = InwayServer(
            settings,
            try configuration(setup, parties, source),
            logger: logger
        ) { listening.yield($0) }
        let group = ServiceGroup(services: [inway], logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            var iterator = ports.makeAsyncIterator()
            let port = try #require(await iterator.next())
            let trial = InwayTrial(
                parties: parties,
                source: source,
                log: log,
                inway: inway,
                port: port,
                policy: setup.policy,
                tls: tls,
                stop: { await group.triggerGracefulShutdown() }
            )
            let result = await Result(of: { try await use(trial) })
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            try result.get()
        }
    }

    static func configuration(
        _ setup: Setup,
        _ parties: InwayParties,
        _ source: UpstreamSample
    ) throws -> InwayConfiguration {
        var service = OfferedService(
            name: try ServiceName("persons"),
            source: UpstreamSample.target(
                port: setup.sourcePort ?? source.port,
                answer: setup.answerTimeout,
                streamIdle: setup.streamTimeout,
                connections: setup.sourceConnections,
                waiting: setup.sourceWaiting
            ),
            authority: "source.internal",
            rules: try setup.rules ?? PersonsRegistry.streamed()
        )
        service.purposes = setup.purposes
        let key = try Pseudonymiser(keyID: KeyID("k1"), key: [UInt8](repeating: 1, count: 32))
        return InwayConfiguration(
            services: [service],
            access: try parties.access(["persons"], policy: setup.policy),
            pseudonymiser: setup.hasKey ? key : nil
        )
    }

    /// A transaction id that was not used before.
    static func freshTransaction() -> TransactionID {
        .version7(
            at: CertificateGroup.wallClock,
            random: (.random(in: .min ... .max), .random(in: .min ... .max))
        )
    }

    /// A request of the consumer with a token and a transaction id.
    func request(
        _ line: String = "GET /persons/1 HTTP/1.1",
        _ transaction: TransactionID = freshTransaction(),
        fields: String = "",
        body: String = "",
        service: String = "persons",
        token: String? = nil
    ) throws -> String {
        let token = try token ?? parties.token(service, policy: policy)
        let length = body.isEmpty ? "" : "Content-Length: \(body.utf8.count)\r\n"
        return "\(line)\r\nHost: inway\r\nFsc-Authorization: Bearer \(token)\r\n"
            + "Fsc-Transaction-Id: \(transaction)\r\n\(fields)\(length)\r\n\(body)"
    }

    func client(
        as party: InwayParties.Party? = nil,
        _ use: (PeerClient) async throws -> Void
    ) async throws {
        try await PeerClient.with(parties, port: port, as: party, use)
    }

    func streams(
        as party: InwayParties.Party? = nil,
        _ use: (StreamClient) async throws -> Void
    ) async throws {
        try await StreamClient.with(parties, port: port, as: party, use)
    }

    /// The entries of an exchange, once there are so many of them.
    func entries(of transaction: TransactionID, atLeast count: Int) async throws -> [LogEntry] {
        _ = try await eventually { try log.find(transaction).count >= count }
        return try log.find(transaction).map(\.entry)
    }

    /// The record of an exchange.
    func record(of transaction: TransactionID) async throws -> RequestEntry {
        let entries = try await entries(of: transaction, atLeast: 1)
        guard case .request(let entry)? = entries.first else {
            throw LogReadProblem.failed(operation: "find", error: 0)
        }
        return entry
    }

    /// The denials in the log.
    func denials() throws -> [DenialEntry] {
        try log.entries(from: LogPosition(index: 0), limit: 1_000).compactMap {
            guard case .denial(let entry) = try DecodedEntry($0.bytes).entry else { return nil }
            return entry
        }
    }

    /// The denials in the log, once there are so many of them.
    func denials(atLeast count: Int) async throws -> [DenialEntry] {
        _ = try await eventually { try denials().count >= count }
        return try denials()
    }

    /// The completion of an exchange.
    func completion(of transaction: TransactionID) async throws -> Completion {
        var found: Completion?
        _ = try await eventually {
            for hit in try log.find(transaction) {
                if case .completion(let entry) = hit.entry { found = entry.completion }
            }
            return found != nil
        }
        return try #require(found)
    }
}
