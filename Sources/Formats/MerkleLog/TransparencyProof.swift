/// A receipt that anyone can verify offline: an entry's place in a signed tree.
///
/// C2SP, *tlog-proof*. The extra data is not authenticated.
public struct TransparencyProof: Hashable, Sendable {
    /// Data that helps to find the leaf; never to be believed.
    public let extra: [UInt8]?
    /// The entry's place, counted from zero.
    public let index: UInt64
    /// The audit path, the leaf's sibling first.
    public let path: [TreeHash]
    /// The signed tree head, verbatim.
    public let checkpoint: [UInt8]

    /// Makes a receipt from its parts.
    public init(index: UInt64, path: [TreeHash], checkpoint: [UInt8], extra: [UInt8]? = nil) {
        self.index = index
        self.path = path
        self.checkpoint = checkpoint
        self.extra = extra
    }

    /// Reads a receipt.
    public init(parsing bytes: [UInt8]) throws(NoteProblem) {
        guard bytes.count <= 2 * SignedNote.maximumBytes else { throw .tooLarge }
        guard let blank = Self.firstBlankLine(of: bytes),
            let head = String(validating: bytes[..<blank], as: UTF8.self)
        else { throw .malformedProof }
        var lines = head.split(separator: "\n", omittingEmptySubsequences: false)[...]
        guard lines.popFirst() == Self.title[...] else { throw .malformedProof }
        extra = try Self.takeExtra(&lines)
        guard let number = lines.popFirst(), number.hasPrefix("index "),
            let index = UInt64(number.dropFirst(6)), String(index) == number.dropFirst(6),
            lines.count <= 64
        else { throw .malformedProof }
        self.index = index
        var path: [TreeHash] = []
        for line in lines {
            guard let hash = Base64.decode(line).flatMap({ TreeHash($0) }) else {
                throw .malformedProof
            }
            path.append(hash)
        }
        self.path = path
        checkpoint = Array(bytes[(blank + 2)...])
    }

    /// The receipt's bytes.
    public var encoded: [UInt8] {
        var text = Self.title + "\n"
        if let extra {
            text += "extra \(Base64.encode(extra))\n"
        }
        text += "index \(index)\n"
        for hash in path {
            text += Base64.encode(hash.bytes) + "\n"
        }
        return Array((text + "\n").utf8) + checkpoint
    }

    /// Checks the signature and that the leaf stands where the receipt says.
    ///
    /// Returns the tree head that the leaf is part of, or nil when the leaf is not.
    public func verified(
        leaf: TreeHash,
        verifier: NoteVerifier
    ) throws(NoteProblem) -> Checkpoint? {
        let head = try Checkpoint(parsing: checkpoint, verifier: verifier)
        let included = ProofVerification.includes(
            leaf: leaf,
            at: index,
            size: head.size,
            root: head.root,
            path: path
        )
        return included ? head : nil
    }

    private static let title = "c2sp.org/tlog-proof@v1"

    private static func takeExtra(
        _ lines: inout ArraySlice<Substring>
    ) throws(NoteProblem) -> [UInt8]? {
        guard let line = lines.first, line.hasPrefix("extra ") else { return nil }
        lines.removeFirst()
        guard let data = Base64.decode(line.dropFirst(6)) else { throw .malformedProof }
        return data
    }

    private static func firstBlankLine(of bytes: [UInt8]) -> Int? {
        var position = 0
        while position + 1 < bytes.count {
            if bytes[position] == 0x0A, bytes[position + 1] == 0x0A { return position }
            position += 1
        }
        return nil
    }
}
