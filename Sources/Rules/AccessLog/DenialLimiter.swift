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
        var subjects: [Pseudonym] = []
        var known: Set<Pseudonym> = []
        var omitted: UInt64 = 0
        let since: Timestamp

        /// Keeps who was asked about, each once and so many at most.
        mutating func add(_ asked: [Pseudonym]) {
            for subject in asked where !known.contains(subject) {
                guard subjects.count < DenialLimiter.maximumSubjects else {
                    omitted += 1
                    continue
                }
                known.insert(subject)
                subjects.append(subject)
            }
        }
    }

    /// The most persons that a summary names; how often others were asked about is counted.
    public static var maximumSubjects: Int { 256 }

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
        about subjects: [Pseudonym] = [],
        at now: Timestamp
    ) -> Bool {
        var tally = tallies[party] ?? Tally(since: now)
        defer { tallies[party] = tally }
        guard tally.recorded < perSecond else {
            tally.suppressed += 1
            (tally.phase, tally.code) = (phase, code)
            tally.add(subjects)
            return false
        }
        tally.recorded += 1
        return true
    }

    /// Begins the next second, and tells what was only counted in the last: one entry for each party, with
    /// the phase and code of its last refusal and the persons asked about; who the party was is left to
    /// the caller.
    public mutating func nextSecond(
        _ direction: Direction,
        at now: Timestamp
    ) -> [(party: Party, entry: DenialEntry)] {
        guard !tallies.isEmpty else { return [] }
        defer { tallies.removeAll(keepingCapacity: true) }
        return tallies.compactMap { party, tally in
            guard tally.suppressed > 0 else { return nil }
            var entry = DenialEntry(
                createdAt: now,
                direction: direction,
                phase: tally.phase,
                code: tally.code,
                count: tally.suppressed,
                period: UInt64(clamping: now.milliseconds - tally.since.milliseconds)
            )
            entry.personal.subjects = tally.subjects
            entry.omittedSubjects = tally.omitted > 0 ? tally.omitted : nil
            return (party, entry)
        }
    }
}
