public import ExchangeModel

/// A document that the configuration names, kept in the log so that it comes back from it.
///
/// One that is too large for an entry stands in several CONFIG entries, part by part.
public struct ConfigurationDocument: Hashable, Sendable {
    /// What a document is.
    public enum Role: UInt8, CaseIterable, Sendable {
        /// A field policy.
        case fieldPolicy = 0
        /// The description of a Service.
        case openAPI = 1
        /// A version of the register of processing activities.
        case processingRegister = 2
        /// With which service, words and processing activity a field policy is, or was, published.
        case policyTerms = 3

        /// The name in JSON.
        public var name: String {
            switch self {
            case .fieldPolicy: "field_policy"
            case .openAPI: "openapi"
            case .processingRegister: "processing_register"
            case .policyTerms: "policy_terms"
            }
        }
    }

    /// The most bytes of one part.
    public static let maximumPartBytes = 60_000
    /// The most parts: 15 MB.
    public static let maximumParts = 256

    /// What it is.
    public let role: Role
    /// The digest by which others name it; a field policy's is over its canonical form.
    public let digest: SHA256Value
    /// The bytes of this part.
    public let bytes: [UInt8]
    /// The number of this part, from zero.
    public let part: Int
    /// How many parts there are.
    public let parts: Int

    private init(_ role: Role, _ digest: SHA256Value, _ bytes: [UInt8], part: Int, of parts: Int) {
        self.role = role
        self.digest = digest
        self.bytes = bytes
        self.part = part
        self.parts = parts
    }

    /// Divides a document into the parts that entries can hold, in order.
    ///
    /// - Throws: ``EntryRefusal`` when it is empty, too long, or holds a citizen's number.
    public static func parts(
        of document: [UInt8],
        role: Role,
        digest: SHA256Value
    ) throws(EntryRefusal) -> [ConfigurationDocument] {
        let count = (document.count + maximumPartBytes - 1) / maximumPartBytes
        guard (1...maximumParts).contains(count) else { throw .tooLong(.documentBytes) }
        guard !EntryGuard.holdsCitizenNumber(String(decoding: document, as: UTF8.self)) else {
            throw .citizenNumber(.documentBytes)
        }
        return (0..<count).map { part in
            let start = part * maximumPartBytes
            let bytes = document[start..<min(document.count, start + maximumPartBytes)]
            return ConfigurationDocument(role, digest, Array(bytes), part: part, of: count)
        }
    }

    /// The whole document; nil unless these are its parts, all and in order.
    public static func joined(_ parts: [ConfigurationDocument]) -> [UInt8]? {
        guard let first = parts.first, parts.count == first.parts else { return nil }
        var whole: [UInt8] = []
        for (number, part) in parts.enumerated() {
            guard part.part == number, part.parts == first.parts, part.role == first.role,
                part.digest == first.digest
            else { return nil }
            whole += part.bytes
        }
        return whole
    }

    func check() throws(EntryRefusal) {
        guard !EntryGuard.holdsCitizenNumber(String(decoding: bytes, as: UTF8.self)) else {
            throw .citizenNumber(.documentBytes)
        }
    }

    func write(to writer: inout CBORWriter) {
        writer.put(.documentRole, unsigned: UInt64(role.rawValue))
        writer.put(.documentDigest, digest: digest)
        writer.put(.documentBytes, bytes: bytes)
        writer.put(.documentPart, unsigned: UInt64(part))
        writer.put(.documentParts, unsigned: UInt64(parts))
    }

    /// Reads the part of a document that an entry holds; nil when it has none.
    init?(_ reader: inout MemberReader) throws(EntryProblem) {
        guard reader.version >= 2, let role = try reader.choice(.documentRole, Role.self) else {
            return nil
        }
        self.role = role
        digest = try reader.required(.documentDigest, reader.digest(.documentDigest))
        bytes = try reader.required(.documentBytes, reader.byteString(.documentBytes))
        guard (1...Self.maximumPartBytes).contains(bytes.count) else {
            throw .invalid(.documentBytes)
        }
        parts = try reader.required(.documentParts, reader.integer(.documentParts))
        guard (1...Self.maximumParts).contains(parts) else { throw .invalid(.documentParts) }
        part = try reader.required(.documentPart, reader.integer(.documentPart))
        guard (0..<parts).contains(part) else { throw .invalid(.documentPart) }
    }
}
