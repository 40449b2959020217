import Contracts
import ExchangeModel
import GRDB

/// The queue of messages as rows, and back.
enum DistributionRows {
    static func put(_ message: Distribution, _ database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO distribution
                    (contract, peer, message, attempts, next_attempt, last_error)
                VALUES (?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            message.key.contract.rawValue, message.key.peer.rawValue,
            message.key.message.rawValue, message.attempts, message.nextAttempt.milliseconds,
            message.lastError,
        ])
    }

    static func update(_ message: Distribution, _ database: Database) throws {
        try database.cachedStatement(
            sql: """
                UPDATE distribution SET attempts = ?, next_attempt = ?, last_error = ?
                WHERE contract = ? AND peer = ? AND message = ?
                """
        ).execute(arguments: [
            message.attempts, message.nextAttempt.milliseconds, message.lastError,
            message.key.contract.rawValue, message.key.peer.rawValue,
            message.key.message.rawValue,
        ])
    }

    static func remove(_ key: Distribution.Key, _ database: Database) throws {
        try database.cachedStatement(
            sql: "DELETE FROM distribution WHERE contract = ? AND peer = ? AND message = ?"
        ).execute(arguments: [key.contract.rawValue, key.peer.rawValue, key.message.rawValue])
    }

    /// Messages by the rest of a statement: condition, order and limit.
    static func find(
        _ database: Database,
        _ rest: String,
        _ arguments: StatementArguments
    ) throws -> [Distribution] {
        let rows = try Row.fetchAll(
            database.cachedStatement(sql: "SELECT * FROM distribution \(rest)"),
            arguments: arguments
        )
        return try rows.map { row in
            guard let message = Distribution.Message(rawValue: row["message"]),
                let peer = try? PeerID(row["peer"] as String),
                let contract = try? ContractHash(row["contract"] as String)
            else { throw ContractRows.damage("a waiting message is unreadable", database) }
            return Distribution(
                key: Distribution.Key(peer: peer, contract: contract, message: message),
                attempts: row["attempts"],
                nextAttempt: Timestamp(milliseconds: row["next_attempt"]),
                lastError: row["last_error"]
            )
        }
    }
}
