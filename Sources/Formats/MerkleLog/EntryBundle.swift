/// A sequence of log entries, each behind its length as two bytes, big end first.
///
/// C2SP, *tlog-tiles: Log entries*.
public enum EntryBundle {
    /// The most bytes of one entry.
    public static let maximumEntryBytes = 65_535

    /// Adds an entry and its length; false, with nothing added, when it is too long.
    public static func append(_ entry: [UInt8], to bundle: inout [UInt8]) -> Bool {
        guard entry.count <= maximumEntryBytes else { return false }
        bundle.append(UInt8(truncatingIfNeeded: entry.count >> 8))
        bundle.append(UInt8(truncatingIfNeeded: entry.count))
        bundle.append(contentsOf: entry)
        return true
    }

    /// The ranges of the entries within a bundle; nil when the lengths do not add up to it.
    public static func ranges(in bundle: UnsafeRawBufferPointer) -> [Range<Int>]? {
        var ranges: [Range<Int>] = []
        var position = 0
        while position < bundle.count {
            guard bundle.count - position >= 2 else { return nil }
            let length = Int(bundle[position]) << 8 | Int(bundle[position + 1])
            guard bundle.count - position - 2 >= length else { return nil }
            ranges.append(position + 2..<position + 2 + length)
            position += 2 + length
        }
        return ranges
    }

    /// The entries of a bundle; nil when the lengths do not add up to it.
    public static func entries(of bundle: [UInt8]) -> [[UInt8]]? {
        bundle.withUnsafeBytes { buffer in
            ranges(in: buffer)?.map { Array(buffer[$0]) }
        }
    }

    /// The path of a tile's or bundle's number: digits in groups of three, all but the last after `x`.
    public static func path(ofNumber number: UInt64) -> String {
        func padded(_ value: UInt64) -> String {
            let digits = String(value)
            return String(repeating: "0", count: 3 - digits.utf8.count) + digits
        }
        var path = padded(number % 1_000)
        var rest = number / 1_000
        while rest > 0 {
            path = "x" + padded(rest % 1_000) + "/" + path
            rest /= 1_000
        }
        return path
    }
}
