import Dispatch
import Foundation
import LogStorage
import RequirementTrait
import Synchronization
import Testing

/// A disk that does not answer, and one that is nearly full.
@Suite struct HangingDiskTests {
    /// Waits until something holds; the suite's time limit ends what never does.
    private func until(_ holds: () -> Bool) async throws {
        while !holds() { try await Task.sleep(for: .milliseconds(2)) }
    }

    private func maintained() -> LogConfiguration {
        var configuration = Sample.configuration()
        configuration.isMaintained = true
        configuration.checkpointInterval = .milliseconds(10)
        return configuration
    }

    @Test(.requirement("FSC Logging 1.1.0: L-10"), .timeLimit(.minutes(2)))
    func `a disk that hangs denies in time, readiness tells, and it resumes by itself`()
        async throws
    {
        let folder = Folder()
        let files = FaultyFiles()
        let log = try openLog(folder, maintained(), files: files)
        let (flushes, checkpoints) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        files.replaceGate.withLock { $0 = checkpoints }
        try await log.fill(0..<3)
        // The maintenance has entries to sign and hangs on it, with the tree in its hands.
        try await until { files.held > 0 }
        #expect(log.health.signedSize == 0)
        files.gate.withLock { $0 = flushes }
        var number = 10
        while log.health.isWritable {
            let limit = Duration.milliseconds(300)
            let result = await log.append(try Sample.request(number), within: limit)
            #expect(result == .failure(.late))
            number += 1
        }
        #expect(await log.append(try Sample.request(1_000)) == .failure(.unwritable))
        #expect(log.appendUnawaited(try Sample.request(1_001)), "a completion waits for the disk")
        files.gate.withLock { $0 = nil }
        flushes.signal()
        try await until { log.health.isWritable }
        _ = try await log.append(try Sample.request(1_002)).get()
        files.replaceGate.withLock { $0 = nil }
        checkpoints.signal()
        try await until { log.health.signedSize == log.health.size }
        log.close()
        let again = try openLog(folder)
        defer { again.close() }
        for found in [0, 1_001, 1_002] { #expect(try again.find(Sample.id(found)).count == 1) }
        #expect(try again.find(Sample.id(1_000)).isEmpty)
    }

    @Test(.timeLimit(.minutes(2)))
    func `a file that cannot be made ahead is counted, and not tried again at once`() async throws {
        let folder = Folder()
        let files = FaultyFiles()
        files.set { $0.roomsGranted = 1 }
        var configuration = maintained()
        configuration.retryInterval = .seconds(600)
        let log = try openLog(folder, configuration, files: files)
        defer { log.close() }
        try await until { log.health.failures > 0 }
        for number in 0..<5 {
            _ = try await log.append(try Sample.request(number)).get()
            try await until { log.health.signedSize > number }
        }
        #expect(files.roomsAsked == 2, "the open segment and one attempt")
        #expect(log.health.failures == 1)
        #expect(log.health.isWritable)
    }

    @Test func `a file for which there is no room is refused before anything is touched`() throws {
        let folder = Folder()
        try FileManager.default.createDirectory(
            atPath: folder.log,
            withIntermediateDirectories: true
        )
        try folder.put([1, 2, 3], "prepared.zero")
        #expect(throws: LogFileError(operation: "allocate", number: ENOSPC)) {
            _ = try PosixFiles().makeZeroed(folder.file("prepared.zero"), bytes: 1 << 60)
        }
        #expect(try folder.bytes("prepared.zero") == [1, 2, 3])
    }

    @Test func `a replaced file has the new bytes, and one that fails leaves nothing behind`()
        throws
    {
        let folder = Folder()
        try FileManager.default.createDirectory(
            atPath: folder.file("taken/inside"),
            withIntermediateDirectories: true
        )
        let files = PosixFiles()
        for round in UInt8(0)..<20 {
            try files.replace(folder.file("note"), with: [round, 2, 3])
            #expect(try folder.bytes("note") == [round, 2, 3])
        }
        #expect(throws: LogFileError.self) {
            try files.replace(folder.file("taken"), with: [1])
        }
        #expect(try folder.names() == ["note", "taken"])
    }
}
