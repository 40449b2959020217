internal import AccessLog
internal import MerkleLog
internal import Synchronization

/// One segment as readers know it.
struct SegmentRecord: Sendable {
    let header: SegmentHeader
    let path: String
    /// Where the good frames end.
    var end: Int
    /// The index after the last entry.
    var endIndex: UInt64
    /// The leaf hashes, until they stand in a file of their own.
    var leaves: [TreeHash]?
    /// The beginnings of frames, at least 64 KiB apart.
    var marks: [FrameMark]

    var number: UInt64 { header.number }
    var firstIndex: UInt64 { header.firstIndex }

    static let markSpacing = 64 * 1_024

    mutating func add(_ mark: FrameMark) {
        if let last = marks.last, mark.offset - last.offset < Self.markSpacing { return }
        marks.append(mark)
    }
}

/// What is durable and where it stands: written by the writing thread, read by all.
final class LogCatalog: Sendable {
    private let segments: Mutex<[SegmentRecord]>
    private let files: any LogFiles

    init(_ segments: [SegmentRecord], files: any LogFiles) {
        self.segments = Mutex(segments)
        self.files = files
    }

    /// The number of durable entries.
    var size: UInt64 {
        segments.withLock { $0.last?.endIndex ?? 0 }
    }

    /// The segments without their leaf hashes, the oldest first.
    var all: [SegmentRecord] {
        segments.withLock { segments in
            segments.map { segment in
                var copy = segment
                copy.leaves = nil
                return copy
            }
        }
    }

    func add(_ frame: CommittedFrame) {
        segments.withLock { segments in
            guard let last = segments.indices.last else { return }
            segments[last].end = frame.end
            segments[last].endIndex += UInt64(frame.leaves.count)
            segments[last].leaves?.append(contentsOf: frame.leaves)
            segments[last].add(frame.mark)
        }
    }

    func begin(_ header: SegmentHeader, path: String) {
        let record = SegmentRecord(
            header: header,
            path: path,
            end: SegmentHeader.byteCount,
            endIndex: header.firstIndex,
            leaves: [],
            marks: []
        )
        segments.withLock { $0.append(record) }
    }

    /// The hashes of leaves, from memory or from the file of a closed segment.
    func leaves(_ range: Range<UInt64>) throws(LogFileError) -> [TreeHash] {
        var result: [TreeHash] = []
        var next = range.lowerBound
        while next < range.upperBound {
            guard let piece = piece(of: next..<range.upperBound), !piece.range.isEmpty else {
                throw LogFileError(operation: "leaf", number: 0)
            }
            if let hashes = piece.hashes {
                result.append(contentsOf: hashes)
            } else {
                result.append(
                    contentsOf: try LeafFile.read(
                        files,
                        LeafFile.path(piece.path),
                        from: piece.first,
                        count: piece.range.count
                    )
                )
            }
            next = piece.range.upperBound
        }
        return result
    }

    /// Segments that are closed and whose leaf hashes are only in memory.
    var unsealed: [SegmentRecord] {
        segments.withLock { $0.dropLast().filter { $0.leaves != nil } }
    }

    /// Drops the leaf hashes of a segment that now stand in their file.
    func seal(_ number: UInt64) {
        segments.withLock { segments in
            if let place = segments.firstIndex(where: { $0.number == number }) {
                segments[place].leaves = nil
            }
        }
    }

    /// Reads the leaf hashes of closed segments anew where the file that holds them does not fit.
    ///
    /// Until they stand in their files again they are held in memory.
    ///
    /// - Returns: How many segments had a file that does not fit.
    func restoreLeaves() throws(LogFileError) -> Int {
        var count = 0
        for segment in all.dropLast() where segments.withLock({ isSealed(segment.number, $0) }) {
            let file = try files.open(segment.path, writable: false)
            var scanner = SegmentScanner(file, header: segment.header, limit: segment.end)
            var leaves: [TreeHash] = []
            while case .frame(let frame) = try scanner.next() {
                leaves.append(contentsOf: frame.leaves)
            }
            let stored = try? LeafFile.read(
                files,
                LeafFile.path(segment.path),
                from: 0,
                count: leaves.count
            )
            guard leaves.count == Int(segment.endIndex - segment.firstIndex), stored != leaves
            else { continue }
            count += 1
            segments.withLock { segments in
                if let place = segments.firstIndex(where: { $0.number == segment.number }) {
                    segments[place].leaves = leaves
                }
            }
        }
        return count
    }

    private func isSealed(_ number: UInt64, _ segments: [SegmentRecord]) -> Bool {
        segments.first { $0.number == number }?.leaves == nil
    }

    /// Keeps the marks of a segment that a search has read.
    func keep(_ marks: [FrameMark], of number: UInt64) {
        segments.withLock { segments in
            if let place = segments.firstIndex(where: { $0.number == number }),
                segments[place].marks.isEmpty
            {
                segments[place].marks = marks
            }
        }
    }

    private func piece(
        of range: Range<UInt64>
    ) -> (range: Range<UInt64>, hashes: ArraySlice<TreeHash>?, path: String, first: Int)? {
        segments.withLock { segments in
            guard
                let segment = segments.last(where: {
                    $0.firstIndex <= range.lowerBound && range.lowerBound < $0.endIndex
                })
            else { return nil }
            let part = range.clamped(to: segment.firstIndex..<segment.endIndex)
            let first = Int(part.lowerBound - segment.firstIndex)
            let hashes = segment.leaves.map { $0[first..<first + part.count] }
            return (part, hashes, segment.path, first)
        }
    }
}

/// The leaf hashes of a closed segment: 32 bytes each and nothing else, `NNNNNNNN.leaves`.
///
/// Only a cache: it is made anew from the segment when it is absent or does not fit it.
enum LeafFile {
    static func path(_ segment: String) -> String { segment.dropLast(4) + ".leaves" }

    static func write(
        _ files: any LogFiles,
        _ path: String,
        _ leaves: [TreeHash]
    ) throws(LogFileError) {
        var bytes = [UInt8](repeating: 0, count: leaves.count * TreeHash.byteCount)
        bytes.withUnsafeMutableBytes { buffer in
            for (place, leaf) in leaves.enumerated() {
                leaf.write(to: buffer, at: place * TreeHash.byteCount)
            }
        }
        try files.replace(path, with: bytes)
    }

    static func read(
        _ files: any LogFiles,
        _ path: String,
        from first: Int,
        count: Int
    ) throws(LogFileError) -> [TreeHash] {
        let file = try files.open(path, writable: false)
        var bytes = [UInt8](repeating: 0, count: count * TreeHash.byteCount)
        let got = try bytes.withUnsafeMutableBufferPointer { buffer throws(LogFileError) in
            try file.read(
                into: UnsafeMutableRawBufferPointer(buffer),
                at: first * TreeHash.byteCount
            )
        }
        guard got == bytes.count else { throw LogFileError(operation: "leaf", number: 0) }
        return bytes.withUnsafeBytes { buffer in
            stride(from: 0, to: buffer.count, by: TreeHash.byteCount).compactMap {
                TreeHash(reading: buffer.part($0..<$0 + TreeHash.byteCount))
            }
        }
    }
}
