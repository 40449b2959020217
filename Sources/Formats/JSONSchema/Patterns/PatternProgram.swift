/// A nondeterministic automaton over the bytes of UTF-8 text.
struct PatternProgram: Sendable {
    /// One state.
    enum Step: Sendable {
        /// Takes a byte in a range, then goes on at the target.
        case bytes(UInt8, UInt8, Int32)
        /// Takes a byte in one of the edges from the first on, then goes on at that one's target.
        case branch(Int32, Int32)
        /// Goes on at both.
        case fork(Int32, Int32)
        /// Goes on where the assertion holds.
        case assert(Assertion, Int32)
        case accept
    }

    /// A range of bytes and where it leads; the edges of a branch are sorted and disjoint.
    struct Edge: Hashable, Sendable {
        var low: UInt8
        var high: UInt8
        var target: Int32
    }

    /// What can be asked of a place between characters.
    enum Assertion: Sendable {
        case start
        case end
        case boundary
        case noBoundary
    }

    /// The most states of one pattern.
    static let mostSteps = 60_000
    /// The most edges of one pattern.
    private static let mostEdges = 500_000
    /// The most parts of one pattern, each repetition counted: empty ones make no state.
    private static let mostParts = 500_000

    private(set) var steps: [Step] = []
    private(set) var edges: [Edge] = []
    private(set) var entry: Int32 = 0
    private var templates: [CodePointSet: ByteTree] = [:]
    private var parts = 0

    /// The work that building took.
    var work: Int { steps.count + edges.count + parts }

    /// Whether the pattern asks for word boundaries.
    var asksWords: Bool {
        steps.contains { step in
            switch step {
            case .assert(.boundary, _), .assert(.noBoundary, _): true
            default: false
            }
        }
    }

    init(_ tree: PatternTree) throws(PatternProblem) {
        let accept = add(.accept)
        entry = try compile(tree, then: accept)
        templates = [:]
    }

    /// Where a byte leads from the edges of a branch; nil where none takes it.
    func target(_ start: Int32, _ count: Int32, _ byte: UInt8) -> Int32? {
        var low = Int(start)
        var high = low + Int(count)
        while low < high {
            let middle = (low + high) / 2
            let edge = edges[middle]
            if byte < edge.low {
                high = middle
            } else if byte > edge.high {
                low = middle + 1
            } else {
                return edge.target
            }
        }
        return nil
    }

    private mutating func add(_ step: Step) -> Int32 {
        steps.append(step)
        return Int32(steps.count - 1)
    }

    /// Builds backwards: returns the entry of a tree that goes on at the given state.
    private mutating func compile(
        _ tree: PatternTree,
        then next: Int32
    ) throws(PatternProblem) -> Int32 {
        parts += 1
        guard steps.count < Self.mostSteps, edges.count < Self.mostEdges, parts < Self.mostParts
        else {
            throw PatternProblem(reason: .tooLarge, offset: 0)
        }
        switch tree {
        case .empty: return next
        case .set(let set): return compile(set, then: next)
        case .sequence(let parts):
            var target = next
            for part in parts.reversed() { target = try compile(part, then: target) }
            return target
        case .choice(let branches):
            var target = try compile(branches[branches.count - 1], then: next)
            for branch in branches.dropLast().reversed() {
                target = add(.fork(try compile(branch, then: next), target))
            }
            return target
        case .repetition(let inner, let least, let most):
            return try compile(inner, least, most, then: next)
        case .start: return add(.assert(.start, next))
        case .end: return add(.assert(.end, next))
        case .wordBoundary(let isNegated):
            return add(.assert(isNegated ? .noBoundary : .boundary, next))
        case .lookAhead: throw PatternProblem(reason: .lookAhead, offset: 0)
        case .unsupported(let reason): throw PatternProblem(reason: reason, offset: 0)
        }
    }

    private mutating func compile(
        _ inner: PatternTree,
        _ least: Int,
        _ most: Int?,
        then next: Int32
    ) throws(PatternProblem) -> Int32 {
        var target = next
        if let most {
            guard most <= Self.mostSteps else { throw PatternProblem(reason: .tooLarge, offset: 0) }
            for _ in least..<max(least, most) {
                target = add(.fork(try compile(inner, then: target), next))
            }
        } else {
            let loop = add(.fork(next, next))
            let body = try compile(inner, then: loop)
            steps[Int(loop)] = .fork(body, next)
            target = loop
        }
        guard least <= Self.mostSteps else { throw PatternProblem(reason: .tooLarge, offset: 0) }
        for _ in 0..<least { target = try compile(inner, then: target) }
        return target
    }

