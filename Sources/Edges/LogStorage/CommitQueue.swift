internal import AccessLog
internal import Dispatch
internal import ExchangeModel
internal import Synchronization

/// The entries between the threads of requests and the one thread that writes.
///
/// A batch is what came in while the last one was being flushed. A flush costs the processor more than
/// all else that an entry does, so there are as few as the waiting allow (decision 7): entries that
/// nobody waits for go with the next that somebody waits for, and while several wait at a time
/// flushes take at most a quarter of the time. One that waits alone is written at once.
final class CommitQueue: Sendable {
    /// A flush begins so many times the last one's duration after that one's begin.
    private static let flushShare = 4

    struct Status {
        let isWritable: Bool
        /// The number of entries that are durable.
        let size: UInt64
        let waiting: Int
        let dropped: UInt64
    }

    enum Work {
        case commit([PendingEntry])
        /// The disk has failed; try whether it can be written again.
        case mend
        case stop
    }

    private let state: Mutex<CommitState>
    private let wake = DispatchSemaphore(value: 0)
    private let configuration: LogConfiguration
    /// The most bytes that an entry and its section may take: they must fit into an empty segment.
    private let entryLimit: Int
    /// The most bytes of one frame: it must fit into an empty segment too.
    private let frameLimit: Int

    init(
        _ configuration: LogConfiguration,
        recent: RecentTransactions,
        earlier: EarlierTransactions,
        size: UInt64
    ) {
        self.configuration = configuration
        entryLimit =
            configuration.segmentBytes - SegmentHeader.byteCount - FrameHeader.byteCount - 64
        frameLimit = min(configuration.frameBytes, entryLimit)
        state = Mutex(CommitState(recent: recent, earlier: earlier, size: size))
    }

    /// Adds an entry; the refusal, when there is one, is for the caller to tell.
    func add(_ pending: PendingEntry) -> LogRefusal? {
        let bytes = pending.byteCount
        guard bytes <= entryLimit else { return .tooLarge }
        let key = RequestKey(pending.entry)
        let (refusal, mustWake) = state.withLock { state -> (LogRefusal?, Bool) in
            if let refusal = refuses(pending, bytes, key, &state) { return (refusal, false) }
            if let key {
                state.reserved.insert(key)
            }
            state.waiting.append(pending)
            state.waitingBytes += bytes
            if pending.isAwaited { state.awaited += 1 }
            let mustWake =
                switch state.rest {
                case .none: false
                case .idle: true
                case .lingering: pending.isAwaited
                }
            if mustWake { state.rest = .none }
            return (nil, mustWake)
        }
        if mustWake {
            wake.signal()
        }
        return refusal
    }

    private func refuses(
        _ pending: PendingEntry,
        _ bytes: Int,
        _ key: RequestKey?,
        _ state: inout CommitState
    ) -> LogRefusal? {
        guard !state.isStopped else {
            if !pending.isAwaited { state.dropped += 1 }
            return .closed
        }
        // A record that is dropped while the log closes is still ended: by the thread that confirmed
        // it, or by the one that it was handed to.
        if state.isClosing, pending.isAwaited { return .closed }
        guard pending.isAwaited else {
            // Completions may use a quarter more, so that what was admitted can also be ended.
            let fits =
                state.waiting.count < configuration.queueEntries / 4 * 5
                && state.waitingBytes + bytes <= configuration.queueBytes / 4 * 5
            if !fits {
                state.dropped += 1
            }
            return fits ? nil : .full
        }
        guard state.takesEntries else { return .unwritable }
        guard state.waiting.count < configuration.queueEntries,
            state.waitingBytes + bytes <= configuration.queueBytes
        else { return .full }
        guard let key else { return nil }
        return state.holds(key) ? .duplicate : nil
    }

    /// What the writing thread does next.
    private enum Step {
        case work(Work)
        /// Wait for entries, at most until a moment.
        case rest(until: ContinuousClock.Instant?)
        /// Nothing is left of what waited.
        case again
    }

    /// Waits for work; called by the writing thread only.
    func next() -> Work {
        while true {
            let (step, late) = state.withLock { nextStep(&$0) }
            PendingEntry.tell(late, .late)
            switch step {
            case .work(.mend):
                let deadline = DispatchTime.now() + configuration.retryInterval.dispatchInterval
                if wake.wait(timeout: deadline) == .timedOut { return .mend }
            case .work(let work): return work
            case .rest(nil): wake.wait()
            case .rest(let moment?):
                let left = ContinuousClock.now.duration(to: moment)
                if left > .zero { _ = wake.wait(timeout: .now() + left.dispatchInterval) }
            case .again: continue
            }
        }
    }

    private func nextStep(_ state: inout CommitState) -> (Step, late: [PendingEntry]) {
        state.rest = .none
        if state.isWritable, !state.waiting.isEmpty {
            if let moment = postponement(&state) { return (.rest(until: moment), []) }
            let late = takeBatch(&state)
            return (state.inFlight.isEmpty ? .again : .work(.commit(state.inFlight)), late)
        }
        if state.isClosing {
            state.isStopped = true
            return (.work(.stop), [])
        }
        if !state.isWritable { return (.work(.mend), []) }
        state.rest = .idle
        return (.rest(until: nil), [])
    }

