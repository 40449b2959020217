internal import AccessLog
internal import ExchangeModel

/// What is told about an entry once its fate is known.
enum Confirmation: Sendable {
    case none
    case position(@Sendable (Result<LogPosition, LogRefusal>) -> Void)
    case record(@Sendable (Result<RecordTicket, LogRefusal>) -> Void)
}

/// An entry that waits for the disk.
///
/// An object, because it goes through five lists on its way: each takes one reference.
final class PendingEntry: Sendable {
    let entry: EncodedEntry
    let deadline: ContinuousClock.Instant
    let confirmation: Confirmation

    init(entry: EncodedEntry, deadline: ContinuousClock.Instant, confirmation: Confirmation) {
        self.entry = entry
        self.deadline = deadline
        self.confirmation = confirmation
    }

    /// The same entry, for which nobody waits any more.
    var unawaited: PendingEntry {
        PendingEntry(entry: entry, deadline: deadline, confirmation: .none)
    }

    var isAwaited: Bool {
        if case .none = confirmation { return false }
        return true
    }

    /// Whether somebody still waits for it who can wait no longer.
    func isLate(at now: ContinuousClock.Instant) -> Bool { isAwaited && deadline < now }

    /// The bytes that it takes in a frame, its personal section included.
    var byteCount: Int {
        2 + entry.bytes.count + (entry.section.map { $0.count + 16 } ?? 0)
    }
}

/// A request's identity within the log: one exchange with ourselves is received and sent.
struct RequestKey: Hashable, Sendable {
    let transaction: TransactionID
    let direction: Direction

    /// The key of an entry that must be the only one of its kind.
    init?(_ entry: EncodedEntry) {
        guard entry.kind == .request, let transaction = entry.transaction,
            let direction = entry.direction
        else { return nil }
        self.init(transaction, direction)
    }

    init(_ transaction: TransactionID, _ direction: Direction) {
        self.transaction = transaction
        self.direction = direction
    }
}

extension PendingEntry {
    /// Tells those who wait that their entries are refused.
    static func tell(_ entries: [PendingEntry], _ refusal: LogRefusal) {
        for pending in entries {
            switch pending.confirmation {
            case .none: break
            case .position(let tell): tell(.failure(refusal))
            case .record(let tell): tell(.failure(refusal))
            }
        }
    }

    /// Tells those who wait that their entries are durable, the first at a position.
    static func confirm(
        _ entries: [PendingEntry],
        from first: LogPosition,
        _ sink: CompletionSink
    ) {
        for (place, pending) in entries.enumerated() {
            let position = LogPosition(index: first.index + UInt64(place))
            switch pending.confirmation {
            case .none: break
            case .position(let tell): tell(.success(position))
            case .record(let tell): tell(ticket(pending.entry, position, sink))
            }
        }
    }

    private static func ticket(
        _ entry: EncodedEntry,
        _ position: LogPosition,
        _ sink: CompletionSink
    ) -> Result<RecordTicket, LogRefusal> {
        guard let transaction = entry.transaction, let direction = entry.direction else {
            return .failure(.unwritable)
        }
        return .success(
            RecordTicket(
                OpenRecord(
                    transaction: transaction,
                    direction: direction,
                    position: position,
                    sink: sink
                )
            )
        )
    }
}
