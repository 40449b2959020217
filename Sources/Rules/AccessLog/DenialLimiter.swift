public import ExchangeModel

/// Bounds the refusals that are recorded one by one: so many a second and party, the rest counted.
///
/// Lives on one event loop. A party that is refused a thousand times a second must not fill the log.
public struct DenialLimiter<Party: Hashable> {
    private struct Tally {
        var recorded = 0
        var suppressed: UInt64 = 0
        var phase = Phase.accept
        var code = ErrorCode.malformedRequest
        let since: Timestamp
    }

    /// The refusals that are recorded for one party in one second on this loop.
    public let perSecond: Int
    private var tallies: [Party: Tally] = [:]

    /// Makes a limiter that has seen no refusal.
    public init(perSecond: Int) {
        self.perSecond = perSecond
    }

    /// Whether a refusal is recorded by itself; if not it is counted.
    public mutating func mayRecord(
        _ party: Party,
        _ phase: Phase,
        _ code: ErrorCode,
        at now: Timestamp
    ) -> Bool {
        var tally = tallies[party] ?? Tally(since: now)
        defer { tallies[party] = tally }
        guard tally.recorded < perSecond else {
            tally.suppressed += 1
            (tally.phase, tally.code) = (phase, code)
            return false
        }
        tally.recorded += 1
        return true
    }

    /// Begins the next second, and tells what was only counted in the last: one entry for each party, with
    /// the phase and code of its last refusal; who the party was is left to the caller.
    public mutating func nextSecond(
        _ direction: Direction,
        at now: Timestamp
    ) -> [(party: Party, entry: DenialEntry)] {
        guard !tallies.isEmpty else { return [] }
        defer { tallies.removeAll(keepingCapacity: true) }
        return tallies.compactMap { party, tally in
            guard tally.suppressed > 0 else { return nil }
            let entry = DenialEntry(
                createdAt: now,
                direction: direction,
                phase: tally.phase,
                code: tally.code,
                count: tally.suppressed,
                period: UInt64(clamping: now.milliseconds - tally.since.milliseconds)
            )
            return (party, entry)
        }
    }
}
