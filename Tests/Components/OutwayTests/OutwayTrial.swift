import AccessControl
import AccessLog
import CertificateAuthority
import Contracts
import ExchangeModel
import Foundation
import HTTPWire
import JSONTape
import LogStorage
import Logging
import MerkleLog
import NIOCore
import NIOPosix
import Outway
import PeerTransport
import ServiceLifecycle
import Synchronization
import Testing

/// A running Outway with a real log, and an Inway of the test's own behind real TLS, on loopback.
struct OutwayTrial: Sendable {
    let parties: OutwayParties
    let inway: InwaySample
    let outway: OutwayServer
    let log: SegmentLog
    let port: Int
    let fetches: Fetches
    let loops: TransportLoops
    /// Where the Inway listens, or did.
    let inwayPort: Int
    /// The Outway's own side of mutual TLS, whose certificate can be renewed.
    let transport: MutualTLS
    /// What the Outway wrote to the gateway's own log.
    let words: Words
    /// How far the Outway's clock is ahead.
    let ahead: Ahead
    /// What happened at the Inway's listener.
    let arrivals: ListenerCounters

    /// What a trial has that is not as usual.
    struct Setup: Sendable {
        var inway: @Sendable (InwaySample.Seen) -> InwayAnswer = InwaySample.ok
        var clients = OutwayParties.anyone
        var change: @Sendable (inout OutwayConfiguration) throws -> Void = { _ in }
        var limits = OutwayLimits()
        var upstream = UpstreamLimits()
        var isLogClosed = false
        var isInwayAStranger = false
        var isInwayAbsent = false
        /// Whether all connections are on one loop, so that a second request finds what the first left.
        var isOnOneLoop = false
        /// Where an Inway's address leads; by default to the one that listens.
        var resolve: (@Sendable (PeerAddress, Int) -> Int)?
        /// How often deadlines are looked at.
        var interval = TimeAmount.milliseconds(20)
        /// Looks at the log once the Outway has stopped.
        var afterwards: @Sendable (SegmentLog) async throws -> Void = { _ in }
        /// What a Directory says about the Service, and whether its Inway can.
        var speaks = PeerProtocol.http1
        var offersHTTP2 = true
        /// Why the provider gives no token for a grant.
        var refusal: @Sendable (GrantHash) -> TokenUnavailable? = { _ in nil }
        /// What the provider's Manager gives for the n-th fetch, counted from one.
        var token: @Sendable (Int, OutwayParties) async throws -> [UInt8] = { number, parties in
            try parties.token(marked: String(number))
        }
    }

    /// Counts how often a token was fetched.
    final class Fetches: Sendable {
        private let count = Atomic<Int>(0)
        var now: Int { count.load(ordering: .sequentiallyConsistent) }
        func next() -> Int { count.add(1, ordering: .sequentiallyConsistent).newValue }
    }

    /// Lets time pass for the Outway.
    final class Ahead: Sendable {
        private let seconds = Atomic<Int>(0)
        var now: Timestamp {
            CertificateGroup.wallClock.advanced(
                bySeconds: Int64(seconds.load(ordering: .sequentiallyConsistent))
            )
        }
        func pass(_ count: Int) { seconds.add(count, ordering: .sequentiallyConsistent) }
    }

    static func with(
        _ setup: Setup = Setup(),
        _ use: (OutwayTrial) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "sluis-outway-" + UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        var configuration = LogConfiguration()
        configuration.segmentBytes = 1 << 20
        let log = try SegmentLog.open(
            directory: folder.path,
            signer: NoteSigner(name: "test", secret: [UInt8](repeating: 3, count: 32)),
            configuration: configuration
        )
        defer { log.close() }
        if setup.isLogClosed { log.close() }
        let own = setup.isOnOneLoop ? MultiThreadedEventLoopGroup(numberOfThreads: 1) : nil
        let loops = TransportLoops(
            own ?? MultiThreadedEventLoopGroup.singleton,
            interval: setup.interval
        )
        defer { loops.stop() }
        let parties = try OutwayParties()
        let inway = InwaySample(setup.inway)
        let shown = setup.isInwayAStranger ? parties.stranger : parties.provider
        let listener = try await inway.listen(
            parties.tls(shown),
            loops,
            offersHTTP2: setup.offersHTTP2
        )
        if setup.isInwayAbsent { await listener.drain(within: .zero) }
        let result = await Result(of: {
            try await run(setup, parties, inway, listener, log, loops, use)
            try await setup.afterwards(log)
        })
        await listener.drain(within: .milliseconds(100))
        loops.stop()
        try await own?.shutdownGracefully()
        try result.get()
    }

