public import AccessLog
public import ExchangeModel
internal import MerkleLog

/// Actions of management: on record before they take effect.
extension SegmentLog {
    /// Appends the intention of an action; once it is durable the action may be done.
    ///
    /// Throws ``LogRefusal``, or the ``EntryRefusal`` of a text that may not be logged; then nothing may
    /// change.
    public func record(
        _ intention: ActionIntention,
        within limit: Duration
    ) async throws -> RecordedAction {
        let now = configuration.now()
        var words = RandomWords()
        let id = TransactionID.version7(at: now, random: (words.next(), words.next()))
        let entry = AuditEntry(intending: intention, at: now, as: id)
        let encoded = try LogEntry.audit(entry).encoded(salt: configuration.salt())
        let answer = await withCheckedContinuation { continuation in
            append(encoded, within: limit) { continuation.resume(returning: $0) }
        }
        do throws(LogRefusal) {
            return RecordedAction(
                intention,
                at: ActionPlace(
                    action: id,
                    origin: verifier.name,
                    position: try answer.get()
                ),
                sink: sink
            )
        } catch .late {
            // The intention may still come into the log: then this comes behind it.
            let ended = AuditEntry(
                ending: intention,
                at: now,
                as: id,
                .failed,
                reason: "not on record in time"
            )
            appendUnawaited(LogEntry.audit(ended).unguarded(salt: configuration.salt()))
            throw LogRefusal.late
        }
    }

    /// Writes how an action ended that an earlier run was cut off in; nobody waits for it.
    public func endCutOff(
        _ intention: AuditEntry,
        as id: TransactionID,
        _ result: AuditEntry.Result
    ) {
        let ended = AuditEntry(
            ending: ActionIntention(
                intention.action,
                by: intention.person,
                on: intention.object,
                decision: intention.decision
            ),
            at: configuration.now(),
            as: id,
            result,
            reason: "cut off; found at the next start"
        )
        appendUnawaited(LogEntry.audit(ended).unguarded(salt: configuration.salt()))
    }
}
