import AccessLog
import AdministrationAPI
import ExchangeModel
import JSONTape
import Manager
import Synchronization

/// The backups that commands are making of this gateway's data folder, each on record as begun.
///
/// One that nobody ends stands as abandoned in the log once the gateway stops or newer ones take its place.
final class OpenBackups: Sendable {
    /// What making a backup is called in the record.
    static let action = "backup"
    /// The most backups at a time.
    static let maximum = 16

    /// An action that was begun; its ending is taken out once.
    final class Open: Sendable {
        private let action: Mutex<RecordedAction?>

        init(_ action: consuming RecordedAction) {
            self.action = Mutex(consume action)
        }

        func end(_ result: AuditEntry.Result, reason: String?) {
            let taken = action.withLock { $0.take() }
            taken?.end(result, reason: reason)
        }
    }

    private let open = Mutex<[(id: TransactionID, action: Open)]>([])

    /// Keeps a backup that has begun.
    func keep(_ action: Open, as id: TransactionID) {
        open.withLock { open in
            if open.count >= Self.maximum { open.removeFirst() }
            open.append((id, action))
        }
    }

    /// Takes a backup out; nil when none of that identity is being made.
    func take(_ id: TransactionID) -> Open? {
        open.withLock { open in
            open.firstIndex { $0.id == id }.map { open.remove(at: $0).action }
        }
    }
}

/// Backups on record while the gateway runs: the command that makes one says so before and after it.
extension GatewayOperations {
    /// Puts on record that a backup is made; gives the identity to end it by.
    func beginBackup(_ folder: String, person: String) async throws -> JSONValue {
        let action: RecordedAction
        do {
            action = try await trail.begin(
                ActionIntention(OpenBackups.action, by: person, on: AuditEntry.recordable(folder))
            )
        } catch {
            throw Self.operators(error)
        }
        let id = action.place.action
        backups.keep(OpenBackups.Open(action), as: id)
        return ["action": .string(id.description)]
    }

    /// Puts on record how a backup ended.
    func endBackup(
        _ id: TransactionID,
        failure: String?,
        person: String
    ) async throws -> JSONValue {
        try await managing(OpenBackups.action, on: id.description, by: person) {
            guard let open = backups.take(id) else {
                throw OperationRefusal(.notFound, "no backup \(id) is being made")
            }
            open.end(failure == nil ? .done : .failed, reason: failure)
            return ["message": "the backup is on record"]
        }
    }
}
