internal import MerkleLog

/// What is wrong with the bytes where a frame should be.
public enum FrameDamage: String, Error, CaseIterable, Sendable {
    /// No frame begins here, and not zeros either.
    case strayBytes
    /// The frame is longer than the file has room for.
    case length
    /// The checksum does not cover these bytes.
    case checksum
    /// A frame is missing, repeated or out of order.
    case sequence
    /// The first index does not follow the entries before.
    case firstIndex
    /// The lengths of the entries do not add up to the frame.
    case entries
    /// The hash chain is broken: entries were replaced.
    case chain
    /// The personal block's head or directory is damaged.
    case personalBlock
    /// A personal section is neither whole nor erased.
    case personalSection
}

/// One commit as it stands in a segment.
struct StoredFrame {
    let offset: Int
    /// Where the next frame begins.
    let end: Int
    let header: FrameHeader
    /// The entries behind their lengths: a piece of an entry bundle.
    let entries: [UInt8]
    let ranges: [Range<Int>]
    let leaves: [TreeHash]
    let places: [PersonalBlock.Place]
}

/// Reads the frames of one segment one after the other and believes none of them unchecked.
struct SegmentScanner {
    enum Step {
        case frame(StoredFrame)
        /// Only zeros, or the end of the file, follow.
        case end
        case damaged(FrameDamage)
    }

    let header: SegmentHeader
    /// Whether leaf hashes and chain are computed anew; searches trust what recovery has checked.
    var rederivesChain = true
    /// Behind damage the former chain value is not known, so one frame's is taken as it stands.
    private var isBehindDamage = false
    /// Where the next frame begins.
    private(set) var offset: Int
    private(set) var sequence: UInt64
    private(set) var index: UInt64
    private(set) var chain: TreeHash
    private let limit: Int
    private var window: ReadWindow

    /// Begins at the first frame.
    ///
    /// `limit` is where the good frames end, when a following segment says so; else the file's size.
    init(_ file: any LogFile, header: SegmentHeader, limit: Int) {
        self.header = header
        self.limit = limit
        window = ReadWindow(file)
        offset = SegmentHeader.byteCount
        sequence = header.firstSequence
        index = header.firstIndex
        chain = header.previousChain
    }

    /// Reads and checks the next frame.
    ///
    /// After damage the scanner stays where it is.
    mutating func next() throws(LogFileError) -> Step {
        guard offset <= limit else { return .damaged(.length) }
        let head = try window.bytes(at: offset, count: min(FrameHeader.byteCount, limit - offset))
        if head.allSatisfy({ $0 == 0 }) { return .end }
        let parsed = head.withUnsafeBytes { FrameHeader($0) }
        guard let frame = parsed else { return .damaged(.strayBytes) }
        let entriesEnd = offset + FrameHeader.byteCount + frame.length
        guard entriesEnd <= limit else { return .damaged(.length) }
        let whole = try window.bytes(at: offset, count: entriesEnd - offset)
        guard whole.count == entriesEnd - offset else { return .damaged(.length) }
        if let damage = check(frame, whole) { return .damaged(damage) }
        let entries = Array(whole[FrameHeader.byteCount...])
        guard let ranges = entries.withUnsafeBytes({ EntryBundle.ranges(in: $0) }),
            ranges.count == frame.count, frame.count > 0
        else { return .damaged(.entries) }
        var leaves: [TreeHash] = []
        if rederivesChain {
            leaves = entries.withUnsafeBytes { buffer in
                ranges.map { TreeHash.leaf(buffer.part($0)) }
            }
            guard isBehindDamage || chain.chained(with: leaves) == frame.chain else {
                return .damaged(.chain)
            }
            isBehindDamage = false
        }
        var end = entriesEnd
        var places: [PersonalBlock.Place] = []
        if frame.hasPersonalBlock {
            guard let block = try personalBlock(at: entriesEnd, frame) else {
                return .damaged(.personalBlock)
            }
            places = block.places
            end = block.end
        }
        let stored = StoredFrame(
            offset: offset,
            end: end,
            header: frame,
            entries: entries,
            ranges: ranges,
            leaves: leaves,
            places: places
        )
        offset = end
        sequence += 1
        index += UInt64(frame.count)
        chain = frame.chain
        return .frame(stored)
    }

    /// What stands in the place of a personal section.
    mutating func personal(
        _ place: PersonalBlock.Place
    ) throws(LogFileError) -> PersonalState {
        PersonalState(try window.bytes(at: place.offset, count: place.whole))
    }

    /// Goes to a frame that is known to begin at an offset.
    mutating func skip(to mark: FrameMark) {
        offset = mark.offset
        sequence = mark.sequence
        index = mark.index
        chain = mark.chain
    }

