import AccessLog
import ExchangeModel
import LogStorage
import MerkleLog
import Testing

@Suite struct VerifierTests {
    /// A sound log of several segments, closed.
    static func sound(_ folder: Folder) async throws {
        var configuration = Sample.configuration(32_768)
        configuration.frameBytes = 8_192
        let log = try openLog(folder, configuration)
        for start in stride(from: 0, to: 400, by: 20) {
            try await log.fill(start..<start + 20, subjects: start == 40 ? [1] : [])
            log.tend()
        }
        if let record = try await log.record(try Sample.request(900)).take() {
            record.complete(Completion(.answered, status: 200))
        }
        log.close()
    }

    static func faults(
        _ folder: Folder,
        key: String? = nil,
        kept: [[UInt8]] = []
    ) throws -> Set<
        LogFinding.Fault
    > {
        let report = try LogVerifier(directory: folder.log, key: key, kept: kept).run()
        return Set(report.findings.map(\.fault))
    }

    @Test func `a sound log verifies with the folder alone, and while it is written`() async throws
    {
        let folder = Folder()
        try await Self.sound(folder)
        let report = try LogVerifier(directory: folder.log).run()
        #expect(report.findings == [])
        #expect(report.statistics.entries == 402)
        #expect(report.statistics.requests == 401)
        #expect(report.statistics.completed == 1)
        #expect(report.statistics.unknown == 400)
        #expect(report.statistics.openSections == 20)
        #expect(report.root == report.checkpoint?.root)
        #expect(!report.isLive)
        let log = try openLog(folder)
        defer { log.close() }
        _ = await log.append(try Sample.request(950))
        let live = try LogVerifier(directory: folder.log).run()
        #expect(live.findings == [])
        #expect(live.isLive)
        #expect(live.unsigned == 1)
    }

    @Test func `every flipped bit of an entry, frame or header is found`() async throws {
        let folder = Folder()
        try await Self.sound(folder)
        let bytes = try folder.bytes("00000001.seg")
        let end = try #require(RecoveryTests.frames(bytes).last?.offset)
        var generator = RecoveryTests.Generator(state: 7)
        var places = (0..<25).map { _ in Int.random(in: 4_096..<end, using: &generator) }
        places += [0, 9, 20, 50, 60, 66, 82, 100, 130, 140, 1_030, 4_093]
        for place in places {
            var changed = bytes
            changed[place] ^= 0x10
            try folder.put(changed, "00000001.seg")
            #expect(!(try Self.faults(folder).isEmpty), "a flip at \(place)")
        }
    }

    @Test func `a finding names the file, the offset and the entry`() async throws {
        let folder = Folder()
        try await Self.sound(folder)
        var bytes = try folder.bytes("00000001.seg")
        let frame = RecoveryTests.frames(bytes)[2]
        bytes[frame.offset + 80] ^= 1
        try folder.put(bytes, "00000001.seg")
        let report = try LogVerifier(directory: folder.log).run()
        let finding = try #require(report.findings.first)
        #expect(finding.fault == .frame)
        #expect(finding.file == "00000001.seg")
        #expect(finding.offset == frame.offset)
        #expect(finding.detail.contains("checksum"))
        #expect(report.findings.contains { $0.fault == .gap })
        #expect(report.root == nil)
    }

    @Test func `frames that are deleted, repeated, exchanged or inserted are found`() async throws {
        let folder = Folder()
        try await Self.sound(folder)
        let bytes = try folder.bytes("00000001.seg")
        let frames = RecoveryTests.frames(bytes).map(\.offset)
        let one = Array(bytes[frames[1]..<frames[2]])
        let two = Array(bytes[frames[2]..<frames[3]])
        func put(_ middle: [UInt8]) throws {
            var changed = Array(bytes[..<frames[1]]) + middle + Array(bytes[frames[3]...])
            changed = Array(changed.prefix(bytes.count))
            changed += [UInt8](repeating: 0, count: bytes.count - changed.count)
            try folder.put(changed, "00000001.seg")
        }
        for middle in [one, two, two + one, one + one + two, one + two + two] {
            try put(middle)
            #expect(try Self.faults(folder).contains(.frame))
        }
        try put(one + two)
        #expect(try Self.faults(folder).isEmpty)
    }

    @Test func `a log that was cut is found, in the middle and at its end`() async throws {
        let folder = Folder()
        try await Self.sound(folder)
        let last = try #require(try folder.names().last { $0.hasSuffix(".seg") })
        let bytes = try folder.bytes(last)
        let frames = RecoveryTests.frames(bytes)
        let cut = frames[frames.count - 2].offset
        try folder.put(
            Array(bytes[..<cut]) + [UInt8](repeating: 0, count: bytes.count - cut),
            last
        )
        #expect(try Self.faults(folder) == [.rolledBack])
        try folder.put(Array(bytes[..<cut]), last)
        #expect(try Self.faults(folder) == [.rolledBack, .shortFile])
        try folder.put(bytes, last)
        let middle = try folder.bytes("00000001.seg")
        try folder.put(Array(middle[..<20_000]), "00000001.seg")
        #expect(try Self.faults(folder).contains(.shortFile))
        try folder.remove("00000001.seg")
        #expect(try Self.faults(folder).contains(.missingSegment))
    }

