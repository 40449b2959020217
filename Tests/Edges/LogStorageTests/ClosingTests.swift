import AccessLog
import Dispatch
import ExchangeModel
import Foundation
import LogStorage
import Synchronization
import Testing

/// What becomes of entries and records while a log closes.
@Suite(.timeLimit(.minutes(1))) struct ClosingTests {
    /// Waits on the writing thread until the log takes no more entries.
    private static func untilClosing(_ log: SegmentLog) {
        while log.health.isWritable { sched_yield() }
    }

    @Test func `a record that is dropped by the writing thread while the log closes is ended`()
        async throws
    {
        let folder = Folder()
        let log = try openLog(folder)
        let confirmed = DispatchSemaphore(value: 0)
        log.record(try Sample.request(1), within: .seconds(60)) { result in
            confirmed.signal()
            Self.untilClosing(log)
            // The last reference to the ticket is the writing thread's.
            _ = result
        }
        await wait(confirmed)
        log.close()
        let again = try openLog(folder)
        defer { again.close() }
        let found = try again.find(Sample.id(1))
        #expect(found.map(\.entry.kind) == [.request, .completion])
        #expect(found.first?.completion?.completion.outcome == .abandoned)
        #expect(log.health.dropped == 0)
    }

    @Test func `a record that another thread completes while the log closes is ended so`()
        async throws
    {
        let folder = Folder()
        let log = try openLog(folder)
        let ticket = Mutex<RecordTicket?>(try await log.record(try Sample.request(1)))
        let done = DispatchSemaphore(value: 0)
        // Holds the writing thread until the other has completed its record.
        log.append(try Sample.request(2), within: .seconds(60)) { _ in done.wait() }
        DispatchQueue.global().async {
            Self.untilClosing(log)
            if let record = ticket.withLock({ $0.take() })?.take() {
                record.complete(Completion(.answered, status: 200))
            }
            done.signal()
        }
        log.close()
        let again = try openLog(folder)
        defer { again.close() }
        let outcome = try again.find(Sample.id(1)).first?.completion?.completion.outcome
        #expect(outcome == .answered)
    }

    @Test func `a record that outlives its log is counted as lost, and its outcome is unknown`()
        async throws
    {
        let folder = Folder()
        let log = try openLog(folder)
        let ticket = Mutex<RecordTicket?>(try await log.record(try Sample.request(1)))
        log.close()
        #expect(log.health.dropped == 0)
        ticket.withLock { $0 = nil }
        #expect(log.health.dropped == 1)
        let again = try openLog(folder)
        defer { again.close() }
        #expect(try again.find(Sample.id(1)).map(\.entry.kind) == [.request])
    }

    @Test func `an entry that can be read does not wait any more`() async throws {
        let folder = Folder()
        let log = try openLog(folder)
        defer { log.close() }
        for number in 1...200 {
            log.appendUnawaited(try Sample.request(number))
            var health = log.health
            while health.size < UInt64(number) {
                #expect(health.waiting == 1)
                await Task.yield()
                health = log.health
            }
            #expect(health.waiting == 0)
        }
    }
}
