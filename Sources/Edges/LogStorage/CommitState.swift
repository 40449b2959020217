internal import AccessLog

/// What the commit queue holds behind its lock.
struct CommitState {
    /// What the writing thread does when there is nothing to write.
    enum Rest {
        case none
        /// Until anything comes.
        case idle
        /// Until an entry comes that somebody waits for, or the others have waited long enough.
        case lingering
    }

    var waiting: [PendingEntry] = []
    var waitingBytes = 0
    /// How many of those that wait somebody waits for.
    var awaited = 0
    var inFlight: [PendingEntry] = []
    var reserved: Set<RequestKey> = []
    var recent: RecentTransactions
    /// What former partitions hold that may still be presented.
    var earlier: EarlierTransactions
    /// False from a failed write until a test write succeeds.
    var isWritable = true
    /// Whether the disk holds up a batch for longer than somebody could wait for it.
    var isStalled = false
    /// Whether nothing is admitted any more; what was admitted is still written and completed.
    var isClosing = false
    /// Whether the writing thread has ended: from here on nothing is taken at all.
    var isStopped = false
    /// The number of entries that are durable and confirmed.
    var size: UInt64
    var rest = Rest.none
    /// When the entries that nobody waits for must be written.
    var lingersUntil: ContinuousClock.Instant?
    /// The begin of the last flush, when several waited for it.
    var flushBegan: ContinuousClock.Instant?
    /// The soonest begin of the next flush.
    var gathersUntil: ContinuousClock.Instant?
    var dropped: UInt64 = 0

    init(recent: RecentTransactions, earlier: EarlierTransactions, size: UInt64) {
        (self.recent, self.earlier) = (recent, earlier)
        self.size = size
    }

    /// Whether a request stands in the log, as far back as its id may be presented, or waits for it.
    func holds(_ key: RequestKey) -> Bool {
        reserved.contains(key) || recent.holds(key) || earlier.holds(key)
    }

    /// Whether entries that somebody waits for are taken.
    var takesEntries: Bool { isWritable && !isStalled }

    mutating func release(_ pending: PendingEntry) {
        if let key = RequestKey(pending.entry) {
            reserved.remove(key)
        }
    }

    /// Counts anew what waits, after entries were taken out of the midst.
    mutating func recount() {
        waitingBytes = waiting.reduce(0) { $0 + $1.byteCount }
        awaited = waiting.reduce(0) { $0 + ($1.isAwaited ? 1 : 0) }
    }

    /// Takes out what has passed its deadline.
    ///
    /// What is in flight stays there, but nobody waits for it any more.
    mutating func expire(at now: ContinuousClock.Instant) -> [PendingEntry] {
        var late: [PendingEntry] = []
        for place in inFlight.indices where inFlight[place].isLate(at: now) {
            late.append(inFlight[place])
            inFlight[place] = inFlight[place].unawaited
        }
        if waiting.contains(where: { $0.isLate(at: now) }) {
            late += waiting.filter { $0.isLate(at: now) }
            for pending in waiting where pending.isLate(at: now) { release(pending) }
            waiting.removeAll { $0.isLate(at: now) }
            recount()
        }
        if !late.isEmpty, !inFlight.isEmpty { isStalled = true }
        return late
    }
}
