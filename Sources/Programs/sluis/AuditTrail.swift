import AccessLog
import ExchangeModel
import LogStorage
import Manager

/// Writes management actions into the access log, durable before they take effect.
struct AuditTrail {
    /// How long a management action waits for its record.
    static let patience = Duration.seconds(5)

    let log: SegmentLog

    /// Puts on record what is about to be done; what comes back is the proof, and must be ended.
    ///
    /// - Throws: `NotRecorded` when the log refuses it; the action must not happen then.
    func begin(_ intention: ActionIntention) async throws -> RecordedAction {
        do {
            return try await log.record(intention, within: Self.patience)
        } catch {
            throw NotRecorded(error)
        }
    }

    /// Appends an entry that tells a whole action, which changed nothing, and waits until it is durable.
    ///
    /// - Throws: `NotRecorded` when the log refuses it.
    func record(_ entry: AuditEntry) async throws {
        try await append(.audit(entry))
    }

    /// Appends any entry of management and waits until it is durable.
    func append(_ entry: LogEntry) async throws {
        let encoded = try entry.encoded(
            salt: Salt(.random(in: .min ... .max), .random(in: .min ... .max))
        )
        let result = await withCheckedContinuation { continuation in
            log.append(encoded, within: Self.patience) { continuation.resume(returning: $0) }
        }
        if case .failure(let refusal) = result { throw NotRecorded(refusal) }
    }
}
