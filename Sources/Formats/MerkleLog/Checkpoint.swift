/// A log's tree head: its origin, its number of leaves and their root.
///
/// C2SP, *tlog-checkpoint: Note text*.
public struct Checkpoint: Hashable, Sendable {
    /// The identity of the log.
    public let origin: String
    /// The number of leaves.
    public let size: UInt64
    /// The root over them.
    public let root: TreeHash

    /// Makes a tree head.
    public init(origin: String, size: UInt64, root: TreeHash) {
        self.origin = origin
        self.size = size
        self.root = root
    }

    /// Reads a note's text; extension lines are allowed and mean nothing.
    public init(text: String) throws(NoteProblem) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 4, lines.last?.isEmpty == true,
            lines.dropLast().allSatisfy({ !$0.isEmpty }),
            let size = UInt64(lines[1]), String(size) == lines[1],
            let bytes = Base64.decode(lines[2]), let root = TreeHash(bytes)
        else { throw .malformedCheckpoint }
        self.init(origin: String(lines[0]), size: size, root: root)
    }

    /// Reads a note that a key must have signed, for the origin that is the key's name.
    public init(parsing note: [UInt8], verifier: NoteVerifier) throws(NoteProblem) {
        let signed = try SignedNote(parsing: note)
        try signed.verify(with: verifier)
        try self.init(text: signed.text)
        guard origin == verifier.name else { throw .malformedCheckpoint }
    }

    /// The text that is signed.
    public var text: String {
        "\(origin)\n\(size)\n\(Base64.encode(root.bytes))\n"
    }
}
