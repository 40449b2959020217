import AccessLog
import ExchangeModel
import Foundation
import LogStorage
import RequirementTrait
import Synchronization
import Testing

@Suite struct `A transaction id is taken once within its window` {
    private static let made = Timestamp(milliseconds: 1_780_000_000_000)

    /// A log whose clock stands so many seconds after the ids of the samples were made.
    private func open(_ folder: Folder, after seconds: Int64 = 0) throws -> SegmentLog {
        var configuration = Sample.configuration()
        configuration.now = { Self.made.advanced(bySeconds: seconds) }
        return try openLog(folder, configuration)
    }

    /// Batches that each fit into one of the small segments.
    private func fill(_ log: SegmentLog, _ numbers: Range<Int>) async throws {
        for start in stride(from: numbers.lowerBound, to: numbers.upperBound, by: 100) {
            try await log.fill(start..<min(start + 100, numbers.upperBound))
        }
    }

    private func segments(_ folder: Folder) throws -> Int {
        try folder.names().filter { $0.hasSuffix(".seg") }.count
    }

    @Test(.requirement("FSC Logging 1.1.0: L-09"))
    func `also after its segment was closed`() async throws {
        let folder = Folder()
        let log = try open(folder)
        defer { log.close() }
        try await fill(log, 0..<1_500)
        #expect(try segments(folder) > 2)
        for number in [0, 1, 700, 1_499] {
            #expect(log.contains(Sample.id(number), .incoming))
            #expect(await log.append(try Sample.request(number)) == .failure(.duplicate))
        }
        #expect(log.health.size == 1_500)
        let own = try Sample.request(0, direction: .outgoing)
        #expect(await log.append(own) == .success(LogPosition(index: 1_500)))
    }

    @Test(.requirement("FSC Logging 1.1.0: L-09"), arguments: [true, false])
    func `also after a restart`(hasLeaves: Bool) async throws {
        let folder = Folder()
        let log = try open(folder)
        try await fill(log, 0..<1_500)
        log.close()
        if !hasLeaves {
            for name in try folder.names() where name.hasSuffix(".leaves") {
                try folder.remove(name)
            }
        }
        let again = try open(folder, after: TransactionID.windowSeconds - 1)
        defer { again.close() }
        for number in [0, 700, 1_499] {
            #expect(await again.append(try Sample.request(number)) == .failure(.duplicate))
        }
    }

    @Test func `and the log can be opened again when more waited than a segment holds`()
        async throws
    {
        let folder = Folder()
        let log = try open(folder)
        // All at once: one batch would be larger than the whole segment.
        try await log.fill(0..<1_500)
        log.close()
        let again = try open(folder)
        defer { again.close() }
        #expect(try again.health.size == 1_500 && segments(folder) > 2)
    }

    @Test func `and is not remembered longer than that`() async throws {
        let folder = Folder()
        var configuration = Sample.configuration()
        let clock = Clock()
        configuration.now = { Self.made.advanced(bySeconds: clock.seconds) }
        let log = try openLog(folder, configuration)
        try await fill(log, 0..<600)
        clock.pass(TransactionID.windowSeconds + 1)
        try await fill(log, 600..<1_500)
        #expect(!log.contains(Sample.id(0), .incoming), "its window is over")
        #expect(log.contains(Sample.id(1_499), .incoming), "it stands in the open segment")
        log.close()
        let again = try open(folder, after: TransactionID.windowSeconds + 1)
        defer { again.close() }
        #expect(!again.contains(Sample.id(0), .incoming))
    }

    private final class Clock: Sendable {
        private let value = Atomic<Int64>(0)
        var seconds: Int64 { value.load(ordering: .sequentiallyConsistent) }
        func pass(_ seconds: Int64) { value.add(seconds, ordering: .sequentiallyConsistent) }
    }
}

@Suite struct `The window of transaction ids` {
    @Test func `reaches five minutes before and after now`() {
        let now = Timestamp(seconds: 1_800_000_000)
        for seconds: Int64 in [-300, -299, 0, 299, 300] {
            let id = TransactionID.version7(at: now.advanced(bySeconds: seconds), random: (1, 2))
            #expect(id.isOf(now))
        }
        for seconds: Int64 in [-301, 301, -86_400 * 365 * 6] {
            let id = TransactionID.version7(at: now.advanced(bySeconds: seconds), random: (1, 2))
            #expect(!id.isOf(now))
        }
    }
}
