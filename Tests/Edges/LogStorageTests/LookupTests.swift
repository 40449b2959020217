import AccessLog
import Dispatch
import ExchangeModel
import LogStorage
import RequirementTrait
import Synchronization
import Testing

/// What reads of the log cost, and where they run.
@Suite struct LookupTests {
    /// A log of several closed segments: requests from a number on, ten minutes apart, each answered.
    private func filled(_ folder: Folder, _ files: FaultyFiles) async throws -> SegmentLog {
        var configuration = Sample.configuration(65_536)
        configuration.frameBytes = 4_096
        let now = Mutex(Int64(1_780_000_000_000))
        configuration.now = { Timestamp(milliseconds: now.withLock { $0 }) }
        let log = try openLog(folder, configuration, files: files)
        for number in 0..<600 {
            let moment = 1_780_000_000_000 + Int64(number) * 600_000
            now.withLock { $0 = moment }
            let entry = try Sample.request(number, at: moment)
            if let record = try await log.record(entry).take() {
                record.complete(Completion(.answered, status: 200))
            }
        }
        _ = await log.append(try Sample.request(600, at: 1_780_000_000_000 + 600 * 600_000))
        return log
    }

    @Test(.requirement("FSC Core 2.0.0: M-25"))
    func `many transactions cost one pass over the log, and are found as one by one`() async throws
    {
        let folder = Folder()
        let files = FaultyFiles()
        let log = try await filled(folder, files)
        defer { log.close() }
        let segments = try folder.names().filter { $0.hasSuffix(".seg") }.count
        #expect(segments > 1)
        let unknown = Set((10_000..<10_500).map(Sample.id))
        files.set { $0.bytesRead = 0 }
        #expect(try log.find(unknown).isEmpty)
        // A reader's buffer may reach over what it asks for.
        #expect(files.bytesRead <= 2 * segments * 65_536)
        let numbers = [0, 1, 77, 300, 301, 599]
        let wanted = Set(numbers.map(Sample.id))
        files.set { $0.bytesRead = 0 }
        let found = try log.find(wanted.union(unknown))
        #expect(files.bytesRead <= 4 * segments * 65_536)
        #expect(Set(found.keys) == wanted)
        for number in numbers {
            let one = try log.find(Sample.id(number))
            #expect(one.map(\.entry.kind) == [.request, .completion])
            #expect(one.first?.completion?.completion.status == 200)
            #expect(one.first?.completionPosition == one.last?.position)
            #expect(found[Sample.id(number)] == one)
        }
    }

    @Test func `a search from the oldest on reads its period and little more`() async throws {
        let folder = Folder()
        let files = FaultyFiles()
        let log = try await filled(folder, files)
        defer { log.close() }
        let segments = try folder.names().filter { $0.hasSuffix(".seg") }.count
        var query = LogQuery()
        query.order = .oldestFirst
        query.limit = 1_000
        query.before = Timestamp(milliseconds: 1_780_000_000_000 + 5 * 600_000)
        files.set { $0.bytesRead = 0 }
        let early = try log.search(query)
        #expect(early.count == 6)
        #expect(early.allSatisfy { $0.outcomeClass == .answered })
        #expect(files.bytesRead < 2 * 65_536, "of \(segments) segments one")
        query.before = nil
        query.after = Timestamp(milliseconds: 1_780_000_000_000 + 595 * 600_000)
        files.set { $0.bytesRead = 0 }
        #expect(try log.search(query).count == 6)
        #expect(files.bytesRead < segments / 2 * 65_536)
        query.peer = try Sample.peer(99)
        #expect(try log.search(query).isEmpty)
    }

    @Test(.timeLimit(.minutes(2)))
    func `each peer is read for one at a time, and what is too much is refused`() async throws {
        let folder = Folder()
        let log = try openLog(folder)
        defer { log.close() }
        let (greedy, modest) = (try Sample.peer(1), try Sample.peer(2))
        let running = Running()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask { try await running.isDone(log, greedy) }
            while running.counts.now == 0 { try await Task.sleep(for: .milliseconds(2)) }
            for _ in 0..<19 {
                group.addTask { try await running.isDone(log, greedy) }
            }
            var refused = 0
            // Four wait; the others are refused while the first still runs.
            while refused < 15, try await group.next() == false { refused += 1 }
            #expect(refused == 15)
            #expect(running.counts.done == 0)
            #expect(try await log.read(for: modest) { $0.health.size } == 0)
            #expect(try await log.readForOperators { $0.health.size } == 0)
            running.gate.signal()
            for try await isDone in group { #expect(isDone) }
        }
        #expect(running.counts.most == 1)
        #expect(running.counts.done == 5)
        await #expect(throws: LogRefusal.closed) {
            try await log.read(for: greedy) { _ in throw LogRefusal.closed }
        }
        #expect(try await log.read(for: greedy) { $0.health.size } == 0)
    }
}

/// Reads that wait at a gate.
private final class Running: Sendable {
    let gate = DispatchSemaphore(value: 0)
    private let state = Mutex((now: 0, most: 0, done: 0))

    var counts: (now: Int, most: Int, done: Int) { state.withLock { $0 } }

    /// Reads for a peer; false when it is refused.
    func isDone(_ log: SegmentLog, _ peer: PeerID) async throws -> Bool {
        do {
            return try await log.read(for: peer) { _ in
                self.state.withLock {
                    $0.now += 1
                    $0.most = max($0.most, $0.now)
                }
                self.gate.wait()
                self.gate.signal()
                self.state.withLock {
                    $0.now -= 1
                    $0.done += 1
                }
                return true
            }
        } catch is LogReadsBusy {
            return false
        }
    }
}
