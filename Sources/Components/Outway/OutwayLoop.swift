import AccessControl
import AccessLog
import AccessTokens
import ExchangeModel
import HTTPWire
import JSONTape
import LogStorage
import NIOCore
import PayloadPolicy
import PeerTransport

/// What all exchanges of one event loop share; nothing of it is touched from elsewhere.
final class OutwayLoop: ExchangeFactory {
    /// What other threads tell an exchange.
    private enum Letter: Sendable {
        case record(Int, Result<RecordTicket, LogRefusal>)
        case token(Int, Result<OutwayToken, TokenUnavailable>)
    }

    private struct KnownToken {
        let token: OutwayToken
        let generation: UInt64
        /// Which of our certificates the token was found good for.
        let version: UInt64
    }

    let settings: OutwaySettings
    let pool: UpstreamPool
    var metrics = OutwayMetrics()
    private let held: HeldBytes
    private let tokens: TokenStore
    private let board: SnapshotBoard
    private var seen: UInt64 = 0
    private var current: OutwaySnapshot
    private var known: [GrantHash: KnownToken] = [:]
    private var tape = ValueTape()
    private var random = RandomWords()
    private var denials: DenialLimiter<String?>
    private var mailbox: LoopMailbox<Letter>?
    private var waiting: [OutwayExchange?] = []
    private var freeSlots: [Int] = []
    private var awaitingToken: [OutwayExchange] = []
    private let sweep: LoopSweep
    private lazy var rounds = LoopRounds(self)

    init(
        _ settings: OutwaySettings,
        board: SnapshotBoard,
        tokens: TokenStore,
        held: HeldBytes,
        sweep: LoopSweep
    ) {
        self.settings = settings
        (self.board, self.tokens, self.held) = (board, tokens, held)
        current = board.newest
        pool = UpstreamPool(sweep: sweep)
        self.sweep = sweep
        denials = DenialLimiter(perSecond: settings.limits.denialsPerSecond)
        let bound = NIOLoopBound(WeakLoop(self), eventLoop: sweep.eventLoop)
        mailbox = LoopMailbox(eventLoop: sweep.eventLoop) { bound.value.loop?.deliver($0) }
        sweep.add(rounds)
    }

    // MARK: Exchanges

    /// The configuration in force.
    func snapshot() -> OutwaySnapshot {
        if let next = board.news(since: &seen) {
            current = next
            known.removeAll()
        }
        return current
    }

    func makeExchange(on connection: ServerConnection) -> any Exchange {
        OutwayExchange(loop: self, connection: connection)
    }

    func refused(_ problem: WireProblem, on connection: ServerConnection) {
        let client = try? snapshot().clients.identify(connection.clientFacts).get()
        var facts = ExchangeFacts()
        facts.client = client?.name
        facts.cause = RefusalCause(.client, "head_malformed")
        deny(.accept, .malformedRequest, facts, at: settings.clock())
    }

    func drained() {
        tellSummaries()
        sweep.remove(rounds)
        pool.close()
    }

    func nextSpan() -> UInt64 { random.next() | 1 }

    func newTrace() -> TraceContext? {
        let trace = TransactionID(high: random.next(), low: random.next())
        return TraceContext(trace: trace, span: nextSpan(), flags: 0)
    }

    /// A TransactionID of our own.
    ///
    /// FSC Logging 1.1.0, *Outway* (L-05).
    func newTransaction(at now: Timestamp) -> TransactionID {
        .version7(at: now, random: (random.next(), random.next()))
    }

    // MARK: Tokens

    /// The token of a route, when it is at hand; else the exchange hears of it here.
    func token(
        for route: OutwayRoute,
        at now: Timestamp,
        _ exchange: OutwayExchange
    ) -> TokenStore.Answer {
        let (generation, version) = (tokens.generation, settings.transport.version)
        if let found = known[route.grant], found.generation == generation,
            found.version == version, !found.token.wantsRenewal(at: now)
        {
            return .ready(found.token)
        }
        let answer = asking(for: exchange) { tokens.token(for: route, at: now, $0) }
        if case .ready(let token) = answer,
            token.claims.certificate == settings.transport.certificate
        {
            known[route.grant] = KnownToken(
                token: token,
                generation: generation,
                version: version
            )
        }
        return answer
    }

    /// Another token than one that led to no answer; the exchange hears of it here where it waits.
    func replacement(
        of token: OutwayToken,
        for route: OutwayRoute,
        _ cause: TokenStore.Cause,
        _ exchange: OutwayExchange?
    ) -> TokenStore.Answer {
        known[route.grant] = nil
        let now = settings.clock()
        guard let exchange else {
            return tokens.replacement(of: token, for: route, cause, at: now, nil)
        }
        return asking(for: exchange) {
            tokens.replacement(of: token, for: route, cause, at: now, $0)
        }
    }

    /// Tells in the log, at most once a minute for each grant, that an alias led to another one.
    func fellBack(from old: OutwayRoute, to new: OutwayRoute, _ reason: TokenUnavailable) {
        tokens.fellBack(from: old, to: new, reason)
    }

    /// Why a grant has no token, as far as that is known.
    func tokenFailure(for grant: GrantHash) -> TokenUnavailable? { tokens.failure(for: grant) }

