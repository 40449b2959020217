import AccessLog
import ExchangeModel
import Foundation
import LogStorage
import MerkleLog
import Testing

/// What stands behind the last checkpoint of a log that is not in use.
@Suite struct TailTests {
    /// A log whose last entries no checkpoint covers: written after the stop, or before a crash.
    private func tailed(_ folder: Folder, signed: Int = 3, unsigned: Int = 2) async throws {
        let log = try openLog(folder)
        for number in 0..<signed { _ = await log.append(try Sample.request(number)) }
        #expect(log.close())
        let checkpoint = try folder.bytes("checkpoint")
        let again = try openLog(folder)
        for number in signed..<signed + unsigned {
            _ = await again.append(try Sample.request(number, subjects: [number]))
        }
        again.close()
        try folder.put(checkpoint, "checkpoint")
    }

    @Test func `an orderly stop leaves nothing unsigned, and the next start has nothing to say`()
        async throws
    {
        let folder = Folder()
        for round in 0..<3 {
            let log = try openLog(folder)
            #expect(log.found.unsigned == 0)
            #expect(log.found.firstUnsigned == nil)
            _ = await log.append(try Sample.request(round))
            #expect(log.close())
            let report = try LogVerifier(directory: folder.log).run()
            #expect(report.isSound)
            #expect(report.unsigned == 0)
            #expect(report.statistics.recovered == 0)
        }
    }

    @Test func `entries behind the last checkpoint of a log that is not in use are a finding`()
        async throws
    {
        let folder = Folder()
        try await tailed(folder)
        let report = try LogVerifier(directory: folder.log).run()
        #expect(report.findings.map(\.fault) == [.unsignedTail])
        let finding = try #require(report.findings.first)
        #expect(finding.index == 3)
        #expect(finding.detail.contains("2 entries from 3 on"))
    }

    @Test func `the next start keeps them and says on record which they are`() async throws {
        let folder = Folder()
        try await tailed(folder)
        let log = try openLog(folder)
        #expect(log.found.firstUnsigned == LogPosition(index: 3))
        #expect(log.found.unsigned == 2)
        let stored = try log.entries(from: LogPosition(index: 0), limit: 100)
        #expect(stored.count == 6)
        guard case .recovery(let entry)? = try stored.last?.hit().entry else {
            Issue.record("the last entry is the record of the start")
            return
        }
        #expect(entry.first == LogPosition(index: 3))
        #expect(entry.count == 2)
        let leaves = stored[3..<5].flatMap { TreeHash.leaf($0.bytes).bytes }
        #expect(entry.digest.bytes == TreeHash.digest(leaves).bytes)
        #expect(log.close())
        let report = try LogVerifier(directory: folder.log).run()
        #expect(report.isSound)
        #expect(report.statistics.recovered == 2)
        #expect(report.recoveries == [entry])
    }

    @Test func `a second crash names the record of the first as well`() async throws {
        let folder = Folder()
        try await tailed(folder)
        let checkpoint = try folder.bytes("checkpoint")
        try openLog(folder).close()
        try folder.put(checkpoint, "checkpoint")
        let log = try openLog(folder)
        #expect(log.found.unsigned == 3)
        log.close()
        let report = try LogVerifier(directory: folder.log).run()
        #expect(report.isSound)
        #expect(report.recoveries.map(\.count) == [2, 3])
    }

    @Test func `nothing is signed before the record of what stood unsigned is durable`()
        async throws
    {
        let folder = Folder()
        try await tailed(folder)
        let files = FaultyFiles()
        files.set { $0.frames = EIO }
        let log = try openLog(folder, files: files)
        #expect(log.health.size == 5)
        log.tend()
        #expect(log.health.signedSize == 3)
        files.set { $0.frames = nil }
        while log.health.size < 6 { await Task.yield() }
        let kind = try log.entry(at: LogPosition(index: 5))?.hit().entry.kind
        #expect(kind == .recovery)
        #expect(log.close())
        #expect(log.health.signedSize == 6)
        #expect(try LogVerifier(directory: folder.log).run().isSound)
    }

    @Test func `a log that cannot write its record is closed unsigned, and says so`() async throws {
        let folder = Folder()
        try await tailed(folder)
        let files = FaultyFiles()
        files.set { $0.frames = EIO }
        let log = try openLog(folder, files: files)
        #expect(!log.close())
        #expect(
            try LogVerifier(directory: folder.log).run().findings.map(\.fault) == [.unsignedTail]
        )
        let again = try openLog(folder)
        #expect(again.found.unsigned == 2)
        #expect(again.close())
    }

    @Test func `a last checkpoint that cannot be written is told by the stop`() async throws {
        let folder = Folder()
        let files = FaultyFiles()
        let log = try openLog(folder, files: files)
        _ = await log.append(try Sample.request(1))
        files.set { $0.room = ENOSPC }
        #expect(!log.close())
        #expect(!log.close())
    }

    @Test func `a record that names other entries than those that stand there is a finding`()
        async throws
    {
        let folder = Folder()
        let log = try openLog(folder)
        for number in 0..<4 { _ = await log.append(try Sample.request(number)) }
        let digest = try #require(SHA256Value([UInt8](repeating: 1, count: 32)))
        for (first, count) in [(1, 2), (3, 9), (UInt64.max, 2)] as [(UInt64, UInt64)] {
            let entry = RecoveryEntry(
                createdAt: Timestamp(milliseconds: 1_780_000_000_000),
                first: LogPosition(index: first),
                count: count,
                digest: digest
            )
            _ = await log.append(try LogEntry.recovery(entry).encoded(salt: Salt(1, 1)))
        }
        log.close()
        let findings = try LogVerifier(directory: folder.log).run().findings
        #expect(findings.map(\.fault) == [.recovery, .recovery, .recovery])
    }
}
