public import ExchangeModel

/// RETENTION: what was removed from the log by rule, and what must stay.
public struct RetentionEntry: Hashable, Sendable {
    /// What is done to entries.
    public enum Act: Hashable, Sendable {
        /// Whole partitions below a position are deleted.
        case remove(below: LogPosition)
        /// The personal sections of entries are erased; at most 1,000 in one entry.
        case erase([LogPosition])
        /// Nothing from a position on may be removed.
        case hold(from: LogPosition)
        /// The hold ends.
        case release
    }

    /// The most positions that one entry may erase.
    public static let maximumErasures = 1_000

    /// When it was made, by our clock.
    public var createdAt: Timestamp
    /// What is done.
    public var act: Act
    /// The rule or request that it rests on.
    public var policy: String
    /// The account name of who decided; nil when the rule runs by itself.
    public var person: String?

    /// Makes a retention record.
    public init(createdAt: Timestamp, act: Act, policy: String, person: String? = nil) {
        self.createdAt = createdAt
        self.act = act
        self.policy = policy
        self.person = person
    }

    func check() throws(EntryRefusal) {
        try EntryGuard.check(policy, .policy)
        try EntryGuard.check(account: person, .person)
        if case .erase(let positions) = act, positions.count > Self.maximumErasures {
            throw .tooLong(.positions)
        }
    }

    func write(to writer: inout CBORWriter) {
        writer.put(.moment, moment: createdAt)
        writer.put(.person, text: person)
        switch act {
        case .remove(let bound):
            writer.put(.act, unsigned: 0)
            writer.put(.bound, unsigned: bound.index)
        case .erase(let positions):
            writer.put(.act, unsigned: 1)
            writer.put(.positions, numbers: positions.map(\.index))
        case .hold(let bound):
            writer.put(.act, unsigned: 2)
            writer.put(.bound, unsigned: bound.index)
        case .release: writer.put(.act, unsigned: 3)
        }
        writer.put(.policy, text: policy)
    }

    init(_ reader: inout MemberReader) throws(EntryProblem) {
        createdAt = try reader.moment()
        person = try reader.text(.person)
        switch try reader.required(.act, reader.number(.act)) {
        case 0: act = .remove(below: try reader.bound())
        case 1: act = .erase(try reader.numbers(.positions).map(LogPosition.init))
        case 2: act = .hold(from: try reader.bound())
        case 3: act = .release
        default: throw .invalid(.act)
        }
        policy = try reader.required(.policy, reader.text(.policy))
    }
}

extension MemberReader {
    fileprivate mutating func bound() throws(EntryProblem) -> LogPosition {
        LogPosition(index: try required(.bound, number(.bound)))
    }
}

/// KEY: a key that was introduced, retired or destroyed.
public struct KeyEntry: Hashable, Sendable {
    /// What a key is for.
    public enum Role: UInt8, CaseIterable, Sendable {
        /// Signs checkpoints.
        case checkpoint = 0
        /// Makes pseudonyms.
        case pseudonym = 1
    }

    /// What happened to a key.
    public enum Event: UInt8, CaseIterable, Sendable {
        /// In use from here.
        case introduced = 0
        /// No longer used for new entries; kept to read old ones.
        case retired = 1
        /// Gone: what it made cannot be linked to a person any more.
        case destroyed = 2
    }

    /// When it was made, by our clock.
    public var createdAt: Timestamp
    /// What the key is for.
    public var role: Role
    /// The key's name.
    public var keyID: String
    /// What happened.
    public var event: Event
    /// The public half, when there is one: a `vkey`.
    public var publicKey: String?

    /// Makes a key record.
    public init(
        createdAt: Timestamp,
        role: Role,
        keyID: String,
        event: Event,
        publicKey: String? = nil
    ) {
        self.createdAt = createdAt
        self.role = role
        self.keyID = keyID
        self.event = event
        self.publicKey = publicKey
    }

    func check() throws(EntryRefusal) {
        try EntryGuard.check(keyID, .keyID)
        try EntryGuard.check(publicKey, .publicKey)
    }

    func write(to writer: inout CBORWriter) {
        writer.put(.moment, moment: createdAt)
        writer.put(.keyRole, unsigned: UInt64(role.rawValue))
        writer.put(.keyID, text: keyID)
        writer.put(.keyEvent, unsigned: UInt64(event.rawValue))
        writer.put(.publicKey, text: publicKey)
    }

    init(_ reader: inout MemberReader) throws(EntryProblem) {
        createdAt = try reader.moment()
        role = try reader.required(.keyRole, reader.choice(.keyRole, Role.self))
        keyID = try reader.required(.keyID, reader.text(.keyID))
        event = try reader.required(.keyEvent, reader.choice(.keyEvent, Event.self))
        publicKey = try reader.text(.publicKey)
    }
}

/// CONFIG: the configuration that is in force from here.
public struct ConfigurationEntry: Hashable, Sendable {
    /// When it was made, by our clock.
    public var createdAt: Timestamp
    /// The SHA-256 of the configuration file.
    public var digest: SHA256Value
    /// The program's version.
    public var version: String
    /// The account name of who changed it, when known.
    public var person: String?
    /// A document that the configuration names, or a part of it.
    public var document: ConfigurationDocument?

    /// Makes a configuration record.
    public init(createdAt: Timestamp, digest: SHA256Value, version: String, person: String? = nil) {
        self.createdAt = createdAt
        self.digest = digest
        self.version = version
        self.person = person
    }

    func check() throws(EntryRefusal) {
        try EntryGuard.check(version, .version)
        try EntryGuard.check(account: person, .person)
        try document?.check()
    }

    func write(to writer: inout CBORWriter) {
        writer.put(.moment, moment: createdAt)
        writer.put(.person, text: person)
        writer.put(.digest, digest: digest)
        writer.put(.version, text: version)
        document?.write(to: &writer)
    }

    init(_ reader: inout MemberReader) throws(EntryProblem) {
        createdAt = try reader.moment()
        person = try reader.text(.person)
        digest = try reader.required(.digest, reader.digest(.digest))
        version = try reader.required(.version, reader.text(.version))
        document = try ConfigurationDocument(&reader)
    }
}
