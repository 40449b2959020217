/// A set of Unicode code points as sorted, disjoint ranges.
struct CodePointSet: Hashable, Sendable {
    /// The greatest code point.
    static let last: UInt32 = 0x10ffff

    private(set) var ranges: [ClosedRange<UInt32>] = []

    init() {}

    init(_ ranges: [ClosedRange<UInt32>]) {
        self.ranges = Self.normalized(ranges)
    }

    static let all = CodePointSet([0...last])

    /// ECMA-262, *CharacterClassEscape*: `\d`.
    static let digits = CodePointSet([0x30...0x39])

    /// ECMA-262, *CharacterClassEscape*: `\w`.
    static let wordCharacters = CodePointSet([0x30...0x39, 0x41...0x5a, 0x5f...0x5f, 0x61...0x7a])

    /// ECMA-262, *WhiteSpace* and *LineTerminator*: `\s`.
    static let spaces = CodePointSet([
        0x09...0x0d, 0x20...0x20, 0xa0...0xa0, 0x1680...0x1680, 0x2000...0x200a, 0x2028...0x2029,
        0x202f...0x202f, 0x205f...0x205f, 0x3000...0x3000, 0xfeff...0xfeff,
    ])

    /// ECMA-262, *LineTerminator*: what `.` does not match.
    static let lineEnds = CodePointSet([0x0a...0x0a, 0x0d...0x0d, 0x2028...0x2029])

    var isEmpty: Bool { ranges.isEmpty }

    mutating func insert(_ range: ClosedRange<UInt32>) {
        ranges = Self.normalized(ranges + [range])
    }

    mutating func formUnion(_ other: CodePointSet) {
        ranges = Self.normalized(ranges + other.ranges)
    }

    var inverted: CodePointSet {
        var result: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges {
            if range.lowerBound > next { result.append(next...(range.lowerBound - 1)) }
            next = range.upperBound + 1
        }
        if next <= Self.last { result.append(next...Self.last) }
        return CodePointSet(result)
    }

    func contains(_ value: UInt32) -> Bool {
        ranges.contains { $0.contains(value) }
    }

    func intersects(_ other: CodePointSet) -> Bool {
        var own = ranges[...]
        var others = other.ranges[...]
        while let first = own.first, let second = others.first {
            if first.overlaps(second) { return true }
            if first.upperBound < second.lowerBound {
                own = own.dropFirst()
            } else {
                others = others.dropFirst()
            }
        }
        return false
    }

    private static func normalized(_ ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
        var result: [ClosedRange<UInt32>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let previous = result.last, range.lowerBound <= previous.upperBound + 1 {
                let upper = max(previous.upperBound, range.upperBound)
                result[result.count - 1] = previous.lowerBound...upper
            } else {
                result.append(range)
            }
        }
        return result
    }
}
