internal import MerkleLog

/// The first 4 KiB of a segment file: which log it is of and how it follows the one before.
struct SegmentHeader: Hashable, Sendable {
    static let byteCount = 4_096
    static let version: UInt32 = 1
    /// What is higher is damage and no version.
    private static let maximumVersion: UInt32 = 255
    static let saltBytes = 16
    private static let magic: UInt64 = 0x534C_5549_534C_4F47  // "SLUISLOG"
    private static let noteOffset = 1_024
    private static let checksumOffset = byteCount - 4
    static let maximumNoteBytes = 2_048

    /// SHA-256 of the log's origin.
    var origin: TreeHash
    /// The segment's number; the first is 0.
    var number: UInt64
    /// The index of the first entry.
    var firstIndex: UInt64
    /// The number of the first frame.
    var firstSequence: UInt64
    /// The file's size.
    var segmentBytes: UInt64
    /// When it was begun, in milliseconds since 1970.
    var createdAt: UInt64
    /// Random bytes that every checksum covers, so that old frames of a reused file never pass.
    var salt: [UInt8]
    /// The chain value after the last frame of the segment before.
    var previousChain: TreeHash
    /// Where the last good frame of the segment before ends; what follows there is void.
    var previousEnd: UInt64
    /// The latest signed checkpoint when the segment was begun.
    var checkpoint: [UInt8]

    /// The header's 4,096 bytes.
    var encoded: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Self.byteCount)
        bytes.withUnsafeMutableBytes { buffer in
            buffer.put(Self.magic, at: 0)
            buffer.put(Self.version, at: 8)
            buffer.put(UInt32(Self.byteCount), at: 12)
            origin.write(to: buffer, at: 16)
            buffer.put(number, at: 48)
            buffer.put(firstIndex, at: 56)
            buffer.put(segmentBytes, at: 64)
            buffer.put(createdAt, at: 72)
            buffer.put(salt, at: 80)
            previousChain.write(to: buffer, at: 96)
            buffer.put(previousEnd, at: 128)
            buffer.put(firstSequence, at: 136)
            let note = checkpoint.count <= Self.maximumNoteBytes ? checkpoint : []
            buffer.put(UInt32(note.count), at: 144)
            buffer.put(note, at: Self.noteOffset)
        }
        let checksum = CRC32C.checksum(Array(bytes[..<Self.checksumOffset]))
        bytes.withUnsafeMutableBytes { $0.put(checksum, at: Self.checksumOffset) }
        return bytes
    }
}

extension SegmentHeader {
    /// The version of a header that a newer program wrote; nil for one of ours and for anything else.
    static func newerVersion(of bytes: [UInt8]) -> UInt32? {
        guard bytes.count >= 12 else { return nil }
        return bytes.withUnsafeBytes { buffer in
            let version = buffer.number(at: 8, UInt32.self)
            guard buffer.number(at: 0, UInt64.self) == magic, version > Self.version,
                version <= maximumVersion
            else { return nil }
            return version
        }
    }

    /// Reads a header; nil when it is damaged or not one.
    init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        let header = bytes.withUnsafeBytes { buffer -> SegmentHeader? in
            let checksum = CRC32C.checksum(Array(bytes[..<Self.checksumOffset]))
            let noteBytes = Int(buffer.number(at: 144, UInt32.self))
            guard buffer.number(at: 0, UInt64.self) == Self.magic,
                buffer.number(at: 8, UInt32.self) == Self.version,
                buffer.number(at: Self.checksumOffset, UInt32.self) == checksum,
                noteBytes <= Self.maximumNoteBytes,
                let origin = TreeHash(reading: buffer.part(16..<48)),
                let chain = TreeHash(reading: buffer.part(96..<128))
            else { return nil }
            return SegmentHeader(
                origin: origin,
                number: buffer.number(at: 48, UInt64.self),
                firstIndex: buffer.number(at: 56, UInt64.self),
                firstSequence: buffer.number(at: 136, UInt64.self),
                segmentBytes: buffer.number(at: 64, UInt64.self),
                createdAt: buffer.number(at: 72, UInt64.self),
                salt: Array(bytes[80..<96]),
                previousChain: chain,
                previousEnd: buffer.number(at: 128, UInt64.self),
                checkpoint: Array(bytes[Self.noteOffset..<Self.noteOffset + noteBytes])
            )
        }
        guard let header else { return nil }
        self = header
    }

    /// The name of a segment's file.
    static func fileName(_ number: UInt64) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 8 - digits.utf8.count)) + digits + ".seg"
    }

    /// The number of a segment from its file's name.
    static func number(ofFile name: String) -> UInt64? {
        guard name.hasSuffix(".seg"), let number = UInt64(name.dropLast(4)),
            fileName(number) == name
        else { return nil }
        return number
    }
}
