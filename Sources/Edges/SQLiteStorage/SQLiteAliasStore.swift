public import AccessLog
public import ExchangeModel
import GRDB

/// The names that clients call grants by, in SQLite.
///
/// A name stands for a grant; which contract serves it after a renewal is for the reader to find.
public struct SQLiteAliasStore: Sendable {
    private let database: StateDatabase

    init(_ database: StateDatabase) {
        self.database = database
    }

    /// Gives a grant a name; a name that another grant had is that of this one from now on.
    public func name(
        _ grant: GrantHash,
        _ alias: String,
        as action: consuming RecordedAction
    ) async throws {
        try await database.carryOut(action) { database in
            try database.cachedStatement(
                sql: "INSERT OR REPLACE INTO alias (name, grant_hash) VALUES (?, ?)"
            ).execute(arguments: [alias, grant.rawValue])
            return ((), nil)
        }
    }

    /// All names with their grants.
    public func all() async throws -> [String: GrantHash] {
        try await database.read { database in
            let rows = try Row.fetchAll(
                database.cachedStatement(sql: "SELECT name, grant_hash FROM alias")
            )
            return try rows.reduce(into: [:]) { aliases, row in
                guard let grant = try? GrantHash(row["grant_hash"] as String) else {
                    throw ContractRows.damage("the grant of an alias is unreadable", database)
                }
                aliases[row["name"]] = grant
            }
        }
    }
}
