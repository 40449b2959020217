internal import MerkleLog

/// The 64 bytes before the entries of one commit.
///
/// `magic u32 | length u32 | sequence u64 | first index u64 | count u32 | CRC32C u32 | chain 32`, all
/// big end first. The checksum covers the segment's salt, the header with a zero checksum, and the
/// entries; the chain is SHA-256(former chain || leaf hashes of the frame).
struct FrameHeader: Hashable, Sendable {
    static let byteCount = 64
    static let checksumOffset = 28
    /// "SLF1": entries only.
    static let plainMagic: UInt32 = 0x534C_4631
    /// "SLF2": a personal block follows the entries.
    static let personalMagic: UInt32 = 0x534C_4632

    var hasPersonalBlock: Bool
    /// Bytes of the entries, with their length prefixes.
    var length: Int
    var sequence: UInt64
    var firstIndex: UInt64
    var count: Int
    var checksum: UInt32 = 0
    var chain: TreeHash

    func write(to buffer: UnsafeMutableRawBufferPointer) {
        buffer.put(hasPersonalBlock ? Self.personalMagic : Self.plainMagic, at: 0)
        buffer.put(UInt32(clamping: length), at: 4)
        buffer.put(sequence, at: 8)
        buffer.put(firstIndex, at: 16)
        buffer.put(UInt32(clamping: count), at: 24)
        buffer.put(checksum, at: Self.checksumOffset)
        chain.write(to: buffer, at: 32)
    }

    /// Reads a header; nil when the magic is not one.
    init?(_ buffer: UnsafeRawBufferPointer) {
        guard buffer.count >= Self.byteCount, let chain = TreeHash(reading: buffer.part(32..<64))
        else { return nil }
        switch buffer.number(at: 0, UInt32.self) {
        case Self.plainMagic: hasPersonalBlock = false
        case Self.personalMagic: hasPersonalBlock = true
        default: return nil
        }
        length = Int(buffer.number(at: 4, UInt32.self))
        sequence = buffer.number(at: 8, UInt64.self)
        firstIndex = buffer.number(at: 16, UInt64.self)
        count = Int(buffer.number(at: 24, UInt32.self))
        checksum = buffer.number(at: Self.checksumOffset, UInt32.self)
        self.chain = chain
    }

    init(
        hasPersonalBlock: Bool,
        length: Int,
        sequence: UInt64,
        firstIndex: UInt64,
        count: Int,
        chain: TreeHash
    ) {
        self.hasPersonalBlock = hasPersonalBlock
        self.length = length
        self.sequence = sequence
        self.firstIndex = firstIndex
        self.count = count
        self.chain = chain
    }

    /// The checksum that a frame of these bytes must bear.
    static func checksum(
        salt: [UInt8],
        header: UnsafeRawBufferPointer,
        entries: UnsafeRawBufferPointer
    ) -> UInt32 {
        var crc = CRC32C()
        crc.add(salt)
        crc.add(header.part(0..<checksumOffset))
        withUnsafeBytes(of: UInt32(0)) { crc.add($0) }
        crc.add(header.part(checksumOffset + 4..<byteCount))
        crc.add(entries)
        return crc.value
    }
}
