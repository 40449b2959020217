import AccessLog
import LogStorage
import MerkleLog
import Testing

/// The files of leaf hashes beside closed segments are caches: whatever they hold, the log goes on.
@Suite struct CacheTests {
    /// A closed log of several segments with their caches.
    private func closed(_ folder: Folder) async throws {
        let log = try openLog(folder, Sample.configuration(32_768))
        for start in stride(from: 0, to: 600, by: 20) {
            try await log.fill(start..<start + 20)
            log.tend()
        }
        log.close()
        #expect(try folder.names().filter { $0.hasSuffix(".leaves") }.count > 2)
    }

    private func expectProofs(_ log: SegmentLog) throws {
        let verifier = try Sample.signer().verifier
        for index in [0, 7, 128, 300, 599] as [UInt64] {
            let entry = try #require(try log.entry(at: LogPosition(index: index)))
            let receipt = try #require(try log.receipt(of: entry.position))
            #expect(try receipt.verified(leaf: .leaf(entry.bytes), verifier: verifier)?.size == 600)
        }
    }

    enum Damage: CaseIterable {
        case flipped
        case cut
        case longer
        case exchanged
        case zeros
        case gone
    }

    private func damage(_ folder: Folder, _ damage: Damage) throws {
        let name = "00000000.leaves"
        var bytes = try folder.bytes(name)
        switch damage {
        case .flipped: bytes[40] ^= 1
        case .cut: bytes.removeLast(32)
        case .longer: bytes += bytes.prefix(32)
        case .exchanged: bytes = Array(bytes[32..<64] + bytes[..<32] + bytes[64...])
        case .zeros: bytes = [UInt8](repeating: 0, count: bytes.count)
        case .gone:
            try folder.remove(name)
            return
        }
        try folder.put(bytes, name)
    }

    @Test(arguments: Damage.allCases)
    func `a cache that does not fit is made anew at the start`(damage: Damage) async throws {
        let folder = Folder()
        try await closed(folder)
        let good = try folder.bytes("00000000.leaves")
        try self.damage(folder, damage)
        let log = try openLog(folder)
        #expect(log.health.size == 600)
        #expect(log.found.unsigned == 0)
        try expectProofs(log)
        #expect(log.close())
        #expect(try folder.bytes("00000000.leaves") == good)
        #expect(try LogVerifier(directory: folder.log).run().isSound)
        // What had the right size was read and did not fit: that is told.
        let isTold = [.flipped, .exchanged, .zeros].contains(damage)
        #expect(log.found.rebuiltCaches.contains("00000000.leaves") == isTold)
    }

    @Test(arguments: [Damage.flipped, .exchanged, .zeros])
    func `a cache that is damaged while the log is in use is made anew by the first proof`(
        damage: Damage
    ) async throws {
        let folder = Folder()
        try await closed(folder)
        let good = try folder.bytes("00000000.leaves")
        let log = try openLog(folder)
        try self.damage(folder, damage)
        try expectProofs(log)
        #expect(log.health.rebuiltCaches == 1)
        #expect(try log.consistencyProof(from: 100) != nil)
        log.close()
        #expect(try folder.bytes("00000000.leaves") == good)
    }

    @Test func `a proof of consistency is never made of a damaged cache`() async throws {
        let folder = Folder()
        try await closed(folder)
        let log = try openLog(folder)
        defer { log.close() }
        let good = try #require(try log.consistencyProof(from: 5))
        try damage(folder, .flipped)
        #expect(try log.consistencyProof(from: 5) == good)
        #expect(log.health.rebuiltCaches == 1)
    }

    @Test func `leaves that no checkpoint covers are never taken from a cache`() async throws {
        let folder = Folder()
        let log = try openLog(folder, Sample.configuration(32_768))
        let checkpoint = try folder.bytes("checkpoint")
        for start in stride(from: 0, to: 300, by: 20) {
            try await log.fill(start..<start + 20)
        }
        log.close()
        // As after a crash before the first checkpoint, with caches that somebody wrote.
        try folder.put(checkpoint, "checkpoint")
        for name in try folder.names() where name.hasSuffix(".leaves") {
            try folder.put([UInt8](repeating: 1, count: try folder.bytes(name).count), name)
        }
        let again = try openLog(folder)
        #expect(again.found.unsigned == 300)
        #expect(again.close())
        #expect(try LogVerifier(directory: folder.log).run().isSound)
    }
}
