public import ExchangeModel

/// DISCLOSED: the persons that only the answer named, durable before its first byte leaves.
public struct DisclosureEntry: Hashable, Sendable {
    /// When it was made, by our clock.
    public var createdAt: Timestamp
    /// The exchange.
    public var transaction: TransactionID
    /// Whether the request was received or sent.
    public var direction: Direction
    /// The place of the request's entry.
    public var record: LogPosition
    /// The paths that are about to leave, by the policy's own patterns.
    public var releasedPaths: [String]
    /// What is about to leave, by the policy's numbers.
    public var released = ReleasedFields()
    /// An exchange that this one is about.
    public var relatedTransaction: TransactionID?
    /// The event that leaves, when it is one.
    public var event: TransactionID?
    /// How many paths those are, listed or not.
    public var releasedCount: UInt64
    /// How many persons there are, also when they are erased.
    public var subjectCount: UInt64
    /// The persons.
    public var personal: PersonalSection

    /// Makes a disclosure; ``OpenRecord/disclosure(of:paths:released:at:)`` fills in the request.
    public init(
        createdAt: Timestamp,
        transaction: TransactionID,
        direction: Direction,
        record: LogPosition,
        releasedPaths: [String],
        personal: PersonalSection
    ) {
        self.createdAt = createdAt
        self.transaction = transaction
        self.direction = direction
        self.record = record
        self.releasedPaths = releasedPaths
        releasedCount = UInt64(releasedPaths.count)
        subjectCount = UInt64(personal.subjects.count)
        self.personal = personal
    }

    func write(to writer: inout CBORWriter) {
        writer.put(.moment, moment: createdAt)
        writer.put(.transaction, identifier: transaction)
        writer.put(.direction, unsigned: UInt64(direction.rawValue))
        writer.put(.record, unsigned: record.index)
        writer.put(.releasedPaths, texts: ReleasedPaths.listed(releasedPaths))
        writer.put(.releasedCount, unsigned: ReleasedPaths.total(releasedCount))
        writer.put(.subjectCount, unsigned: subjectCount)
        writer.put(released)
        writer.put(.relatedTransaction, identifier: relatedTransaction)
        writer.put(.event, identifier: event)
    }

    init(_ reader: inout MemberReader) throws(EntryProblem) {
        createdAt = try reader.moment()
        transaction = try reader.required(.transaction, reader.transaction())
        direction = try reader.required(.direction, reader.direction())
        record = LogPosition(index: try reader.required(.record, reader.number(.record)))
        releasedPaths = try reader.texts(.releasedPaths)
        releasedCount = try reader.number(.releasedCount) ?? UInt64(releasedPaths.count)
        subjectCount = try reader.required(.subjectCount, reader.number(.subjectCount))
        personal = PersonalSection()
        guard reader.version >= 2 else { return }
        released = try reader.releasedFields()
        relatedTransaction = try reader.identifier(.relatedTransaction)
        event = try reader.identifier(.event)
    }
}

/// How an exchange ended and what it weighed: what the data plane tells when it completes a record.
public struct Completion: Hashable, Sendable {
    /// How it ended.
    public var outcome: Outcome
    /// The HTTP status that was answered.
    public var status: Int?
    /// Bytes of the request's body.
    public var requestBytes: UInt64?
    /// Bytes of the answer's body as it left.
    public var responseBytes: UInt64?
    /// Milliseconds from the request's head to the end of the answer.
    public var duration: UInt64?
    /// The paths that left, by the policy's own patterns; the first 64 are listed, all are counted.
    public var releasedPaths: [String]
    /// What left, by the policy's numbers.
    public var released = ReleasedFields()
    /// Why it came to nothing, where more is known than the outcome.
    public var cause = RefusalCause()
    /// What the check of the request's body found.
    public var requestVerdict: Verdict?
    /// What the check of the answer's body found.
    public var responseVerdict: Verdict?
    /// Paths whose names may be personal; they go to the personal section.
    public var personalPaths: [String]

