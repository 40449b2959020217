import AccessLog
import ExchangeModel

/// Bounds the refusals that are recorded one by one: so many a second and peer, the rest counted.
///
/// Lives on one event loop. A peer that is refused a thousand times a second must not fill the log.
struct DenialLimiter {
    /// Refusals of a peer that were counted and not recorded one by one.
    struct Summary: Equatable {
        let peer: PeerID
        /// Where and why the last of them was refused.
        let phase: Phase
        let code: ErrorCode
        let count: UInt64
        let since: Timestamp
    }

    private struct Tally {
        var recorded = 0
        var suppressed: UInt64 = 0
        var phase = Phase.accept
        var code = ErrorCode.malformedRequest
        let since: Timestamp
    }

    /// The refusals that are recorded for one peer in one second on this loop.
    let perSecond: Int
    private var tallies: [PeerID: Tally] = [:]

    init(perSecond: Int) {
        self.perSecond = perSecond
    }

    /// Whether a refusal is recorded by itself; if not it is counted.
    mutating func mayRecord(
        _ peer: PeerID,
        _ phase: Phase,
        _ code: ErrorCode,
        at now: Timestamp
    ) -> Bool {
        var tally = tallies[peer] ?? Tally(since: now)
        defer { tallies[peer] = tally }
        guard tally.recorded < perSecond else {
            tally.suppressed += 1
            (tally.phase, tally.code) = (phase, code)
            return false
        }
        tally.recorded += 1
        return true
    }

    /// Begins the next second, and tells what was only counted in the last.
    mutating func nextSecond() -> [Summary] {
        guard !tallies.isEmpty else { return [] }
        defer { tallies.removeAll(keepingCapacity: true) }
        return tallies.compactMap { peer, tally in
            guard tally.suppressed > 0 else { return nil }
            return Summary(
                peer: peer,
                phase: tally.phase,
                code: tally.code,
                count: tally.suppressed,
                since: tally.since
            )
        }
    }
}
