import Synchronization

/// Whether a store can be written, asked at most once a second, with an end to the waiting.
final class StoreProbe: Sendable {
    /// How long an answer is good.
    static let memory = Duration.seconds(1)
    /// How long an answer is waited for: a disk that hangs gives none.
    static let patience = Duration.seconds(3)

    private struct State {
        var isRunning = false
        var answered: ContinuousClock.Instant?
        var problem: String?
        var waiting: [UInt64: CheckedContinuation<Void, Never>] = [:]
        var lastWaiter: UInt64 = 0
    }

    private let probe: @Sendable () async throws -> Void
    private let patience: Duration
    private let state = Mutex(State())

    /// Takes what writes to the store and throws when that fails.
    init(
        patience: Duration = StoreProbe.patience,
        _ probe: @escaping @Sendable () async throws -> Void
    ) {
        (self.patience, self.probe) = (patience, probe)
    }

    /// Why the store cannot be written; nil when it can.
    func problem() async -> String? {
        let isStarting = state.withLock { state in
            if let answered = state.answered, ContinuousClock.now - answered < Self.memory {
                return nil as Bool?
            }
            defer { state.isRunning = true }
            return !state.isRunning
        }
        guard let isStarting else { return state.withLock(\.problem) }
        if isStarting { Task { await self.run() } }
        guard await answers() else {
            return "does not answer: the disk hangs, or the store is locked"
        }
        return state.withLock(\.problem)
    }

    private func run() async {
        var problem: String?
        do { try await probe() } catch { problem = "\(error)" }
        let waiting = state.withLock { state in
            (state.isRunning, state.answered, state.problem) = (false, .now, problem)
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Whether the probe under way ends in time.
    private func answers() async -> Bool {
        let id = state.withLock { state in
            state.lastWaiter &+= 1
            return state.lastWaiter
        }
        let patience = patience
        let watch = Task {
            try? await Task.sleep(for: patience)
            self.state.withLock { $0.waiting.removeValue(forKey: id) }?.resume()
        }
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                guard state.isRunning, !watch.isCancelled else { return true }
                state.waiting[id] = continuation
                return false
            }
            if isOver { continuation.resume() }
        }
        watch.cancel()
        return state.withLock { !$0.isRunning }
    }
}