    /// Goes to the next place where a whole frame begins, whatever its number; false when there is none.
    ///
    /// For the verifier, which tells what is still there behind damage.
    mutating func resynchronize() throws(LogFileError) -> Bool {
        var place = offset + 1
        while place + FrameHeader.byteCount <= limit {
            let head = try window.bytes(at: place, count: FrameHeader.byteCount)
            if let frame = head.withUnsafeBytes({ FrameHeader($0) }),
                place + FrameHeader.byteCount + frame.length <= limit, frame.length > 0,
                try isWhole(frame, at: place)
            {
                offset = place
                sequence = frame.sequence
                index = frame.firstIndex
                isBehindDamage = true
                return true
            }
            place += try distanceToMagic(from: place + 1) + 1
        }
        return false
    }

    /// The offset of the first byte that is not zero from here on; nil when all are.
    mutating func firstNonzero() throws(LogFileError) -> Int? {
        var place = offset
        while place < limit {
            let bytes = try window.bytes(at: place, count: min(65_536, limit - place))
            guard !bytes.isEmpty else { return nil }
            if let first = bytes.firstIndex(where: { $0 != 0 }) { return place + first }
            place += bytes.count
        }
        return nil
    }

    private mutating func isWhole(
        _ frame: FrameHeader,
        at place: Int
    ) throws(LogFileError) -> Bool {
        let count = FrameHeader.byteCount + frame.length
        let whole = try window.bytes(at: place, count: count)
        guard whole.count == count else { return false }
        let checksum = whole.withUnsafeBytes { buffer in
            FrameHeader.checksum(
                salt: header.salt,
                header: buffer.part(0..<FrameHeader.byteCount),
                entries: buffer.part(FrameHeader.byteCount..<buffer.count)
            )
        }
        return checksum == frame.checksum
    }

    /// How many bytes lie before the next one that can begin a frame.
    private mutating func distanceToMagic(from place: Int) throws(LogFileError) -> Int {
        var next = place
        while next < limit {
            let bytes = try window.bytes(at: next, count: min(65_536, limit - next))
            guard !bytes.isEmpty else { break }
            let first = bytes.indices.first { start in
                bytes[start] == UInt8(ascii: "S") && start + 2 < bytes.count
                    && bytes[start + 1] == UInt8(ascii: "L")
                    && bytes[start + 2] == UInt8(ascii: "F")
            }
            if let first { return next + first - place }
            next += max(1, bytes.count - 2)
        }
        return max(0, limit - place)
    }

    private func check(_ frame: FrameHeader, _ whole: [UInt8]) -> FrameDamage? {
        let checksum = whole.withUnsafeBytes { buffer in
            FrameHeader.checksum(
                salt: header.salt,
                header: buffer.part(0..<FrameHeader.byteCount),
                entries: buffer.part(FrameHeader.byteCount..<buffer.count)
            )
        }
        guard checksum == frame.checksum else { return .checksum }
        guard frame.sequence == sequence else { return .sequence }
        return frame.firstIndex == index ? nil : .firstIndex
    }

    private mutating func personalBlock(
        at start: Int,
        _ frame: FrameHeader
    ) throws(LogFileError) -> (places: [PersonalBlock.Place], end: Int)? {
        guard limit - start >= PersonalBlock.headBytes else { return nil }
        let head = try window.bytes(at: start, count: PersonalBlock.headBytes)
        guard let (count, body) = PersonalBlock.head(head, sequence: frame.sequence),
            count <= frame.count, body <= limit - start
        else { return nil }
        let headBytes = PersonalBlock.headBytes + count * PersonalBlock.directoryBytes
        guard headBytes + body <= limit - start else { return nil }
        let whole = try window.bytes(at: start, count: headBytes)
        guard whole.count == headBytes,
            let places = PersonalBlock.places(
                whole,
                at: start,
                salt: header.salt,
                body: body
            ),
            places.allSatisfy({ $0.entry < frame.count })
        else { return nil }
        return (places, start + headBytes + body)
    }
}

extension PersonalState {
    /// Judges state, checksum and sealed bytes as they stand in the file.
    init(_ bytes: [UInt8]) {
        guard bytes.count >= PersonalBlock.sectionHeadBytes else {
            self = .damaged
            return
        }
        let (state, checksum) = bytes.withUnsafeBytes {
            ($0.number(at: 0, UInt32.self), $0.number(at: 4, UInt32.self))
        }
        let sealed = Array(bytes[PersonalBlock.sectionHeadBytes...])
        switch state {
        case PersonalBlock.live where CRC32C.checksum(sealed) == checksum: self = .sealed(sealed)
        case PersonalBlock.erased where checksum == 0 && sealed.allSatisfy({ $0 == 0 }):
            self = .erased
        default: self = .damaged
        }
    }
}
