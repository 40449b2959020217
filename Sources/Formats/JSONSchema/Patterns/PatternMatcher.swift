internal import JSONTape

/// Matches patterns against text in place, without allocation.
///
/// Its functions are mutating although nothing changes: read-only, each would get a copy of all.
struct PatternMatcher: ~Escapable {
    private let entries: PlainRows<PatternEntry>
    private let runs: PlainRows<ClassRun>
    private let ranges: PlainRows<CharacterRange>
    private let transitions: PlainRows<UInt16>
    private let byteClasses: PlainRows<UInt8>
    private let ends: PlainRows<Bool>
    private let programs: Span<PatternProgram>

    @_lifetime(borrow tables)
    init(_ tables: borrowing PatternTables) {
        entries = PlainRows(tables.entries.span)
        runs = PlainRows(tables.runs.span)
        ranges = PlainRows(tables.ranges.span)
        transitions = PlainRows(tables.transitions.span)
        byteClasses = PlainRows(tables.byteClasses.span)
        ends = PlainRows(tables.ends.span)
        programs = tables.programs.span
    }

    /// Whether a pattern matches anywhere in a range of UTF-8 text.
    ///
    /// `steps` are those of a check that are left, below zero when they were not enough; runs of
    /// classes take none, for the caller counts the text's length.
    @inline(__always)
    mutating func matches(
        _ number: Int32,
        _ input: RawSpan,
        _ range: Range<Int>,
        _ steps: inout Int
    ) -> Bool {
        if entries[Int(number)].lookCount == 0, entries[Int(number)].kind == .runs {
            return matchesRuns(number, input, range)
        }
        var work = steps &<< 4
        defer { steps = work &>> 4 }
        return matchesOthers(number, input, range, &work)
    }

    /// Matches any pattern; `work` is in bytes and in states visited.
    @inline(never)
    mutating func matchesOthers(
        _ number: Int32,
        _ input: RawSpan,
        _ range: Range<Int>,
        _ work: inout Int
    ) -> Bool {
        let entry = entries[Int(number)]
        for look in entry.lookStart..<(entry.lookStart &+ entry.lookCount) {
            let isMatch = matchesSelf(look, input, range, &work)
            guard isMatch != entries[Int(look)].isNegated else { return false }
        }
        return matchesSelf(number, input, range, &work)
    }

    /// Matches an entry without its look-aheads.
    private mutating func matchesSelf(
        _ number: Int32,
        _ input: RawSpan,
        _ range: Range<Int>,
        _ work: inout Int
    ) -> Bool {
        let entry = entries[Int(number)]
        switch entry.kind {
        case .runs:
            work &-= range.count
            return matchesRuns(number, input, range)
        case .automaton: return matchesAutomaton(entry, input, range, &work)
        case .simulation:
            var simulation = PatternSimulation(programs[Int(entry.start)])
            return simulation.matches(input, range, &work)
        }
    }

    private mutating func matchesAutomaton(
        _ entry: PatternEntry,
        _ input: RawSpan,
        _ range: Range<Int>,
        _ work: inout Int
    ) -> Bool {
        let start = Int(entry.start)
        let width = Int(entry.count)
        var state = 2
        for index in range {
            let column = Int(byteClasses[Int(entry.classStart) &+ Int(input.byte(index))])
            state = Int(transitions[start &+ state &* width &+ column])
            if state < 2 {
                work &-= index &- range.lowerBound
                return state == 1
            }
        }
        work &-= range.count
        return ends[Int(entry.endStart) &+ state]
    }

    private mutating func matchesRuns(
        _ number: Int32,
        _ input: RawSpan,
        _ range: Range<Int>
    ) -> Bool {
        var index = range.lowerBound
        let end = range.upperBound
        precondition(index >= 0 && end <= input.byteCount)
        let marks = Int(entries[Int(number)].classStart)
        for position in 0..<Int(entries[Int(number)].count) {
            let run = Int(entries[Int(number)].start) &+ position
            let least = Int(runs[run].least)
            let first = index
            let last = min(end, index &+ Int(runs[run].most))
            // In bounds: the range is.
            if position < ClassRun.mostMarked {
                let bit: UInt8 = 1 &<< UInt8(truncatingIfNeeded: position)
                while index < last,
                    byteClasses[marks &+ Int(Self.byte(input, index))] & bit != 0
                {
                    index &+= 1
                }
            }
            if index < last,
                position >= ClassRun.mostMarked || Self.byte(input, index) >= 0x80
            {
                let characters = matchSlowly(run, input, &index, end, index &- first)
                if characters < least { return false }
            } else if index &- first < least {
                return false
            }
        }
        return index == end || !entries[Int(number)].isEndAnchored
    }

    /// Whether all bytes of a text belong to the class of a run.
    @inline(__always)
    mutating func isRun(_ run: TextRun, _ input: RawSpan, _ offset: Int, _ length: Int) -> Bool {
        let marks = Int(run.marks)
        var all: UInt8 = 1
        var index = offset
        guard length >= 4 else {
            while index < offset &+ length {
                all &= byteClasses[marks &+ Int(Self.byte(input, index))]
                index &+= 1
            }
            return all != 0
        }
        // Four at a time; the last four may be looked at twice.
        let last = offset &+ length &- 4
        while index < last {
            all &= fourMarks(marks, input, index)
            index &+= 4
        }
        return all & fourMarks(marks, input, last) != 0
    }

    @inline(__always)
    private mutating func fourMarks(_ marks: Int, _ input: RawSpan, _ index: Int) -> UInt8 {
        byteClasses[marks &+ Int(Self.byte(input, index))]
            & byteClasses[marks &+ Int(Self.byte(input, index &+ 1))]
            & byteClasses[marks &+ Int(Self.byte(input, index &+ 2))]
            & byteClasses[marks &+ Int(Self.byte(input, index &+ 3))]
    }

    @inline(__always)
    private static func byte(_ input: RawSpan, _ index: Int) -> UInt8 {
        input.unsafeLoad(fromUncheckedByteOffset: index, as: UInt8.self)
    }

    /// Goes on with a run, of which some characters were matched; gives how many were in all.
    @inline(never)
    private mutating func matchSlowly(
        _ run: Int,
        _ input: RawSpan,
        _ index: inout Int,
        _ end: Int,
        _ matched: Int
    ) -> Int {
        var count = matched
        while count < Int(runs[run].most), index < end {
            let byte = Self.byte(input, index)
            if byte < 128 {
                let mask = byte < 64 ? runs[run].low : runs[run].high
                if mask &>> UInt64(byte & 63) & 1 == 0 { break }
                index &+= 1
            } else {
                let (value, length) = Self.character(input, index, end)
                if !contains(runs[run], value) { break }
                index &+= length
            }
            count &+= 1
        }
        return count
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

    private mutating func contains(_ run: ClassRun, _ value: UInt32) -> Bool {
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
