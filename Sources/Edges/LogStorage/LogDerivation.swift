internal import AccessLog
internal import MerkleLog

/// What the verifier knows while it walks over the segments.
struct LogDerivation {
    var report: VerificationReport
    let verifier: NoteVerifier
    let origin: TreeHash
    private var tree = CompactRange()
    /// Whether every entry so far was good, so that roots can be compared.
    var isUnbroken = true
    /// Tree heads to compare with on the way, by size.
    var heads: [UInt64: [(head: Checkpoint, source: String, fault: LogFinding.Fault)]] = [:]
    private var chain = TreeHash.zero
    private var sequence: UInt64 = 0
    private var entries = EntryAudit()
    private var recent = RecentLeaves()
    /// The time that had passed at the first entry beyond the checkpoint.
    private var firstUnsigned: Int64?

    /// How long entries may stay without a checkpoint, in milliseconds.
    private static let longestUnsigned: Int64 = 60_000

    init(verifier: NoteVerifier, isLive: Bool) {
        self.verifier = verifier
        origin = TreeHash.digest(Array(verifier.name.utf8))
        report = VerificationReport(origin: verifier.name)
        report.isLive = isLive
    }

    mutating func add(
        _ fault: LogFinding.Fault,
        _ file: String,
        at offset: Int? = nil,
        entry: UInt64? = nil,
        _ detail: String
    ) {
        guard report.findings.count < LogVerifier.maximumFindings else { return }
        report.findings.append(
            LogFinding(fault: fault, file: file, offset: offset, index: entry, detail: detail)
        )
    }

    // MARK: Segments

    mutating func read(
        _ file: any LogFile,
        _ header: SegmentHeader,
        number: UInt64,
        next: SegmentHeader?,
        isLast: Bool
    ) throws(LogFileError) {
        let name = SegmentHeader.fileName(number)
        report.statistics.segments += 1
        entries.beginSegment()
        let size = try file.byteCount()
        if size < Int(clamping: header.segmentBytes) {
            add(
                .shortFile,
                name,
                at: size,
                "The file has \(size) bytes of \(header.segmentBytes): it was truncated."
            )
        }
        if isUnbroken || number == 0 {
            checkContinuation(of: header, name)
        }
        if number == 0 {
            compareHeads(name, 0)
        }
        let claimed = next.map { min(Int(clamping: $0.previousEnd), size) } ?? size
        // The next header may claim anything, also an end within this one's header.
        let limit = max(claimed, min(size, SegmentHeader.byteCount))
        report.statistics.voidBytes += try voidBytes(file, from: limit, size: size, next: next)
        var scanner = SegmentScanner(file, header: header, limit: limit)
        try scan(&scanner, name, limit: limit, isLast: isLast)
        chain = scanner.chain
        sequence = scanner.sequence
        if let next, isUnbroken, scanner.index != next.firstIndex || scanner.offset != claimed {
            isUnbroken = false
            add(
                .discontinuity,
                name,
                at: scanner.offset,
                entry: scanner.index,
                "The segment ends at entry \(scanner.index); the next begins at \(next.firstIndex)."
            )
        }
    }

    private mutating func checkContinuation(of header: SegmentHeader, _ name: String) {
        guard
            header.firstIndex != tree.size || header.previousChain != chain
                || header.firstSequence != sequence
        else { return }
        isUnbroken = false
        add(
            .discontinuity,
            name,
            at: 0,
            entry: header.firstIndex,
            "The segment does not continue entry \(tree.size) of the one before."
        )
    }

    private mutating func scan(
        _ scanner: inout SegmentScanner,
        _ name: String,
        limit: Int,
        isLast: Bool
    ) throws(LogFileError) {
        while true {
            let offset = scanner.offset
            switch try scanner.next() {
            case .frame(let frame): try take(frame, &scanner, name)
            case .end:
                try checkZeros(&scanner, name, limit: limit, isLast: isLast)
                return
            case .damaged(let damage):
                if isLast, report.isLive, scanner.index >= report.checkpoint?.size ?? 0 {
                    return  // The frame is being written at this moment.
                }
                isUnbroken = false
                add(
                    .frame,
                    name,
                    at: offset,
                    entry: scanner.index,
                    "The frame of entry \(scanner.index) is damaged: \(damage.rawValue)."
                )
                guard try scanner.resynchronize() else { return }
                add(
                    .gap,
                    name,
                    at: scanner.offset,
                    entry: scanner.index,
                    "Whole frames go on with entry \(scanner.index)."
                )
            }
        }
    }

