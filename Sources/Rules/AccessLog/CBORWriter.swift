internal import ExchangeModel

/// Writes one map with integer keys in deterministic CBOR, its keys in ascending order.
///
/// RFC 8949, *Core Deterministic Encoding Requirements*.
struct CBORWriter {
    private(set) var bytes: [UInt8] = []
    private let mapStart: Int
    private var pairs = 0
    private var lastKey: UInt64?

    /// Begins a map after some bytes that come before it.
    init(after prefix: [UInt8] = []) {
        bytes.reserveCapacity(512)
        bytes.append(contentsOf: prefix)
        mapStart = bytes.count
        bytes.append(0)
    }

    mutating func put(_ key: EntryMember, unsigned value: UInt64?) {
        guard let value else { return }
        begin(key)
        head(0, value)
    }

    mutating func put(_ key: EntryMember, text value: String?) {
        guard let value else { return }
        begin(key)
        text(value)
    }

    mutating func put(_ key: EntryMember, bytes value: [UInt8]?) {
        guard let value else { return }
        begin(key)
        head(2, UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    mutating func put(_ key: EntryMember, digest value: SHA256Value?) {
        guard let value else { return }
        begin(key)
        head(2, 32)
        value.withBytes { bytes.append(contentsOf: $0) }
    }

    mutating func put(_ key: EntryMember, moment value: Timestamp) {
        put(key, unsigned: UInt64(clamping: value.milliseconds))
    }

    mutating func put(_ key: EntryMember, identifier value: TransactionID?) {
        guard let value else { return }
        begin(key)
        head(2, 16)
        word(value.high)
        word(value.low)
    }

    mutating func put(_ key: EntryMember, word value: UInt64?) {
        guard let value else { return }
        begin(key)
        head(2, 8)
        word(value)
    }

    mutating func put(_ key: EntryMember, texts values: [String]) {
        guard !values.isEmpty else { return }
        begin(key)
        head(4, UInt64(values.count))
        for value in values {
            text(value)
        }
    }

    mutating func put(_ key: EntryMember, numbers values: [UInt64]) {
        guard !values.isEmpty else { return }
        begin(key)
        head(4, UInt64(values.count))
        for value in values {
            head(0, value)
        }
    }

    /// Writes a key whose value the caller writes next with the primitives below.
    mutating func begin(_ key: EntryMember) {
        assert(lastKey.map { $0 < key.rawValue } ?? true, "keys are written in ascending order")
        lastKey = key.rawValue
        pairs += 1
        head(0, key.rawValue)
    }

    mutating func text(_ value: String) {
        head(3, UInt64(value.utf8.count))
        bytes.append(contentsOf: value.utf8)
    }

    mutating func number(_ value: UInt64) {
        head(0, value)
    }

    mutating func byteString(_ value: [UInt8]) {
        head(2, UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    mutating func arrayHead(_ count: Int) {
        head(4, UInt64(count))
    }

    /// The whole of what was written, with the map's head in its place.
    mutating func finished() -> [UInt8] {
        if pairs < 24 {
            bytes[mapStart] = 0xA0 | UInt8(truncatingIfNeeded: pairs)
        } else {
            bytes[mapStart] = 0xB8
            bytes.insert(UInt8(clamping: pairs), at: mapStart + 1)
        }
        return bytes
    }

    /// A major type and its argument in the shortest form.
    private mutating func head(_ major: UInt8, _ value: UInt64) {
        let type = major << 5
        switch value {
        case 0..<24: bytes.append(type | UInt8(truncatingIfNeeded: value))
        case 24...0xFF:
            bytes.append(type | 24)
            bytes.append(UInt8(truncatingIfNeeded: value))
        case 0x100...0xFFFF: argument(type | 25, value, 2)
        case 0x1_0000...0xFFFF_FFFF: argument(type | 26, value, 4)
        default: argument(type | 27, value, 8)
        }
    }

    private mutating func argument(_ initial: UInt8, _ value: UInt64, _ count: UInt64) {
        bytes.append(initial)
        for place in stride(from: Int(count) - 1, through: 0, by: -1) {
            bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * place)))
        }
    }

    private mutating func word(_ value: UInt64) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
