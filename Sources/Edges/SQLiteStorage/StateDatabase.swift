import Foundation
import GRDB
import Glibc

/// The gateway's one SQLite file: contracts, peers and what must still be sent.
///
/// Write-ahead log, one writer, each commit flushed to the disk before it is reported. Waiting is
/// done on SQLite's own queues, never on the pool of tasks.
public final class StateDatabase: Sendable {
    /// The letters SLUI, which mark the file as this program's; SQLite, *PRAGMA application_id*.
    private static let applicationID: Int32 = 0x534C_5549

    /// Where the file is.
    public let path: String
    private let pool: DatabasePool
    private let recentPeers = RecentPeers()

    /// Opens the file, makes it where there is none, and brings it to the present schema.
    ///
    /// The file gets mode 0600. `patience` is how long a call waits for another process before it
    /// fails as busy. An error is a ``StorageProblem`` and leaves an existing file as it was.
    public init(path: String, patience: Duration = .seconds(5)) throws {
        self.path = path
        try Self.prepareFile(path)
        do {
            pool = try DatabasePool(path: path, configuration: Self.configuration(path, patience))
            try pool.writeWithoutTransaction { database in
                // The library lowers it to NORMAL, which may lose a commit when the power fails.
                try database.execute(sql: "PRAGMA synchronous = FULL")
            }
            try Self.check(pool, path)
            try Schema.migrator.migrate(pool)
        } catch {
            throw StorageProblem.translated(error, path: path)
        }
    }

    /// The contracts, with the queue of messages about them.
    public var contracts: SQLiteContractStore { SQLiteContractStore(self) }

    /// The peers.
    public var peers: SQLitePeerStore { SQLitePeerStore(self, recentPeers) }

    /// Who has approved contracts.
    public var approvals: SQLiteApprovalStore { SQLiteApprovalStore(self) }

    /// The names that clients call grants by.
    public var aliases: SQLiteAliasStore { SQLiteAliasStore(self) }

    /// Writes once to the disk, to tell whether the store works; an error is a ``StorageProblem``.
    ///
    /// The number that it writes, SQLite's `user_version`, has no other use here: a full disk, one that
    /// was mounted read-only or one with faults shows at a commit only.
    public func probe() async throws {
        try await write { database in
            let last = try Int32.fetchOne(database, sql: "PRAGMA user_version") ?? 0
            try database.execute(sql: "PRAGMA user_version = \(last == .max ? 1 : last + 1)")
        }
    }

    /// Ends all connections; later calls fail as closed.
    ///
    /// The file is whole by itself then. Where another process reads it, such as a backup, what stands in the write-ahead log stays there.
    public func close() throws {
        do {
            try pool.close()
            try Self.emptyWriteAheadLog(of: path)
        } catch {
            throw StorageProblem.translated(error, path: path)
        }
    }

    /// Takes what stands in the write-ahead log into the file itself, and removes the files beside it.
    ///
    /// SQLite does so when a connection that may write is the last to close; those of the pool that only
    /// read close after its writer.
    private static func emptyWriteAheadLog(of path: String) throws {
        guard FileManager.default.fileExists(atPath: path + "-wal") else { return }
        let last = try DatabaseQueue(path: path, configuration: configuration(path, .seconds(1)))
        defer { try? last.close() }
        do {
            _ = try last.inDatabase { try $0.checkpoint(.truncate) }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
            return
        }
    }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        do {
            return try await pool.read(body)
        } catch {
            throw StorageProblem.translated(error, path: path)
        }
    }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        do {
            return try await pool.write(body)
        } catch {
            throw StorageProblem.translated(error, path: path)
        }
    }

    /// Writes what may be lost when the power fails, and is made up for by itself: no flush is waited for.
    ///
    /// The next commit that is flushed takes it along, because the write-ahead log is one file. SQLite,
    /// *PRAGMA synchronous*: NORMAL loses no more than the last commits, and never breaks the file.
    func writeUnflushed<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        do {
            return try await pool.writeWithoutTransaction { database in
                try Self.unflushed(database) { try body(database) }
            }
        } catch {
            throw StorageProblem.translated(error, path: path)
        }
    }

    private static func unflushed<Value>(
        _ database: Database,
        _ body: () throws -> Value
    ) throws -> Value {
        try database.execute(sql: "PRAGMA synchronous = NORMAL")
        let result = Result {
            try database.beginTransaction(.immediate)
            do {
                let value = try body()
                try database.commit()
                return value
            } catch {
                if database.isInsideTransaction { try database.rollback() }
                throw error
            }
        }
        try database.execute(sql: "PRAGMA synchronous = FULL")
        return try result.get()
    }

    private static func configuration(_ path: String, _ patience: Duration) -> Configuration {
        var configuration = Configuration()
        configuration.label = path
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(patience / .seconds(1))
        configuration.maximumReaderCount = 3
        return configuration
    }

    /// Makes the file with mode 0600, or takes rights of others away from one that is there.
    ///
    /// SQLite gives the files beside it the same mode.
    private static func prepareFile(_ path: String) throws {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            throw StorageProblem.unreachable(path: path, reason: String(cString: strerror(errno)))
        }
        defer { Glibc.close(descriptor) }
        guard fchmod(descriptor, 0o600) == 0 else {
            throw StorageProblem.unreachable(path: path, reason: String(cString: strerror(errno)))
        }
    }

    private static func check(_ pool: DatabasePool, _ path: String) throws {
        try pool.write { database in
            let found = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
            let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
            guard found == applicationID || (found == 0 && tables == 0) else {
                throw StorageProblem.ofAnotherProgram(path: path)
            }
            guard try !Schema.migrator.hasBeenSuperseded(database) else {
                throw StorageProblem.newerSchema(path: path)
            }
            let verdict = try String.fetchOne(database, sql: "PRAGMA quick_check(1)")
            guard verdict == "ok" else {
                throw StorageProblem.damaged(path: path, reason: verdict ?? "no verdict")
            }
            try database.execute(sql: "PRAGMA application_id = \(applicationID)")
        }
    }
}
