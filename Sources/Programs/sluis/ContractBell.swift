import Synchronization

/// Wakes whoever follows the contracts, and keeps whether they have changed since they were read.
final class ContractBell: Sendable {
    /// One element for any number of calls since the last one was taken.
    let calls: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    private let isStale = Mutex(true)

    init() {
        (calls, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Contracts, or what else is read with them, may have changed.
    func ring() {
        isStale.withLock { $0 = true }
        wake()
    }

    /// Time has passed.
    func wake() { continuation.yield() }

    /// Whether it rang since this was asked last; true the first time.
    func takeChange() -> Bool {
        isStale.withLock { stale in
            defer { stale = false }
            return stale
        }
    }

    /// What was taken could not be used: it is there again at the next call.
    func putBack() { isStale.withLock { $0 = true } }
}