    /// Frames must be followed by zeros only, or end where the next segment says.
    private mutating func checkZeros(
        _ scanner: inout SegmentScanner,
        _ name: String,
        limit: Int,
        isLast: Bool
    ) throws(LogFileError) {
        guard let stray = try scanner.firstNonzero() else { return }
        if isLast, report.isLive { return }
        add(
            .frame,
            name,
            at: stray,
            entry: scanner.index,
            "Bytes that are no frame stand behind the last one."
        )
        if try scanner.resynchronize() {
            isUnbroken = false
            add(
                .gap,
                name,
                at: scanner.offset,
                entry: scanner.index,
                "Whole frames go on with entry \(scanner.index)."
            )
            try scan(&scanner, name, limit: limit, isLast: isLast)
        }
    }

    private func voidBytes(
        _ file: any LogFile,
        from limit: Int,
        size: Int,
        next: SegmentHeader?
    ) throws(LogFileError) -> Int {
        guard next != nil, size > limit else { return 0 }
        var window = ReadWindow(file)
        let head = try window.bytes(at: limit, count: min(FrameHeader.byteCount, size - limit))
        return head.contains { $0 != 0 } ? size - limit : 0
    }

    // MARK: Frames and entries

    private mutating func take(
        _ frame: StoredFrame,
        _ scanner: inout SegmentScanner,
        _ name: String
    ) throws(LogFileError) {
        report.statistics.frames += 1
        var sections: [Int: PersonalState] = [:]
        for place in frame.places {
            sections[place.entry] = try scanner.personal(place)
        }
        for (place, leaf) in frame.leaves.enumerated() {
            let index = frame.header.firstIndex + UInt64(place)
            let bytes = Array(frame.entries[frame.ranges[place]])
            let problems = entries.take(
                bytes,
                at: index,
                section: sections[place] ?? .none,
                isAnnounced: frame.places.contains { $0.entry == place },
                after: recent
            )
            recent.append(leaf, at: index)
            for (fault, detail) in problems {
                add(fault, name, at: frame.offset, entry: index, detail)
            }
            report.statistics.entries += 1
            if firstUnsigned == nil, let signed = report.checkpoint?.size, index >= signed {
                firstUnsigned = entries.elapsed
            }
            guard isUnbroken else { continue }
            tree.append(leaf)
            compareHeads(name, frame.offset)
        }
    }

    private mutating func compareHeads(_ name: String, _ offset: Int) {
        guard let expected = heads.removeValue(forKey: tree.size) else { return }
        for (head, source, fault) in expected where tree.root != head.root {
            add(
                fault,
                name,
                at: offset,
                entry: head.size,
                "The first \(head.size) entries are not those that the checkpoint of \(source) signed."
            )
        }
    }

    // MARK: The end

    mutating func finished() -> VerificationReport {
        if isUnbroken {
            report.root = tree.root
            for (size, expected) in heads.sorted(by: { $0.key < $1.key }) where size > tree.size {
                for (_, source, fault) in expected {
                    add(
                        fault == .forked ? .forked : .rolledBack,
                        source,
                        entry: tree.size,
                        "A signed checkpoint covers \(size) entries; only \(tree.size) are there."
                    )
                }
            }
        } else if let signed = report.checkpoint, report.statistics.entries < signed.size {
            add(
                .rolledBack,
                SegmentLog.checkpointName,
                "The checkpoint covers \(signed.size) entries; \(report.statistics.entries) are good."
            )
        }
        if let signed = report.checkpoint?.size {
            report.unsigned = tree.size > signed ? tree.size - signed : 0
        }
        findUnsignedTail()
        for (index, detail, fault) in entries.finish() {
            add(fault, SegmentLog.checkpointName, entry: index, detail)
        }
        entries.count(into: &report.statistics)
        report.recoveries = entries.recoveries.suffix(LogVerifier.maximumFindings)
        return report
    }

    private mutating func findUnsignedTail() {
        if let signed = report.checkpoint?.size, report.unsigned > 0, !report.isLive {
            add(
                .unsignedTail,
                SegmentLog.checkpointName,
                entry: signed,
                "\(report.unsigned) entries from \(signed) on stand behind the last checkpoint of a log "
                    + "that is not in use: its writer ended without signing them, as in a crash, or "
                    + "they were added since. The next start keeps them and says so on record."
            )
        } else if let first = firstUnsigned, entries.elapsed - first > Self.longestUnsigned {
            add(
                .unsignedTail,
                SegmentLog.checkpointName,
                "Entries of \((entries.elapsed - first) / 1_000) s are not under the checkpoint: it "
                    + "was replaced by an older one, or the log no longer signs."
            )
        }
    }
}
