import AccessLog
import ExchangeModel
import LogStorage
import Logging
import Metrics
import ServiceLifecycle

/// Watches whether the clock of the machine is set while the gateway runs, and tells.
///
/// Nothing here depends on the wall clock but what is about the time of day: certificates, lists,
/// tokens and contracts are judged by it as it is set, and entries say their moment by it. Order in
/// the log is by position, and deadlines and intervals count on a clock that nobody sets. So a step
/// breaks nothing; but whoever reads moments must know of it: it stands on record as CLOCK, in the
/// log of the gateway, and in `sluis_clock_steps_total`.
struct ClockWatch: Service {
    /// How often the clocks are compared.
    private static let interval: Duration = .seconds(1)

    let log: SegmentLog
    let logger: Logger
    var wall: @Sendable () -> Timestamp = SystemClock.now
    var steady: @Sendable () -> ContinuousClock.Instant = { .now }

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            var clocks = ClockComparison(wall: wall(), steady: steady())
            while true {
                try await Task.sleep(for: Self.interval)
                compare(&clocks)
            }
        }
    }

    /// Compares the clocks and tells of a step.
    func compare(_ clocks: inout ClockComparison) {
        let now = wall()
        guard let step = clocks.step(wall: now, steady: steady()) else { return }
        let direction = step > 0 ? "forward" : "back"
        logger.warning(
            "the clock of this machine was set while the gateway ran: certificates, lists, tokens and contracts are judged by it as it is now; look at its time synchronisation if nobody meant to",
            metadata: ["direction": "\(direction)", "milliseconds": "\(step.magnitude)"]
        )
        Counter(label: "sluis_clock_steps_total", dimensions: [("direction", direction)])
            .increment()
        let entry = LogEntry.clock(ClockEntry(createdAt: now, step: step))
        guard let encoded = try? entry.encoded(salt: Salt(0, 0)),
            log.appendUnawaited(encoded)
        else {
            logger.error("that the clock was set could not be put on record")
            return
        }
    }
}

/// The wall clock held against one that nobody sets.
struct ClockComparison {
    /// The least difference that is a step, in milliseconds; less is what synchronisation corrects.
    static let leastStep: UInt64 = 1_000

    private var wall: Timestamp
    private var steady: ContinuousClock.Instant

    /// Begins with both clocks as they are.
    init(wall: Timestamp, steady: ContinuousClock.Instant) {
        (self.wall, self.steady) = (wall, steady)
    }

    /// By how many milliseconds the wall clock was set since the last call; nil when it was not.
    mutating func step(wall: Timestamp, steady: ContinuousClock.Instant) -> Int64? {
        let passed = self.steady.duration(to: steady).components
        let elapsed = passed.seconds * 1_000 + passed.attoseconds / 1_000_000_000_000_000
        let expected = self.wall.milliseconds &+ elapsed
        (self.wall, self.steady) = (wall, steady)
        let (step, overflow) = wall.milliseconds.subtractingReportingOverflow(expected)
        guard !overflow else { return wall.milliseconds > 0 ? .max : -.max }
        return step.magnitude < Self.leastStep ? nil : max(step, -.max)
    }
}
