internal import AccessLog
internal import ExchangeModel
internal import MerkleLog

/// What is left of a log after any crash: exactly the valid prefix.
///
/// A frame counts when its checksum, order, chain and personal block are whole; the first one that
/// is not ends the log. Nothing is written before the rest has been held against the checkpoint.
struct Recovery {
    private(set) var segments: [SegmentRecord] = []
    private(set) var recent = RecentTransactions(from: 0)
    private(set) var earlier = EarlierTransactions()
    private(set) var tiles = TreeTiles()
    private(set) var checkpoint: [UInt8] = []
    private(set) var signed: Checkpoint
    /// The open segment's file and the state at its end; nil when there is no segment yet.
    private(set) var file: (any LogFile)?
    private(set) var sequence: UInt64 = 0
    private(set) var index: UInt64 = 0
    private(set) var chain = TreeHash.zero
    /// The caches of leaf hashes that were read instead of their segments.
    private(set) var usedCaches: [String] = []
    /// The leaf hashes of the entries that no checkpoint covers.
    private(set) var unsignedLeaves: [UInt8] = []

    private let directory: String
    private let files: any LogFiles
    private let verifier: NoteVerifier
    private let origin: TreeHash
    private let now: Timestamp
    private var signedRoot: TreeHash?
    private let trustsCaches: Bool

    init(
        directory: String,
        files: any LogFiles,
        verifier: NoteVerifier,
        now: Timestamp,
        trustsCaches: Bool = true
    ) {
        self.trustsCaches = trustsCaches
        self.directory = directory
        self.files = files
        (self.verifier, self.now) = (verifier, now)
        origin = TreeHash.digest(Array(verifier.name.utf8))
        signed = Checkpoint(origin: verifier.name, size: 0, root: .empty)
    }

    /// Reads the folder, checks it against the checkpoint and cuts what a crash left unfinished.
    mutating func run() throws(LogOpenProblem) {
        let headers = try readHeaders()
        try readCheckpoint(headers)
        for (place, header) in headers.enumerated() {
            if place + 1 < headers.count {
                try takeClosed(header, before: headers[place + 1])
            } else {
                try takeOpen(header)
            }
        }
        guard index >= signed.size else {
            throw .belowCheckpoint(size: index, signed: signed.size)
        }
        guard signedRoot ?? .empty == signed.root else {
            throw .notTheSignedTree(size: signed.size)
        }
        if let last = segments.last {
            try cut(after: last)
        }
    }

    private func readHeaders() throws(LogOpenProblem) -> [SegmentHeader] {
        let files = files
        let directory = directory
        let names = try attempt { () throws(LogFileError) in try files.names(in: directory) }
        var headers: [SegmentHeader] = []
        for number in names.compactMap(SegmentHeader.number(ofFile:)).sorted() {
            guard number == UInt64(headers.count) else {
                throw .missingSegment(number: UInt64(headers.count))
            }
            let name = SegmentHeader.fileName(number)
            let bytes = try attempt { () throws(LogFileError) in
                try files.contents(directory + "/" + name, atMost: SegmentHeader.byteCount)
            }
            if let version = SegmentHeader.newerVersion(of: bytes ?? []) {
                throw .newer(file: name, version: version)
            }
            guard let header = SegmentHeader(bytes ?? []), header.origin == origin,
                header.number == number, follows(headers.last, header)
            else { throw .foreignSegment(file: name) }
            headers.append(header)
        }
        return headers
    }

    private func follows(_ former: SegmentHeader?, _ header: SegmentHeader) -> Bool {
        guard let former else {
            return header.firstIndex == 0 && header.previousChain == .zero
        }
        return header.firstIndex >= former.firstIndex
            && header.previousEnd >= UInt64(SegmentHeader.byteCount)
            && header.previousEnd <= former.segmentBytes
    }

    /// Takes the newest checkpoint of the file and of the segments' headers.
    private mutating func readCheckpoint(_ headers: [SegmentHeader]) throws(LogOpenProblem) {
        let files = files
        let path = directory + "/" + SegmentLog.checkpointName
        let stored = try attempt { () throws(LogFileError) in
            try files.contents(path, atMost: SignedNote.maximumBytes)
        }
        guard stored != nil || headers.isEmpty else { throw .badCheckpoint }
        let notes = [stored].compactMap(\.self) + headers.map(\.checkpoint).filter { !$0.isEmpty }
        for note in notes {
            guard let head = try? Checkpoint(parsing: note, verifier: verifier) else {
                throw .badCheckpoint
            }
            if checkpoint.isEmpty || head.size > signed.size {
                checkpoint = note
                signed = head
            }
        }
    }

    private mutating func takeClosed(
        _ header: SegmentHeader,
        before next: SegmentHeader
    ) throws(LogOpenProblem) {
        let path = directory + "/" + SegmentHeader.fileName(header.number)
        var record = SegmentRecord(
            header: header,
            path: path,
            end: Int(next.previousEnd),
            endIndex: next.firstIndex,
            leaves: nil,
            marks: []
        )
        if let leaves = storedLeaves(of: record) {
            grow(leaves)
        } else {
            let files = files
            let file = try attempt { () throws(LogFileError) in
                try files.open(path, writable: false)
            }
            var scanner = SegmentScanner(file, header: header, limit: record.end)
            record.leaves = []
            while let frame = try nextFrame(&scanner) {
                record.add(frame.mark)
                record.leaves?.append(contentsOf: frame.stored.leaves)
            }
            grow(record.leaves ?? [])
        }
        guard index == next.firstIndex else {
            throw .belowCheckpoint(size: index, signed: max(signed.size, next.firstIndex))
        }
        chain = next.previousChain
        segments.append(record)
        let end = Timestamp(milliseconds: Int64(clamping: next.createdAt))
        guard EarlierTransactions.reaches(end, at: now) else { return }
        let files = files
        try attempt { () throws(LogFileError) in
            try earlier.add(requestsOf: record, in: files.open(path, writable: false), at: now)
        }
    }

