internal import JSONTape

/// How one pattern is matched, in the tables of all.
struct PatternEntry: Sendable {
    enum Kind: UInt8, Sendable {
        case runs
        case automaton
        case simulation
    }

    var kind: Kind = .runs
    var isEndAnchored = false
    /// Of a look-ahead: whether it must not match.
    var isNegated = false
    /// The first run, transition row or program.
    var start: Int32 = 0
    /// The number of runs or byte classes.
    var count: Int32 = 0
    /// Where the byte classes of an automaton or the marks of runs start, and the end flags.
    var classStart: Int32 = 0
    var endStart: Int32 = 0
    /// The look-aheads at the start, which are entries too.
    var lookStart: Int32 = 0
    var lookCount: Int32 = 0
}

/// Compiled patterns as flat tables.
struct PatternTables: Sendable {
    var entries: [PatternEntry] = []
    var runs: [ClassRun] = []
    var ranges: [CharacterRange] = []
    var transitions: [UInt16] = []
    var byteClasses: [UInt8] = []
    var ends: [Bool] = []
    var programs: [PatternProgram] = []
    /// The work of compiling so far: characters read, states built and visited.
    private(set) var work = 0

    /// The longest pattern, in bytes.
    private static let longestText = 32_768

    /// Compiles a pattern and says at which entry it stands.
    mutating func add(_ text: String, mostStates: Int) throws(PatternProblem) -> Int32 {
        let length = text.utf8.count
        guard length <= Self.longestText else { throw PatternProblem(reason: .tooLarge, offset: 0) }
        work += length
        let tree = try PatternParser.parse(text)
        let (looks, rest) = try Self.peel(tree)
        var entry = try compile(rest, mostStates: mostStates)
        var lookEntries: [PatternEntry] = []
        for (look, isNegated) in looks {
            let anchored = PatternTree.sequence([.start, look])
            var lookEntry = try compile(anchored, mostStates: mostStates)
            lookEntry.isNegated = isNegated
            lookEntries.append(lookEntry)
        }
        entry.lookStart = Int32(entries.count)
        entry.lookCount = Int32(lookEntries.count)
        entries += lookEntries
        entries.append(entry)
        return Int32(entries.count - 1)
    }

    /// Takes look-aheads off the start of an anchored pattern: they all look at the same place.
    private static func peel(
        _ tree: PatternTree
    ) throws(PatternProblem) -> ([(PatternTree, Bool)], PatternTree) {
        guard case .sequence(var parts) = tree else { return ([], tree) }
        var looks: [(PatternTree, Bool)] = []
        var isAnchored = false
        peeling: while let first = parts.first {
            switch first {
            case .start: isAnchored = true
            case .lookAhead(let inner, let isNegated): looks.append((inner, isNegated))
            case .sequence(let inner):
                parts.replaceSubrange(0...0, with: inner)
                continue peeling
            default: break peeling
            }
            parts.removeFirst()
        }
        guard !looks.isEmpty else { return ([], tree) }
        guard isAnchored else { throw PatternProblem(reason: .lookAhead, offset: 0) }
        return (looks, .sequence([.start] + parts))
    }

    private mutating func compile(
        _ tree: PatternTree,
        mostStates: Int
    ) throws(PatternProblem) -> PatternEntry {
        var entry = PatternEntry()
        if let plan = ClassRunPlan(tree) {
            entry.isEndAnchored = plan.isEndAnchored
            entry.start = Int32(runs.count)
            entry.count = Int32(plan.parts.count)
            for part in plan.parts { runs.append(run(part)) }
            entry.classStart = Int32(byteClasses.count)
            byteClasses += ClassRun.marks(runs.suffix(plan.parts.count))
            return entry
        }
        let program = try PatternProgram(tree)
        work += program.work
        guard let automaton = PatternAutomaton(program, mostStates: mostStates, &work) else {
            entry.kind = .simulation
            entry.start = Int32(programs.count)
            programs.append(program)
            return entry
        }
        entry.kind = .automaton
        entry.start = Int32(transitions.count)
        entry.count = Int32(automaton.classCount)
        entry.classStart = Int32(byteClasses.count)
        entry.endStart = Int32(ends.count)
        transitions += automaton.transitions
        byteClasses += automaton.byteClasses
        ends += automaton.acceptsEnd
        return entry
    }

    /// The marks and the length of a pattern that is one run of a class and nothing else.
    func soleRun(_ number: Int32) -> (marks: Int32, least: Int32, most: Int32)? {
        let entry = entries[Int(number)]
        guard entry.kind == .runs, entry.count == 1, entry.isEndAnchored, entry.lookCount == 0
        else { return nil }
        let run = runs[Int(entry.start)]
        return (entry.classStart, run.least, run.most)
    }

    private mutating func run(_ part: ClassRunPlan.Part) -> ClassRun {
        var run = ClassRun(least: Int32(part.least), most: Int32(part.most))
        run.rangeStart = Int32(ranges.count)
        for range in part.set.ranges {
            for value in range.clamped(to: 0...127) where range.contains(value) {
                if value < 64 { run.low |= 1 << value } else { run.high |= 1 << (value - 64) }
            }
            if range.upperBound > 127 {
                ranges.append(
                    CharacterRange(first: max(range.lowerBound, 128), last: range.upperBound)
                )
            }
        }
        run.rangeCount = Int32(ranges.count) - run.rangeStart
        return run
    }

    /// Whether a pattern matches anywhere in a range of UTF-8 text.
    ///
    /// `steps` are those of a check that are left, below zero when they were not enough.
    func matches(
        _ entry: Int32,
        _ input: RawSpan,
        _ range: Range<Int>,
        _ steps: inout Int
    ) -> Bool {
        var matcher = PatternMatcher(self)
        return matcher.matches(entry, input, range, &steps)
    }

    /// Whether a pattern matches anywhere in a range of UTF-8 text, whatever it takes.
    func matches(_ entry: Int32, _ input: RawSpan, _ range: Range<Int>) -> Bool {
        work(entry, input, range).isMatch
    }

    /// What a match takes, in bytes read and states visited.
    func work(
        _ entry: Int32,
        _ input: RawSpan,
        _ range: Range<Int>
    ) -> (isMatch: Bool, work: Int) {
        var matcher = PatternMatcher(self)
        var left = Int.max
        let isMatch = matcher.matchesOthers(entry, input, range, &left)
        return (isMatch, Int.max - left)
    }
}
