/// One data item of an entry: only the types that entries have.
enum CBORItem {
    case unsigned(UInt64)
    case bytes(Range<Int>)
    case text(Range<Int>)
    case array([CBORItem])
}

/// Reads deterministic CBOR and nothing else; total over hostile bytes.
///
/// Refused: a longer form than needed, indefinite lengths, negative numbers, tags, floats, simple
/// values, keys out of order or twice, bad UTF-8, deep nesting and anything after the map.
/// RFC 8949, *Core Deterministic Encoding Requirements*.
struct CBORReader {
    private static let maximumDepth = 4

    let bytes: UnsafeRawBufferPointer
    private(set) var offset: Int

    init(_ bytes: UnsafeRawBufferPointer, from offset: Int) {
        self.bytes = bytes
        self.offset = offset
    }

    /// Reads the one map that fills the rest of the bytes.
    mutating func map(
        _ each: (UInt64, CBORItem) throws(EntryProblem) -> Void
    ) throws(EntryProblem) {
        let (major, count) = try head()
        guard major == 5, count <= UInt64(bytes.count) else { throw malformed }
        var last: UInt64?
        for _ in 0..<count {
            let (keyMajor, key) = try head()
            guard keyMajor == 0, last.map({ $0 < key }) ?? true else { throw malformed }
            last = key
            try each(key, try item(depth: 1))
        }
        guard offset == bytes.count else { throw malformed }
    }

    private var malformed: EntryProblem { .malformed(offset: offset) }

    private mutating func item(depth: Int) throws(EntryProblem) -> CBORItem {
        let (major, value) = try head()
        switch major {
        case 0: return .unsigned(value)
        case 2: return .bytes(try take(value))
        case 3:
            let range = try take(value)
            guard isText(range) else { throw malformed }
            return .text(range)
        case 4:
            guard depth < Self.maximumDepth, value <= UInt64(bytes.count - offset) else {
                throw malformed
            }
            var items: [CBORItem] = []
            items.reserveCapacity(Int(value))
            for _ in 0..<value {
                items.append(try item(depth: depth + 1))
            }
            return .array(items)
        default: throw malformed
        }
    }

    /// Whether a range is UTF-8; ASCII, the usual case, is told by its bytes alone.
    private func isText(_ range: Range<Int>) -> Bool {
        let part = UnsafeRawBufferPointer(rebasing: bytes[range])
        if part.allSatisfy({ $0 < 0x80 }) { return true }
        return String(validating: part, as: UTF8.self) != nil
    }

    private mutating func take(_ count: UInt64) throws(EntryProblem) -> Range<Int> {
        guard count <= UInt64(bytes.count - offset) else { throw malformed }
        let range = offset..<offset + Int(count)
        offset = range.upperBound
        return range
    }

    private mutating func head() throws(EntryProblem) -> (major: UInt8, value: UInt64) {
        guard offset < bytes.count else { throw malformed }
        let initial = bytes[offset]
        offset += 1
        let argument = initial & 0x1F
        guard argument >= 24 else { return (initial >> 5, UInt64(argument)) }
        guard argument <= 27 else { throw malformed }
        let width = 1 << Int(argument - 24)
        guard bytes.count - offset >= width else { throw malformed }
        var value: UInt64 = 0
        for _ in 0..<width {
            value = value << 8 | UInt64(bytes[offset])
            offset += 1
        }
        let least: UInt64 = width == 1 ? 24 : 1 << UInt64(4 * width)
        guard value >= least else { throw malformed }
        return (initial >> 5, value)
    }
}
