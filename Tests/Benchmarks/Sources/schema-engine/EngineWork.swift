import Glibc
import JSONSchema
import JSONTape

/// A case that is ready to run, with its verdict checked.
struct EngineWork: ~Copyable {
    /// Why a case cannot be measured.
    enum Problem: Error {
        case invalidPayload(String)
        case notReleased(String)
    }

    private var subject: EngineSubject
    private var tape = ValueTape()
    private var sum = 0

    init(_ wanted: EngineCase) throws {
        let body = try EngineCase.bytes(wanted.payload)
        let schema = try wanted.schema()
        var tape = ValueTape()
        var release: ReleaseWork?
        if let policy = wanted.release {
            release = try ReleaseWork(document: wanted.document, policy, tape: &tape)
            guard let released = release?.run(body, &tape), released > 0 else {
                throw Problem.notReleased(wanted.name)
            }
        }
        try tape.parse(body.span, limits: .payload)
        guard schema.isValid(tape, body.span.bytes) else {
            throw Problem.invalidPayload(wanted.name)
        }
        subject = EngineSubject(body: body, schema: schema, release: release)
        self.tape = tape
    }

    var steps: [EngineStep] {
        EngineStep.allCases.filter { $0 != .all || subject.release != nil }
    }

    /// The least nanoseconds of the thread's CPU time for one time, of seven runs.
    mutating func bestNanoseconds(_ step: EngineStep, atLeast least: Int64) -> Double {
        var count = 1
        while nanoseconds(step, count) < least { count *= 2 }
        var best = Double.infinity
        for _ in 0..<7 { best = min(best, Double(nanoseconds(step, count)) / Double(count)) }
        return best
    }

    private mutating func nanoseconds(_ step: EngineStep, _ count: Int) -> Int64 {
        let start = Self.threadTime
        repeated(step, count)
        return Self.threadTime - start
    }

    mutating func repeated(_ step: EngineStep, _ count: Int) {
        switch step {
        case .parse:
            for _ in 0..<count { sum &+= subject.parse(&tape) }
        case .validate:
            sum &+= subject.parse(&tape)
            for _ in 0..<count { sum &+= subject.validate(tape) }
        case .parseAndValidate:
            for _ in 0..<count {
                sum &+= subject.parse(&tape)
                sum &+= subject.validate(tape)
            }
        case .all:
            for _ in 0..<count { sum &+= subject.minimise(&tape) }
        }
    }

    private static var threadTime: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

/// What the steps of a case work on.
private struct EngineSubject {
    let body: [UInt8]
    let schema: CompiledSchema
    var release: ReleaseWork?

    @inline(never)
    func parse(_ tape: inout ValueTape) -> Int {
        try? tape.parse(body.span, limits: .payload)
        return tape.count
    }

    @inline(never)
    func validate(_ tape: borrowing ValueTape) -> Int {
        schema.isValid(tape, body.span.bytes) ? 1 : 0
    }

    @inline(never)
    mutating func minimise(_ tape: inout ValueTape) -> Int {
        release?.run(body, &tape) ?? 0
    }
}
