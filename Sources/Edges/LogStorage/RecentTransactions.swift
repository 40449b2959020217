internal import AccessLog
internal import ExchangeModel

/// The transaction ids of the open partition, with the places of their entries.
///
/// Four bytes an entry and about forty an exchange.
struct RecentTransactions: Sendable {
    private static let noPlace = UInt32.max

    private struct Latest {
        /// The place of the latest entry.
        var place: UInt32
        /// A bit for each direction in which there is a request.
        var requests: UInt8
    }

    private let base: UInt64
    private var latest: [TransactionID: Latest] = [:]
    /// For each entry the place of the one before it of the same exchange.
    private var former: [UInt32] = []

    init(from base: UInt64) {
        self.base = base
    }

    mutating func add(_ entry: EncodedEntry, at index: UInt64) {
        add(kind: entry.kind, entry.transaction, entry.direction, at: index)
    }

    mutating func add(
        kind: EntryKind,
        _ transaction: TransactionID?,
        _ direction: Direction?,
        at index: UInt64
    ) {
        guard let place = UInt32(exactly: index - base), Int(place) == former.count else { return }
        // A peer can have one id denied many times; behind its first entry those are not kept.
        guard let transaction, kind != .denial || latest[transaction] == nil else {
            former.append(Self.noPlace)
            return
        }
        var bit: UInt8 = 0
        if kind == .request, let direction {
            bit = 1 << direction.rawValue
        }
        let last = latest[transaction]
        latest[transaction] = Latest(place: place, requests: (last?.requests ?? 0) | bit)
        former.append(last?.place ?? Self.noPlace)
    }

    func holds(_ key: RequestKey) -> Bool {
        (latest[key.transaction]?.requests ?? 0) & 1 << key.direction.rawValue != 0
    }

    /// Gives every request of the partition.
    func eachRequest(_ give: (RequestKey) -> Void) {
        for (transaction, latest) in latest where latest.requests != 0 {
            for direction in Direction.allCases
            where latest.requests & 1 << direction.rawValue != 0 {
                give(RequestKey(transaction, direction))
            }
        }
    }

    /// The positions of an exchange's entries, the latest first, at most as many as asked.
    func positions(of transaction: TransactionID, limit: Int) -> [LogPosition] {
        var positions: [LogPosition] = []
        var place = latest[transaction]?.place ?? Self.noPlace
        while place != Self.noPlace, positions.count < limit {
            positions.append(LogPosition(index: base + UInt64(place)))
            place = former[Int(place)]
        }
        return positions
    }
}
