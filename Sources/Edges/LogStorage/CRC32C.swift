/// The Castagnoli checksum, eight bytes a step.
///
/// RFC 3720, *CRC Polynomial*.
struct CRC32C {
    private var state: UInt32 = 0xFFFF_FFFF

    /// The checksum of what was added.
    var value: UInt32 { ~state }

    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        state = Self.tables.withUnsafeBufferPointer { tables in
            var crc = state
            var offset = 0
            while bytes.count - offset >= 8 {
                let word =
                    UInt64(
                        littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                    )
                    ^ UInt64(crc)
                crc =
                    tables[1_792 + Int(word & 0xFF)] ^ tables[1_536 + Int(word >> 8 & 0xFF)]
                    ^ tables[1_280 + Int(word >> 16 & 0xFF)]
                    ^ tables[1_024 + Int(word >> 24 & 0xFF)]
                crc ^=
                    tables[768 + Int(word >> 32 & 0xFF)] ^ tables[512 + Int(word >> 40 & 0xFF)]
                    ^ tables[256 + Int(word >> 48 & 0xFF)] ^ tables[Int(word >> 56)]
                offset += 8
            }
            while offset < bytes.count {
                crc = crc >> 8 ^ tables[Int((crc ^ UInt32(bytes[offset])) & 0xFF)]
                offset += 1
            }
            return crc
        }
    }

    mutating func add(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { add($0) }
    }

    static func checksum(_ parts: [UInt8]...) -> UInt32 {
        var crc = CRC32C()
        for part in parts {
            crc.add(part)
        }
        return crc.value
    }

    /// Eight tables of 256, one after the other.
    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 2_048)
        for byte in 0..<256 {
            var value = UInt32(byte)
            for _ in 0..<8 {
                value = value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1
            }
            tables[byte] = value
        }
        for place in 256..<2_048 {
            let former = tables[place - 256]
            tables[place] = former >> 8 ^ tables[Int(former & 0xFF)]
        }
        return tables
    }()
}
