import ExchangeModel
import JSONTape
import Logging
import Metrics
import PeerTransport
import Synchronization

/// The peers that were refused in their handshakes since the start, each by reason.
///
/// A line in the log a minute for each, and at most so many lines a minute in all: the rest is counted.
/// What a certificate says of itself is not proven.
final class RefusedPeers: Sendable {
    /// One peer, refused for one reason.
    struct Entry {
        let refused: RefusedHandshake
        let listener: String
        var count: Int
        var last: Timestamp
        fileprivate var told: Timestamp
    }

    /// The most peers that are told apart; of more the one that was refused the longest ago is forgotten.
    static let maximumEntries = 256
    /// The most lines a minute.
    static let linesPerMinute = 30
    private static let minute: Int64 = 60

    private struct Key: Hashable {
        let reason: String
        let who: String
    }

    private struct State {
        var entries: [Key: Entry] = [:]
        var windowStart = Timestamp(seconds: 0)
        var lines = 0
        var untold = 0
    }

    private let logger: Logger
    private let state = Mutex(State())

    init(logger: Logger) {
        self.logger = logger
    }

    /// Notes a refusal; tells it unless it, or as many as may be, were told within the minute.
    func note(_ refused: RefusedHandshake, at listener: String, now: Timestamp) {
        let who = [refused.peerID, refused.serialNumber].compactMap(\.self).joined(separator: " ")
        let key = Key(
            reason: refused.outcome.name,
            who: who.isEmpty ? refused.address : who
        )
        var (told, untold): (Entry?, Int) = (nil, 0)
        state.withLock { state in
            untold = Self.renew(&state, at: now)
            if state.entries[key] == nil, state.entries.count >= Self.maximumEntries,
                let oldest = state.entries.min(by: { $0.value.last < $1.value.last })
            {
                state.entries[oldest.key] = nil
            }
            let known = state.entries[key]
            var entry =
                known
                ?? Entry(refused: refused, listener: listener, count: 0, last: now, told: now)
            entry.count += 1
            entry.last = now
            let isDue = known.map { Self.isOver($0.told, at: now) } ?? true
            if isDue, state.lines < Self.linesPerMinute {
                state.lines += 1
                entry.told = now
                told = entry
            } else {
                state.untold += 1
            }
            state.entries[key] = entry
        }
        if untold > 0 { tellUntold(untold) }
        if let told { tell(told) }
    }

    /// Tells how many were only counted, once their minute is over.
    func endMinute(at now: Timestamp) {
        let untold = state.withLock { Self.renew(&$0, at: now) }
        if untold > 0 { tellUntold(untold) }
    }

    /// Whether the minute that began at a moment is over; a clock that was set back begins another too.
    private static func isOver(_ start: Timestamp, at now: Timestamp) -> Bool {
        let passed = now.seconds - start.seconds
        return passed >= minute || passed < 0
    }

    /// Begins the next minute where it is time; returns how many were not told in the last.
    private static func renew(_ state: inout State, at now: Timestamp) -> Int {
        guard isOver(state.windowStart, at: now) else { return 0 }
        defer { (state.windowStart, state.lines, state.untold) = (now, 0, 0) }
        return state.untold
    }

    /// The peers, the latest first.
    var entries: [Entry] {
        state.withLock { $0.entries.values.sorted { $0.last > $1.last } }
    }

    private func tellUntold(_ count: Int) {
        Counter(label: "sluis_refused_handshakes_not_logged_total").increment(by: count)
        logger.warning(
            "more handshakes were refused than are told one by one; `sluis status` counts them",
            metadata: ["count": "\(count)"]
        )
    }

    private func tell(_ entry: Entry) {
        let refused = entry.refused
        var metadata: Logger.Metadata = [
            "reason": "\(refused.outcome.name)", "address": "\(refused.address)",
            "count": "\(entry.count)",
        ]
        if !entry.listener.isEmpty { metadata["listener"] = "\(entry.listener)" }
        if let id = refused.peerID { metadata["claimed_peer"] = "\(id)" }
        if let subject = refused.subject { metadata["claimed_subject"] = "\(subject)" }
        if let issuer = refused.issuer { metadata["claimed_issuer"] = "\(issuer)" }
        if let serial = refused.serialNumber { metadata["serial_number"] = "\(serial)" }
        logger.warning("a peer was refused in its handshake", metadata: metadata)
    }
}

extension RefusedPeers.Entry {
    /// The document of the administration API.
    var json: JSONValue {
        var document: JSONObject = [
            "reason": .string(refused.outcome.name), "address": .string(refused.address),
            "count": .number(JSONNumber(Int64(count))), "last": .string(last.description),
        ]
        if !listener.isEmpty { document["listener"] = .string(listener) }
        document["peerID"] = refused.peerID.map { .string($0) }
        document["subject"] = refused.subject.map { .string($0) }
        document["issuer"] = refused.issuer.map { .string($0) }
        document["serialNumber"] = refused.serialNumber.map { .string($0) }
        return .object(document)
    }
}
