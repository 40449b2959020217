import Synchronization

/// What came back, on all connections together.
final class Tally: Sendable {
    private let answers = Atomic(0)
    private let refused = Atomic(0)
    private let broken = Atomic(0)
    private let isOver = Atomic(false)
    private let byStatus = Mutex<[Int: Int]>([:])
    private let firstError = Mutex<String?>(nil)

    /// All answers so far.
    var count: Int { answers.load(ordering: .relaxed) }

    /// Answers whose status is not one of success.
    var non2xx: Int { refused.load(ordering: .relaxed) }

    /// Connections that broke, and answers that were not HTTP/1.1 with a Content-Length.
    var errors: Int { broken.load(ordering: .relaxed) }

    /// What the first error was.
    var problem: String? { firstError.withLock { $0 } }

    /// How many answers had each status.
    var statuses: [Int: Int] { byStatus.withLock { $0 } }

    /// Whether no further request is to be sent.
    var isEnded: Bool { isOver.load(ordering: .relaxed) }

    func end() { isOver.store(true, ordering: .relaxed) }

    func answered(_ status: Int) {
        answers.add(1, ordering: .relaxed)
        if !(200..<300).contains(status) { refused.add(1, ordering: .relaxed) }
        byStatus.withLock { $0[status, default: 0] += 1 }
    }

    func failed(_ reason: String) {
        broken.add(1, ordering: .relaxed)
        firstError.withLock { $0 = $0 ?? reason }
    }
}
