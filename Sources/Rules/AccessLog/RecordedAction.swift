public import ExchangeModel

/// What somebody is about to do in management.
public struct ActionIntention: Hashable, Sendable {
    /// What is done, for example `contract.accept`.
    public let action: String
    /// The account name of the person, or the peer that does it.
    public let person: String
    /// What it is done to, for example a contract hash.
    public let object: String
    /// The reason that the person gave.
    public let reason: String?
    /// The signature under a contract that it brings.
    public let decision: RecordedDecision?

    /// Describes an action.
    public init(
        _ action: String,
        by person: String,
        on object: String,
        reason: String? = nil,
        decision: RecordedDecision? = nil
    ) {
        (self.action, self.person, self.object) = (action, person, object)
        (self.reason, self.decision) = (reason, decision)
    }
}

/// Proof that a management action stands durably in our log; without one no store changes.
///
/// Only the log's storage makes it, when the disk has confirmed the intention. It is consumed by
/// ``end(_:change:reason:)``; one that is dropped writes that the action failed.
public struct RecordedAction: ~Copyable, Sendable {
    /// What is about to be done.
    public let intention: ActionIntention
    /// Where the intention stands, as the store keeps it.
    public let place: ActionPlace
    private let sink: CompletionSink
    private var isEnded = false

    package init(_ intention: ActionIntention, at place: ActionPlace, sink: CompletionSink) {
        (self.intention, self.place, self.sink) = (intention, place, sink)
    }

    /// Ends the action: writes how it ended, which nobody waits for.
    ///
    /// `change` is the number that the store gave to what was changed.
    public consuming func end(
        _ result: AuditEntry.Result,
        change: UInt64? = nil,
        reason: String? = nil
    ) {
        isEnded = true
        write(result, change: change, reason: reason)
    }

    /// Ends the action as a store found it: done with the number of the change, or refused with why.
    public consuming func end(unless refusal: String?, change: UInt64?) {
        if let refusal {
            end(.refused, reason: refusal)
        } else {
            end(.done, change: change)
        }
    }

    private borrowing func write(
        _ result: AuditEntry.Result,
        change: UInt64? = nil,
        reason: String?
    ) {
        var entry = AuditEntry(
            ending: intention,
            at: sink.now(),
            as: place.action,
            result,
            reason: reason.map(AuditEntry.recordable)
        )
        entry.change = change
        sink.write(LogEntry.audit(entry).unguarded(salt: sink.salt()))
    }

    deinit {
        if !isEnded {
            write(.failed, reason: "abandoned")
        }
    }
}

/// Where the intention of an action stands in which log.
public struct ActionPlace: Hashable, Sendable {
    /// The action's own identity, which its ending names.
    public let action: TransactionID
    /// The origin of the log.
    public let origin: String
    /// The place of the intention in that log.
    public let position: LogPosition

    /// Names a place: the log's storage does, and whoever reads it back from there.
    package init(action: TransactionID, origin: String, position: LogPosition) {
        (self.action, self.origin, self.position) = (action, origin, position)
    }
}

extension AuditEntry {
    /// The most characters of a reason that holds words of others.
    private static let longestReason = 200

    /// What stands before a peer's identity where an account name is asked for.
    static let peerPrefix = "peer:"

    /// A peer that decides, in the place of a person.
    public static func person(_ peer: PeerID) -> String { peerPrefix + peer.rawValue }

    /// A text that holds words of others, as records take it: masked, in 200 characters.
    public static func recordable(_ text: String) -> String {
        EntryGuard.masked(String(text.unicodeScalars.prefix(longestReason).map(Character.init)))
    }
}
