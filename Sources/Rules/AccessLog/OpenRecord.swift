public import ExchangeModel

/// Where the completions of records go: the log that confirmed them.
///
/// Closures, because the rules know neither clock, randomness nor disk.
public struct CompletionSink: Sendable {
    let now: @Sendable () -> Timestamp
    let salt: @Sendable () -> Salt
    let write: @Sendable (EncodedEntry) -> Void

    /// Makes a sink from a clock, a source of random salt and a write that nobody waits for.
    package init(
        now: @escaping @Sendable () -> Timestamp,
        salt: @escaping @Sendable () -> Salt,
        write: @escaping @Sendable (EncodedEntry) -> Void
    ) {
        self.now = now
        self.salt = salt
        self.write = write
    }
}

/// Proof that a request stands durably in our log; without one nothing is forwarded.
///
/// Only the log's storage makes it, when the disk has confirmed the entry. It is consumed by
/// ``complete(_:)``; one that is dropped writes a completion "abandoned". FSC Logging 1.1.0,
/// *Behavior*: the request is denied when the record could not be written.
public struct OpenRecord: ~Copyable, Sendable {
    /// The exchange.
    public let transaction: TransactionID
    /// Whether the request was received or is being sent.
    public let direction: Direction
    /// The place of the request's entry.
    public let position: LogPosition
    private let sink: CompletionSink
    private var isComplete = false

    package init(
        transaction: TransactionID,
        direction: Direction,
        position: LogPosition,
        sink: CompletionSink
    ) {
        self.transaction = transaction
        self.direction = direction
        self.position = position
        self.sink = sink
    }

    /// Ends the record: writes its completion, which nobody waits for.
    public consuming func complete(_ completion: Completion) {
        isComplete = true
        write(completion)
    }

    /// The entry that must be durable before an answer about persons leaves.
    public borrowing func disclosure(
        of subjects: [Pseudonym],
        paths: [String],
        released: ReleasedFields = ReleasedFields(),
        at moment: Timestamp
    ) -> LogEntry {
        var entry = DisclosureEntry(
            createdAt: moment,
            transaction: transaction,
            direction: direction,
            record: position,
            releasedPaths: paths,
            personal: PersonalSection(subjects: subjects)
        )
        entry.released = released
        return .disclosure(entry)
    }

    private borrowing func write(_ completion: Completion) {
        let entry = CompletionEntry(
            createdAt: sink.now(),
            transaction: transaction,
            direction: direction,
            record: position,
            completion: completion
        )
        sink.write(LogEntry.completion(entry).unguarded(salt: sink.salt()))
    }

    deinit {
        if !isComplete {
            write(Completion(.abandoned))
        }
    }
}
