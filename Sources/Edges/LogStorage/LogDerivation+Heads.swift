internal import MerkleLog

extension LogDerivation {
    // MARK: Checkpoints

    mutating func take(note: [UInt8]?, known: [Checkpoint]) {
        for head in known {
            heads[head.size, default: []].append((head, SegmentLog.checkpointName, .forked))
        }
        guard let note else {
            add(.checkpointMissing, SegmentLog.checkpointName, "The log has no checkpoint.")
            return
        }
        do throws(NoteProblem) {
            let head = try Checkpoint(parsing: note, verifier: verifier)
            report.checkpoint = head
            heads[head.size, default: []].append((head, SegmentLog.checkpointName, .root))
        } catch {
            add(
                .checkpointSignature,
                SegmentLog.checkpointName,
                "The checkpoint is not a note signed by \(verifier.name): \(error)."
            )
        }
    }

    // MARK: Headers

    mutating func check(_ headers: [(number: UInt64, header: SegmentHeader?)]) {
        var expected: UInt64 = 0
        for (number, header) in headers {
            let file = SegmentHeader.fileName(number)
            if number != expected {
                isUnbroken = false
                add(
                    .missingSegment,
                    SegmentHeader.fileName(expected),
                    "Segments \(expected) up to \(number) are absent."
                )
            }
            expected = number + 1
            guard let header else {
                isUnbroken = false
                add(.header, file, at: 0, "The segment's header is damaged.")
                continue
            }
            if header.origin != origin || header.number != number {
                isUnbroken = false
                add(
                    .foreignSegment,
                    file,
                    at: 0,
                    header.origin != origin
                        ? "The segment is of another log."
                        : "The file holds segment \(header.number)."
                )
            }
            take(header.checkpoint, of: header, file)
        }
    }

    private mutating func take(_ note: [UInt8], of header: SegmentHeader, _ file: String) {
        guard !note.isEmpty else { return }
        guard let head = try? Checkpoint(parsing: note, verifier: verifier) else {
            add(
                .checkpointSignature,
                file,
                at: 1_024,
                "The checkpoint in the segment's header is not signed by the log's key."
            )
            return
        }
        heads[head.size, default: []].append((head, file, .root))
        if let latest = report.checkpoint, latest.size < head.size {
            add(
                .checkpointReplayed,
                SegmentLog.checkpointName,
                "The checkpoint is of size \(latest.size), but \(file) holds one of \(head.size)."
            )
        }
    }
}
