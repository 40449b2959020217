import ExchangeModel
import Synchronization
import Testing

@testable import AccessLog

@Suite struct OpenRecordTests {
    /// Collects what records write.
    final class Written: Sendable {
        let entries = Mutex<[EncodedEntry]>([])

        func record() throws -> OpenRecord {
            OpenRecord(
                transaction: try Sample.transaction(),
                direction: .incoming,
                position: LogPosition(index: 12),
                sink: CompletionSink(now: { Sample.moment }, salt: { Sample.salt }) { entry in
                    self.entries.withLock { $0.append(entry) }
                }
            )
        }

        func completions() throws -> [CompletionEntry] {
            try entries.withLock { $0 }.compactMap { encoded in
                var decoded = try DecodedEntry(encoded.bytes)
                if let section = encoded.section {
                    _ = try decoded.open(section)
                }
                guard case .completion(let entry) = decoded.entry else { return nil }
                return entry
            }
        }
    }

    @Test func `a completed record writes one completion that names it`() throws {
        let written = Written()
        let record = try written.record()
        record.complete(
            Completion(
                .refused(.release, .answerInvalid),
                status: 502,
                requestBytes: 1,
                responseBytes: 2,
                duration: 3,
                releasedPaths: ["/a", "/b/999993653"],
                requestVerdict: .passed,
                responseVerdict: .failed,
                personalPaths: ["/c"]
            )
        )
        let entries = try written.completions()
        #expect(entries.count == 1)
        let entry = try #require(entries.first)
        #expect(entry.record == LogPosition(index: 12))
        #expect(entry.completion.outcome == .refused(.release, .answerInvalid))
        #expect(entry.completion.releasedPaths == ["/a", "/b/*"])
        #expect(entry.personal.paths == ["/c"])
        #expect(entry.completion.responseVerdict == .failed)
    }

    @Test func `a dropped record writes that it was abandoned`() throws {
        let written = Written()
        do {
            let record = try written.record()
            _ = record.position
        }
        #expect(try written.completions().map(\.completion.outcome) == [.abandoned])
    }

    @Test func `a ticket gives its record once, and one that nobody takes is abandoned`() throws {
        let written = Written()
        do {
            let ticket = RecordTicket(try written.record())
            if let record = ticket.take() {
                record.complete(Completion(.answered))
            }
            let isTakenTwice = ticket.take() != nil
            #expect(!isTakenTwice)
            _ = RecordTicket(try written.record())
        }
        #expect(
            Set(try written.completions().map(\.completion.outcome)) == [.answered, .abandoned]
        )
    }

    @Test func `many released paths are counted and the first are listed`() throws {
        let written = Written()
        let record = try written.record()
        let paths = (0..<100).map { "/p/\($0)" } + [String(repeating: "x", count: 600)]
        record.complete(Completion(.answered, releasedPaths: paths))
        let entry = try #require(try written.completions().first)
        #expect(entry.completion.releasedPaths == Array(paths.prefix(64)))
        #expect(entry.releasedCount == 101)
    }

    @Test func `a disclosure names the record and keeps the persons apart`() throws {
        let written = Written()
        let record = try written.record()
        let entry = record.disclosure(
            of: [try Sample.pseudonym()],
            paths: ["/personen/*/naam"],
            at: Sample.moment
        )
        let encoded = try entry.encoded(salt: Sample.salt)
        record.complete(Completion(.answered))
        var decoded = try DecodedEntry(encoded.bytes)
        let isOpened = try decoded.open(encoded.section ?? [])
        #expect(isOpened)
        #expect(decoded.entry == entry)
    }

    @Test func `every outcome reads back`() throws {
        let outcomes: [Outcome] = [
            .answered, .abandoned, .timedOut, .unreachable, .interrupted, .clientLeft,
        ]
        let refusals = Phase.allCases.flatMap { phase in
            ErrorCode.allCases.map { Outcome.refused(phase, $0) }
        }
        let written = Written()
        for outcome in outcomes + refusals {
            let record = try written.record()
            record.complete(Completion(outcome))
        }
        #expect(try written.completions().map(\.completion.outcome) == outcomes + refusals)
    }
}
