internal import Crypto
internal import ExchangeModel

/// Sixteen random bytes that keep a personal section from being guessed by its hash.
public struct Salt: Hashable, Sendable {
    /// The bytes in order.
    public let bytes: [UInt8]

    /// Takes two words from a cryptographic generator.
    public init(_ first: UInt64, _ second: UInt64) {
        bytes = withUnsafeBytes(of: (first.bigEndian, second.bigEndian)) { Array($0) }
    }
}

/// What an entry says about persons, kept apart from it so that it can be erased.
///
/// The entry holds SHA-256(salt || section); when salt and section are erased, every proof about the
/// entry still holds and nobody can tell who was named.
public struct PersonalSection: Hashable, Sendable {
    /// The most persons that one entry may name.
    public static let maximumSubjects = 10_000
    static let saltBytes = 16

    /// The persons whose data the exchange is about.
    public var subjects: [Pseudonym]
    /// The person on whose behalf the client asked, when the client said so.
    public var endUser: Pseudonym?
    /// Paths of released members whose names may themselves be personal.
    public var paths: [String]
    /// The case for which the client asked, as a pseudonym of its reference.
    public var relation: Pseudonym?

    /// Makes a section; empty by default.
    public init(
        subjects: [Pseudonym] = [],
        endUser: Pseudonym? = nil,
        paths: [String] = [],
        relation: Pseudonym? = nil
    ) {
        self.relation = relation
        self.subjects = subjects
        self.endUser = endUser
        self.paths = paths
    }

    /// Whether there is nothing to keep apart.
    public var isEmpty: Bool {
        subjects.isEmpty && endUser == nil && paths.isEmpty && relation == nil
    }

    /// The salt and the section's CBOR: what is stored beside the entry.
    func sealed(_ salt: Salt) -> [UInt8] {
        var writer = CBORWriter(after: salt.bytes)
        if !subjects.isEmpty {
            writer.begin(.subjects)
            writer.arrayHead(subjects.count)
            for subject in subjects {
                writer.put(subject)
            }
        }
        if let endUser {
            writer.begin(.endUser)
            writer.put(endUser)
        }
        writer.put(
            .personalPaths,
            texts: paths.prefix(EntryGuard.maximumPaths).map(EntryGuard.masked)
        )
        if let relation {
            writer.begin(.relation)
            writer.put(relation)
        }
        return writer.finished()
    }

    /// What an entry holds in place of a sealed section.
    static func commitment(to sealed: [UInt8]) -> SHA256Value {
        guard let value = SHA256Value(Array(SHA256.hash(data: sealed))) else {
            preconditionFailure("SHA-256 has 32 bytes")
        }
        return value
    }

    /// Reads a sealed section: sixteen bytes of salt and the CBOR after them.
    public init(sealed: [UInt8]) throws(EntryProblem) {
        guard sealed.count > Self.saltBytes else { throw .malformed(offset: sealed.count) }
        self = try sealed.withUnsafeBufferPointer { buffer throws(EntryProblem) in
            var reader = try MemberReader(
                UnsafeRawBufferPointer(buffer),
                from: Self.saltBytes
            )
            let subjects = try (reader.array(.subjects) ?? []).map { item throws(EntryProblem) in
                try reader.pseudonym(of: item, .subjects)
            }
            let endUser = try reader.array(.endUser).map { items throws(EntryProblem) in
                try reader.pseudonym(of: .array(items), .endUser)
            }
            let relation = try reader.array(.relation).map { items throws(EntryProblem) in
                try reader.pseudonym(of: .array(items), .relation)
            }
            let section = PersonalSection(
                subjects: subjects,
                endUser: endUser,
                paths: try reader.texts(.personalPaths),
                relation: relation
            )
            try reader.finish()
            return section
        }
    }
}

extension CBORWriter {
    /// A pseudonym: an array of type, key id and digest.
    fileprivate mutating func put(_ pseudonym: Pseudonym) {
        arrayHead(3)
        text(pseudonym.type)
        text(pseudonym.keyID.rawValue)
        byteString(pseudonym.digest.bytes)
    }
}

extension MemberReader {
    fileprivate func pseudonym(
        of item: CBORItem,
        _ member: EntryMember
    ) throws(EntryProblem) -> Pseudonym {
        guard case .array(let parts) = item, parts.count == 3,
            let keyID = try? KeyID(text(of: parts[1], member)),
            let digest = SHA256Value(try byteString(of: parts[2], member))
        else { throw .invalid(member) }
        return Pseudonym(keyID: keyID, type: try text(of: parts[0], member), digest: digest)
    }
}
