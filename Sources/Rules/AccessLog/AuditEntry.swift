public import ExchangeModel

/// AUDIT: what a person or peer did in management, and every reading of the log.
///
/// An action that changes something has two: its intention, durable before anything changes, and how
/// it ended. One that changes nothing, a reading or a refusal, has one.
public struct AuditEntry: Hashable, Sendable {
    /// How the action ended.
    public enum Result: UInt8, CaseIterable, Sendable {
        /// Done.
        case done = 0
        /// It may not be done, by rule or as things stand; nothing was changed.
        case refused = 1
        /// It was tried and broke; nothing was changed, or the reason says what.
        case failed = 2

        /// The word that operators read.
        public var name: String {
            switch self {
            case .done: "done"
            case .refused: "refused"
            case .failed: "failed"
            }
        }
    }

    /// The part of an action that an entry tells.
    public enum Stage: Hashable, Sendable {
        /// All of it: nothing was changed by it.
        case whole(Result)
        /// That it is about to be done.
        case intended(TransactionID)
        /// How it ended, by the identity that its intention has.
        case ended(TransactionID, Result)
    }

    /// When it was made, by our clock.
    public var createdAt: Timestamp
    /// What was done, for example `contract.accept` or `log.query`.
    public var action: String
    /// The account name (uid) of the person, or the peer that did it; never a name or citizen number.
    public var person: String
    /// What it was done to, for example a contract hash.
    public var object: String
    /// The part of the action that the entry tells.
    public var stage: Stage
    /// The reason that the person gave, or why it was refused.
    public var reason: String?
    /// The signature under a contract that the action brings, where it brings one.
    public var decision: RecordedDecision?
    /// The number that the store gave to the change, once it is made.
    public var change: UInt64?
    /// The person that was looked up, when the log was read about one.
    public var personal = PersonalSection()

    /// How the action ended; nil for an intention.
    public var result: Result? {
        switch stage {
        case .whole(let result), .ended(_, let result): result
        case .intended: nil
        }
    }

    /// Makes an audit record that tells a whole action.
    public init(
        createdAt: Timestamp,
        action: String,
        person: String,
        object: String,
        result: Result,
        reason: String? = nil
    ) {
        self.createdAt = createdAt
        self.action = action
        self.person = person
        self.object = object
        stage = .whole(result)
        self.reason = reason
    }

    /// The record that an action is about to be done.
    public init(intending action: ActionIntention, at moment: Timestamp, as id: TransactionID) {
        createdAt = moment
        self.action = action.action
        person = action.person
        object = action.object
        stage = .intended(id)
        reason = action.reason
        decision = action.decision
    }

    /// The record of how an intended action ended.
    package init(
        ending action: ActionIntention,
        at moment: Timestamp,
        as id: TransactionID,
        _ result: Result,
        reason: String?
    ) {
        createdAt = moment
        self.action = action.action
        person = action.person
        object = action.object
        stage = .ended(id, result)
        self.reason = reason ?? action.reason
        decision = action.decision.map { $0.withoutSignature }
    }

    func check() throws(EntryRefusal) {
        try EntryGuard.check(action, .action)
        try EntryGuard.check(account: person, .person)
        try EntryGuard.check(account: object, .object)
        try EntryGuard.check(reason, .reason)
        if let text = decision?.signature, text.utf8.count > RecordedDecision.maximumSignature {
            throw .tooLong(.contractSignature)
        }
    }

    func write(to writer: inout CBORWriter) {
        writer.put(.moment, moment: createdAt)
        writer.put(.peer, text: decision?.peer.rawValue)
        writer.put(.action, text: action)
        writer.put(.person, text: person)
        writer.put(.object, text: object)
        writer.put(.result, unsigned: result.map { UInt64($0.rawValue) })
        writer.put(.reason, text: reason)
        switch stage {
        case .whole: break
        case .intended(let id), .ended(let id, _): writer.put(.actionID, identifier: id)
        }
        writer.put(.contract, text: decision?.contract.rawValue)
        writer.put(.signatureKind, unsigned: decision.map { UInt64($0.kind.rawValue) })
        writer.put(.contractSignature, text: decision?.signature)
        writer.put(.change, unsigned: change)
    }

    init(_ reader: inout MemberReader) throws(EntryProblem) {
        createdAt = try reader.moment()
        let peer = reader.version > 1 ? try reader.peer(.peer) : nil
        action = try reader.required(.action, reader.text(.action))
        person = try reader.required(.person, reader.text(.person))
        object = try reader.required(.object, reader.text(.object))
        let result = try reader.choice(.result, Result.self)
        reason = try reader.text(.reason)
        guard reader.version > 1 else {
            stage = .whole(try reader.required(.result, result))
            return
        }
        switch (try reader.identifier(.actionID), result) {
        case (nil, let result): stage = .whole(try reader.required(.result, result))
        case (let id?, nil): stage = .intended(id)
        case (let id?, let result?): stage = .ended(id, result)
        }
        decision = try RecordedDecision(&reader, peer)
        change = try reader.number(.change)
    }
}
