import AccessLog
import ExchangeModel
import LogStorage

/// Why an action was not done: it could not be put on record.
struct NotRecorded: Error, CustomStringConvertible {
    let description: String
}

/// Writes management actions into the access log, durable before they take effect.
struct AuditTrail {
    /// How long a management action waits for its record.
    static let patience = Duration.seconds(5)

    let log: SegmentLog

    /// Appends an entry and waits until it is durable.
    ///
    /// - Throws: ``NotRecorded`` when the log refuses it; the action must not happen then.
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
        if case .failure(let refusal) = result {
            throw NotRecorded(
                description: "the action is not done, it cannot be recorded: \(refusal)"
            )
        }
    }
}
