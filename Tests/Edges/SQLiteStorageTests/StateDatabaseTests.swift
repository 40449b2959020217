import Contracts
import ExchangeModel
import Foundation
import GRDB
import GatewayTesting
import Testing

@testable import SQLiteStorage

/// A folder that is gone after the test.
private final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "sluis-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        path = folder.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String = "sluis.db") -> String { "\(path)/\(name)" }
}

@Suite struct StateDatabaseTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
    }

    @Test func `contracts keep the promises of a contract store`() async throws {
        try await StoreContract.checkContracts {
            try StateDatabase(path: folder.file(UUID().uuidString)).contracts
        }
    }

    @Test func `peers keep the promises of a peer store`() async throws {
        try await StoreContract.checkPeers {
            try StateDatabase(path: folder.file(UUID().uuidString)).peers
        }
    }

    @Test func `the file and those beside it are for their owner alone`() async throws {
        let database = try StateDatabase(path: folder.file())
        try await database.probe()
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(files.contains("sluis.db-wal"))
        for file in files { #expect(try mode(folder.file(file)) == 0o600, "\(file)") }
        try database.close()
    }

    @Test func `a database that was closed is whole in its one file`() async throws {
        let database = try StateDatabase(path: folder.file())
        // Reads and writes at the same time, so that every connection of the pool was used.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...20 {
                group.addTask {
                    try await database.peers.upsert(
                        KnownPeer(
                            id: PeerID("000000000000000000\(10 + number)"),
                            name: "Peer",
                            managerAddress: nil,
                            seenAt: Timestamp(seconds: 1_800_000_000)
                        )
                    )
                    _ = try await database.peers.peers(PeerQuery())
                }
            }
            try await group.waitForAll()
        }
        try database.close()
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(files == ["sluis.db"])
        try FileManager.default.copyItem(atPath: folder.file(), toPath: folder.file("copy.db"))
        let copy = try StateDatabase(path: folder.file("copy.db"))
        let found = try await copy.peers.peers(PeerQuery(limit: 100)).elements
        #expect(found.count == 20)
        try copy.close()
    }

    @Test func `a database that another process reads is closed all the same, and loses nothing`()
        async throws
    {
        let database = try StateDatabase(path: folder.file())
        try await database.probe()
        let other = try DatabaseQueue(path: folder.file())
        try other.inDatabase { reader in
            try reader.execute(sql: "BEGIN")
            let read = try Int.fetchOne(reader, sql: "SELECT count(*) FROM sqlite_schema")
            #expect((read ?? 0) > 0)
            try database.close()
            try reader.execute(sql: "COMMIT")
        }
        try other.close()
        let again = try StateDatabase(path: folder.file())
        try await again.probe()
        try again.close()
    }

    @Test func `rights of others are taken away from a file that is there`() throws {
        try StateDatabase(path: folder.file()).close()
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o644],
            ofItemAtPath: folder.file()
        )
        let database = try StateDatabase(path: folder.file())
        #expect(try mode(folder.file()) == 0o600)
        try database.close()
    }

    @Test func `what is written goes to a log first`() throws {
        let database = try StateDatabase(path: folder.file())
        let plain = try DatabaseQueue(path: folder.file())
        let journal = try plain.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") }
        #expect(journal == "wal")
        try plain.close()
        try database.close()
    }

    @Test func `a file that is no database is named as such and left alone`() throws {
        let text = Data("this is a text and no database at all, but long enough".utf8)
        try text.write(to: URL(filePath: folder.file()))
        #expect(throws: StorageProblem.notADatabase(path: folder.file())) {
            try StateDatabase(path: folder.file())
        }
        #expect(try Data(contentsOf: URL(filePath: folder.file())) == text)
    }

    @Test func `a database of another program is refused`() throws {
        let other = try DatabaseQueue(path: folder.file())
        try other.write { try $0.execute(sql: "CREATE TABLE notes (text TEXT)") }
        try other.close()
        #expect(throws: StorageProblem.ofAnotherProgram(path: folder.file())) {
            try StateDatabase(path: folder.file())
        }
    }

    @Test func `a database of a later version is refused`() throws {
        try StateDatabase(path: folder.file()).close()
        let plain = try DatabaseQueue(path: folder.file())
        try plain.write {
            try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99 from the future')")
        }
        try plain.close()
        #expect(throws: StorageProblem.newerSchema(path: folder.file())) {
            try StateDatabase(path: folder.file())
        }
    }

    @Test func `a file that another process holds is named as busy`() throws {
        try StateDatabase(path: folder.file()).close()
        let other = try DatabaseQueue(path: folder.file())
        try other.inTransaction(.exclusive) { _ in
            #expect(throws: StorageProblem.busy(path: folder.file())) {
                try StateDatabase(path: folder.file(), patience: .zero)
            }
            return .rollback
        }
        try other.close()
    }

    @Test func `a damaged database is refused`() throws {
        try StateDatabase(path: folder.file()).close()
        var bytes = try Data(contentsOf: URL(filePath: folder.file()))
        for position in 4_096..<min(bytes.count, 12_288) { bytes[position] = 0xA5 }
        try bytes.write(to: URL(filePath: folder.file()))
        do {
            _ = try StateDatabase(path: folder.file())
            Issue.record("a damaged file was opened")
        } catch StorageProblem.damaged(let path, _) {
            #expect(path == folder.file())
        }
    }

    @Test func `a folder that is not there is named`() {
        let path = folder.file("missing/sluis.db")
        do {
            _ = try StateDatabase(path: path)
            Issue.record("a file was made in a missing folder")
        } catch StorageProblem.unreachable(path, let reason) {
            #expect(reason == "No such file or directory")
        } catch {
            Issue.record(error)
        }
    }

    @Test func `calls after the end fail as closed`() async throws {
        let database = try StateDatabase(path: folder.file())
        try database.close()
        await #expect(throws: StorageProblem.closed) { try await database.probe() }
    }

    @Test func `a contract that another process damaged is not taken from memory`() async throws {
        let database = try StateDatabase(path: folder.file())
        try await StoreContract.fill(database.contracts)
        let other = try DatabaseQueue(path: folder.file())
        let text = try await other.read {
            try String.fetchOne($0, sql: "SELECT hash FROM contract")
        }
        let hash = try ContractHash(#require(text))
        for _ in 0..<2 { #expect(try await database.contracts.contract(hash)?.hash == hash) }
        try await other.write {
            try $0.execute(sql: "UPDATE contract SET content = CAST('{}' AS BLOB)")
        }
        await #expect(throws: StorageProblem.self) { try await database.contracts.contract(hash) }
        try other.close()
        try database.close()
    }

    @Test func `a commit is flushed also after one that need not be, even one that failed`()
        async throws
    {
        struct Failure: Error {}
        let database = try StateDatabase(path: folder.file())
        let id = try PeerID("00000099000000001000")
        func level() async throws -> Int? {
            try await database.write { try Int.fetchOne($0, sql: "PRAGMA synchronous") }
        }
        let (normal, full) = (1, 2)
        #expect(try await level() == full)
        let within = try await database.writeUnflushed {
            try Int.fetchOne($0, sql: "PRAGMA synchronous")
        }
        #expect(within == normal)
        #expect(try await level() == full)
        try await database.peers.upsert(
            KnownPeer(id: id, name: "x", managerAddress: nil, seenAt: Timestamp(seconds: 1))
        )
        await #expect(throws: Failure.self) {
            try await database.writeUnflushed { database in
                try database.execute(sql: "DELETE FROM peer")
                throw Failure()
            }
        }
        #expect(try await level() == full)
        #expect(try await database.peers.peer(id)?.name == "x")
        try database.close()
    }

    @Test
    func `a peer is known as it was last changed, however the changes fall between the reads`()
        async throws
    {
        let database = try StateDatabase(path: folder.file())
        let id = try PeerID("00000099000000001000")
        let peers = database.peers
        @Sendable func peer(_ number: Int64) -> KnownPeer {
            KnownPeer(
                id: id,
                name: "\(number)",
                managerAddress: nil,
                seenAt: Timestamp(milliseconds: number)
            )
        }
        try await peers.upsert(peer(0))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    var last: Int64 = 0
                    while last < 40 {
                        let seen = try #require(try await peers.peer(id)).seenAt.milliseconds
                        #expect(seen >= last)
                        last = seen
                        // What is kept is given at once: without this the changes would get no turn.
                        await Task.yield()
                    }
                }
            }
            for number in 1...40 as ClosedRange<Int64> {
                try await peers.upsert(peer(number))
                #expect(try await peers.peer(id) == peer(number))
            }
            try await group.waitForAll()
        }
        try await peers.heard(id, at: Timestamp(milliseconds: 41))
        #expect(try await peers.peer(id)?.seenAt.milliseconds == 41)
        try database.close()
    }

    @Test func `what was stored is there after a restart`() async throws {
        let first = try StateDatabase(path: folder.file())
        let peer = KnownPeer(
            id: try PeerID("00000099000000001000"),
            name: "Gemeente Élders",
            managerAddress: try PeerAddress("https://manager.example:8443"),
            seenAt: Timestamp(milliseconds: 1_700_000_000_123)
        )
        try await first.peers.upsert(peer)
        try first.close()
        let second = try StateDatabase(path: folder.file())
        #expect(try await second.peers.peer(peer.id) == peer)
        try second.close()
    }
}