    /// A set of characters as a tree over the bytes of UTF-8, whose leaves go on at a state.
    private mutating func compile(_ set: CodePointSet, then next: Int32) -> Int32 {
        let template = templates[set] ?? ByteTree(set)
        templates[set] = template
        var numbers: [Int32] = []
        for node in template.nodes {
            let resolved = node.map { edge in
                let target = edge.target < 0 ? next : numbers[Int(edge.target)]
                return Edge(low: edge.low, high: edge.high, target: target)
            }
            if resolved.count == 1 {
                numbers.append(add(.bytes(resolved[0].low, resolved[0].high, resolved[0].target)))
            } else {
                numbers.append(add(.branch(Int32(edges.count), Int32(resolved.count))))
                edges += resolved
            }
        }
        // Nothing matches an empty set.
        return numbers.last ?? add(.bytes(1, 0, next))
    }
}

/// A set of characters as a tree over the bytes of UTF-8, with equal branches shared.
private struct ByteTree {
    /// The nodes, children before parents; targets are nodes, or -1 after the last byte.
    private(set) var nodes: [[PatternProgram.Edge]] = []
    private var known: [[PatternProgram.Edge]: Int32] = [:]

    init(_ set: CodePointSet) {
        let sequences = set.ranges.flatMap { UTF8Ranges.sequences($0) }
        guard !sequences.isEmpty else { return }
        _ = node(sequences[...], 0)
        known = [:]
    }

    /// The node of sorted sequences that agree before a byte.
    private mutating func node(_ sequences: ArraySlice<[ClosedRange<UInt8>]>, _ depth: Int) -> Int32
    {
        var edges: [PatternProgram.Edge] = []
        var rest = sequences
        while let first = rest.first {
            let group = rest.prefix { $0[depth] == first[depth] }
            rest = rest.dropFirst(group.count)
            let target = depth + 1 == first.count ? -1 : node(group, depth + 1)
            let low = first[depth].lowerBound
            if let last = edges.last, last.target == target, last.high + 1 == low {
                edges[edges.count - 1].high = first[depth].upperBound
            } else {
                edges.append(
                    PatternProgram.Edge(
                        low: low,
                        high: first[depth].upperBound,
                        target: target
                    )
                )
            }
        }
        if let number = known[edges] { return number }
        let number = Int32(nodes.count)
        nodes.append(edges)
        known[edges] = number
        return number
    }
}

/// Splits ranges of code points into sequences of byte ranges.
enum UTF8Ranges {
    static func sequences(_ range: ClosedRange<UInt32>) -> [[ClosedRange<UInt8>]] {
        var result: [[ClosedRange<UInt8>]] = []
        let bounds: [ClosedRange<UInt32>] = [
            0...0x7f, 0x80...0x7ff, 0x800...0xd7ff, 0xe000...0xffff, 0x10000...0x10ffff,
        ]
        for bound in bounds where bound.overlaps(range) {
            split(range.clamped(to: bound), into: &result)
        }
        return result
    }

    /// Splits until all bytes but the first differing one range over everything.
    private static func split(
        _ range: ClosedRange<UInt32>,
        into result: inout [[ClosedRange<UInt8>]]
    ) {
        let low = range.lowerBound
        let high = range.upperBound
        for shift in stride(from: UInt32(6), to: 24, by: 6) where high > 0x7f {
            let mask: UInt32 = 1 << shift - 1
            guard low & ~mask != high & ~mask else { continue }
            if low & mask != 0 {
                split(low...(low | mask), into: &result)
                split((low | mask) + 1...high, into: &result)
                return
            }
            if high & mask != mask {
                split(low...(high & ~mask) - 1, into: &result)
                split((high & ~mask)...high, into: &result)
                return
            }
        }
        result.append(zip(bytes(low), bytes(high)).map { $0...$1 })
    }

    private static func bytes(_ value: UInt32) -> [UInt8] {
        guard let scalar = Unicode.Scalar(value), let encoded = UTF8.encode(scalar) else {
            return []
        }
        return Array(encoded)
    }
}
