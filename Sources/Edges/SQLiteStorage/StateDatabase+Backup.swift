import GRDB

extension StateDatabase {
    /// How many entries of a log the database at a path knows of: the log must hold as many.
    public static func logSize(in path: String, origin: String) throws -> UInt64 {
        do {
            var configuration = Configuration()
            configuration.readonly = true
            let database = try DatabaseQueue(path: path, configuration: configuration)
            defer { try? database.close() }
            let size = try database.read { database in
                try Int64.fetchOne(
                    database,
                    sql: """
                        SELECT max(size) FROM (
                            SELECT log_index + 1 AS size FROM decision WHERE log_origin = ?1
                            UNION ALL SELECT log_size FROM standing WHERE log_origin = ?1)
                        """,
                    arguments: [origin]
                )
            }
            return UInt64(clamping: size ?? 0)
        } catch {
            throw StorageProblem.translated(error, path: path)
        }
    }

    /// Copies the database at a path to a new file, as of one moment, also while a gateway writes it.
    ///
    /// SQLite, *Online Backup API*. Gives the number of the latest change in the copy. An error is a
    /// ``StorageProblem``.
    public static func copy(from path: String, to copy: String) throws -> UInt64 {
        do {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(5)
            let source = try DatabaseQueue(path: path, configuration: configuration)
            defer { try? source.close() }
            let target = try DatabaseQueue(path: copy)
            try source.backup(to: target)
            let change = try target.read { database -> Int64? in
                let verdict = try String.fetchOne(database, sql: "PRAGMA quick_check(1)")
                guard verdict == "ok" else {
                    throw StorageProblem.damaged(path: copy, reason: verdict ?? "no verdict")
                }
                return try Int64.fetchOne(
                    database,
                    sql: "SELECT seq FROM sqlite_sequence WHERE name = 'decision'"
                )
            }
            try target.close()
            return UInt64(clamping: change ?? 0)
        } catch {
            throw StorageProblem.translated(error, path: path)
        }
    }
}
