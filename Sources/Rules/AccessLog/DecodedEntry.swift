public import ExchangeModel
private import MerkleLog

/// An entry read back from the log, with the hash of its personal section when it has one.
public struct DecodedEntry: Hashable, Sendable {
    /// The entry, its personal section empty until the section is opened.
    public private(set) var entry: LogEntry
    /// SHA-256 over the salt and section; nil when nothing is kept apart.
    public let commitment: SHA256Value?

    /// Reads the bytes of a leaf; strict, and total over hostile bytes.
    public init(_ bytes: [UInt8]) throws(EntryProblem) {
        self = try bytes.withUnsafeBufferPointer { buffer throws(EntryProblem) in
            try DecodedEntry(reading: UnsafeRawBufferPointer(buffer))
        }
    }

    /// Reads the bytes of a leaf in place.
    public init(reading bytes: UnsafeRawBufferPointer) throws(EntryProblem) {
        guard bytes.count > LogEntry.headBytes else { throw .malformed(offset: bytes.count) }
        let version = bytes[0]
        guard LogEntry.readableVersions.contains(version) else { throw .unknownVersion(version) }
        guard let kind = EntryKind(rawValue: bytes[1]), kind.since <= version else {
            throw .unknownKind(bytes[1])
        }
        var reader = try MemberReader(bytes, from: LogEntry.headBytes, version: version)
        commitment = kind.holdsPersons(in: version) ? try reader.digest(.commitment) : nil
        entry =
            switch kind {
            case .request: .request(try RequestEntry(&reader))
            case .disclosure: .disclosure(try DisclosureEntry(&reader))
            case .completion: .completion(try CompletionEntry(&reader))
            case .denial: .denial(try DenialEntry(&reader))
            case .audit: .audit(try AuditEntry(&reader))
            case .retention: .retention(try RetentionEntry(&reader))
            case .key: .key(try KeyEntry(&reader))
            case .configuration: .configuration(try ConfigurationEntry(&reader))
            case .decision: .decision(try DecisionEntry(&reader))
            case .recovery: .recovery(try RecoveryEntry(&reader))
            case .clock: .clock(try ClockEntry(&reader))
            }
        try reader.finish()
    }

    /// Opens a sealed section and gives it to the entry; false when it is not this entry's.
    public mutating func open(_ sealed: [UInt8]) throws(EntryProblem) -> Bool {
        guard PersonalSection.commitment(to: sealed) == commitment else { return false }
        entry.attach(try PersonalSection(sealed: sealed))
        return true
    }

    /// Whether a sealed section is the one that the entry names.
    public func matches(_ sealed: [UInt8]) -> Bool {
        PersonalSection.commitment(to: sealed) == commitment
    }
}
