import AccessLog
import Dispatch
import ExchangeModel
import LogStorage
import MerkleLog
import RequirementTrait
import Synchronization
import Testing

@Suite struct AppendTests {
    @Test(.requirement("FSC Logging 1.1.0: L-11"))
    func `an entry is confirmed with its place and can be read back`() async throws {
        let folder = Folder()
        let log = try openLog(folder)
        defer { log.close() }
        let entry = try Sample.request(1, subjects: [11])
        #expect(await log.append(entry) == .success(LogPosition(index: 0)))
        #expect(await log.append(try Sample.request(2)) == .success(LogPosition(index: 1)))
        let stored = try log.entries(from: LogPosition(index: 0), limit: 10)
        #expect(stored.map(\.bytes) == [entry.bytes, try Sample.request(2).bytes])
        #expect(try stored[0].hit().entry.personal.subjects == [Sample.subject(11)])
        #expect(try stored[1].hit().personal == .none)
        #expect(log.health.size == 2)
    }

    @Test func `entries that wait together share a flush`() async throws {
        let folder = Folder()
        let files = FaultyFiles()
        let log = try openLog(folder, files: files)
        defer { log.close() }
        let gate = DispatchSemaphore(value: 0)
        files.gate.withLock { $0 = gate }
        files.set { $0.flushes = 0 }
        let done = DispatchSemaphore(value: 0)
        for number in 0..<65 {
            log.append(try Sample.request(number), within: .seconds(60)) { _ in done.signal() }
        }
        gate.signal()
        for _ in 0..<65 {
            await wait(done)
        }
        // The first flush takes what the writer saw first; all the others went with the second.
        #expect(files.flushes <= 3)
        #expect(log.health.size == 65)
    }

    @Test func `an entry that nobody waits for goes with the next that somebody waits for`()
        async throws
    {
        let folder = Folder()
        let files = FaultyFiles()
        var configuration = Sample.configuration()
        configuration.completionDelay = .seconds(600)
        let log = try openLog(folder, configuration, files: files)
        defer { log.close() }
        _ = await log.append(try Sample.request(1))
        files.set { $0.flushes = 0 }
        for number in 2..<5 { log.appendUnawaited(try Sample.request(number)) }
        #expect(await log.append(try Sample.request(5)) == .success(LogPosition(index: 4)))
        #expect(files.flushes == 1)
    }

    @Test(.timeLimit(.minutes(1)))
    func `an entry that nobody waits for is written alone when its delay is over`() async throws {
        let folder = Folder()
        var configuration = Sample.configuration()
        configuration.completionDelay = .milliseconds(1)
        let log = try openLog(folder, configuration)
        defer { log.close() }
        log.appendUnawaited(try Sample.request(1))
        while log.health.size < 1 { await Task.yield() }
        #expect(log.health.waiting == 0)
    }

    @Test func `closing writes what lingers`() async throws {
        let folder = Folder()
        var configuration = Sample.configuration()
        configuration.completionDelay = .seconds(600)
        let log = try openLog(folder, configuration)
        log.appendUnawaited(try Sample.request(1))
        log.close()
        #expect(log.health.size == 1)
    }

    @Test(.requirement("FSC Logging 1.1.0: L-09"))
    func `a transaction id that is in the open partition already is refused`() async throws {
        let folder = Folder()
        let log = try openLog(folder)
        _ = await log.append(try Sample.request(1))
        #expect(log.contains(Sample.id(1), .incoming))
        #expect(!log.contains(Sample.id(1), .outgoing))
        #expect(await log.append(try Sample.request(1)) == .failure(.duplicate))
        let own = try Sample.request(1, direction: .outgoing)
        #expect(await log.append(own) == .success(LogPosition(index: 1)))
        log.close()
        let again = try openLog(folder)
        defer { again.close() }
        #expect(await again.append(try Sample.request(1)) == .failure(.duplicate))
    }

    @Test func `a record that is completed has one completion, a dropped one is abandoned`()
        async throws
    {
        let folder = Folder()
        let log = try openLog(folder)
        do {
            let first = try await log.record(try Sample.request(1))
            let second = try await log.record(try Sample.request(2))
            if let record = first.take() {
                record.complete(Completion(.answered, status: 200, responseBytes: 12))
            }
            let isTakenTwice = first.take() != nil
            #expect(!isTakenTwice)
            _ = second
        }
        log.close()
        let again = try openLog(folder)
        defer { again.close() }
        let one = try again.find(Sample.id(1))
        #expect(one.map(\.entry.kind) == [.request, .completion])
        #expect(one.first?.completion?.completion.status == 200)
        let two = try again.find(Sample.id(2))
        #expect(two.first?.completion?.completion.outcome == .abandoned)
        #expect(try again.find(Sample.id(3)).isEmpty)
    }

    @Test func `a full queue denies, and completions still have room`() async throws {
        let folder = Folder()
        let files = FaultyFiles()
        var configuration = Sample.configuration()
        configuration.queueEntries = 8
        let log = try openLog(folder, configuration, files: files)
        let gate = DispatchSemaphore(value: 0)
        files.gate.withLock { $0 = gate }
        let refusals = Mutex<[LogRefusal]>([])
        for number in 0..<40 {
            log.append(try Sample.request(number), within: .seconds(60)) { result in
                if case .failure(let refusal) = result {
                    refusals.withLock { $0.append(refusal) }
                }
            }
        }
        #expect(refusals.withLock { $0.count } >= 24)
        #expect(refusals.withLock { $0.allSatisfy { $0 == .full } })
        #expect(log.appendUnawaited(try Sample.request(100)))
        gate.signal()
        log.close()
    }