    /// Makes a completion; members that stay nil are not known.
    public init(
        _ outcome: Outcome,
        status: Int? = nil,
        requestBytes: UInt64? = nil,
        responseBytes: UInt64? = nil,
        duration: UInt64? = nil,
        releasedPaths: [String] = [],
        requestVerdict: Verdict? = nil,
        responseVerdict: Verdict? = nil,
        personalPaths: [String] = []
    ) {
        self.outcome = outcome
        self.status = status
        self.requestBytes = requestBytes
        self.responseBytes = responseBytes
        self.duration = duration
        self.releasedPaths = releasedPaths
        self.requestVerdict = requestVerdict
        self.responseVerdict = responseVerdict
        self.personalPaths = personalPaths
    }
}

/// FIN: how a request ended; a second entry that names the first, never a change of it.
public struct CompletionEntry: Hashable, Sendable {
    /// When it was made, by our clock.
    public var createdAt: Timestamp
    /// The exchange.
    public var transaction: TransactionID
    /// Whether the request was received or sent.
    public var direction: Direction
    /// The place of the request's entry.
    public var record: LogPosition
    /// How it ended.
    ///
    /// Personal paths of a decoded entry are in ``personal``.
    public var completion: Completion
    /// How many paths left, listed or not.
    public var releasedCount: UInt64
    /// What is kept apart.
    public var personal: PersonalSection

    init(
        createdAt: Timestamp,
        transaction: TransactionID,
        direction: Direction,
        record: LogPosition,
        completion: Completion
    ) {
        self.createdAt = createdAt
        self.transaction = transaction
        self.direction = direction
        self.record = record
        self.completion = completion
        releasedCount = UInt64(completion.releasedPaths.count)
        personal = PersonalSection(paths: completion.personalPaths)
    }

    func write(to writer: inout CBORWriter) {
        writer.put(.moment, moment: createdAt)
        writer.put(.transaction, identifier: transaction)
        writer.put(.direction, unsigned: UInt64(direction.rawValue))
        writer.put(.record, unsigned: record.index)
        writer.put(completion.outcome)
        writer.put(.status, unsigned: completion.status.map { UInt64(clamping: $0) })
        writer.put(.requestBytes, unsigned: completion.requestBytes)
        writer.put(.responseBytes, unsigned: completion.responseBytes)
        writer.put(.duration, unsigned: completion.duration)
        writer.put(.releasedPaths, texts: ReleasedPaths.listed(completion.releasedPaths))
        writer.put(.releasedCount, unsigned: ReleasedPaths.total(releasedCount))
        writer.put(.requestVerdict, unsigned: completion.requestVerdict.map { UInt64($0.rawValue) })
        writer.put(
            .responseVerdict,
            unsigned: completion.responseVerdict.map { UInt64($0.rawValue) }
        )
        writer.put(peerCodeOf: completion.cause)
        writer.put(restOf: completion.cause)
        writer.put(completion.released)
    }

    init(_ reader: inout MemberReader) throws(EntryProblem) {
        createdAt = try reader.moment()
        transaction = try reader.required(.transaction, reader.transaction())
        direction = try reader.required(.direction, reader.direction())
        record = LogPosition(index: try reader.required(.record, reader.number(.record)))
        var completion = Completion(try reader.outcome())
        completion.status = try reader.integer(.status)
        completion.requestBytes = try reader.number(.requestBytes)
        completion.responseBytes = try reader.number(.responseBytes)
        completion.duration = try reader.number(.duration)
        completion.releasedPaths = try reader.texts(.releasedPaths)
        releasedCount =
            try reader.number(.releasedCount) ?? UInt64(completion.releasedPaths.count)
        completion.requestVerdict = try reader.choice(.requestVerdict, Verdict.self)
        completion.responseVerdict = try reader.choice(.responseVerdict, Verdict.self)
        completion.cause = try reader.cause()
        completion.released = try reader.releasedFields()
        self.completion = completion
        personal = PersonalSection()
    }
}

/// Lists of released paths as entries hold them: at most 64, none with a citizen's number.
enum ReleasedPaths {
    static let maximumPathBytes = 512

    static func listed(_ paths: [String]) -> [String] {
        paths.prefix(EntryGuard.maximumPaths)
            .map { $0.utf8.count > maximumPathBytes ? "*" : EntryGuard.masked($0) }
    }

    /// The number of paths, when it is more than those listed.
    static func total(_ count: UInt64) -> UInt64? {
        count > UInt64(EntryGuard.maximumPaths) ? count : nil
    }
}
