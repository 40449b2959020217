private import Crypto

/// A private key that signs notes under its name.
///
/// Its text is `PRIVATE+KEY+name+id+base64`, the form that the Go checksum database's tools use.
public struct NoteSigner: Sendable {
    /// The public half.
    public let verifier: NoteVerifier
    private let key: Curve25519.Signing.PrivateKey

    /// Makes a signer from a name and a secret of 32 random bytes.
    public init(name: String, secret: [UInt8]) throws(NoteProblem) {
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: secret) else {
            throw .malformedKey
        }
        self.key = key
        verifier = try NoteVerifier(name: name, publicKey: Array(key.publicKey.rawRepresentation))
    }

    /// Reads the text of a private key; white space around it is ignored.
    public init(parsing text: some StringProtocol) throws(NoteProblem) {
        let word = text.split(whereSeparator: \.isWhitespace)
        guard word.count == 1, word[0].hasPrefix(Self.prefix) else { throw .malformedKey }
        let parts = word[0].dropFirst(Self.prefix.count).split(
            separator: "+",
            maxSplits: 2,
            omittingEmptySubsequences: false
        )
        guard parts.count == 3, let material = Base64.decode(parts[2]), let type = material.first
        else { throw .malformedKey }
        guard type == NoteVerifier.ed25519 else { throw .unsupportedKey }
        try self.init(name: String(parts[0]), secret: Array(material.dropFirst()))
        guard verifier.description.hasPrefix("\(parts[0])+\(parts[1])+") else {
            throw .malformedKey
        }
    }

    /// The text of the private key; it is a secret.
    public var secretText: String {
        let material = [NoteVerifier.ed25519] + Array(key.rawRepresentation)
        let named = verifier.description.split(separator: "+", maxSplits: 2).prefix(2)
        return Self.prefix + named.joined(separator: "+") + "+" + Base64.encode(material)
    }

    /// Signs a text that ends in a newline.
    public func sign(_ text: String) throws(NoteProblem) -> SignedNote {
        guard text.hasSuffix("\n"), let bytes = try? key.signature(for: Array(text.utf8)) else {
            throw .malformedNote
        }
        let signature = SignedNote.Signature(
            name: verifier.name,
            keyID: verifier.keyID,
            bytes: Array(bytes)
        )
        return SignedNote(text: text, signatures: [signature])
    }

    private static let prefix = "PRIVATE+KEY+"
}
