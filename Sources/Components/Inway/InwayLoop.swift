import AccessControl
import AccessLog
import ExchangeModel
import HTTPWire
import JSONTape
import LogStorage
import NIOCore
import PayloadPolicy
import PeerIdentity
import PeerTransport

/// What all exchanges of one event loop share; nothing of it is touched from elsewhere.
final class InwayLoop: ExchangeFactory {
    let settings: InwaySettings
    let held: HeldBytes
    let pool: UpstreamPool
    let desk: RecordDesk
    var tape = ValueTape()
    var tokens = TokenCache()
    var scratch: [UInt8] = []
    var metrics = InwayMetrics()
    private let board: SnapshotBoard
    private var seen: UInt64 = 0
    private var current: InwaySnapshot
    private var random = RandomWords()
    private var denials: DenialLimiter<PeerID>
    private var starved: [InwayExchange] = []
    private let sweep: LoopSweep
    private lazy var rounds = LoopRounds(self)

    init(
        _ settings: InwaySettings,
        board: SnapshotBoard,
        held: HeldBytes,
        sweep: LoopSweep
    ) {
        self.settings = settings
        self.board = board
        self.held = held
        current = board.newest
        pool = UpstreamPool(sweep: sweep)
        desk = RecordDesk(settings, eventLoop: sweep.eventLoop)
        denials = DenialLimiter(perSecond: settings.limits.denialsPerSecond)
        self.sweep = sweep
        sweep.add(rounds)
    }

    /// Ends what the loop holds; no exchange may begin after it.
    func close() {
        tellSummaries()
        sweep.remove(rounds)
        pool.close()
    }

    /// The configuration in force.
    func snapshot() -> InwaySnapshot {
        guard let next = board.news(since: &seen) else { return current }
        for service in current.services.values
        where !next.services.values.contains(where: { $0.offer.source === service.offer.source }) {
            pool.retire(service.offer.source)
        }
        current = next
        return next
    }

    func nextSpan() -> UInt64 { random.next() | 1 }

    func newTrace() -> TraceContext? {
        let trace = TransactionID(high: random.next(), low: random.next())
        return TraceContext(trace: trace, span: nextSpan(), flags: 0)
    }

    // MARK: Exchanges

    func makeExchange(on connection: ServerConnection) -> any Exchange {
        InwayExchange(loop: self, connection: connection)
    }

    func refused(_ problem: WireProblem, on connection: ServerConnection) {
        guard let peer = connection.peer else { return }
        var facts = ExchangeFacts()
        facts.cause = RefusalCause(.client, "head_malformed")
        deny(peer, .accept, .malformedRequest, facts)
    }

    /// Records a refusal, unless this peer was refused too often in this second.
    func deny(
        _ peer: IdentifiedPeer,
        _ phase: Phase,
        _ code: ErrorCode,
        _ facts: ExchangeFacts
    ) {
        metrics.refused(phase, code)
        let now = settings.clock()
        guard denials.mayRecord(peer.peerID, phase, code, about: facts.subjects, at: now) else {
            return
        }
        var entry = DenialEntry(createdAt: now, direction: .incoming, phase: phase, code: code)
        entry.peer = peer.peerID
        entry.peerCertificate = peer.certificate
        entry.destination = RequestEntry.Party(settings.ownPeer)
        facts.fill(&entry)
        desk.append(.denial(entry))
    }

    // MARK: In every sweep

    /// Asks again for room for a body until there is some or its time is up.
    func wait(_ exchange: InwayExchange) {
        starved.append(exchange)
    }

    fileprivate func sweep(at now: NIODeadline) {
        tellSummaries()
        guard !starved.isEmpty else { return }
        let asking = starved
        starved.removeAll(keepingCapacity: true)
        for exchange in asking { exchange.askForRoom(at: now) }
    }

    private func tellSummaries() {
        for (peer, summary) in denials.nextSecond(.incoming, at: settings.clock()) {
            var entry = summary
            entry.peer = peer
            desk.append(.denial(entry))
        }
    }
}

/// The loop's part in the sweep; held by the sweep, which must not hold the loop.
private final class LoopRounds: Swept {
    private weak var loop: InwayLoop?

    init(_ loop: InwayLoop) {
        self.loop = loop
    }

    func sweep(at now: NIODeadline) {
        loop?.sweep(at: now)
    }
}
