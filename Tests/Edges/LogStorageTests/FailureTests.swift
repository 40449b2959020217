import AccessLog
import ExchangeModel
import Foundation
import LogStorage
import MerkleLog
import RequirementTrait
import Synchronization
import Testing

@Suite struct FailureTests {
    /// Appends until the log takes entries again; the log mends itself every few milliseconds.
    private func appendWhenMended(_ log: SegmentLog, _ number: Int) async throws -> LogPosition {
        for _ in 0..<100_000 {
            if case .success(let position) = await log.append(try Sample.request(number)) {
                return position
            }
            await Task.yield()
        }
        throw LogRefusal.unwritable
    }

    enum Fault: CaseIterable {
        case write
        case flush
    }

    @Test(
        .requirement("FSC Logging 1.1.0: L-10"),
        .requirement("FSC Logging 1.1.0: L-08"),
        arguments: Fault.allCases
    )
    func
        `after a failed write or flush everything is denied, and nothing is lost when it is mended`(
            fault: Fault
        ) async throws
    {
        let folder = Folder()
        let files = FaultyFiles()
        let log = try openLog(folder, files: files)
        try await log.fill(0..<10)
        files.set {
            if fault == .write { $0.write = EIO } else { $0.flush = EIO }
        }
        #expect(await log.append(try Sample.request(10)) == .failure(.unwritable))
        #expect(!log.health.isWritable)
        #expect(await log.append(try Sample.request(11)) == .failure(.unwritable))
        #expect(log.appendUnawaited(try Sample.request(12)))
        files.set {
            $0.write = nil
            $0.flush = nil
        }
        _ = try await appendWhenMended(log, 13)
        #expect(log.health.isWritable)
        #expect(log.health.failures > 0)
        #expect(!files.hasRetried, "a file that failed is never used again")
        #expect(try log.find(Sample.id(12)).count == 1, "a completion waits for the disk")
        log.close()
        let again = try openLog(folder)
        defer { again.close() }
        #expect(again.health.size == 12)
        #expect(try again.find(Sample.id(13)).count == 1)
        #expect(try LogVerifier(directory: folder.log).run().isSound)
    }

    @Test(.requirement("FSC Logging 1.1.0: L-10"))
    func `a full disk denies when the segment is full, and the log resumes by itself`() async throws
    {
        let folder = Folder()
        let files = FaultyFiles()
        var configuration = Sample.configuration(65_536)
        configuration.frameBytes = 4_096
        let log = try openLog(folder, configuration, files: files)
        files.set { $0.room = ENOSPC }
        var written = 0
        while case .success = await log.append(try Sample.request(written)), written < 1_000 {
            written += 1
        }
        #expect(written > 50 && written < 1_000)
        #expect(await log.append(try Sample.request(written)) == .failure(.unwritable))
        files.set { $0.room = nil }
        let position = try await appendWhenMended(log, 2_000)
        #expect(position.index == UInt64(written))
        log.close()
        #expect(try LogVerifier(directory: folder.log).run().isSound)
    }

    @Test func `a checkpoint that cannot be written is tried again and never shown`() async throws {
        let folder = Folder()
        let files = FaultyFiles()
        let log = try openLog(folder, files: files)
        try await log.fill(0..<3)
        files.set { $0.room = ENOSPC }
        log.tend()
        #expect(log.health.signedSize == 0)
        files.set { $0.room = nil }
        log.tend()
        #expect(log.health.signedSize == 3)
        log.close()
    }

    @Test func `a key inside the log folder or open to others is refused`() throws {
        let folder = Folder()
        try FileManager.default.createDirectory(
            atPath: folder.log,
            withIntermediateDirectories: true
        )
        let inside = folder.file("key")
        #expect(throws: LogOpenProblem.keyInsideLog) {
            try CheckpointKey.create(inside, origin: Sample.origin, logDirectory: folder.log)
        }
        let path = folder.path + "/checkpoint.key"
        let made = try CheckpointKey.create(path, origin: Sample.origin, logDirectory: folder.log)
        let loaded = try CheckpointKey.load(path, logDirectory: folder.log)
        #expect(loaded.verifier == made.verifier)
        #expect(throws: LogOpenProblem.self) {
            try CheckpointKey.create(path, origin: Sample.origin, logDirectory: folder.log)
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        #expect(throws: LogOpenProblem.keyExposed) {
            try CheckpointKey.load(path, logDirectory: folder.log)
        }
    }

    @Test func `the maintained log signs, prepares and sweeps by itself`() async throws {
        let folder = Folder()
        var configuration = Sample.configuration()
        configuration.isMaintained = true
        configuration.checkpointInterval = .milliseconds(10)
        let log = try openLog(folder, configuration)
        defer { log.close() }
        try await log.fill(0..<3)
        for _ in 0..<1_000_000 where log.health.signedSize < 3 {
            await Task.yield()
        }
        #expect(log.health.signedSize == 3)
    }
}
