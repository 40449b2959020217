internal import JSONTape

/// What the schemas for a value evaluate, laid out for the first pass.
struct FastCoverage: Sendable {
    var parts = FastRange()
    /// The names of members, with a bit for each part that covers them.
    var names = NameTable()
    /// The parts that cover all members.
    var allMembers: UInt64 = 0
    /// Pairs of a pattern for names and its part.
    var patterns = FastRange()
    /// The parts that cover all elements.
    var allElements: UInt64 = 0
    /// Pairs of a node and its part: elements that conform are covered.
    var contained = FastRange()
}

/// When a part of a coverage counts.
struct FastCoveragePart: Sendable {
    enum Kind: UInt8, Sendable {
        case always
        /// The value conforms to node `first`.
        case holds
        /// Part `first` does not count.
        case fails
        /// A name of table `first` is there.
        case present
    }

    var kind = Kind.always
    var first: Int32 = 0
    /// The part that must count as well.
    var within: Int32 = 0
    /// How many elements from the first are covered.
    var prefix: Int32 = 0
}

extension FastPass {
    /// The parts that count for a value, a bit each.
    private mutating func countingParts(
        _ coverage: FastCoverage,
        _ index: Int,
        _ depth: Int
    ) -> UInt64 {
        var counting: UInt64 = 1
        var bit: UInt64 = 2
        for place in coverage.parts.indices.dropFirst() {
            let part = coverageParts[place]
            if counting & 1 << UInt64(part.within) != 0 {
                let counts =
                    switch part.kind {
                    case .always: true
                    case .holds: check(part.first, index, depth &+ 1) >= 0
                    case .fails: counting & 1 << UInt64(part.first) == 0
                    case .present: tape[index].tag == .object && find(part.first, index) >= 0
                    }
                if counts { counting |= bit }
            }
            bit &<<= 1
        }
        return counting
    }

    /// Whether the members that no other keyword evaluates conform.
    mutating func unevaluatedMembers(_ check: FastCheck, _ index: Int, _ depth: Int) -> Bool {
        let coverage = coverages[Int(check.first)]
        guard spend(Int(coverage.parts.count)) else { return false }
        let counting = countingParts(coverage, index, depth)
        if counting & coverage.allMembers != 0 { return true }
        let end = tape.end(of: index)
        var name = index &+ 2
        while name < end {
            let word = tape[name]
            let place = find(coverage.names, word)
            let isCovered =
                place >= 0 && slots[place].bits & counting != 0
                || coverage.patterns.count > 0 && isCovered(word, coverage.patterns, counting)
            if isCovered {
                name = tape.next(after: name &+ 1)
            } else {
                name = self.check(check.second, name &+ 1, depth &+ 1)
                if name < 0 { return false }
            }
        }
        return true
    }

    private mutating func isCovered(
        _ name: TapeWord,
        _ patterns: FastRange,
        _ counting: UInt64
    ) -> Bool {
        for pair in stride(from: Int(patterns.start), to: patterns.indices.upperBound, by: 2)
        where counting & 1 << UInt64(lists[pair + 1]) != 0 {
            if matches(lists[pair], name) { return true }
        }
        return false
    }

    /// Whether the elements that no other keyword evaluates conform.
    mutating func unevaluatedElements(_ check: FastCheck, _ index: Int, _ depth: Int) -> Bool {
        let coverage = coverages[Int(check.first)]
        guard spend(Int(coverage.parts.count)) else { return false }
        let counting = countingParts(coverage, index, depth)
        if counting & coverage.allElements != 0 { return true }
        var prefix: Int32 = 0
        var bit: UInt64 = 1
        for place in coverage.parts.indices {
            if counting & bit != 0 { prefix = max(prefix, coverageParts[place].prefix) }
            bit &<<= 1
        }
        let end = tape.end(of: index)
        var element = index &+ 2
        var position: Int32 = 0
        while element < end {
            if position < prefix || isContained(element, coverage.contained, counting, depth) {
                element = tape.next(after: element)
            } else {
                element = self.check(check.second, element, depth &+ 1)
                if element < 0 { return false }
            }
            position &+= 1
        }
        return true
    }

    private mutating func isContained(
        _ element: Int,
        _ contained: FastRange,
        _ counting: UInt64,
        _ depth: Int
    ) -> Bool {
        for pair in stride(from: Int(contained.start), to: contained.indices.upperBound, by: 2)
        where counting & 1 << UInt64(lists[pair + 1]) != 0 {
            if check(lists[pair], element, depth &+ 1) >= 0 { return true }
        }
        return false
    }
}
