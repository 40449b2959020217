/// A text with the signatures of one or more keys.
///
/// A value of this type has the form of a note; its text means nothing until ``verify(with:)``
/// has passed. C2SP, *signed-note*.
public struct SignedNote: Hashable, Sendable {
    /// One signature line.
    public struct Signature: Hashable, Sendable {
        /// The name of the key that signed.
        public let name: String
        /// The key's short identifier.
        public let keyID: UInt32
        /// The signature without the identifier.
        public let bytes: [UInt8]

        /// Makes a signature line from its parts.
        public init(name: String, keyID: UInt32, bytes: [UInt8]) {
            self.name = name
            self.keyID = keyID
            self.bytes = bytes
        }
    }

    /// The most bytes that a note may have.
    public static let maximumBytes = 256 * 1_024
    /// The most signatures that a note may have; C2SP demands room for sixteen.
    public static let maximumSignatures = 64

    /// The signed text, with its final newline.
    public let text: String
    /// The signatures in their order.
    public let signatures: [Signature]

    /// Makes a note from a text that ends in a newline and its signatures.
    public init(text: String, signatures: [Signature]) {
        self.text = text
        self.signatures = signatures
    }

    /// Reads a note.
    public init(parsing bytes: [UInt8]) throws(NoteProblem) {
        guard bytes.count <= Self.maximumBytes else { throw .tooLarge }
        guard let note = String(validating: bytes, as: UTF8.self),
            !bytes.contains(where: { $0 < 0x20 && $0 != 0x0A }), bytes.last == 0x0A,
            let blank = Self.lastBlankLine(of: bytes)
        else { throw .malformedNote }
        text = String(decoding: bytes[...blank], as: UTF8.self)
        let lines = note.utf8.dropFirst(blank + 2).dropLast()
            .split(separator: 0x0A, omittingEmptySubsequences: false)
        guard lines.count <= Self.maximumSignatures else { throw .tooLarge }
        var signatures: [Signature] = []
        for line in lines {
            signatures.append(try Self.signature(parsing: String(Substring(line))))
        }
        self.signatures = signatures
    }

    /// The note's bytes.
    public var encoded: [UInt8] {
        var note = text + "\n"
        for signature in signatures {
            let identifier = stride(from: 24, through: 0, by: -8).map {
                UInt8(truncatingIfNeeded: signature.keyID >> UInt32($0))
            }
            note += "\u{2014} \(signature.name) \(Base64.encode(identifier + signature.bytes))\n"
        }
        return Array(note.utf8)
    }

    /// Checks that a key has signed the text.
    ///
    /// Signatures of other keys are ignored; a bad signature of this key rejects the note.
    public func verify(with verifier: NoteVerifier) throws(NoteProblem) {
        var signed = false
        for signature in signatures
        where signature.name == verifier.name && signature.keyID == verifier.keyID {
            guard verifier.isValid(signature.bytes, for: text) else { throw .wrongSignature }
            signed = true
        }
        guard signed else { throw .unsigned }
    }

    /// The offset of the newline before the last empty line.
    private static func lastBlankLine(of bytes: [UInt8]) -> Int? {
        var position = bytes.count - 2
        while position > 0 {
            if bytes[position] == 0x0A, bytes[position - 1] == 0x0A {
                return position - 1
            }
            position -= 1
        }
        return nil
    }

    private static func signature(parsing line: String) throws(NoteProblem) -> Signature {
        let parts = line.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "\u{2014}", NoteVerifier.isKeyName(parts[1]),
            let bytes = Base64.decode(parts[2]), bytes.count > 4
        else { throw .malformedSignature }
        return Signature(
            name: String(parts[1]),
            keyID: bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) },
            bytes: Array(bytes.dropFirst(4))
        )
    }
}