    private mutating func storedLeaves(of record: SegmentRecord) -> [TreeHash]? {
        let path = LeafFile.path(record.path)
        let count = Int(record.endIndex - record.firstIndex)
        // What a checkpoint covers is held against it in the end; the rest would go in unseen.
        guard trustsCaches, record.endIndex <= signed.size,
            let size = try? files.open(path, writable: false).byteCount(),
            size == count * TreeHash.byteCount
        else { return nil }
        guard let leaves = try? LeafFile.read(files, path, from: 0, count: count) else {
            return nil
        }
        usedCaches.append(LeafFile.path(SegmentHeader.fileName(record.number)))
        return leaves
    }

    private mutating func takeOpen(_ header: SegmentHeader) throws(LogOpenProblem) {
        let files = files
        let path = directory + "/" + SegmentHeader.fileName(header.number)
        let (file, size) = try attempt { () throws(LogFileError) in
            let file = try files.open(path, writable: true)
            return (file, try file.byteCount())
        }
        var scanner = SegmentScanner(file, header: header, limit: size)
        var record = SegmentRecord(
            header: header,
            path: path,
            end: SegmentHeader.byteCount,
            endIndex: header.firstIndex,
            leaves: [],
            marks: []
        )
        recent = RecentTransactions(from: header.firstIndex)
        sequence = header.firstSequence
        chain = header.previousChain
        while let frame = try nextFrame(&scanner) {
            guard try isWhole(frame.stored, &scanner) else { break }
            record.add(frame.mark)
            record.leaves?.append(contentsOf: frame.stored.leaves)
            record.end = frame.stored.end
            try note(frame.stored, SegmentHeader.fileName(header.number))
            grow(frame.stored.leaves)
            sequence = frame.stored.header.sequence + 1
            chain = frame.stored.header.chain
        }
        record.endIndex = index
        segments.append(record)
        self.file = file
    }

    private func nextFrame(
        _ scanner: inout SegmentScanner
    ) throws(LogOpenProblem) -> (stored: StoredFrame, mark: FrameMark)? {
        let former = scanner.chain
        do throws(LogFileError) {
            guard case .frame(let stored) = try scanner.next() else { return nil }
            return (stored, stored.mark(after: former))
        } catch {
            throw .failed(operation: error.operation, error: error.number)
        }
    }

    /// Whether the personal sections of a frame that no checkpoint covers yet are all on the disk.
    ///
    /// Under a checkpoint a damaged section is the verifier's finding, not a torn write.
    private func isWhole(
        _ frame: StoredFrame,
        _ scanner: inout SegmentScanner
    ) throws(LogOpenProblem) -> Bool {
        guard index + UInt64(frame.leaves.count) > signed.size else { return true }
        for place in frame.places {
            do throws(LogFileError) {
                if case .damaged = try scanner.personal(place) { return false }
            } catch {
                throw .failed(operation: error.operation, error: error.number)
            }
        }
        return true
    }

    private mutating func note(
        _ frame: StoredFrame,
        _ file: String
    ) throws(LogOpenProblem) {
        let newer = frame.entries.withUnsafeBytes { buffer -> UInt8? in
            for (place, range) in frame.ranges.enumerated() {
                if let version = buffer.part(range).first, version > LogEntry.version {
                    return version
                }
                let scan = EntryScan(reading: buffer.part(range))
                recent.add(
                    kind: scan?.kind ?? .audit,
                    scan?.transaction,
                    scan?.direction,
                    at: frame.header.firstIndex + UInt64(place)
                )
            }
            return nil
        }
        if let newer {
            throw .newer(file: file, version: UInt32(newer))
        }
    }

    private mutating func grow(_ leaves: [TreeHash]) {
        for leaf in leaves {
            tiles.append(leaf)
            index += 1
            if index > signed.size { unsignedLeaves += leaf.bytes }
            if index == signed.size {
                signedRoot = tiles.root
            }
        }
    }

    /// Writes zeros over whatever follows the last good frame.
    private func cut(after record: SegmentRecord) throws(LogOpenProblem) {
        guard let file else { return }
        try attempt { () throws(LogFileError) in
            let size = try file.byteCount()
            let zeros = [UInt8](repeating: 0, count: 1_024 * 1_024)
            var window = ReadWindow(file)
            var offset = record.end
            var isChanged = false
            while offset < size {
                let found = try window.bytes(at: offset, count: min(zeros.count, size - offset))
                guard !found.isEmpty else { break }
                if found.contains(where: { $0 != 0 }) {
                    try zeros.withUnsafeBufferPointer { buffer throws(LogFileError) in
                        try file.write(
                            UnsafeRawBufferPointer(buffer).part(0..<found.count),
                            at: offset
                        )
                    }
                    isChanged = true
                }
                offset += found.count
            }
            if isChanged {
                try file.synchronize()
            }
        }
    }
}
