internal import Crypto

/// A public key that verifies signed notes, known by its name: an Ed25519 `vkey`.
///
/// C2SP, *signed-note: Verifier keys*.
public struct NoteVerifier: Hashable, Sendable, CustomStringConvertible {
    /// The signature type identifier of Ed25519.
    static let ed25519: UInt8 = 1

    /// The key's name, for a log its origin.
    public let name: String
    /// The first four bytes of the hash over name, type and key.
    public let keyID: UInt32
    /// The key of 32 bytes; RFC 8032, *Ed25519*.
    public let publicKey: [UInt8]

    /// Makes a verifier from a name and a key of 32 bytes.
    public init(name: String, publicKey: [UInt8]) throws(NoteProblem) {
        guard Self.isKeyName(name), publicKey.count == 32 else { throw .malformedKey }
        self.name = name
        self.publicKey = publicKey
        keyID = Self.identifier(name: name, publicKey: publicKey)
    }

    /// Reads the text `name+id+base64`.
    public init(parsing text: some StringProtocol) throws(NoteProblem) {
        let parts = text.split(
            separator: "+",
            maxSplits: 2,
            omittingEmptySubsequences: false
        )
        guard parts.count == 3, let material = Base64.decode(parts[2]), let type = material.first
        else { throw .malformedKey }
        guard type == Self.ed25519 else { throw .unsupportedKey }
        try self.init(name: String(parts[0]), publicKey: Array(material.dropFirst()))
        guard parts[1] == keyIDText else { throw .malformedKey }
    }

    /// The text `name+id+base64`.
    public var description: String {
        "\(name)+\(keyIDText)+\(Base64.encode([Self.ed25519] + publicKey))"
    }

    private var keyIDText: String {
        let digits = String(keyID, radix: 16)
        return String(repeating: "0", count: 8 - digits.utf8.count) + digits
    }

    /// Whether a signature over a text is this key's.
    func isValid(_ signature: [UInt8], for text: String) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else {
            return false
        }
        return key.isValidSignature(signature, for: Array(text.utf8))
    }

    static func identifier(name: String, publicKey: [UInt8]) -> UInt32 {
        TreeHash.digest(Array(name.utf8) + [0x0A, ed25519] + publicKey).bytes.prefix(4)
            .reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Whether a text may name a key: not empty, no space of any kind, no plus, no control character.
    static func isKeyName(_ text: some StringProtocol) -> Bool {
        !text.isEmpty
            && text.unicodeScalars.allSatisfy {
                !$0.properties.isWhitespace && $0 != "+" && $0.value >= 0x20 && $0.value != 0x7F
            }
    }
}
