/// A nondeterministic automaton over the bytes of UTF-8 text.
struct PatternProgram: Sendable {
    /// One state.
    enum Step: Sendable {
        /// Takes a byte in a range, then goes on at the target.
        case bytes(UInt8, UInt8, Int32)
        /// Goes on at both.
        case fork(Int32, Int32)
        /// Goes on where the assertion holds.
        case assert(Assertion, Int32)
        case accept
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

    private(set) var steps: [Step] = []
    private(set) var entry: Int32 = 0

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
        guard steps.count < Self.mostSteps else {
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

    /// A set of characters as alternatives of byte sequences.
    private mutating func compile(_ set: CodePointSet, then next: Int32) -> Int32 {
        var suffixes: [Tail: Int32] = [:]
        var heads: [Int32] = []
        for range in set.ranges {
            for sequence in UTF8Ranges.sequences(range) {
                var target = next
                for bytes in sequence.reversed() {
                    let tail = Tail(low: bytes.lowerBound, high: bytes.upperBound, next: target)
                    if let known = suffixes[tail] {
                        target = known
                    } else {
                        target = add(.bytes(tail.low, tail.high, target))
                        suffixes[tail] = target
                    }
                }
                if heads.last != target { heads.append(target) }
            }
        }
        guard var entry = heads.last else {
            // Nothing matches an empty set.
            return add(.bytes(1, 0, next))
        }
        for head in heads.dropLast().reversed() { entry = add(.fork(head, entry)) }
        return entry
    }

    private struct Tail: Hashable {
        var low: UInt8
        var high: UInt8
        var next: Int32
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
