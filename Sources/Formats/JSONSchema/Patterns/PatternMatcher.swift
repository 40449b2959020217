internal import JSONTape

/// Matches patterns against text in place, without allocation.
struct PatternMatcher: ~Escapable {
    private let entries: Span<PatternEntry>
    private let runs: Span<ClassRun>
    private let ranges: Span<CharacterRange>
    private let transitions: Span<UInt16>
    private let byteClasses: Span<UInt8>
    private let ends: Span<Bool>
    private let programs: Span<PatternProgram>

    @_lifetime(borrow tables)
    init(_ tables: borrowing PatternTables) {
        entries = tables.entries.span
        runs = tables.runs.span
        ranges = tables.ranges.span
        transitions = tables.transitions.span
        byteClasses = tables.byteClasses.span
        ends = tables.ends.span
        programs = tables.programs.span
    }

    /// Whether a pattern matches anywhere in a range of UTF-8 text.
    @inline(__always)
    func matches(_ number: Int32, _ input: RawSpan, _ range: Range<Int>) -> Bool {
        let entry = entries[Int(number)]
        if entry.lookCount == 0, entry.kind == .runs {
            return matchesRuns(entry, input, range)
        }
        return matchesOthers(entry, input, range)
    }

    @inline(never)
    private func matchesOthers(
        _ entry: PatternEntry,
        _ input: RawSpan,
        _ range: Range<Int>
    ) -> Bool {
        for look in entry.lookStart..<(entry.lookStart &+ entry.lookCount) {
            let lookEntry = entries[Int(look)]
            if matchesSelf(lookEntry, input, range) == lookEntry.isNegated { return false }
        }
        return matchesSelf(entry, input, range)
    }

    /// Matches an entry without its look-aheads.
    private func matchesSelf(
        _ entry: PatternEntry,
        _ input: RawSpan,
        _ range: Range<Int>
    ) -> Bool {
        switch entry.kind {
        case .runs: return matchesRuns(entry, input, range)
        case .automaton: return matchesAutomaton(entry, input, range)
        case .simulation:
            var simulation = PatternSimulation(programs[Int(entry.start)])
            return simulation.matches(input, range)
        }
    }

    private func matchesAutomaton(
        _ entry: PatternEntry,
        _ input: RawSpan,
        _ range: Range<Int>
    ) -> Bool {
        let start = Int(entry.start)
        let width = Int(entry.count)
        var state = 2
        for index in range {
            let column = Int(byteClasses[Int(entry.classStart) &+ Int(input.byte(index))])
            state = Int(transitions[start &+ state &* width &+ column])
            if state < 2 { return state == 1 }
        }
        return ends[Int(entry.endStart) &+ state]
    }

    private func matchesRuns(
        _ entry: PatternEntry,
        _ input: RawSpan,
        _ range: Range<Int>
    ) -> Bool {
        var index = range.lowerBound
        let end = range.upperBound
        precondition(index >= 0 && end <= input.byteCount)
        for position in Int(entry.start)..<Int(entry.start &+ entry.count) {
            let low = runs[position].low
            let high = runs[position].high
            var left = runs[position].most
            let enough = left &- runs[position].least
            while left > 0, index < end {
                // In bounds: the range is, and a character never goes beyond its end.
                let byte = input.unsafeLoad(fromUncheckedByteOffset: index, as: UInt8.self)
                if byte < 128 {
                    let mask = byte < 64 ? low : high
                    if mask &>> UInt64(byte & 63) & 1 == 0 { break }
                    index &+= 1
                } else {
                    let (value, length) = Self.character(input, index, end)
                    if !contains(runs[position], value) { break }
                    index &+= length
                }
                left &-= 1
            }
            if left > enough { return false }
        }
        return index == end || !entry.isEndAnchored
    }

    /// The character at an index, in text that is known to be UTF-8.
    @inline(__always)
    private static func character(_ input: RawSpan, _ index: Int, _ end: Int) -> (UInt32, Int) {
        let lead = UInt32(input.byte(index))
        let length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
        guard index &+ length <= end else { return (UInt32.max, 1) }
        var value = lead & (0x7f &>> UInt32(length))
        for step in 1..<length { value = value &<< 6 | UInt32(input.byte(index &+ step) & 0x3f) }
        return (value, length)
    }

    private func contains(_ run: ClassRun, _ value: UInt32) -> Bool {
        var low = Int(run.rangeStart)
        var high = low &+ Int(run.rangeCount)
        while low < high {
            let middle = (low &+ high) &>> 1
            let range = ranges[middle]
            if value < range.first {
                high = middle
            } else if value > range.last {
                low = middle &+ 1
            } else {
                return true
            }
        }
        return false
    }
}
