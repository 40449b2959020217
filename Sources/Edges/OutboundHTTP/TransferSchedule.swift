/// A call on its way to the transfer thread.
struct Submission: Sendable {
    let id: UInt64
    let request: OutboundRequest
    let deadline: ContinuousClock.Instant
    let continuation: CheckedContinuation<Result<OutboundResponse, OutboundError>, Never>
}

/// Which calls run and which wait: first come, first served, within the bounds per host and in all.
///
/// Our own and not libcurl's: calls that libcurl lets wait for a connection miss their timeout.
struct TransferSchedule {
    enum Call {
        case waiting(Submission)
        case active(Transfer)

        var submission: Submission {
            switch self {
            case .waiting(let submission): submission
            case .active(let transfer): transfer.submission
            }
        }

        var requestSent: Bool {
            if case .active(let transfer) = self { transfer.requestSent } else { false }
        }
    }

    /// A wake-up at least this often, in case a deadline was missed.
    private static let longestPause = Duration.seconds(60)

    private let activeCalls: Int
    private let activeCallsPerHost: Int
    private var waiting: [Submission] = []
    private var active: [UInt64: Transfer] = [:]
    private var activePerHost: [String: Int] = [:]

    init(_ configuration: OutboundConfiguration) {
        activeCalls = configuration.activeCalls
        activeCallsPerHost = configuration.activeCallsPerHost
    }

    private var admissible: Int? {
        guard active.count < activeCalls else { return nil }
        return waiting.firstIndex {
            activePerHost[$0.request.destination.authority, default: 0] < activeCallsPerHost
        }
    }

    var canAdmit: Bool { admissible != nil }

    mutating func enqueue(_ submissions: [Submission]) {
        waiting += submissions
    }

    mutating func nextAdmissible() -> Submission? { admissible.map { waiting.remove(at: $0) } }

    mutating func admit(_ transfer: Transfer) {
        active[transfer.submission.id] = transfer
        activePerHost[transfer.submission.request.destination.authority, default: 0] += 1
    }

    mutating func remove(_ id: UInt64) -> Call? {
        if let transfer = active.removeValue(forKey: id) {
            let host = transfer.submission.request.destination.authority
            let left = activePerHost[host, default: 1] - 1
            activePerHost[host] = left == 0 ? nil : left
            return .active(transfer)
        }
        return waiting.firstIndex { $0.id == id }.map { .waiting(waiting.remove(at: $0)) }
    }

    mutating func removeExpired(_ now: ContinuousClock.Instant) -> [Call] {
        let submissions = waiting + active.values.map(\.submission)
        return submissions.filter { $0.deadline <= now }.compactMap { remove($0.id) }
    }

    mutating func removeAll() -> [Call] {
        (waiting.map(\.id) + Array(active.keys)).compactMap { remove($0) }
    }

    /// Milliseconds until the next deadline, rounded up.
    func pause(from now: ContinuousClock.Instant) -> CInt {
        let deadlines = waiting.map(\.deadline) + active.values.map(\.submission.deadline)
        let left = deadlines.min().map { now.duration(to: $0) } ?? Self.longestPause
        return CInt(min(max(left, .zero), Self.longestPause).wholeMilliseconds)
    }
}

extension Duration {
    /// Milliseconds, rounded up; held to the range of `Int`.
    var wholeMilliseconds: Int {
        let (thousands, overflow) = Int(components.seconds).multipliedReportingOverflow(by: 1_000)
        guard !overflow else { return components.seconds < 0 ? .min : .max }
        let rest = (components.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        return thousands.addingReportingOverflow(Int(rest)).partialValue
    }
}
