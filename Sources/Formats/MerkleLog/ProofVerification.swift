/// Verification of Merkle proofs against roots that are trusted already.
///
/// RFC 9162, *Verifying an Inclusion Proof* and *Verifying Consistency between Two Tree Heads*; the
/// proofs are RFC 6962's. Total: any proof from a stranger yields an answer.
public enum ProofVerification {
    /// Whether a leaf stands at an index of the tree with a size and root.
    public static func includes(
        leaf: TreeHash,
        at index: UInt64,
        size: UInt64,
        root: TreeHash,
        path: [TreeHash]
    ) -> Bool {
        guard index < size else { return false }
        var node = index
        var last = size - 1
        var hash = leaf
        for sibling in path {
            guard last > 0 else { return false }
            if node & 1 == 1 || node == last {
                hash = TreeHash.node(sibling, hash)
                while node & 1 == 0, node != 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                hash = TreeHash.node(hash, sibling)
            }
            node >>= 1
            last >>= 1
        }
        return last == 0 && hash == root
    }

    /// Whether the tree of one size and root is a beginning of another.
    public static func isConsistent(
        from old: UInt64,
        root oldRoot: TreeHash,
        to size: UInt64,
        root: TreeHash,
        path: [TreeHash]
    ) -> Bool {
        guard old <= size else { return false }
        if old == size { return path.isEmpty && oldRoot == root }
        if old == 0 { return path.isEmpty && oldRoot == .empty }
        var hashes = path[...]
        if old & (old - 1) == 0 {
            hashes = ([oldRoot] + path)[...]
        }
        guard let first = hashes.popFirst() else { return false }
        var node = old - 1
        var last = size - 1
        while node & 1 == 1 {
            node >>= 1
            last >>= 1
        }
        var oldHash = first
        var newHash = first
        for sibling in hashes {
            guard last > 0 else { return false }
            if node & 1 == 1 || node == last {
                oldHash = TreeHash.node(sibling, oldHash)
                newHash = TreeHash.node(sibling, newHash)
                while node & 1 == 0, node != 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                newHash = TreeHash.node(newHash, sibling)
            }
            node >>= 1
            last >>= 1
        }
        return last == 0 && oldHash == oldRoot && newHash == root
    }
}
