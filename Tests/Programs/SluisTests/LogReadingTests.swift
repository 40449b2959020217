import AccessLog
import AdministrationAPI
import Contracts
import ExchangeModel
import Foundation
import JSONTape
import LogStorage
import ManagerAPI
import MerkleLog
import RequirementTrait
import Testing

@testable import sluis

/// The log as peers and as operators see it.
@Suite struct LogReadingTests {
    private static let moment = Timestamp(milliseconds: 1_780_000_000_000)

    private static func peer(_ number: Int) throws -> PeerID {
        try PeerID(String(repeating: "0", count: 17) + String(100 + number))
    }

    private static func id(_ number: UInt64) -> TransactionID {
        .version7(at: moment, random: (number, number))
    }

    private static func append(_ entry: LogEntry, to log: SegmentLog) async throws {
        let encoded = try entry.encoded(salt: Salt(1, 2))
        _ = try await withCheckedContinuation { continuation in
            log.append(encoded, within: .seconds(60)) { continuation.resume(returning: $0) }
        }.get()
    }

    /// A log with a request of each of two peers, and two denials, one of them of a recorded request.
    private static func with(_ use: (SegmentLog) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "sluis-reads-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        var configuration = LogConfiguration()
        configuration.segmentBytes = 1 << 20
        let log = try SegmentLog.open(
            directory: folder.path,
            signer: NoteSigner(name: "test", secret: [UInt8](repeating: 3, count: 32)),
            configuration: configuration
        )
        defer { log.close() }
        for number in [1, 2] {
            let entry = RequestEntry(
                createdAt: moment,
                transaction: id(UInt64(number)),
                direction: .incoming,
                grant: GrantHash(
                    .serviceConnectionGrant,
                    digest: [UInt8](repeating: 7, count: 64)
                ),
                service: try ServiceName("brp"),
                source: .init(try peer(number)),
                destination: .init(try peer(9))
            )
            let encoded = try LogEntry.request(entry).encoded(salt: Salt(1, 2))
            let ticket = try await withCheckedContinuation { continuation in
                log.record(encoded, within: .seconds(60)) { continuation.resume(returning: $0) }
            }.get()
            if let record = ticket.take() {
                record.complete(Completion(.refused(.validate, .payloadInvalid), status: 400))
            }
        }
        for number in [1, 3] as [UInt64] {
            var denial = DenialEntry(
                createdAt: moment,
                direction: .incoming,
                phase: .validate,
                code: .payloadInvalid
            )
            denial.transaction = id(number)
            try await append(.denial(denial), to: log)
        }
        try await use(log)
    }

    @Test(.requirement("FSC Core 2.0.0: M-25"), .requirement("FSC Core 2.0.0: M-26"))
    func `a peer gets its own of the transactions that it names, each once`() async throws {
        try await Self.with { log in
            var asked = LogRecordQuery(peer: try Self.peer(1))
            asked.transactions = [Self.id(2), Self.id(1), Self.id(4), Self.id(1)]
            let own = try await LogRecords.page(asked, of: log)
            #expect(own.elements.map(\.transactionID) == [Self.id(1).description])
            #expect(own.next == nil)
            asked.peer = try Self.peer(5)
            #expect(try await LogRecords.page(asked, of: log).elements.isEmpty)
            asked.transactions = nil
            #expect(try await LogRecords.page(asked, of: log).elements.isEmpty)
        }
    }

    @Test func `a denial that a recorded request tells already is not listed beside it`()
        async throws
    {
        try await Self.with { log in
            let filter = LogFilter()
            let list = try LogOperations(log: log).list(filter)
            let ids = (list["exchanges"]?.array ?? []).compactMap { $0["transactionID"]?.string }
            #expect(ids == [Self.id(3), Self.id(2), Self.id(1)].map(\.description))
        }
    }
}
