public import AccessLog
public import ExchangeModel
public import MerkleLog

/// Why the log could not be read.
public enum LogReadProblem: Error, Hashable, Sendable {
    /// A file operation failed, with the system's error number.
    case failed(operation: String, error: Int32)
    /// A frame is damaged; run the verifier and restore the file.
    case damaged(file: String, offset: Int, FrameDamage)
    /// An entry cannot be decoded.
    case undecodable(LogPosition, EntryProblem)
}

/// One entry as it stands in the log.
public struct StoredEntry: Hashable, Sendable {
    /// Its place.
    public let position: LogPosition
    /// The bytes of the leaf.
    public let bytes: [UInt8]
    /// What stands in the place of its personal section.
    public let personal: PersonalState

    /// The entry as a search result, its personal section attached when it is whole.
    public func hit() throws(LogReadProblem) -> LogHit {
        do throws(EntryProblem) {
            var decoded = try DecodedEntry(bytes)
            let state: LogHit.Personal
            switch personal {
            case .none: state = decoded.commitment == nil ? .none : .damaged
            case .erased: state = .erased
            case .damaged: state = .damaged
            case .sealed(let sealed): state = try decoded.open(sealed) ? .open : .damaged
            }
            return LogHit(position: position, entry: decoded.entry, personal: state)
        } catch {
            throw .undecodable(position, error)
        }
    }
}

extension SegmentLog {
    /// The durable entries from a position on, in order.
    public func entries(
        from position: LogPosition,
        limit: Int
    ) throws(LogReadProblem) -> [StoredEntry] {
        var found: [StoredEntry] = []
        for segment in catalog.all
        where segment.endIndex > position.index && found.count < limit {
            var reader = try SegmentReader(segment, self)
            try reader.seek(position.index)
            while found.count < limit, let frame = try reader.next() {
                for place in frame.ranges.indices {
                    let index = frame.header.firstIndex + UInt64(place)
                    guard index >= position.index, found.count < limit else { continue }
                    found.append(try reader.entry(place, of: frame))
                }
            }
        }
        return found
    }

    /// The entry at a position; nil when the log ends before it.
    public func entry(at position: LogPosition) throws(LogReadProblem) -> StoredEntry? {
        try entries(from: position, limit: 1).first
    }

    /// All that is known of an exchange, in order: its request, disclosures and completion, or the
    /// first denial of it.
    ///
    /// The open partition is looked up in memory; older ones are read, the latest first.
    public func find(_ transaction: TransactionID) throws(LogReadProblem) -> [LogHit] {
        var positions = Set(queue.recentPositions(of: transaction, limit: Self.maximumFound))
        if positions.isEmpty {
            for segment in catalog.all.dropLast().reversed() where positions.isEmpty {
                positions = try self.positions(of: transaction, in: segment)
            }
        }
        var hits: [LogPosition: LogHit] = [:]
        while let position = positions.popFirst() {
            guard hits[position] == nil, let hit = try entry(at: position)?.hit() else { continue }
            hits[position] = hit
            if let record = hit.entry.record {
                positions.insert(record)
            }
        }
        var found = hits.values.filter { $0.entry.transaction == transaction }
        found.sort { $0.position < $1.position }
        for place in found.indices {
            let request = found[place].position
            for case .completion(let entry) in found.map(\.entry) where entry.record == request {
                found[place].completion = entry
                found[place].completionPosition =
                    found.first { $0.entry == .completion(entry) }?.position
            }
        }
        return found
    }

    /// The most entries of one exchange that ``find(_:)`` yields.
    public static let maximumFound = 64

    private func positions(
        of transaction: TransactionID,
        in segment: SegmentRecord
    ) throws(LogReadProblem) -> Set<LogPosition> {
        var positions: Set<LogPosition> = []
        var reader = try SegmentReader(segment, self)
        while let frame = try reader.next() {
            frame.entries.withUnsafeBytes { buffer in
                for (place, range) in frame.ranges.enumerated()
                where EntryScan(reading: buffer.part(range))?.transaction == transaction
                    && positions.count < Self.maximumFound
                {
                    positions.insert(
                        LogPosition(index: frame.header.firstIndex + UInt64(place))
                    )
                }
            }
        }
        return positions
    }

    // MARK: Evidence

    /// The receipt of an entry under the latest checkpoint; nil when it is not signed yet.
    public func receipt(
        of position: LogPosition
    ) throws(LogReadProblem) -> TransparencyProof? {
        try reading { () throws(LogFileError) in try evidence.proof(of: position.index) }
    }

    /// The proof that the latest checkpoint continues an earlier one; nil when it cannot be given.
    public func consistencyProof(
        from size: UInt64
    ) throws(LogReadProblem) -> [TreeHash]? {
        try reading { () throws(LogFileError) in try evidence.consistency(from: size) }
    }
}

extension LogEntry {
    /// The request's entry that this one belongs to.
    var record: LogPosition? {
        switch self {
        case .completion(let entry): entry.record
        case .disclosure(let entry): entry.record
        case .request, .denial, .audit, .retention, .key, .configuration: nil
        }
    }
}

/// Runs a file operation while the log is read.
func reading<Value>(
    _ operation: () throws(LogFileError) -> Value
) throws(LogReadProblem) -> Value {
    do throws(LogFileError) {
        return try operation()
    } catch {
        throw .failed(operation: error.operation, error: error.number)
    }
}
