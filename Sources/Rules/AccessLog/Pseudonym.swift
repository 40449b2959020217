internal import Crypto
public import ExchangeModel
private import SignedJSON

/// A person, recognisable only to the holder of a key: `hs256.<key id>.<base64url>`.
public struct Pseudonym: Hashable, Sendable, CustomStringConvertible {
    /// The name of the key, which says the controller and the epoch.
    public let keyID: KeyID
    /// The type of the identifier that it stands for, for example the URI of a pseudonym type.
    public let type: String
    /// The keyed hash.
    public let digest: SHA256Value

    /// Makes a pseudonym from parts that were read from a log.
    public init(keyID: KeyID, type: String, digest: SHA256Value) {
        self.keyID = keyID
        self.type = type
        self.digest = digest
    }

    /// Reads `hs256.<key id>.<base64url of 32 bytes>`.
    public init(_ text: some StringProtocol, type: String) throws(Malformed) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "hs256", let bytes = Base64URL.decode(parts[2]),
            let digest = SHA256Value(bytes)
        else { throw Malformed(expected: "a pseudonym: hs256.<key id>.<base64url of 32 bytes>") }
        self.init(keyID: try KeyID(parts[1]), type: type, digest: digest)
    }

    /// The text as people and files see it.
    public var description: String {
        "hs256.\(keyID).\(Base64URL.encode(digest.bytes))"
    }
}

/// The name of a key of pseudonyms: 1 to 32 letters, digits, hyphens or underscores.
public struct KeyID: Hashable, Sendable, CustomStringConvertible {
    /// The name as pseudonyms carry it.
    public let rawValue: String

    /// Reads a key's name.
    public init(_ text: some StringProtocol) throws(Malformed) {
        let allowed = text.utf8.allSatisfy {
            switch $0 {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
            default: false
            }
        }
        guard allowed, (1...32).contains(text.utf8.count) else {
            throw Malformed(expected: "a key id of 1 to 32 letters, digits, '-' or '_'")
        }
        rawValue = String(text)
    }

    /// The text as people and files see it.
    public var description: String { rawValue }
}

/// Makes pseudonyms with the key of one controller and epoch.
///
/// Without the key the numbers of citizens cannot be guessed back, although there are only 10^9.
public struct Pseudonymiser: Sendable {
    /// The fewest bytes of a key.
    public static let minimumKeyBytes = 32

    /// The key's name.
    public let keyID: KeyID
    /// The keyed hash before its first byte; each pseudonym goes on from a copy.
    private let start: HMAC<SHA256>

    /// Takes a key of at least 32 random bytes.
    public init(keyID: KeyID, key: [UInt8]) throws(Malformed) {
        guard key.count >= Self.minimumKeyBytes else {
            throw Malformed(expected: "a pseudonym key of at least 32 bytes")
        }
        self.keyID = keyID
        start = HMAC(key: SymmetricKey(data: key))
    }

    /// The pseudonym of an identifier: HMAC-SHA256 over `ldv/v1`, its type and its normal form.
    public func pseudonym(of identifier: String, type: String) -> Pseudonym {
        pseudonym(of: Array(identifier.utf8), type: type)
    }

    /// The pseudonym of an identifier that stands in a payload.
    public func pseudonym(of identifier: [UInt8], type: String) -> Pseudonym {
        var message: [UInt8] = []
        message.reserveCapacity(64)
        message.append(contentsOf: "ldv/v1\0".utf8)
        message.append(contentsOf: type.utf8)
        message.append(0)
        message.append(contentsOf: Self.normalForm(of: identifier, type: type))
        var hash = start
        message.withUnsafeBytes { hash.update(data: $0) }
        let code = hash.finalize()
        guard let digest = code.withUnsafeBytes({ SHA256Value($0) }) else {
            preconditionFailure("HMAC-SHA256 has 32 bytes")
        }
        return Pseudonym(keyID: keyID, type: type, digest: digest)
    }

    /// Spaces at the ends are dropped; a BSN is written with nine digits.
    static func normalForm(of identifier: [UInt8], type: String) -> [UInt8] {
        var text = identifier[...]
        while let first = text.first, first <= 0x20 {
            text.removeFirst()
        }
        while let last = text.last, last <= 0x20 {
            text.removeLast()
        }
        let isNumber = text.allSatisfy { (0x30...0x39).contains($0) }
        guard type == "BSN", isNumber, text.count < 9 else { return Array(text) }
        return [UInt8](repeating: 0x30, count: 9 - text.count) + text
    }
}
