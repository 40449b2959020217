import AccessLog
import ExchangeModel
import LogStorage
import MerkleLog
import SQLiteStorage

/// What the store lacks of the decisions that the log holds.
struct StoreComparison {
    /// A decision as its intention and its ending tell it.
    private struct Found {
        var intention: (entry: AuditEntry, position: LogPosition)?
        var ending: AuditEntry?
        var position: LogPosition

        var decision: RecordedDecision? { intention?.entry.decision ?? ending?.decision }
    }

    /// The decisions that were carried out and are not in the store: the store is older than its log.
    private(set) var lacking: [AuditEntry] = []
    /// The endings of contracts that the store must take over.
    private(set) var endings: [SQLiteStanding.LoggedDecision] = []
    /// The names for grants that the store has lost.
    private(set) var aliases: [(name: String, grant: GrantHash)] = []
    /// What was about to be done when the gateway was cut off, with whether the store has it.
    private(set) var cutOff: [(action: TransactionID, entry: AuditEntry, isDone: Bool)] = []
    /// The greatest number of a change in the log.
    private(set) var latestChange: UInt64 = 0
    /// The peers of every decision that was looked at.
    private(set) var peers: Set<PeerID> = []

    /// Compares the decisions from a place in the log on with those of the store.
    init(of log: SegmentLog, from start: UInt64, with store: SQLiteStanding) async throws {
        var found: [TransactionID: Found] = [:]
        var order: [TransactionID] = []
        for (entry, position) in try await Self.entries(of: log, from: start) {
            let id: TransactionID
            switch entry.stage {
            case .whole: continue
            case .intended(let action), .ended(let action, _): id = action
            }
            if found[id] == nil { order.append(id) }
            var known = found[id] ?? Found(position: position)
            if entry.result == nil {
                known.intention = (entry, position)
            } else {
                known.ending = entry
            }
            found[id] = known
        }
        let absent = try await store.lacking(order)
        let origin = log.publicKey.name
        for id in order {
            guard let known = found[id] else { continue }
            latestChange = max(latestChange, known.ending?.change ?? 0)
            if let decision = known.decision { peers.insert(decision.peer) }
            take(known, id, isAbsent: absent.contains(id), origin)
        }
    }

    private mutating func take(
        _ known: Found,
        _ id: TransactionID,
        isAbsent: Bool,
        _ origin: String
    ) {
        let result = known.ending?.result
        let place = ActionPlace(action: id, origin: origin, position: known.position)
        switch result {
        case .refused, .failed: return
        case .done:
            guard isAbsent, let ending = known.ending, ending.change != nil else { return }
            lacking.append(ending)
            if let decision = known.decision, decision.kind.ends {
                endings.append(.init(place: place, decision: decision))
            }
            if ending.action == "alias.name", let text = ending.reason?.split(separator: " ").last,
                let grant = try? GrantHash(text)
            {
                aliases.append((ending.object, grant))
            }
        case nil:
            guard let intention = known.intention?.entry else { return }
            // What was to be ended is ended: nobody was told that it is not.
            if isAbsent, let decision = intention.decision, decision.kind.ends {
                endings.append(.init(place: place, decision: decision))
                cutOff.append((id, intention, true))
            } else {
                cutOff.append((id, intention, !isAbsent))
            }
        }
    }

    /// The AUDIT entries from a place on, oldest first.
    private static func entries(
        of log: SegmentLog,
        from start: UInt64
    ) async throws -> [(AuditEntry, LogPosition)] {
        var found: [(AuditEntry, LogPosition)] = []
        var query = LogQuery()
        query.kinds = [.audit]
        query.order = .oldestFirst
        query.limit = LogQuery.maximumLimit
        if start > 0 { query.cursor = LogPosition(index: start - 1) }
        while true {
            let asked = query
            let hits = try await log.readForOperators { try $0.search(asked) }
            for hit in hits {
                if case .audit(let entry) = hit.entry { found.append((entry, hit.position)) }
            }
            guard hits.count == query.limit, let last = hits.last else { return found }
            query.cursor = last.position
        }
    }
}
