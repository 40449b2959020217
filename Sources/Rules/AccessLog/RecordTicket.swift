private import Synchronization

/// Carries an ``OpenRecord`` from the log's writer to the thread that waits for it.
///
/// The record can be taken once; a ticket that nobody takes completes it as abandoned.
public final class RecordTicket: Sendable {
    private let slot: Mutex<OpenRecord?>

    package init(_ record: consuming OpenRecord) {
        slot = Mutex(record)
    }

    /// The record, the first time; nil after that.
    public func take() -> OpenRecord? {
        slot.withLock { record in record.take() }
    }
}
