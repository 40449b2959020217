public import ExchangeModel
public import MerkleLog

/// One entry of the access log.
///
/// Its bytes are a version, a kind and a CBOR map; `docs/access-log-format.md` lists the members.
/// An entry that was decoded has an empty personal section until ``attach(_:)`` gives it back.
public enum LogEntry: Hashable, Sendable {
    case request(RequestEntry)
    case disclosure(DisclosureEntry)
    case completion(CompletionEntry)
    case denial(DenialEntry)
    case audit(AuditEntry)
    case retention(RetentionEntry)
    case key(KeyEntry)
    case configuration(ConfigurationEntry)
    case decision(DecisionEntry)
    case recovery(RecoveryEntry)
    case clock(ClockEntry)

    /// The version of the encoding that this program writes.
    public static let version: UInt8 = 2
    /// The versions that this program reads.
    public static let readableVersions: ClosedRange<UInt8> = 1...version
    static let headBytes = 2

    /// What the entry tells.
    public var kind: EntryKind {
        switch self {
        case .request: .request
        case .disclosure: .disclosure
        case .completion: .completion
        case .denial: .denial
        case .audit: .audit
        case .retention: .retention
        case .key: .key
        case .configuration: .configuration
        case .decision: .decision
        case .recovery: .recovery
        case .clock: .clock
        }
    }

    /// When the entry was made, by the clock of the one that wrote it.
    public var createdAt: Timestamp {
        switch self {
        case .request(let entry): entry.createdAt
        case .disclosure(let entry): entry.createdAt
        case .completion(let entry): entry.createdAt
        case .denial(let entry): entry.createdAt
        case .audit(let entry): entry.createdAt
        case .retention(let entry): entry.createdAt
        case .key(let entry): entry.createdAt
        case .configuration(let entry): entry.createdAt
        case .decision(let entry): entry.createdAt
        case .recovery(let entry): entry.createdAt
        case .clock(let entry): entry.createdAt
        }
    }

    /// The exchange that the entry belongs to, when there is one.
    public var transaction: TransactionID? {
        switch self {
        case .request(let entry): entry.transaction
        case .disclosure(let entry): entry.transaction
        case .completion(let entry): entry.transaction
        case .denial(let entry): entry.transaction
        case .decision(let entry): entry.transaction
        case .audit, .retention, .key, .configuration, .recovery, .clock: nil
        }
    }

    /// Whether the exchange was received or sent, when there is one.
    public var direction: Direction? {
        switch self {
        case .request(let entry): entry.direction
        case .disclosure(let entry): entry.direction
        case .completion(let entry): entry.direction
        case .denial(let entry): entry.direction
        case .decision(let entry): entry.direction
        case .audit, .retention, .key, .configuration, .recovery, .clock: nil
        }
    }

    /// What the entry says about persons.
    public var personal: PersonalSection {
        switch self {
        case .request(let entry): entry.personal
        case .disclosure(let entry): entry.personal
        case .completion(let entry): entry.personal
        case .denial(let entry): entry.personal
        case .audit(let entry): entry.personal
        case .decision(let entry): entry.personal
        case .retention, .key, .configuration, .recovery, .clock: PersonalSection()
        }
    }

    /// Gives a decoded entry its personal section back.
    public mutating func attach(_ section: PersonalSection) {
        switch self {
        case .request(var entry):
            entry.personal = section
            self = .request(entry)
        case .disclosure(var entry):
            entry.personal = section
            self = .disclosure(entry)
        case .completion(var entry):
            entry.personal = section
            self = .completion(entry)
        case .denial(var entry):
            entry.personal = section
            self = .denial(entry)
        case .audit(var entry):
            entry.personal = section
            self = .audit(entry)
        case .decision(var entry):
            entry.personal = section
            self = .decision(entry)
        case .retention, .key, .configuration, .recovery, .clock: break
        }
    }

    /// The bytes that go into the log, with the hash of their leaf.
    ///
    /// - Parameter salt: Sixteen fresh random bytes, drawn only when there is a personal section.
    /// - Returns: The entry and, apart from it, its sealed section.
    /// - Throws: ``EntryRefusal`` when a text may not be logged or the entry is too large.
    public func encoded(salt: @autoclosure () -> Salt) throws(EntryRefusal) -> EncodedEntry {
        try check()
        let entry = unguarded(salt: salt())
        guard entry.bytes.count <= EntryBundle.maximumEntryBytes else { throw .tooLarge }
        return entry
    }

    /// The bytes without the guard: for completions, whose members are masked and bounded instead.
    package func unguarded(salt: @autoclosure () -> Salt) -> EncodedEntry {
        let personal = personal
        let section = personal.isEmpty ? nil : personal.sealed(salt())
        var writer = CBORWriter(after: [Self.version, kind.rawValue])
        writer.put(.commitment, bytes: section.map { TreeHash.digest($0).bytes })
        write(to: &writer)
        return EncodedEntry(
            bytes: writer.finished(),
            section: section,
            kind: kind,
            transaction: transaction,
            direction: direction,
            createdAt: createdAt
        )
    }

    private func check() throws(EntryRefusal) {
        guard personal.subjects.count <= PersonalSection.maximumSubjects else {
            throw .tooManySubjects
        }
        switch self {
        case .request(let entry): try entry.check()
        case .disclosure, .completion, .recovery, .clock: break
        case .denial(let entry): try entry.check()
        case .audit(let entry): try entry.check()
        case .retention(let entry): try entry.check()
        case .key(let entry): try entry.check()
        case .configuration(let entry): try entry.check()
        case .decision(let entry): try entry.check()
        }
    }

    private func write(to writer: inout CBORWriter) {
        switch self {
        case .request(let entry): entry.write(to: &writer)
        case .disclosure(let entry): entry.write(to: &writer)
        case .completion(let entry): entry.write(to: &writer)
        case .denial(let entry): entry.write(to: &writer)
        case .audit(let entry): entry.write(to: &writer)
        case .retention(let entry): entry.write(to: &writer)
        case .key(let entry): entry.write(to: &writer)
        case .configuration(let entry): entry.write(to: &writer)
        case .decision(let entry): entry.write(to: &writer)
        case .recovery(let entry): entry.write(to: &writer)
        case .clock(let entry): entry.write(to: &writer)
        }
    }
}

/// An entry as it goes into the log, with what the log must know of it.
///
/// Made by ``LogEntry/encoded(salt:)`` on the thread of the request, so that the log's writer only
/// copies and flushes. A class: it goes through several queues on its way to the disk.
public final class EncodedEntry: Sendable {
    /// The bytes of the leaf.
    public let bytes: [UInt8]
    /// The salt and personal section beside it; nil when there is none.
    public let section: [UInt8]?
    /// The leaf's hash.
    public let leaf: TreeHash
    /// What it tells.
    public let kind: EntryKind
    /// The exchange that it belongs to.
    public let transaction: TransactionID?
    /// Whether the exchange was received or sent.
    public let direction: Direction?
    /// When it was made.
    public let createdAt: Timestamp

    init(
        bytes: [UInt8],
        section: [UInt8]?,
        kind: EntryKind,
        transaction: TransactionID?,
        direction: Direction?,
        createdAt: Timestamp
    ) {
        self.bytes = bytes
        self.section = section
        leaf = TreeHash.leaf(bytes)
        self.kind = kind
        self.transaction = transaction
        self.direction = direction
        self.createdAt = createdAt
    }
}
