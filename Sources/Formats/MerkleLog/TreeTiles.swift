/// A growing Merkle tree that can prove: the hashes of tile levels 1 and above, held in memory.
///
/// Leaf hashes stay where their owner keeps them and are asked for by range, at most 256 at a time.
/// What is held is 32 bytes for every 256 leaves. C2SP, *tlog-tiles: Merkle Tree Tiles*.
public struct TreeTiles: Sendable {
    /// The number of leaves under one hash of the next tile level.
    public static let width: UInt64 = 256

    private var range = CompactRange()
    /// `levels[0]` holds the roots over 256 leaves each, `levels[1]` over 65,536, and so on.
    private var levels: [[TreeHash]] = []

    /// Makes a tree without leaves.
    public init() {}

    /// The number of leaves.
    public var size: UInt64 { range.size }

    /// The root over all leaves.
    public var root: TreeHash { range.root }

    /// Adds a leaf's hash at the right.
    public mutating func append(_ leaf: TreeHash) {
        var completed: [TreeHash] = []
        range.append(leaf) { level, hash in
            if level.isMultiple(of: 8) {
                completed.append(hash)
            }
        }
        for (level, hash) in completed.enumerated() {
            if level == levels.count {
                levels.append([])
            }
            levels[level].append(hash)
        }
    }

    /// The root that the tree had at a size up to ``size``; nil when it never had it.
    ///
    /// `leaves` gives the leaf hashes of a range of at most 256; what it throws is passed on.
    public func root<Failure: Error>(
        at size: UInt64,
        leaves: (Range<UInt64>) throws(Failure) -> [TreeHash]
    ) throws(Failure) -> TreeHash? {
        guard size <= self.size else { return nil }
        return size == 0 ? .empty : try subtree(0..<size, leaves)
    }

    /// The audit path of a leaf in the tree of a size; nil when either is out of range.
    ///
    /// RFC 6962, *Merkle Audit Paths*: the leaf's sibling comes first.
    public func inclusionProof<Failure: Error>(
        of index: UInt64,
        size: UInt64,
        leaves: (Range<UInt64>) throws(Failure) -> [TreeHash]
    ) throws(Failure) -> [TreeHash]? {
        guard size <= self.size, index < size else { return nil }
        var path: [TreeHash] = []
        var span = 0..<size
        while span.upperBound - span.lowerBound > 1 {
            let middle = span.lowerBound + Self.split(span.upperBound - span.lowerBound)
            if index < middle {
                path.append(try subtree(middle..<span.upperBound, leaves))
                span = span.lowerBound..<middle
            } else {
                path.append(try subtree(span.lowerBound..<middle, leaves))
                span = middle..<span.upperBound
            }
        }
        return path.reversed()
    }

    /// The proof that the tree of one size begins with the tree of another; nil when out of range.
    ///
    /// RFC 6962, *Merkle Consistency Proofs*. Between equal sizes and from the empty tree it is empty.
    public func consistencyProof<Failure: Error>(
        from old: UInt64,
        to size: UInt64,
        leaves: (Range<UInt64>) throws(Failure) -> [TreeHash]
    ) throws(Failure) -> [TreeHash]? {
        guard old <= size, size <= self.size else { return nil }
        guard old > 0, old < size else { return [] }
        var path: [TreeHash] = []
        var span = 0..<size
        while old != span.upperBound {
            let middle = span.lowerBound + Self.split(span.upperBound - span.lowerBound)
            if old <= middle {
                path.append(try subtree(middle..<span.upperBound, leaves))
                span = span.lowerBound..<middle
            } else {
                path.append(try subtree(span.lowerBound..<middle, leaves))
                span = middle..<span.upperBound
            }
        }
        if span.lowerBound > 0 {
            path.append(try subtree(span, leaves))
        }
        return path.reversed()
    }

    /// The hash over a range that RFC 6962's recursion can meet: it begins at a multiple of the
    /// power of two that its length rounds up to.
    private func subtree<Failure: Error>(
        _ span: Range<UInt64>,
        _ leaves: (Range<UInt64>) throws(Failure) -> [TreeHash]
    ) throws(Failure) -> TreeHash {
        let count = span.upperBound - span.lowerBound
        guard count >= Self.width else { return Self.fold(try leaves(span)[...]) }
        guard count & (count - 1) == 0 else {
            let middle = span.lowerBound + Self.split(count)
            return TreeHash.node(
                try subtree(span.lowerBound..<middle, leaves),
                try subtree(middle..<span.upperBound, leaves)
            )
        }
        let level = count.trailingZeroBitCount / 8
        let shift = UInt64(8 * level)
        let row = levels[level - 1]
        return Self.fold(row[Int(span.lowerBound >> shift)..<Int(span.upperBound >> shift)])
    }

    /// The root over hashes of equal height.
    static func fold(_ hashes: ArraySlice<TreeHash>) -> TreeHash {
        guard let first = hashes.first else { return .empty }
        guard hashes.count > 1 else { return first }
        let middle = hashes.startIndex + Int(split(UInt64(hashes.count)))
        return TreeHash.node(fold(hashes[..<middle]), fold(hashes[middle...]))
    }

    /// The largest power of two smaller than a number above one.
    static func split(_ count: UInt64) -> UInt64 {
        1 << UInt64(63 - (count - 1).leadingZeroBitCount)
    }
}