    private static func run(
        _ setup: Setup,
        _ parties: OutwayParties,
        _ inway: InwaySample,
        _ listener: Listener,
        _ log: SegmentLog,
        _ loops: TransportLoops,
        _ use: (OutwayTrial) async throws -> Void
    ) async throws {
        let (fetches, inwayPort, words, ahead) = (Fetches(), listener.port, Words(), Ahead())
        let transport = try parties.tls(parties.consumer)
        var settings = OutwaySettings(
            host: "127.0.0.1",
            port: 0,
            transport: transport,
            loops: loops,
            log: log,
            group: parties.group,
            ownPeer: parties.consumerID,
            clock: { ahead.now },
            accessToken: { grant in
                let number = fetches.next()
                if let refusal = setup.refusal(grant) { throw refusal }
                let token = try await setup.token(number, parties)
                return grant == parties.grant
                    ? token : try parties.token(["gth": .string(grant.rawValue)])
            }
        )
        settings.resolve = { address in
            let port = setup.resolve?(address, inwayPort) ?? inwayPort
            return [.init(host: "127.0.0.1", port: port)]
        }
        settings.limits = setup.limits
        settings.limits.drain = .seconds(2)
        settings.upstream = setup.upstream
        var configuration = OutwayConfiguration(
            routes: [try parties.route(speaks: setup.speaks)],
            clients: setup.clients
        )
        try setup.change(&configuration)
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        let logger = Logger(label: "test") { _ in words.handler }
        let outway = OutwayServer(settings, configuration, logger: logger) { listening.yield($0) }
        let group = ServiceGroup(services: [outway], logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            var iterator = ports.makeAsyncIterator()
            let port = try #require(await iterator.next())
            let trial = OutwayTrial(
                parties: parties,
                inway: inway,
                outway: outway,
                log: log,
                port: port,
                fetches: fetches,
                loops: loops,
                inwayPort: inwayPort,
                transport: transport,
                words: words,
                ahead: ahead,
                arrivals: listener.counters
            )
            let result = await Result(of: { try await use(trial) })
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            try result.get()
        }
    }

    /// One request on a connection of its own; the grant is named unless told otherwise.
    func ask(
        _ line: String = "GET /persons/1?full=true HTTP/1.1",
        grant: String? = nil,
        fields: String = "",
        body: String = ""
    ) async throws -> ClientAnswer {
        let name = grant ?? "Fsc-Grant-Hash: \(parties.grant)\r\n"
        let length = body.isEmpty ? "" : "Content-Length: \(body.utf8.count)\r\n"
        let request =
            "\(line)\r\nHost: outway.local\r\nConnection: close\r\n\(name)\(fields)\(length)\r\n\(body)"
        return try await ClientAnswer(ByteClient.ask(port: port, request))
    }

    /// The entries of an exchange, once there are so many of them.
    func entries(of answer: ClientAnswer, atLeast count: Int) async throws -> [LogEntry] {
        let transaction = try #require(answer.transaction)
        _ = try await eventually { try log.find(transaction).count >= count }
        return try log.find(transaction).map(\.entry)
    }

    /// The request's record.
    func record(of answer: ClientAnswer) async throws -> RequestEntry {
        let entries = try await entries(of: answer, atLeast: 1)
        var found: RequestEntry?
        if case .request(let entry)? = entries.first { found = entry }
        return try #require(found)
    }

    /// How a recorded request ended.
    func completion(of answer: ClientAnswer) async throws -> Completion {
        var found: Completion?
        for entry in try await entries(of: answer, atLeast: 2) {
            if case .completion(let entry) = entry { found = entry.completion }
        }
        return try #require(found)
    }

    /// Every refusal in the log, once there is one.
    func denials() async throws -> [DenialEntry] {
        _ = try await eventually { try !log.denials().isEmpty }
        return try log.denials()
    }

    /// How the exchanges in the log ended, once there are so many of them.
    func completions(atLeast count: Int) async throws -> [Completion] {
        let all = {
            try log.entries(from: LogPosition(index: 0), limit: 100).compactMap { stored in
                if case .completion(let entry) = try stored.hit().entry {
                    entry.completion
                } else {
                    nil
                }
            }
        }
        _ = try await eventually { try all().count >= count }
        return try all()
    }
}

extension SegmentLog {
    /// The refusals among the first hundred entries.
    func denials() throws -> [DenialEntry] {
        try entries(from: LogPosition(index: 0), limit: 100).compactMap { stored in
            if case .denial(let entry) = try stored.hit().entry { entry } else { nil }
        }
    }
}

/// Waits until something holds; false when it does not within ten seconds.
func eventually(_ holds: () async throws -> Bool) async throws -> Bool {
    let end = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < end {
        if try await holds() { return true }
        try await Task.sleep(for: .milliseconds(2))
    }
    return false
}

extension Result where Failure == any Error {
    init(of body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