    private func asking(
        for exchange: OutwayExchange,
        _ ask: (TokenStore.Waiter) -> TokenStore.Answer
    ) -> TokenStore.Answer {
        let slot = slot(for: exchange)
        let limit = Duration.nanoseconds(settings.limits.token.nanoseconds)
        let waiter = TokenStore.Waiter(deadline: .now + limit) { [mailbox] in
            mailbox?.post(.token(slot, $0))
        }
        let answer = ask(waiter)
        if case .waiting = answer { awaitingToken.append(exchange) } else { _ = empty(slot) }
        return answer
    }

    /// Does something on this loop after a while.
    func later(_ pause: TimeAmount, _ action: @escaping () -> Void) {
        sweep.eventLoop.assumeIsolated().scheduleTask(in: pause, action)
    }

    // MARK: Bodies

    /// Judges a request's head.
    func match(
        _ request: ReceivedRequest,
        _ route: ReadyRoute,
        _ context: PayloadContext
    ) -> Result<RequestMatch, PayloadRefusal> {
        route.rules.operation(for: route.facts(of: request), context: context, tape: &tape)
    }

    /// The operation of a request that is refused; nil when the document has none.
    func operation(
        of request: ReceivedRequest,
        _ route: ReadyRoute,
        _ context: PayloadContext
    ) -> String? {
        route.rules.asked(
            route.facts(of: request),
            body: ByteBuffer().readableBytesUInt8Span,
            context: context,
            tape: &tape
        ).operation
    }

    /// Judges a request's body.
    func check(
        _ body: ByteBuffer,
        _ match: RequestMatch,
        _ route: ReadyRoute,
        _ context: PayloadContext
    ) -> Result<ConformingPayload, PayloadRefusal> {
        let span = body.readableBytesUInt8Span
        return route.rules.check(span, match: match, context: context, tape: &tape)
    }

    /// Judges an answer by the document that the grant pins; nothing of it is changed.
    func release(
        _ facts: AnswerFacts,
        _ body: ByteBuffer,
        _ match: RequestMatch,
        _ route: ReadyRoute,
        _ context: PayloadContext
    ) -> Result<ReleasedPayload, PayloadRefusal> {
        var unchanged: [UInt8] = []
        return route.rules.release(
            facts,
            body: body.readableBytesUInt8Span,
            match: match,
            context: context,
            tape: &tape,
            into: &unchanged
        )
    }

    /// Takes room for a body that is held; false when there is none.
    func hold(_ bytes: Int) -> Bool { held.take(bytes) }

    func letGo(_ bytes: Int) { held.giveBack(bytes) }

    // MARK: The log

    /// Puts a request's entry on its way to the disk; the exchange hears of it on this loop.
    func record(_ entry: RequestEntry, for exchange: OutwayExchange) throws(EntryRefusal) {
        let encoded = try LogEntry.request(entry).encoded(salt: random.salt())
        let slot = slot(for: exchange)
        settings.log.record(encoded, within: settings.limits.recordDeadline) { [mailbox] in
            mailbox?.post(.record(slot, $0))
        }
    }

    /// Counts a refusal and records it, unless this client was refused too often in this second.
    func deny(_ phase: Phase, _ code: ErrorCode, _ facts: ExchangeFacts, at now: Timestamp) {
        metrics.refused(phase, code)
        guard denials.mayRecord(facts.client, phase, code, at: now) else { return }
        var entry = DenialEntry(createdAt: now, direction: .outgoing, phase: phase, code: code)
        facts.fill(&entry)
        append(entry)
    }

    private func append(_ entry: DenialEntry) {
        guard let encoded = try? LogEntry.denial(entry).encoded(salt: random.salt()) else { return }
        settings.log.appendUnawaited(encoded)
    }

    // MARK: Letters and rounds

    private func slot(for exchange: OutwayExchange) -> Int {
        if let free = freeSlots.popLast() {
            waiting[free] = exchange
            return free
        }
        waiting.append(exchange)
        return waiting.count - 1
    }

    private func empty(_ slot: Int) -> OutwayExchange? {
        freeSlots.append(slot)
        return waiting[slot].take()
    }

    private func deliver(_ letter: Letter) {
        switch letter {
        case .record(let slot, let result): empty(slot)?.recorded(result)
        case .token(let slot, let result): empty(slot)?.received(result)
        }
    }

    fileprivate func sweep(at now: NIODeadline) {
        awaitingToken.removeAll { !$0.stillAwaitsToken(at: now) }
        tellSummaries()
    }

    /// Records how many refusals of a second that has passed were not recorded one by one.
    private func tellSummaries() {
        for (client, summary) in denials.nextSecond(.outgoing, at: settings.clock()) {
            var entry = summary
            entry.client = client
            append(entry)
        }
    }
}

/// Lets the mailbox outlive its loop.
private final class WeakLoop {
    weak var loop: OutwayLoop?

    init(_ loop: OutwayLoop) {
        self.loop = loop
    }
}

/// The loop's part in the sweep; held by the sweep, which must not hold the loop.
private final class LoopRounds: Swept {
    private weak var loop: OutwayLoop?

    init(_ loop: OutwayLoop) {
        self.loop = loop
    }

    func sweep(at now: NIODeadline) {
        loop?.sweep(at: now)
    }
}
