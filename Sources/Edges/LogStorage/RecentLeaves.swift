internal import AccessLog
internal import ExchangeModel
internal import MerkleLog

/// The hashes of the latest leaves that a walk over the log has met, for what entries say of them.
struct RecentLeaves {
    /// The most leaves that are kept: 4 MiB; what a RECOVERY entry says of older ones is not checked.
    private static let maximum = 65_536

    private var hashes: [TreeHash] = []
    /// The index of the first one that is kept.
    private var first: UInt64 = 0

    mutating func append(_ leaf: TreeHash, at index: UInt64) {
        if first + UInt64(hashes.count) != index {
            (hashes, first) = ([], index)
        }
        if hashes.count >= 2 * Self.maximum {
            hashes.removeFirst(Self.maximum)
            first += UInt64(Self.maximum)
        }
        hashes.append(leaf)
    }

    /// The leaves from an index on; nil when not all of them are known.
    func leaves(from index: UInt64, count: UInt64) -> ArraySlice<TreeHash>? {
        guard index >= first, let start = Int(exactly: index - first),
            let length = Int(exactly: count), start <= hashes.count,
            length <= hashes.count - start
        else { return nil }
        return hashes[start..<start + length]
    }
}

extension RecoveryEntry {
    /// Whether the entries that it names are those that stand before it.
    ///
    /// Leaves that are not known any more are believed: the signed tree covers the entry itself.
    func names(_ leaves: RecentLeaves, endingAt index: UInt64) -> Bool {
        let (end, overflow) = first.index.addingReportingOverflow(count)
        guard !overflow, end <= index else { return false }
        guard let named = leaves.leaves(from: first.index, count: count) else { return true }
        return TreeHash.digest(named.flatMap(\.bytes)).bytes == digest.bytes
    }
}
