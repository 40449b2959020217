internal import AccessLog
internal import ExchangeModel
internal import MerkleLog

/// A frame's beginning, kept so that a search need not start at the segment's.
struct FrameMark: Hashable, Sendable {
    let offset: Int
    let sequence: UInt64
    let index: UInt64
    let chain: TreeHash
    /// The moment of the frame's first entry.
    let moment: Int64
}

extension StoredFrame {
    /// Where the frame begins, and what a scanner must know to begin there.
    func mark(after former: TreeHash) -> FrameMark {
        let moment = ranges.first.flatMap { range in
            entries.withUnsafeBytes { EntryScan(reading: $0.part(range))?.moment.milliseconds }
        }
        return FrameMark(
            offset: offset,
            sequence: header.sequence,
            index: header.firstIndex,
            chain: former,
            moment: moment ?? 0
        )
    }
}
