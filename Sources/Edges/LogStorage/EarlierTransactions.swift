internal import AccessLog
internal import ExchangeModel

/// The requests of closed partitions whose transaction ids may still be presented.
///
/// An id is taken while its moment lies within ``TransactionID/windowSeconds`` of now, so that is how
/// long its request must be remembered: over the end of a segment, and over a restart. What is kept is
/// bounded by the window and the rate of requests, at some forty bytes each.
struct EarlierTransactions: Sendable {
    private static let window = TransactionID.windowSeconds * 1_000

    private var keys: Set<RequestKey> = []

    /// The requests that are remembered.
    var count: Int { keys.count }

    func holds(_ key: RequestKey) -> Bool { keys.contains(key) }

    /// Remembers a request while its id may be presented.
    mutating func add(_ key: RequestKey, at now: Timestamp) {
        if Self.mayBePresented(key, at: now) { keys.insert(key) }
    }

    /// Remembers the requests of a closed segment, up to the first frame that is not whole.
    mutating func add(
        requestsOf segment: SegmentRecord,
        in file: any LogFile,
        at now: Timestamp
    ) throws(LogFileError) {
        var scanner = SegmentScanner(file, header: segment.header, limit: segment.end)
        while case .frame(let frame) = try scanner.next() {
            frame.entries.withUnsafeBytes { buffer in
                for range in frame.ranges {
                    guard let scan = EntryScan(reading: buffer.part(range)),
                        scan.kind == .request, let transaction = scan.transaction,
                        let direction = scan.direction
                    else { continue }
                    add(RequestKey(transaction, direction), at: now)
                }
            }
        }
    }

    /// These and the requests of a partition that ends now, without those whose time is over.
    func joined(by partition: RecentTransactions, at now: Timestamp) -> EarlierTransactions {
        var joined = EarlierTransactions()
        for key in keys { joined.add(key, at: now) }
        partition.eachRequest { joined.add($0, at: now) }
        return joined
    }

    /// Whether a partition that ended at a moment may hold a request whose id may be presented.
    ///
    /// Its id may have been made a whole window after it was recorded.
    static func reaches(_ end: Timestamp, at now: Timestamp) -> Bool {
        end.milliseconds + 2 * window >= now.milliseconds
    }

    private static func mayBePresented(_ key: RequestKey, at now: Timestamp) -> Bool {
        key.transaction.isVersion7
            && key.transaction.moment.milliseconds + window >= now.milliseconds
    }
}
