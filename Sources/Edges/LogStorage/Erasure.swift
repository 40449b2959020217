public import AccessLog

/// Why a personal section was not erased.
public enum ErasureProblem: Error, Hashable, Sendable {
    /// The entry has no personal section, or there is no such entry.
    case nothingThere(LogPosition)
    /// The RETENTION entry that must come first does not name the entry.
    case notAnnounced(LogPosition)
    /// The log could not be read.
    case unreadable(LogReadProblem)
    /// The disk refused; erase again.
    case failed(operation: String, error: Int32)
}

extension SegmentLog {
    /// Erases the personal sections that a durable RETENTION entry names.
    ///
    /// Salt and section become zeros in place and durably; every proof about the entries still holds.
    /// Erasing what is erased already does no harm, so a broken run is repeated.
    ///
    /// - Parameter announcement: The position of the RETENTION entry, which was appended first.
    /// - Throws: ``ErasureProblem``; sections before the one that failed are erased.
    public func erase(announcedAt announcement: LogPosition) throws(ErasureProblem) {
        for position in try announced(at: announcement) {
            try erase(position)
        }
    }

    private func announced(at position: LogPosition) throws(ErasureProblem) -> [LogPosition] {
        let stored: LogEntry?
        do throws(LogReadProblem) {
            stored = try entry(at: position)?.hit().entry
        } catch {
            throw .unreadable(error)
        }
        guard case .retention(let retention) = stored, case .erase(let positions) = retention.act
        else { throw .notAnnounced(position) }
        return positions
    }

    private func erase(_ position: LogPosition) throws(ErasureProblem) {
        let (segment, section) = try locate(position)
        do throws(LogFileError) {
            let file = try files.open(segment.path, writable: true)
            var bytes = [UInt8](repeating: 0, count: section.whole)
            bytes.withUnsafeMutableBytes { $0.put(PersonalBlock.erased, at: 0) }
            try bytes.withUnsafeBufferPointer { buffer throws(LogFileError) in
                try file.write(UnsafeRawBufferPointer(buffer), at: section.offset)
            }
            try file.synchronize()
        } catch {
            throw .failed(operation: error.operation, error: error.number)
        }
    }

    private func locate(
        _ position: LogPosition
    ) throws(ErasureProblem) -> (SegmentRecord, PersonalBlock.Place) {
        for segment in catalog.all
        where segment.firstIndex <= position.index && position.index < segment.endIndex {
            do throws(LogReadProblem) {
                var reader = try SegmentReader(segment, self)
                try reader.seek(position.index)
                while let frame = try reader.next(), frame.header.firstIndex <= position.index {
                    let place = position.index - frame.header.firstIndex
                    if let section = frame.places.first(where: { UInt64($0.entry) == place }) {
                        return (segment, section)
                    }
                }
            } catch {
                throw .unreadable(error)
            }
        }
        throw .nothingThere(position)
    }
}
