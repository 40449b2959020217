internal import AccessLog
internal import ExchangeModel
internal import MerkleLog
internal import Synchronization

/// One frame that has reached the disk.
struct CommittedFrame: Sendable {
    let segment: UInt64
    let mark: FrameMark
    let end: Int
    let leaves: [TreeHash]
}

/// Writes frames into the open segment and begins the next; used by the writing thread only.
///
/// After a failed write or flush the file is given up for good: Linux may have dropped the pages that
/// it could not write, so a second flush that succeeds would prove nothing.
final class SegmentWriter: Sendable {
    private struct State {
        /// Nil from a failure until the next segment has been begun.
        var file: (any LogFile)?
        var number: UInt64
        /// The size of the open segment, which may differ from what is configured now.
        var segmentBytes: Int
        var salt: [UInt8]
        /// Where the last good frame ends.
        var end: Int
        var sequence: UInt64
        var index: UInt64
        var chain: TreeHash
        var buffer: [UInt8] = []
    }

    private let state: Mutex<State>
    private let nextSegmentBytes: Int

    init(
        resuming header: SegmentHeader,
        file: any LogFile,
        end: Int,
        sequence: UInt64,
        index: UInt64,
        chain: TreeHash,
        segmentBytes: Int,
        nextSegmentBytes: Int
    ) {
        self.nextSegmentBytes = nextSegmentBytes
        state = Mutex(
            State(
                file: file,
                number: header.number,
                segmentBytes: segmentBytes,
                salt: header.salt,
                end: end,
                sequence: sequence,
                index: index,
                chain: chain
            )
        )
    }

    /// Whether a batch of so many bytes needs a new segment first, or the file was given up.
    func needsSegment(for batch: [PendingEntry]) -> Bool {
        let bytes = Self.frameBytes(batch)
        return state.withLock { $0.file == nil || $0.end + bytes > $0.segmentBytes }
    }

    /// Writes a batch as one frame and waits until it is on the disk.
    func commit(_ batch: [PendingEntry]) throws(LogFileError) -> CommittedFrame {
        let (frame, failure) = state.withLock { state -> (CommittedFrame?, LogFileError?) in
            do throws(LogFileError) {
                return (try Self.commit(batch, &state), nil)
            } catch {
                state.file = nil
                return (nil, error)
            }
        }
        guard let frame else {
            throw failure ?? LogFileError(operation: "write", number: 0)
        }
        return frame
    }

    /// Takes a zeroed file that is prepared as the next segment and writes its header.
    ///
    /// `install` puts the file in its place once its header is durable.
    func begin(
        _ prepared: any LogFile,
        origin: TreeHash,
        salt: [UInt8],
        createdAt: UInt64,
        checkpoint: [UInt8],
        install: (UInt64) throws(LogFileError) -> Void
    ) throws(LogFileError) -> SegmentHeader {
        let header = state.withLock { state in
            SegmentHeader(
                origin: origin,
                number: state.number + 1,
                firstIndex: state.index,
                firstSequence: state.sequence,
                segmentBytes: UInt64(nextSegmentBytes),
                createdAt: createdAt,
                salt: salt,
                previousChain: state.chain,
                previousEnd: UInt64(state.end),
                checkpoint: checkpoint
            )
        }
        try Self.write(header, to: prepared)
        try install(header.number)
        state.withLock { state in
            state.file = prepared
            state.number = header.number
            state.segmentBytes = nextSegmentBytes
            state.salt = header.salt
            state.end = SegmentHeader.byteCount
        }
        return header
    }

    static func write(_ header: SegmentHeader, to file: any LogFile) throws(LogFileError) {
        let bytes = header.encoded
        try bytes.withUnsafeBufferPointer { buffer throws(LogFileError) in
            try file.write(UnsafeRawBufferPointer(buffer), at: 0)
        }
        try file.synchronize()
    }

    /// The bytes of a batch as a frame with its personal block.
    private static func frameBytes(_ batch: [PendingEntry]) -> Int {
        batch.reduce(FrameHeader.byteCount + PersonalBlock.headBytes) { $0 + $1.byteCount }
    }

    private static func commit(
        _ batch: [PendingEntry],
        _ state: inout State
    ) throws(LogFileError) -> CommittedFrame {
        guard let file = state.file else {
            throw LogFileError(operation: "write", number: 0)
        }
        let leaves = batch.map(\.entry.leaf)
        let chain = state.chain.chained(with: leaves)
        let bytes = assemble(batch, chain: chain, &state)
        let offset = state.end
        try state.buffer.withUnsafeBufferPointer { buffer throws(LogFileError) in
            try file.write(UnsafeRawBufferPointer(buffer).part(0..<bytes), at: offset)
        }
        try file.synchronize()
        let mark = FrameMark(
            offset: offset,
            sequence: state.sequence,
            index: state.index,
            chain: state.chain,
            moment: batch.first?.entry.createdAt.milliseconds ?? 0
        )
        state.end += bytes
        state.sequence += 1
        state.index += UInt64(batch.count)
        state.chain = chain
        return CommittedFrame(segment: state.number, mark: mark, end: state.end, leaves: leaves)
    }

    /// Lays out frame and personal block in the reusable buffer; returns their size.
    private static func assemble(
        _ batch: [PendingEntry],
        chain: TreeHash,
        _ state: inout State
    ) -> Int {
        let length = batch.reduce(0) { $0 + 2 + $1.entry.bytes.count }
        var sections: [(entry: Int, sealed: [UInt8])] = []
        for (place, pending) in batch.enumerated() {
            if let section = pending.entry.section {
                sections.append((place, section))
            }
        }
        let block =
            sections.isEmpty
            ? [] : PersonalBlock.encoded(sections, sequence: state.sequence, salt: state.salt)
        let total = FrameHeader.byteCount + length + block.count
        if state.buffer.count < total {
            state.buffer = [UInt8](repeating: 0, count: max(total, 2 * state.buffer.count))
        }
        var header = FrameHeader(
            hasPersonalBlock: !sections.isEmpty,
            length: length,
            sequence: state.sequence,
            firstIndex: state.index,
            count: batch.count,
            chain: chain
        )
        let salt = state.salt
        state.buffer.withUnsafeMutableBytes { buffer in
            var offset = FrameHeader.byteCount
            for pending in batch {
                buffer.put(UInt16(clamping: pending.entry.bytes.count), at: offset)
                buffer.put(pending.entry.bytes, at: offset + 2)
                offset += 2 + pending.entry.bytes.count
            }
            header.write(to: buffer)
            let whole = UnsafeRawBufferPointer(buffer)
            header.checksum = FrameHeader.checksum(
                salt: salt,
                header: whole.part(0..<FrameHeader.byteCount),
                entries: whole.part(FrameHeader.byteCount..<offset)
            )
            buffer.put(header.checksum, at: FrameHeader.checksumOffset)
            buffer.put(block, at: offset)
        }
        return total
    }
}
