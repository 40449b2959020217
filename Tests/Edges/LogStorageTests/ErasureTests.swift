import AccessLog
import ExchangeModel
import LogStorage
import MerkleLog
import Testing

@Suite struct ErasureTests {
    @Test func `an erased section is gone from the disk and every proof still holds`() async throws
    {
        let folder = Folder()
        let log = try openLog(folder)
        for number in 0..<5 {
            _ = await log.append(try Sample.request(number, subjects: [number]))
        }
        let secret = try #require(try Sample.request(2, subjects: [2]).section)
        let other = try #require(try Sample.request(3, subjects: [3]).section)
        let announcement = try await log.append(Sample.erasure([2])).get()
        try log.erase(announcedAt: announcement)
        try log.erase(announcedAt: announcement)
        let entry = try #require(try log.entry(at: LogPosition(index: 2)))
        #expect(entry.personal == .erased)
        #expect(entry.bytes == (try Sample.request(2, subjects: [2]).bytes))
        #expect(try log.search(person(2)).isEmpty)
        #expect(try log.search(person(3)).count == 1)
        log.close()
        let bytes = try folder.bytes()
        #expect(bytes.firstRange(of: secret.suffix(40)) == nil)
        #expect(bytes.firstRange(of: other.suffix(40)) != nil)
        let report = try LogVerifier(directory: folder.log).run()
        #expect(report.findings == [])
        #expect(report.statistics.erasedSections == 1)
        let again = try openLog(folder)
        defer { again.close() }
        let receipt = try #require(try again.receipt(of: LogPosition(index: 2)))
        let verifier = try Sample.signer().verifier
        #expect(try receipt.verified(leaf: .leaf(entry.bytes), verifier: verifier) != nil)
    }

    private func person(_ number: Int) throws -> LogQuery {
        var query = LogQuery()
        query.person = try Sample.subject(number)
        return query
    }

    @Test func `nothing is erased that no RETENTION entry names`() async throws {
        let folder = Folder()
        let log = try openLog(folder)
        defer { log.close() }
        let request = try await log.append(Sample.request(1, subjects: [1])).get()
        let plain = try await log.append(Sample.request(2)).get()
        #expect(throws: ErasureProblem.notAnnounced(request)) {
            try log.erase(announcedAt: request)
        }
        let wrong = try await log.append(Sample.erasure([plain.index])).get()
        #expect(throws: ErasureProblem.nothingThere(plain)) { try log.erase(announcedAt: wrong) }
        #expect(try log.entry(at: request)?.personal != .erased)
    }

    @Test func `an erasure without a reason and one that did not happen are found`() async throws {
        let folder = Folder()
        let log = try openLog(folder)
        _ = await log.append(try Sample.request(1, subjects: [1]))
        let before = try folder.bytes()
        let announcement = try await log.append(Sample.erasure([0])).get()
        let announced = try folder.bytes()
        try log.erase(announcedAt: announcement)
        log.close()
        let erased = try folder.bytes()
        try folder.put(announced)
        #expect(try VerifierTests.faults(folder) == [.notErased])
        let end = try #require(RecoveryTests.frames(before).last?.offset)
        let cut = Array(erased[..<end]) + before[end...]
        try folder.put(cut)
        #expect(try VerifierTests.faults(folder).contains(.erasedWithoutReason))
    }

    @Test func `a section that was changed or exchanged is found`() async throws {
        let folder = Folder()
        let log = try openLog(folder)
        for number in 0..<2 {
            _ = await log.append(try Sample.request(number, subjects: [number]))
        }
        log.close()
        var bytes = try folder.bytes()
        let frames = RecoveryTests.frames(bytes).map(\.offset)
        let section = try #require(try Sample.request(0, subjects: [0]).section).count + 8
        let first = bytes[frames[1] - section..<frames[1]]
        let second = bytes[frames[2] - section..<frames[2]]
        bytes.replaceSubrange(frames[1] - section..<frames[1], with: second)
        bytes.replaceSubrange(frames[2] - section..<frames[2], with: first)
        try folder.put(bytes)
        #expect(try VerifierTests.faults(folder) == [.personal])
    }
}
