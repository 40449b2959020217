import AccessLog
import ExchangeModel
import LogStorage
import MerkleLog
import Testing

/// A log folder of sluis 0.1.0 under this program.
@Suite struct UpgradeTests {
    private func transaction() throws -> TransactionID {
        try #require(TransactionID(bytes: FormerLog.transaction))
    }

    @Test func `the folder is opened, and its entries are read as they were written`() throws {
        let folder = Folder()
        try FormerLog().write(to: folder)
        #expect(try LogVerifier(directory: folder.log).run().isSound)
        let log = try openLog(folder)
        defer { log.close() }
        #expect(log.health.size == 8)
        #expect(log.health.signedSize == 8)
        let stored = try log.entries(from: LogPosition(index: 0), limit: 100)
        #expect(stored.map(\.bytes) == (try FormerLog().entries()).map(\.bytes))
        #expect(try stored.map { try $0.hit().entry.kind.rawValue } == [1, 2, 3, 4, 5, 6, 7, 8])
        let found = try log.find(transaction())
        #expect(found.map(\.entry.kind) == [.request, .disclosure, .completion])
        #expect(found.first?.completion?.completion.status == 200)
        #expect(found.first?.entry.personal.subjects == [try Sample.subject(11)])
        guard case .request(let request)? = found.first?.entry else {
            Issue.record("the first is the request")
            return
        }
        #expect(request.processing?.activity == "https://register.example/1")
        #expect(request.requestedFields == nil)
        #expect(request.confidentiality == nil)
        var query = LogQuery()
        query.person = try Sample.subject(11)
        #expect(try log.search(query).count == 1)
    }

    @Test func `new entries follow in the same segment, and all proofs hold`() async throws {
        let folder = Folder()
        try FormerLog().write(to: folder)
        let log = try openLog(folder)
        let ticket = try await log.record(try Sample.request(1, subjects: [11]))
        ticket.take()?.complete(Completion(.answered, status: 200))
        log.close()
        let report = try LogVerifier(directory: folder.log).run()
        #expect(report.isSound)
        let again = try openLog(folder)
        defer { again.close() }
        let stored = try again.entries(from: LogPosition(index: 0), limit: 100)
        #expect(stored.map(\.bytes.first) == [1, 1, 1, 1, 1, 1, 1, 1, 2, 2])
        for entry in stored {
            let receipt = try #require(try again.receipt(of: entry.position))
            let head = try receipt.verified(
                leaf: TreeHash.leaf(entry.bytes),
                verifier: Sample.signer().verifier
            )
            #expect(head?.size == 10)
        }
        var query = LogQuery()
        query.person = try Sample.subject(11)
        #expect(try again.search(query).count == 2)
    }

    @Test func `a personal section of before can be erased`() async throws {
        let folder = Folder()
        try FormerLog().write(to: folder)
        let log = try openLog(folder)
        _ = await log.append(try Sample.erasure([0, 1]))
        try log.erase(announcedAt: LogPosition(index: 8))
        #expect(try log.find(transaction()).first?.personal == .erased)
        log.close()
        #expect(try LogVerifier(directory: folder.log).run().isSound)
    }

    @Test(arguments: [true, false])
    func `a log with entries of a later version does not open, and nothing is changed`(
        isSigned: Bool
    ) throws {
        let folder = Folder()
        var later = FormerLog()
        later.entryVersion = LogEntry.version + 1
        later.isSigned = isSigned
        try later.write(to: folder)
        let before = try folder.bytes()
        #expect(throws: LogOpenProblem.newer(file: "00000000.seg", version: 3)) {
            try openLog(folder)
        }
        #expect(try folder.bytes() == before)
        let report = try LogVerifier(directory: folder.log).run()
        #expect(report.findings.contains { $0.detail.contains("newer program") })
    }

    @Test func `a segment of a later version does not open`() throws {
        let folder = Folder()
        var later = FormerLog()
        later.segmentVersion = 2
        try later.write(to: folder)
        #expect(throws: LogOpenProblem.newer(file: "00000000.seg", version: 2)) {
            try openLog(folder)
        }
    }
}
