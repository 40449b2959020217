import AccessLog
import ExchangeModel
import Foundation
import GRDB

/// The decisions that the store has, each with its number and its place in the log.
enum DecisionRows {
    /// Keeps where the decision stands that this transaction carries out; gives its number.
    static func note(_ place: ActionPlace, _ database: Database) throws -> UInt64 {
        try database.cachedStatement(
            sql: "INSERT INTO decision (action, log_origin, log_index) VALUES (?, ?, ?)"
        ).execute(arguments: [
            Data(place.action.bytes), place.origin, Int64(clamping: place.position.index),
        ])
        return UInt64(clamping: database.lastInsertedRowID)
    }
}

extension StateDatabase {
    /// Carries out a recorded action in one transaction, and ends it as it was found.
    ///
    /// A change that gives a refusal has changed nothing.
    func carryOut<Outcome: Sendable>(
        _ action: consuming RecordedAction,
        _ change: @escaping @Sendable (Database) throws -> (Outcome, refusal: String?)
    ) async throws -> Outcome {
        let place = action.place
        do {
            let (outcome, refusal, number) = try await write { database in
                let (outcome, refusal) = try change(database)
                let number = refusal == nil ? try DecisionRows.note(place, database) : nil
                return (outcome, refusal, number)
            }
            action.end(unless: refusal, change: number)
            return outcome
        } catch {
            action.end(.failed, reason: "\(error)")
            throw error
        }
    }
}
