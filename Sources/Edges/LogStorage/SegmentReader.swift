internal import AccessLog
internal import MerkleLog

/// Reads the durable frames of one segment for searches.
struct SegmentReader {
    private let segment: SegmentRecord
    private var scanner: SegmentScanner

    init(_ segment: SegmentRecord, _ log: SegmentLog) throws(LogReadProblem) {
        self.segment = segment
        let file = try reading { () throws(LogFileError) in
            try log.files.open(segment.path, writable: false)
        }
        scanner = SegmentScanner(file, header: segment.header, limit: segment.end)
        scanner.rederivesChain = false
    }

    /// Goes to the last known frame that begins at or before an entry.
    mutating func seek(_ index: UInt64) throws(LogReadProblem) {
        if let mark = segment.marks.last(where: { $0.index <= index }) {
            scanner.skip(to: mark)
        }
    }

    /// Goes on to an entry's frame, or to one before it; never back.
    mutating func seekForward(_ index: UInt64) {
        if let mark = segment.marks.last(where: { $0.index <= index }), mark.offset > scanner.offset
        {
            scanner.skip(to: mark)
        }
    }

    mutating func seek(_ mark: FrameMark) {
        scanner.skip(to: mark)
    }

    /// Where the next frame begins.
    var offset: Int { scanner.offset }

    /// The next frame; nil at the end.
    mutating func next() throws(LogReadProblem) -> StoredFrame? {
        guard scanner.offset < segment.end else { return nil }
        let step: SegmentScanner.Step
        do throws(LogFileError) {
            step = try scanner.next()
        } catch {
            throw .failed(operation: error.operation, error: error.number)
        }
        switch step {
        case .frame(let frame): return frame
        case .end: return nil
        case .damaged(let damage):
            throw .damaged(
                file: SegmentHeader.fileName(segment.number),
                offset: scanner.offset,
                damage
            )
        }
    }

    /// One entry of a frame with its personal section.
    mutating func entry(
        _ place: Int,
        of frame: StoredFrame
    ) throws(LogReadProblem) -> StoredEntry {
        var personal = PersonalState.none
        if let section = frame.places.first(where: { $0.entry == place }) {
            do throws(LogFileError) {
                personal = try scanner.personal(section)
            } catch {
                throw .failed(operation: error.operation, error: error.number)
            }
        }
        return StoredEntry(
            position: LogPosition(index: frame.header.firstIndex + UInt64(place)),
            bytes: Array(frame.entries[frame.ranges[place]]),
            personal: personal
        )
    }
}
