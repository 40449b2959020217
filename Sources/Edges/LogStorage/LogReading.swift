public import AccessLog
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
        case .request, .denial, .audit, .retention, .key, .configuration, .decision, .recovery,
            .clock:
            nil
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
