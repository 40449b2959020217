/// A growing Merkle tree of which only the roots of its complete subtrees are kept.
///
/// A tree of *n* leaves has as many of them as *n* has one bits. RFC 6962, *Merkle Hash Trees*.
public struct CompactRange: Sendable {
    /// The number of leaves.
    public private(set) var size: UInt64 = 0
    /// The roots of the complete subtrees, the largest (leftmost) first.
    public private(set) var peaks: [TreeHash] = []

    /// Makes a tree without leaves.
    public init() {
        peaks.reserveCapacity(48)
    }

    /// Adds a leaf's hash at the right.
    public mutating func append(_ leaf: TreeHash) {
        append(leaf) { _, _ in }
    }

    /// Adds a leaf's hash and tells each node that it completes, from the lowest level up.
    mutating func append(_ leaf: TreeHash, completed: (_ level: Int, TreeHash) -> Void) {
        var hash = leaf
        var level = 0
        var rest = size
        while rest & 1 == 1, let left = peaks.popLast() {
            hash = TreeHash.node(left, hash)
            rest >>= 1
            level += 1
            completed(level, hash)
        }
        peaks.append(hash)
        size += 1
    }

    /// The root over all leaves.
    public var root: TreeHash {
        guard var hash = peaks.last else { return .empty }
        for peak in peaks.dropLast().reversed() {
            hash = TreeHash.node(peak, hash)
        }
        return hash
    }
}
