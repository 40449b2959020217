import AccessLog
import ExchangeModel
import LogStorage
import Testing

/// A log of requests 0..<300 over several segments: every fourth answered, every fourth refused,
/// every fourth unreachable, and the rest without completion.
private struct Filled {
    let folder = Folder()
    let log: SegmentLog
    /// Records that are never completed while the test runs.
    let open: [RecordTicket]

    init() async throws {
        var configuration = Sample.configuration(65_536)
        configuration.frameBytes = 4_096
        log = try openLog(folder, configuration)
        var open: [RecordTicket] = []
        for number in 0..<300 {
            let entry = try Sample.request(
                number,
                service: number.isMultiple(of: 3) ? "brp" : "bag",
                source: number % 5 + 10,
                subjects: [number % 7]
            )
            let ticket = try await log.record(entry)
            guard number % 4 < 3, let record = ticket.take() else {
                open.append(ticket)
                continue
            }
            switch number % 4 {
            case 0: record.complete(Completion(.answered, status: 200))
            case 1: record.complete(Completion(.refused(.validate, .payloadInvalid), status: 400))
            default: record.complete(Completion(.unreachable, status: 502))
            }
        }
        self.open = open
        _ = await log.append(try Sample.erasure([1]))
    }

    func numbers(_ change: (inout LogQuery) throws -> Void) throws -> [Int] {
        var query = LogQuery()
        query.limit = 1_000
        try change(&query)
        return try log.search(query).map { hit in
            Int(hit.entry.createdAt.milliseconds - 1_780_000_000_000)
        }
    }
}

@Suite struct SearchTests {
    @Test func `every filter finds what it names and nothing else, in both orders`() async throws {
        let filled = try await Filled()
        defer { filled.log.close() }
        let all = Array(0..<300)
        for order in [LogQuery.Order.newestFirst, .oldestFirst] {
            func expect(
                _ expected: [Int],
                _ change: (inout LogQuery) throws -> Void,
                _ location: SourceLocation = #_sourceLocation
            ) throws {
                let found = try filled.numbers {
                    $0.order = order
                    try change(&$0)
                }
                let wanted = order == .oldestFirst ? expected : expected.reversed()
                #expect(found == wanted, sourceLocation: location)
            }
            try expect(all) { _ in }
            try expect(all.filter { $0.isMultiple(of: 3) }) {
                $0.services = [try ServiceName("brp")]
            }
            try expect(all.filter { $0 % 5 == 3 }) { $0.peer = try Sample.peer(13) }
            try expect(all) { $0.peer = try Sample.peer(2) }
            try expect([]) { $0.peer = try Sample.peer(99) }
            try expect(all) { $0.grants = [Sample.grant()] }
            try expect([]) { $0.grants = [Sample.grant(8)] }
            try expect(all.filter { $0 % 4 == 0 }) { $0.outcomes = [.answered] }
            try expect(all.filter { $0 % 4 == 1 }) { $0.outcomes = [.refused] }
            try expect(all.filter { $0 % 4 == 2 }) { $0.outcomes = [.failed] }
            try expect(all.filter { $0 % 4 == 3 }) { $0.outcomes = [.unknown] }
            try expect(all.filter { [1, 2].contains($0 % 4) }) {
                $0.outcomes = [.refused, .failed]
            }
            try expect(all.filter { $0 % 7 == 2 }) { $0.person = try Sample.subject(2) }
            try expect(Array(100...110)) {
                $0.after = Timestamp(milliseconds: 1_780_000_000_100)
                $0.before = Timestamp(milliseconds: 1_780_000_000_110)
            }
            try expect(order == .oldestFirst ? Array(0..<9) : Array(291..<300)) { $0.limit = 9 }
        }
        #expect(try filled.numbers { $0.kinds = [.retention] }.count == 1)
        #expect(try filled.numbers { $0.kinds = [.completion] }.count == 225)
    }

    @Test(arguments: [LogQuery.Order.newestFirst, .oldestFirst])
    func `pages follow each other without gap or repetition`(order: LogQuery.Order) async throws {
        let filled = try await Filled()
        defer { filled.log.close() }
        var query = LogQuery()
        query.order = order
        query.limit = 37
        query.outcomes = [.answered]
        var found: [Int] = []
        while true {
            let page = try filled.log.search(query)
            guard let last = page.last else { break }
            found += page.map { Int($0.entry.createdAt.milliseconds - 1_780_000_000_000) }
            query.cursor = last.position
        }
        let wanted = Array(stride(from: 0, to: 300, by: 4))
        #expect(found == (order == .oldestFirst ? wanted : wanted.reversed()))
    }

    @Test func `a hit tells how its request ended`() async throws {
        let filled = try await Filled()
        defer { filled.log.close() }
        var query = LogQuery()
        query.limit = 4
        let hits = try filled.log.search(query)
        #expect(hits.map(\.outcomeClass) == [.unknown, .failed, .refused, .answered])
        #expect(hits[3].completion?.completion.status == 200)
        #expect(hits[3].completionPosition.map { $0 > hits[3].position } == true)
        #expect(filled.open.count == 75)
    }
}