    @Test func `an entry that no segment can hold is refused`() async throws {
        let folder = Folder()
        let log = try openLog(folder, Sample.configuration(32_768))
        defer { log.close() }
        let large = try Sample.request(1, subjects: Array(0..<2_000))
        #expect(await log.append(large) == .failure(.tooLarge))
        #expect(await log.append(try Sample.request(2)) == .success(LogPosition(index: 0)))
    }

    @Test func `a disk that does not answer in time denies, and the log goes on`() async throws {
        let folder = Folder()
        let files = FaultyFiles()
        let log = try openLog(folder, files: files)
        defer { log.close() }
        let gate = DispatchSemaphore(value: 0)
        files.gate.withLock { $0 = gate }
        let first = DispatchSemaphore(value: 0)
        let answer = Mutex<Result<LogPosition, LogRefusal>?>(nil)
        log.append(try Sample.request(1), within: .seconds(30)) { result in
            answer.withLock { $0 = result }
            first.signal()
        }
        log.sweep(at: .now)
        #expect(answer.withLock { $0 } == nil)
        log.sweep(at: .now + .seconds(31))
        await wait(first)
        #expect(answer.withLock { $0 } == .failure(.late))
        files.gate.withLock { $0 = nil }
        gate.signal()
        let end = ContinuousClock.now + .seconds(20)
        while !log.health.isWritable, ContinuousClock.now < end { await Task.yield() }
        #expect(
            try await log.append(Sample.request(2)).get() > LogPosition(index: 0)
                || log.health.size == 1
        )
    }

    @Test func `a second writer is kept out of the folder`() throws {
        let folder = Folder()
        let log = try openLog(folder)
        #expect(throws: LogOpenProblem.locked) { try openLog(folder) }
        log.close()
        try openLog(folder).close()
    }

    @Test func `a closed log refuses`() async throws {
        let folder = Folder()
        let log = try openLog(folder)
        log.close()
        log.close()
        #expect(await log.append(try Sample.request(1)) == .failure(.closed))
        #expect(!log.appendUnawaited(try Sample.request(1)))
    }

    @Test func `segments follow each other and entries are found in all of them`() async throws {
        let folder = Folder()
        var configuration = Sample.configuration(32_768)
        configuration.frameBytes = 8_192
        let log = try openLog(folder, configuration)
        for start in stride(from: 0, to: 1_000, by: 50) {
            try await log.fill(start..<start + 50)
            log.tend()
        }
        #expect(try folder.names().filter { $0.hasSuffix(".seg") }.count > 4)
        #expect(try log.find(Sample.id(3)).count == 1)
        #expect(try log.entries(from: LogPosition(index: 0), limit: 2_000).count == 1_000)
        log.close()
        let again = try openLog(folder, configuration)
        defer { again.close() }
        #expect(again.health.size == 1_000)
        #expect(again.health.signedSize == 1_000)
        for index in [0, 300, 999] as [UInt64] {
            let entry = try #require(try again.entry(at: LogPosition(index: index)))
            let receipt = try #require(try again.receipt(of: entry.position))
            let head = try receipt.verified(
                leaf: TreeHash.leaf(entry.bytes),
                verifier: Sample.signer().verifier
            )
            #expect(head?.size == 1_000)
        }
        #expect(try again.find(Sample.id(3)).count == 1)
    }

    @Test(.requirement("C2SP tlog-tiles: Log entries"))
    func `the entries of consecutive frames are an entry bundle byte for byte`() async throws {
        let folder = Folder()
        let log = try openLog(folder)
        for number in 0..<20 {
            _ = await log.append(try Sample.request(number, subjects: [number]))
        }
        log.close()
        var expected: [UInt8] = []
        for number in 0..<20 {
            #expect(
                EntryBundle.append(
                    try Sample.request(number, subjects: [number]).bytes,
                    to: &expected
                )
            )
        }
        var found: [UInt8] = []
        let bytes = try folder.bytes()
        var offset = 4_096
        while bytes[offset] != 0 {
            let length = bytes[offset + 4..<offset + 8].reduce(0) { $0 << 8 | Int($1) }
            found += bytes[offset + 64..<offset + 64 + length]
            offset += 64 + length
            if bytes[offset..<offset + 4].elementsEqual("SLPB".utf8) {
                let count = bytes[offset + 4..<offset + 8].reduce(0) { $0 << 8 | Int($1) }
                let body = bytes[offset + 16..<offset + 24].reduce(0) { $0 << 8 | Int($1) }
                offset += 32 + 8 * count + body
            }
        }
        #expect(found == expected)
    }
}

/// Waits for a signal without holding a thread of the cooperative pool.
func wait(_ semaphore: DispatchSemaphore) async {
    await withCheckedContinuation { continuation in
        DispatchQueue.global().async {
            semaphore.wait()
            continuation.resume()
        }
    }
}