    /// Until when the flush of what waits is put off, when it is.
    private func postponement(_ state: inout CommitState) -> ContinuousClock.Instant? {
        guard !state.isClosing, state.waitingBytes < frameLimit else { return nil }
        let now = ContinuousClock.now
        if state.awaited == 0 {
            let moment = state.lingersUntil ?? now + configuration.completionDelay
            guard now < moment else { return nil }
            state.lingersUntil = moment
            state.rest = .lingering
            return moment
        }
        guard let moment = state.gathersUntil, now < moment else { return nil }
        return moment
    }

    /// Moves what fits into one frame from waiting to in flight; returns what came too late.
    private func takeBatch(_ state: inout CommitState) -> [PendingEntry] {
        let now = ContinuousClock.now
        state.lingersUntil = nil
        state.gathersUntil = nil
        state.flushBegan = state.awaited > 1 ? now : nil
        var late: [PendingEntry] = []
        var bytes = 0
        var taken = 0
        for pending in state.waiting {
            let size = pending.byteCount
            if bytes > 0, bytes + size > frameLimit { break }
            taken += 1
            if pending.isAwaited, pending.deadline < now {
                late.append(pending)
                state.release(pending)
            } else {
                bytes += size
                state.inFlight.append(pending)
            }
        }
        if taken == state.waiting.count {
            state.waiting.removeAll(keepingCapacity: true)
            (state.waitingBytes, state.awaited) = (0, 0)
        } else {
            state.waiting.removeFirst(taken)
            state.recount()
        }
        return late
    }

    /// The batch in flight is durable from a position on: frees it and gives its confirmations.
    func confirm(from first: LogPosition) -> [PendingEntry] {
        state.withLock { state in
            if let began = state.flushBegan {
                let pause = began.duration(to: .now) * Self.flushShare
                state.gathersUntil = began + min(pause, configuration.gatherLimit)
            }
            state.isStalled = false
            let batch = state.inFlight
            state.inFlight.removeAll(keepingCapacity: true)
            state.size = first.index + UInt64(batch.count)
            for (place, pending) in batch.enumerated() {
                state.recent.add(pending.entry, at: first.index + UInt64(place))
                state.release(pending)
            }
            return batch
        }
    }

    /// A new partition began: of what the former held only requests are known here, for a while.
    ///
    /// Called by the writing thread, which alone changes either: those who add entries do not wait.
    func beginPartition(at index: UInt64) {
        let (recent, earlier) = state.withLock { ($0.recent, $0.earlier) }
        let joined = earlier.joined(by: recent, at: configuration.now())
        state.withLock { state in
            (state.recent, state.earlier) = (RecentTransactions(from: index), joined)
        }
    }

    /// The batch in flight was not written: those who wait are denied, the rest waits on.
    func fail() {
        let denied = state.withLock { state -> [PendingEntry] in
            (state.isWritable, state.isStalled) = (false, false)
            let denied = (state.inFlight + state.waiting).filter(\.isAwaited)
            state.waiting = (state.inFlight + state.waiting).filter { !$0.isAwaited }
            state.inFlight = []
            state.recount()
            for pending in denied {
                state.release(pending)
            }
            return denied
        }
        PendingEntry.tell(denied, .unwritable)
    }

    /// A test write succeeded.
    func resume() {
        state.withLock { $0.isWritable = true }
    }

    /// Denies every entry whose deadline has passed, also those that the disk holds up.
    ///
    /// While it holds up a batch for so long, further entries are refused at once.
    func sweep(at now: ContinuousClock.Instant) {
        PendingEntry.tell(state.withLock { $0.expire(at: now) }, .late)
    }

    /// Lets what waits be written and then stops the writing thread.
    func close() {
        state.withLock { state in
            state.isClosing = true
            state.rest = .none
        }
        wake.signal()
    }

    /// Tells everyone who still waits that the log is closed.
    func drain() {
        let left = state.withLock { state in
            let left = state.waiting + state.inFlight
            (state.waiting, state.inFlight) = ([], [])
            state.recount()
            return left
        }
        PendingEntry.tell(left, .closed)
    }

    func holds(_ key: RequestKey) -> Bool {
        state.withLock { $0.holds(key) }
    }

    /// The positions of an exchange's entries in the open partition, the latest first.
    func recentPositions(of transaction: TransactionID, limit: Int) -> [LogPosition] {
        state.withLock { $0.recent.positions(of: transaction, limit: limit) }
    }

    /// The state of the queue, where so many entries could be read before.
    ///
    /// No entry that can be read already waits as well.
    func status(readable: UInt64) -> Status {
        state.withLock { state in
            // A batch can be read a moment before it is confirmed.
            let size = max(readable, state.size)
            let waiting = state.waiting.count + state.inFlight.count
            return Status(
                isWritable: state.takesEntries && !state.isClosing,
                size: size,
                waiting: waiting - Int(size - state.size),
                dropped: state.dropped
            )
        }
    }

    /// Whether entries that somebody waits for are taken.
    var isWritable: Bool { state.withLock { $0.takesEntries && !$0.isClosing } }
}
