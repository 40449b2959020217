import AccessLog
import ExchangeModel
import LogStorage
import MerkleLog
import Synchronization
import Testing

/// A wall clock that is set by an hour, forward and back, while the log is written.
@Suite struct ClockTests {
    private static let begin: Int64 = 1_780_000_000_000
    private static let hour: Int64 = 3_600_000

    /// A clock that goes on by a second a call and can be set.
    final class SetClock: Sendable {
        private let moment = Mutex(ClockTests.begin)

        func set(by step: Int64) {
            moment.withLock { $0 += step }
        }

        var now: Int64 {
            moment.withLock { moment in
                moment += 1_000
                return moment
            }
        }
    }

    enum Course: CaseIterable {
        case forward
        case back
        case forwardAndBack
        case backAndForward

        var steps: [Int64] {
            switch self {
            case .forward: [hour]
            case .back: [-hour]
            case .forwardAndBack: [hour, -hour]
            case .backAndForward: [-hour, hour]
            }
        }
    }

    /// Writes exchanges of several minutes before, between and after the steps; returns their moments.
    private func write(
        _ log: SegmentLog,
        _ clock: SetClock,
        _ course: Course
    ) async throws
        -> [Int64]
    {
        var moments: [Int64] = []
        for step in [0] + course.steps {
            clock.set(by: step)
            if step != 0 {
                let entry = ClockEntry(
                    createdAt: Timestamp(milliseconds: clock.now),
                    step: step
                )
                _ = await log.append(try LogEntry.clock(entry).encoded(salt: Salt(1, 1)))
            }
            for _ in 0..<90 {
                let moment = clock.now
                let number = moments.count
                let ticket = try await log.record(try Sample.request(number, at: moment))
                ticket.take()?.complete(Completion(.answered, status: 200))
                moments.append(moment)
            }
            log.tend()
        }
        return moments
    }

    @Test(arguments: Course.allCases)
    func `entries keep their order, what is signed holds, and a restart goes on`(
        course: Course
    ) async throws {
        let folder = Folder()
        let clock = SetClock()
        var configuration = Sample.configuration(65_536)
        configuration.now = { Timestamp(milliseconds: clock.now) }
        let log = try openLog(folder, configuration)
        let moments = try await write(log, clock, course)
        let live = try LogVerifier(directory: folder.log).run()
        #expect(live.findings == [], "a step is not taken for a log that signs no more")
        #expect(log.close())
        let again = try openLog(folder, configuration)
        #expect(again.found.unsigned == 0)
        var query = LogQuery()
        query.limit = 1_000
        query.order = .oldestFirst
        let found = try again.search(query)
        #expect(found.map(\.entry.transaction) == moments.indices.map { Sample.id($0) })
        #expect(found.allSatisfy { $0.outcomeClass == .answered })
        #expect(zip(found, found.dropFirst()).allSatisfy { $0.position < $1.position })
        again.close()
        let report = try LogVerifier(directory: folder.log).run()
        #expect(report.isSound)
        #expect(report.statistics.completed == UInt64(moments.count))
    }

    @Test(arguments: Course.allCases)
    func `a search by period finds every entry of the period, wherever it stands`(
        course: Course
    ) async throws {
        let folder = Folder()
        let clock = SetClock()
        var configuration = Sample.configuration(65_536)
        configuration.now = { Timestamp(milliseconds: clock.now) }
        let log = try openLog(folder, configuration)
        defer { log.close() }
        let moments = try await write(log, clock, course)
        let (low, high) = (moments.min() ?? 0, moments.max() ?? 0)
        for start in stride(from: low - 60_000, through: high, by: 97_000) {
            for order in [LogQuery.Order.newestFirst, .oldestFirst] {
                var query = LogQuery()
                query.after = Timestamp(milliseconds: start)
                query.before = Timestamp(milliseconds: start + 120_000)
                query.limit = 1_000
                query.order = order
                let expected = moments.filter { $0 >= start && $0 <= start + 120_000 }
                let hits = try log.search(query)
                #expect(hits.count == expected.count, "\(order) from \(start - Self.begin)")
            }
        }
    }

    @Test func `a deadline counts on a clock that nobody sets`() async throws {
        let folder = Folder()
        let clock = SetClock()
        let files = FaultyFiles()
        var configuration = Sample.configuration()
        configuration.now = { Timestamp(milliseconds: clock.now) }
        let log = try openLog(folder, configuration, files: files)
        defer { log.close() }
        for step in [Self.hour, -2 * Self.hour] {
            clock.set(by: step)
            log.sweep(at: .now)
            let number = Int(step > 0 ? 1 : 2)
            let result = await log.append(try Sample.request(number), within: .seconds(30))
            #expect(result == .success(LogPosition(index: UInt64(number - 1))))
        }
    }
}
