import AccessLog
import ExchangeModel
import LogStorage
import MerkleLog
import Testing

@Suite struct RecoveryTests {
    /// A small deterministic generator, so that a failure can be repeated.
    struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }

    /// The offsets where frames begin, the end of the last, and the number of entries before each.
    static func frames(_ bytes: [UInt8]) -> [(offset: Int, entries: Int)] {
        func number(_ offset: Int, _ count: Int) -> Int {
            bytes[offset..<offset + count].reduce(0) { $0 << 8 | Int($1) }
        }
        var frames: [(offset: Int, entries: Int)] = []
        var offset = 4_096
        var entries = 0
        while bytes[offset] != 0 {
            frames.append((offset, entries))
            entries += number(offset + 24, 4)
            let hasBlock = bytes[offset + 3] == UInt8(ascii: "2")
            offset += 64 + number(offset + 4, 4)
            if hasBlock {
                offset += 32 + 8 * number(offset + 4, 4) + number(offset + 16, 8)
            }
        }
        frames.append((offset, entries))
        return frames
    }

    /// A log of many frames whose checkpoint still covers nothing, as after a crash in the first second.
    static func crashed(_ folder: Folder) async throws -> [UInt8] {
        let log = try openLog(folder)
        for number in 0..<24 {
            _ = await log.append(
                try Sample.request(number, subjects: number.isMultiple(of: 3) ? [number] : [])
            )
        }
        let checkpoint = try folder.bytes("checkpoint")
        log.close()
        try folder.put(checkpoint, "checkpoint")
        return try folder.bytes()
    }

    /// What is left after opening: the number of entries, which must be those of the original.
    ///
    /// Behind them stands one that says so, since no checkpoint covers them.
    static func recovered(_ folder: Folder) throws -> Int {
        let log = try openLog(folder)
        defer { log.close() }
        var entries = try log.entries(from: LogPosition(index: 0), limit: 1_000)
        if !entries.isEmpty {
            guard case .recovery(let recovery) = try entries.removeLast().hit().entry else {
                Issue.record("the last entry says what stood unsigned")
                return -1
            }
            #expect(recovery.first.index == 0)
            #expect(recovery.count == UInt64(entries.count))
            #expect(log.found.unsigned == recovery.count)
        }
        for (number, entry) in entries.enumerated() {
            let expected = try Sample.request(
                number,
                subjects: number.isMultiple(of: 3) ? [number] : []
            )
            #expect(entry.bytes == expected.bytes)
            #expect(entry.personal == expected.section.map { .sealed($0) } ?? .none)
        }
        return entries.count
    }

    @Test func `any damage leaves exactly the valid prefix, and the log goes on from there`()
        async throws
    {
        let folder = Folder()
        let original = try await Self.crashed(folder)
        let checkpoint = try folder.bytes("checkpoint")
        let frames = Self.frames(original)
        let end = try #require(frames.last?.offset)
        var generator = Generator(state: 42)
        for round in 0..<90 {
            let place = Int.random(in: 4_096..<end, using: &generator)
            var bytes = original
            switch round % 3 {
            case 0: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &generator)
            case 1: bytes.replaceSubrange(place..<end, with: repeatElement(0, count: end - place))
            default:
                let sector = place / 512 * 512
                bytes.replaceSubrange(sector..<sector + 512, with: repeatElement(0, count: 512))
            }
            let first = zip(bytes, original).enumerated().first { $1.0 != $1.1 }?.offset
            try folder.put(bytes)
            try folder.put(checkpoint, "checkpoint")
            let damaged = frames.last { $0.offset <= first ?? end } ?? frames[0]
            #expect(try Self.recovered(folder) == damaged.entries, "damage at \(place)")
            let after = try folder.bytes()
            let end = try #require(Self.frames(after).last)
            #expect(end.entries == damaged.entries + (damaged.entries == 0 ? 0 : 1))
            #expect(after[end.offset...].allSatisfy { $0 == 0 })
        }
    }

    @Test func `after a crash new entries follow the prefix and everything verifies`() async throws
    {
        let folder = Folder()
        var bytes = try await Self.crashed(folder)
        let frames = Self.frames(bytes)
        bytes[frames[10].offset + 70] ^= 1
        try folder.put(bytes)
        let log = try openLog(folder)
        #expect(log.health.size == 11)
        #expect(await log.append(try Sample.request(50)) == .success(LogPosition(index: 11)))
        #expect(await log.append(try Sample.request(3)) == .failure(.duplicate))
        #expect(await log.append(try Sample.request(20)) == .success(LogPosition(index: 12)))
        log.close()
        #expect(try LogVerifier(directory: folder.log).run().findings == [])
    }

    @Test func `a log shorter than its checkpoint does not start, and stays as it is`() async throws
    {
        let folder = Folder()
        let log = try openLog(folder)
        try await log.fill(0..<10)
        log.close()
        var bytes = try folder.bytes()
        let last = try #require(Self.frames(bytes).dropLast().last)
        bytes[last.offset + 66] ^= 1
        try folder.put(bytes)
        #expect(throws: LogOpenProblem.belowCheckpoint(size: UInt64(last.entries), signed: 10)) {
            try openLog(folder)
        }
        #expect(try folder.bytes() == bytes)
    }

    @Test func `a damaged personal section under a checkpoint does not stop the log`() async throws
    {
        let folder = Folder()
        let log = try openLog(folder)
        for number in 0..<3 {
            _ = await log.append(try Sample.request(number, subjects: [number]))
        }
        log.close()
        var bytes = try folder.bytes()
        let frames = Self.frames(bytes)
        bytes[frames[1].offset - 5] ^= 1
        try folder.put(bytes)
        let again = try openLog(folder)
        #expect(again.health.size == 3)
        let entry = try #require(try again.entry(at: LogPosition(index: 0)))
        #expect(entry.personal == .damaged)
        again.close()
        #expect(try LogVerifier(directory: folder.log).run().findings.map(\.fault) == [.personal])
    }

    @Test
    func `a log without its checkpoint, with another key or a missing segment does not start`()
        async throws
    {
        let folder = Folder()
        let log = try openLog(folder, Sample.configuration(32_768))
        for start in stride(from: 0, to: 600, by: 20) {
            try await log.fill(start..<start + 20)
        }
        log.close()
        let checkpoint = try folder.bytes("checkpoint")
        let other = try Sample.signer(9)
        #expect(throws: LogOpenProblem.badCheckpoint) {
            try SegmentLog.open(
                directory: folder.log,
                signer: other,
                configuration: Sample.configuration(32_768)
            )
        }
        let stranger = try Sample.signer(name: "elsewhere.example/log")
        #expect(throws: LogOpenProblem.foreignSegment(file: "00000000.seg")) {
            try SegmentLog.open(
                directory: folder.log,
                signer: stranger,
                configuration: Sample.configuration(32_768)
            )
        }
        try folder.remove("checkpoint")
        #expect(throws: LogOpenProblem.badCheckpoint) { try openLog(folder) }
        try folder.put(checkpoint, "checkpoint")
        let segment = try folder.bytes("00000001.seg")
        try folder.remove("00000001.seg")
        #expect(throws: LogOpenProblem.missingSegment(number: 1)) { try openLog(folder) }
        try folder.put(segment, "00000001.seg")
        try openLog(folder).close()
    }
}
