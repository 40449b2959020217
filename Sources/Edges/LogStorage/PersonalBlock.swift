/// The personal sections of one frame, behind its entries and outside its checksum and chain.
///
/// `"SLPB" u32 | count u32 | sequence u64 | bytes after the directory u64 | zero u32 | CRC32C u32`,
/// then a directory of `place in the frame u32 | sealed bytes u32`, then for each section
/// `state u32 | CRC32C u32 | sealed bytes`. The first checksum covers the salt, the head and the
/// directory, so the walk to the next frame never depends on what may be erased. Erasing one writes
/// zeros over its checksum and sealed bytes and the state "ERAS": the entry still holds the hash.
enum PersonalBlock {
    static let magic: UInt32 = 0x534C_5042  // "SLPB"
    static let live: UInt32 = 0x4C49_5645  // "LIVE"
    static let erased: UInt32 = 0x4552_4153  // "ERAS"
    static let headBytes = 32
    static let checksumOffset = 28
    static let directoryBytes = 8
    static let sectionHeadBytes = 8

    /// Where one section stands.
    struct Place: Hashable, Sendable {
        /// The entry's place in its frame.
        let entry: Int
        /// The offset of its state in the file.
        let offset: Int
        /// Its sealed bytes.
        let byteCount: Int

        /// State, checksum and sealed bytes.
        var whole: Int { sectionHeadBytes + byteCount }
    }

    /// The bytes of a block for sections by their entry's place.
    static func encoded(
        _ sections: [(entry: Int, sealed: [UInt8])],
        sequence: UInt64,
        salt: [UInt8]
    ) -> [UInt8] {
        let directory = sections.count * directoryBytes
        let body = sections.reduce(0) { $0 + sectionHeadBytes + $1.sealed.count }
        var bytes = [UInt8](repeating: 0, count: headBytes + directory + body)
        bytes.withUnsafeMutableBytes { buffer in
            buffer.put(magic, at: 0)
            buffer.put(UInt32(clamping: sections.count), at: 4)
            buffer.put(sequence, at: 8)
            buffer.put(UInt64(body), at: 16)
            var entry = headBytes
            var offset = headBytes + directory
            for section in sections {
                buffer.put(UInt32(clamping: section.entry), at: entry)
                buffer.put(UInt32(clamping: section.sealed.count), at: entry + 4)
                entry += directoryBytes
                buffer.put(live, at: offset)
                buffer.put(CRC32C.checksum(section.sealed), at: offset + 4)
                buffer.put(section.sealed, at: offset + sectionHeadBytes)
                offset += sectionHeadBytes + section.sealed.count
            }
        }
        let checksum = self.checksum(salt: salt, head: Array(bytes[..<(headBytes + directory)]))
        bytes.withUnsafeMutableBytes { $0.put(checksum, at: checksumOffset) }
        return bytes
    }

    /// The number of sections and the bytes after the directory; nil when the head is not one.
    static func head(_ bytes: [UInt8], sequence: UInt64) -> (count: Int, body: Int)? {
        bytes.withUnsafeBytes { buffer in
            guard buffer.count >= headBytes, buffer.number(at: 0, UInt32.self) == magic,
                buffer.number(at: 8, UInt64.self) == sequence,
                let body = Int(exactly: buffer.number(at: 16, UInt64.self))
            else { return nil }
            return (Int(buffer.number(at: 4, UInt32.self)), body)
        }
    }

    /// The places of the sections; nil when head or directory is damaged.
    ///
    /// `bytes` are the head and the directory, `offset` is where the block begins in the file.
    static func places(
        _ bytes: [UInt8],
        at offset: Int,
        salt: [UInt8],
        body: Int
    ) -> [Place]? {
        bytes.withUnsafeBytes { buffer in
            guard
                buffer.number(at: checksumOffset, UInt32.self) == checksum(salt: salt, head: bytes)
            else { return nil }
            var places: [Place] = []
            var next = offset + bytes.count
            var rest = body
            for position in stride(from: headBytes, to: bytes.count, by: directoryBytes) {
                let place = Place(
                    entry: Int(buffer.number(at: position, UInt32.self)),
                    offset: next,
                    byteCount: Int(buffer.number(at: position + 4, UInt32.self))
                )
                guard place.whole <= rest else { return nil }
                rest -= place.whole
                next += place.whole
                places.append(place)
            }
            return rest == 0 ? places : nil
        }
    }

    private static func checksum(salt: [UInt8], head: [UInt8]) -> UInt32 {
        CRC32C.checksum(
            salt,
            Array(head[..<checksumOffset]),
            [0, 0, 0, 0],
            Array(head[(checksumOffset + 4)...])
        )
    }
}

/// What is found where an entry's personal section should be.
public enum PersonalState: Hashable, Sendable {
    /// The entry has none.
    case none
    /// The salt and section, whose hash the entry holds.
    case sealed([UInt8])
    /// It was erased; the log has a RETENTION entry that says why.
    case erased
    /// It is neither whole nor erased.
    case damaged
}
