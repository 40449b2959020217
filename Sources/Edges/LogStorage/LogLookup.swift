public import AccessLog
public import ExchangeModel

extension SegmentLog {
    /// The most entries of one exchange that ``find(_:)-(TransactionID)`` yields.
    public static let maximumFound = 64

    /// All that is known of an exchange, in order: its request, disclosures and completion, or the
    /// first denial of it.
    ///
    /// The open partition is looked up in memory; older ones are read, the latest first.
    public func find(_ transaction: TransactionID) throws(LogReadProblem) -> [LogHit] {
        try find([transaction])[transaction] ?? []
    }

    /// All that is known of several exchanges, each as ``find(_:)-(TransactionID)`` gives it.
    ///
    /// However many they are, the log is read once at most. Exchanges that it does not know are absent.
    public func find(
        _ transactions: Set<TransactionID>
    ) throws(LogReadProblem) -> [TransactionID: [LogHit]] {
        var positions: Set<LogPosition> = []
        var wanted: Set<TransactionID> = []
        for transaction in transactions {
            let recent = queue.recentPositions(of: transaction, limit: Self.maximumFound)
            if recent.isEmpty { wanted.insert(transaction) }
            positions.formUnion(recent)
        }
        for segment in catalog.all.dropLast().reversed() where !wanted.isEmpty {
            let found = try self.positions(of: wanted, in: segment)
            for (transaction, places) in found {
                wanted.remove(transaction)
                positions.formUnion(places)
            }
        }
        return try exchanges(at: positions, of: transactions)
    }

    /// The entries at positions and the requests that they belong to, each exchange's in order.
    private func exchanges(
        at positions: Set<LogPosition>,
        of transactions: Set<TransactionID>
    ) throws(LogReadProblem) -> [TransactionID: [LogHit]] {
        var hits: [LogPosition: LogHit] = [:]
        var next = positions
        while !next.isEmpty {
            var records: Set<LogPosition> = []
            for entry in try entries(at: next.sorted()) {
                let hit = try entry.hit()
                hits[hit.position] = hit
                if let record = hit.entry.record { records.insert(record) }
            }
            next = records.filter { hits[$0] == nil && !next.contains($0) }
        }
        var found: [TransactionID: [LogHit]] = [:]
        for hit in hits.values {
            guard let transaction = hit.entry.transaction, transactions.contains(transaction)
            else { continue }
            found[transaction, default: []].append(hit)
        }
        return found.mapValues(Self.inOrder)
    }

    private static func inOrder(_ hits: [LogHit]) -> [LogHit] {
        var found = hits.sorted { $0.position < $1.position }
        for hit in found {
            guard case .completion(let entry) = hit.entry,
                let place = found.firstIndex(where: { $0.position == entry.record })
            else { continue }
            found[place].completion = entry
            found[place].completionPosition = hit.position
        }
        return found
    }

    /// The entries at positions in ascending order, each segment read forward once.
    private func entries(
        at positions: [LogPosition]
    ) throws(LogReadProblem) -> [StoredEntry] {
        var found: [StoredEntry] = []
        var rest = positions[...]
        for segment in catalog.all {
            rest = rest.drop { $0.index < segment.firstIndex }
            guard let first = rest.first, first.index < segment.endIndex else { continue }
            var reader = try SegmentReader(segment, self)
            while let position = rest.first, position.index < segment.endIndex {
                reader.seekForward(position.index)
                guard let frame = try reader.next() else { break }
                let end = frame.header.firstIndex + UInt64(frame.ranges.count)
                while let position = rest.first, position.index < end {
                    let place = position.index - frame.header.firstIndex
                    found.append(try reader.entry(Int(place), of: frame))
                    rest.removeFirst()
                }
            }
        }
        return found
    }

    private func positions(
        of transactions: Set<TransactionID>,
        in segment: SegmentRecord
    ) throws(LogReadProblem) -> [TransactionID: [LogPosition]] {
        var positions: [TransactionID: [LogPosition]] = [:]
        var reader = try SegmentReader(segment, self)
        while let frame = try reader.next() {
            frame.entries.withUnsafeBytes { buffer in
                for (place, range) in frame.ranges.enumerated() {
                    guard
                        let transaction = EntryScan(reading: buffer.part(range))?.transaction,
                        transactions.contains(transaction),
                        positions[transaction, default: []].count < Self.maximumFound
                    else { continue }
                    positions[transaction, default: []].append(
                        LogPosition(index: frame.header.firstIndex + UInt64(place))
                    )
                }
            }
        }
        return positions
    }
}
