/// Why bytes are not the signed note, key, checkpoint or proof that they should be.
public enum NoteProblem: Error, Hashable, Sendable {
    /// The bytes are not UTF-8, hold a control character, or lack the form of a note.
    case malformedNote
    /// More bytes or signatures than a note may have.
    case tooLarge
    /// A signature line is not `— name base64`.
    case malformedSignature
    /// A key's text is not `name+id+base64`, or its id does not belong to it.
    case malformedKey
    /// The key is of a type other than Ed25519; ask the log for another key.
    case unsupportedKey
    /// The note bears no signature of the key.
    case unsigned
    /// A signature that names the key does not verify; reject the whole note.
    case wrongSignature
    /// The text is not a checkpoint's origin, size and root.
    case malformedCheckpoint
    /// The text is not a tlog-proof.
    case malformedProof
}
