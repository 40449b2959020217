internal import JSONTape

/// The sets of states that a pattern's automaton can be in after some text.
///
/// Both the deterministic automaton, built in advance, and the simulation used when that grows too
/// large, step through these.
struct PatternSimulation {
    /// Where the text stands between two characters.
    struct Place: Hashable {
        var isStart: Bool
        var isAfterWord: Bool
    }

    /// The states before the next byte, and the place.
    struct Configuration: Hashable {
        var states: [Int32]
        var place: Place
    }

    private let program: PatternProgram
    private var mark: [UInt32]
    private var generation: UInt32 = 0
    private var stack: [Int32] = []
    private var reached: [Int32] = []
    /// The states visited so far: the measure of work.
    private(set) var visits = 0
    private let isAnchored: Bool
    /// Without such a question, what came before must not tell configurations apart.
    private let asksWords: Bool

    init(_ program: PatternProgram) {
        self.program = program
        asksWords = program.asksWords
        mark = Array(repeating: 0, count: program.steps.count)
        isAnchored = Self.isAnchored(program)
    }

    var start: Configuration {
        Configuration(
            states: [program.entry],
            place: Place(isStart: true, isAfterWord: false)
        )
    }

    /// Whether no match can begin after the start of the text.
    private static func isAnchored(_ program: PatternProgram) -> Bool {
        var seen: Set<Int32> = []
        var open = [program.entry]
        while let state = open.popLast() {
            guard seen.insert(state).inserted else { continue }
            switch program.steps[Int(state)] {
            case .bytes, .branch, .accept: return false
            case .fork(let one, let other): open += [one, other]
            case .assert(.start, _): break
            case .assert(_, let next): open.append(next)
            }
        }
        return true
    }

    static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x5f, 0x61...0x7a: true
        default: false
        }
    }

    /// Collects what can be reached without a byte; says whether that is the end of a match.
    private mutating func close(_ configuration: Configuration, next: UInt8?) -> Bool {
        generation &+= 1
        reached.removeAll(keepingCapacity: true)
        let place = configuration.place
        let isBoundary = place.isAfterWord != (next.map(Self.isWord) ?? false)
        var accepts = false
        stack.append(contentsOf: configuration.states)
        while let state = stack.popLast() {
            guard mark[Int(state)] != generation else { continue }
            mark[Int(state)] = generation
            visits &+= 1
            switch program.steps[Int(state)] {
            case .bytes, .branch: reached.append(state)
            case .accept: accepts = true
            case .fork(let one, let other):
                stack.append(other)
                stack.append(one)
            case .assert(let assertion, let target):
                let holds =
                    switch assertion {
                    case .start: place.isStart
                    case .end: next == nil
                    case .boundary: isBoundary
                    case .noBoundary: !isBoundary
                    }
                if holds { stack.append(target) }
            }
        }
        return accepts
    }

    /// Whether the text may end here.
    mutating func acceptsEnd(_ configuration: Configuration) -> Bool {
        close(configuration, next: nil)
    }

    /// Takes a byte; nil when a match was complete before it.
    mutating func step(_ configuration: Configuration, _ byte: UInt8) -> Configuration? {
        if close(configuration, next: byte) { return nil }
        generation &+= 1
        var states: [Int32] = []
        for state in reached {
            guard let target = target(of: state, byte), mark[Int(target)] != generation else {
                continue
            }
            mark[Int(target)] = generation
            states.append(target)
        }
        if !isAnchored, mark[Int(program.entry)] != generation { states.append(program.entry) }
        return Configuration(
            states: states,
            place: Place(isStart: false, isAfterWord: asksWords && Self.isWord(byte))
        )
    }

    private func target(of state: Int32, _ byte: UInt8) -> Int32? {
        switch program.steps[Int(state)] {
        case .bytes(let low, let high, let target): low <= byte && byte <= high ? target : nil
        case .branch(let start, let count): program.target(start, count, byte)
        case .fork, .assert, .accept: nil
        }
    }

    /// Runs over text without building anything: linear in the text times the states.
    ///
    /// `work` are the states that may be visited still, below zero when they were not enough.
    mutating func matches(_ input: RawSpan, _ range: Range<Int>, _ work: inout Int) -> Bool {
        defer { work -= visits }
        var configuration = start
        for index in range {
            guard visits <= work else { return false }
            guard let next = step(configuration, input.byte(index)) else { return true }
            if next.states.isEmpty { return false }
            configuration = next
        }
        return acceptsEnd(configuration)
    }
}

/// A deterministic automaton over bytes: state 0 has failed, state 1 has matched, 2 is the start.
struct PatternAutomaton {
    var byteClasses = [UInt8](repeating: 0, count: 256)
    var classCount = 1
    var transitions: [UInt16] = []
    var acceptsEnd: [Bool] = [false, true]

    /// How much work building one automaton may take, in states visited.
    private static let mostVisits = 4_000_000

    /// Builds the automaton; nil when it takes more than a number of states.
    ///
    /// The states visited are added to the work.
    init?(_ program: PatternProgram, mostStates: Int, _ work: inout Int) {
        classify(program)
        let representatives = (0..<classCount).map { wanted in
            UInt8(byteClasses.firstIndex { Int($0) == wanted } ?? 0)
        }
        var simulation = PatternSimulation(program)
        defer { work += simulation.visits }
        var known: [PatternSimulation.Configuration: UInt16] = [simulation.start: 2]
        var open = [simulation.start]
        transitions =
            Array(repeating: 0, count: classCount) + Array(repeating: 1, count: classCount)
        var position = 0
        while position < open.count {
            let configuration = open[position]
            position += 1
            acceptsEnd.append(simulation.acceptsEnd(configuration))
            for byte in representatives {
                guard simulation.visits < Self.mostVisits else { return nil }
                guard var next = simulation.step(configuration, byte) else {
                    transitions.append(1)
                    continue
                }
                guard !next.states.isEmpty else {
                    transitions.append(0)
                    continue
                }
                next.states.sort()
                if let number = known[next] {
                    transitions.append(number)
                    continue
                }
                guard open.count + 2 < min(mostStates, 0xffff) else { return nil }
                let number = UInt16(open.count + 2)
                known[next] = number
                open.append(next)
                transitions.append(number)
            }
        }
    }

    /// Sorts bytes that no state tells apart into classes.
    private mutating func classify(_ program: PatternProgram) {
        var edges = [Bool](repeating: false, count: 257)
        func cut(_ low: UInt8, _ high: UInt8) {
            edges[Int(low)] = true
            edges[Int(high) + 1] = true
        }
        for case .bytes(let low, let high, _) in program.steps where low <= high {
            cut(low, high)
        }
        for edge in program.edges { cut(edge.low, edge.high) }
        if program.asksWords {
            for range in CodePointSet.wordCharacters.ranges {
                cut(UInt8(range.lowerBound), UInt8(range.upperBound))
            }
        }
        var current: UInt8 = 0
        for byte in 0..<256 {
            if byte > 0, edges[byte] { current += 1 }
            byteClasses[byte] = current
        }
        classCount = Int(current) + 1
    }
}
