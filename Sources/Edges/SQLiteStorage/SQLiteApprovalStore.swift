public import AccessLog
public import Contracts
public import ExchangeModel
import GRDB

/// Who has approved contracts, in SQLite.
public struct SQLiteApprovalStore: ApprovalStore {
    private let database: StateDatabase

    init(_ database: StateDatabase) {
        self.database = database
    }

    /// Keeps a person's approval; gives everybody who has approved the contract, in their order.
    public func approve(
        _ contract: ContractHash,
        by person: String,
        at now: Timestamp,
        as action: consuming RecordedAction
    ) async throws -> [String] {
        try await database.carryOut(action) { database in
            try database.cachedStatement(
                sql: """
                    INSERT OR IGNORE INTO approval (contract, person, approved_at)
                    VALUES (?, ?, ?)
                    """
            ).execute(arguments: [contract.rawValue, person, now.milliseconds])
            return (try Self.find(contract, database), nil)
        }
    }

    /// Everybody who has approved the contract, in their order.
    public func approvers(of contract: ContractHash) async throws -> [String] {
        try await database.read { try Self.find(contract, $0) }
    }

    private static func find(_ contract: ContractHash, _ database: Database) throws -> [String] {
        try String.fetchAll(
            database.cachedStatement(
                sql: "SELECT person FROM approval WHERE contract = ? ORDER BY approved_at, person"
            ),
            arguments: [contract.rawValue]
        )
    }
}