    @Test func `segments that were exchanged, copied or brought from elsewhere are found`()
        async throws
    {
        let folder = Folder()
        try await Self.sound(folder)
        let one = try folder.bytes("00000001.seg")
        let two = try folder.bytes("00000002.seg")
        try folder.put(two, "00000001.seg")
        #expect(try Self.faults(folder).contains(.foreignSegment))
        try folder.put(one, "00000002.seg")
        #expect(try Self.faults(folder).contains(.foreignSegment))
        let other = Folder()
        var configuration = Sample.configuration(32_768)
        configuration.frameBytes = 8_192
        let log = try SegmentLog.open(
            directory: other.log,
            signer: Sample.signer(name: "elsewhere.example/log"),
            configuration: configuration
        )
        try await log.fill(0..<400)
        log.close()
        try folder.put(try other.bytes("00000001.seg"), "00000001.seg")
        try folder.put(two, "00000002.seg")
        #expect(try Self.faults(folder).contains(.foreignSegment))
    }

    @Test func `a copy of the only segment behind itself is a finding, not a crash`() async throws {
        let folder = Folder()
        let log = try openLog(folder, Sample.configuration(32_768))
        try await log.fill(0..<5)
        log.close()
        try folder.put(try folder.bytes("00000000.seg"), "00000001.seg")
        #expect(try !Self.faults(folder).isEmpty)
    }

    @Test func `a whole log that was written anew does not pass for the signed one`() async throws {
        let folder = Folder()
        try await Self.sound(folder)
        let kept = try folder.bytes("checkpoint")
        let forged = Folder()
        let log = try openLog(forged)
        try await log.fill(1_000..<1_402)
        log.close()
        #expect(try Self.faults(forged, kept: [kept]) == [.forked])
        try forged.put(kept, "checkpoint")
        #expect(try Self.faults(forged) == [.root])
    }

    @Test func `a checkpoint that is gone, forged, of another key or replayed is found`()
        async throws
    {
        let folder = Folder()
        try await Self.sound(folder)
        let note = try folder.bytes("checkpoint")
        try folder.remove("checkpoint")
        #expect(try Self.faults(folder) == [.checkpointMissing])
        try folder.put(note.map { $0 == UInt8(ascii: "4") ? UInt8(ascii: "5") : $0 }, "checkpoint")
        #expect(try Self.faults(folder) == [.checkpointSignature])
        try folder.put(note, "checkpoint")
        let other = try Sample.signer(9).verifier.description
        #expect(try Self.faults(folder, key: other).contains(.checkpointSignature))
        let own = try Sample.signer().verifier.description
        #expect(try Self.faults(folder, key: own).isEmpty)
        let old = try Sample.signer().sign(
            Checkpoint(origin: Sample.origin, size: 0, root: .empty).text
        ).encoded
        try folder.put(old, "checkpoint")
        #expect(try Self.faults(folder) == [.checkpointReplayed, .unsignedTail])
    }

    @Test
    func `an old checkpoint over a tail is found, and one that was kept shows a roll back`()
        async throws
    {
        let folder = Folder()
        let log = try openLog(folder)
        _ = await log.append(try Sample.request(1, at: 1_780_000_000_000))
        log.tend()
        let old = try folder.bytes("checkpoint")
        let cut = try folder.bytes()
        _ = await log.append(try Sample.request(2, at: 1_780_000_001_000))
        #expect(try Self.faults(folder).isEmpty, "a log in use signs a little later")
        _ = await log.append(try Sample.request(3, at: 1_780_000_300_000))
        #expect(try Self.faults(folder) == [.unsignedTail], "a log in use that signs no more")
        log.close()
        let new = try folder.bytes("checkpoint")
        try folder.put(old, "checkpoint")
        #expect(try Self.faults(folder) == [.unsignedTail])
        try folder.put(cut)
        #expect(try Self.faults(folder).isEmpty)
        #expect(try Self.faults(folder, kept: [new]) == [.forked])
    }

    @Test func `what is no log cannot be verified, and says why`() throws {
        let folder = Folder()
        #expect(throws: VerificationFailure.noFolder) {
            try LogVerifier(directory: folder.log).run()
        }
        try openLog(folder).close()
        #expect(throws: VerificationFailure.badKey(.malformedKey)) {
            try LogVerifier(directory: folder.log, key: "nonsense")
        }
        try folder.remove("log.vkey")
        #expect(throws: VerificationFailure.noKey) { try LogVerifier(directory: folder.log) }
    }
}
