internal import JSONTape

/// The copying of those parts of a body that a mask matches.
///
/// Names, numbers and strings are copied as the bytes that they are in the original. An object from
/// which everything was removed is removed as a member; as an item of an array it stays, so that
/// the array keeps its order and length. Plain items that are not matched are removed.
struct Minimization {
    private enum Outcome {
        case kept
        /// A container stands in the output, but all that it held was removed.
        case emptied
        /// A plain value that is not matched; nothing was written.
        case denied
    }

    private let mask: PathMask
    private var isReleased: [Bool]
    /// The bytes of the original that come next in the output, not copied yet.
    private var pending = 0..<0
    /// Whether anything of the original was left out.
    private(set) var leftOut = false

    init(mask: PathMask) {
        self.mask = mask
        isReleased = Array(repeating: false, count: mask.nodes.count)
    }

    /// The patterns under which something was copied, in the order of the mask.
    var releasedPaths: [String] {
        var paths: [String] = []
        paths.reserveCapacity(isReleased.count)
        for (path, isReleased) in zip(mask.paths, isReleased) where isReleased {
            paths.append(path)
        }
        return paths
    }

    /// Appends what may leave to the output; false when the text is a plain value that may not.
    mutating func copy(
        _ tape: borrowing ValueTape,
        _ input: RawSpan,
        into out: inout [UInt8]
    ) -> Bool {
        out.reserveCapacity(out.count + min(input.byteCount, Self.usualBytes))
        let outcome = value(0, 0, tape, input, &out)
        flush(input, &out)
        switch outcome {
        case .kept, .emptied: return true
        case .denied: return false
        }
    }

    private mutating func value(
        _ node: Int,
        _ index: Int,
        _ tape: borrowing ValueTape,
        _ input: RawSpan,
        _ out: inout [UInt8]
    ) -> Outcome {
        if mask.nodes[node].isSubtree {
            isReleased[node] = true
            append(tape.sourceRange(of: index), of: input, to: &out)
            return .kept
        }
        switch tape[index].tag {
        case .object: return object(node, index, tape, input, &out)
        case .array: return array(node, index, tape, input, &out)
        case .null, .truth, .falsehood, .number, .string, .name:
            guard mask.nodes[node].isLeaf else {
                leftOut = true
                return .denied
            }
            isReleased[node] = true
            append(tape.sourceRange(of: index), of: input, to: &out)
            return .kept
        }
    }

    private mutating func object(
        _ node: Int,
        _ start: Int,
        _ tape: borrowing ValueTape,
        _ input: RawSpan,
        _ out: inout [UInt8]
    ) -> Outcome {
        let range = tape.sourceRange(of: start)
        append(range.lowerBound..<(range.lowerBound &+ 1), of: input, to: &out)
        let end = tape.end(of: start)
        var index = start + 2
        var kept = 0
        while index < end {
            let valueIndex = index + 1
            let next = mask.next(node, input, tape[index])
            if next >= 0 {
                let mark = (out.count, pending)
                if kept > 0 { append(UInt8(ascii: ","), of: input, to: &out) }
                append(tape.sourceRange(of: index), of: input, to: &out)
                append(UInt8(ascii: ":"), of: input, to: &out)
                switch value(next, valueIndex, tape, input, &out) {
                case .kept: kept += 1
                case .emptied, .denied: takeBack(to: mark, &out)
                }
            } else {
                leftOut = true
            }
            index = tape.next(after: valueIndex)
        }
        append((range.upperBound &- 1)..<range.upperBound, of: input, to: &out)
        return kept == 0 && end > start + 2 ? .emptied : .kept
    }

    private mutating func array(
        _ node: Int,
        _ start: Int,
        _ tape: borrowing ValueTape,
        _ input: RawSpan,
        _ out: inout [UInt8]
    ) -> Outcome {
        let range = tape.sourceRange(of: start)
        append(range.lowerBound..<(range.lowerBound &+ 1), of: input, to: &out)
        let end = tape.end(of: start)
        let next = mask.nodes[node].any
        var index = start + 2
        var kept = 0
        while index < end {
            if next >= 0 {
                let mark = (out.count, pending)
                if kept > 0 { append(UInt8(ascii: ","), of: input, to: &out) }
                switch value(next, index, tape, input, &out) {
                case .kept, .emptied: kept += 1
                case .denied: takeBack(to: mark, &out)
                }
            } else {
                leftOut = true
            }
            index = tape.next(after: index)
        }
        append((range.upperBound &- 1)..<range.upperBound, of: input, to: &out)
        return kept == 0 && end > start + 2 ? .emptied : .kept
    }

    // MARK: Output

    /// Room for what usual answers come to.
    private static let usualBytes = 4_096

    /// Appends bytes of the original; those that follow each other are copied together.
    @inline(__always)
    private mutating func append(_ range: Range<Int>, of input: RawSpan, to out: inout [UInt8]) {
        if range.lowerBound != pending.upperBound { flush(input, &out) }
        let start = pending.isEmpty ? range.lowerBound : pending.lowerBound
        pending = Range(uncheckedBounds: (start, range.upperBound))
    }

    /// Appends a separator, with the original's where it stands there.
    @inline(__always)
    private mutating func append(_ byte: UInt8, of input: RawSpan, to out: inout [UInt8]) {
        if !pending.isEmpty, input.peek(pending.upperBound) == byte {
            pending = Range(
                uncheckedBounds: (pending.lowerBound, pending.upperBound &+ 1)
            )
        } else {
            flush(input, &out)
            out.append(byte)
        }
    }

    private mutating func flush(_ input: RawSpan, _ out: inout [UInt8]) {
        guard !pending.isEmpty else { return }
        input.extracting(pending).withUnsafeBytes { out.append(contentsOf: $0) }
        pending = Range(uncheckedBounds: (pending.upperBound, pending.upperBound))
    }

    /// Takes back what was appended since a mark.
    private mutating func takeBack(to mark: (count: Int, pending: Range<Int>), _ out: inout [UInt8])
    {
        out.removeLast(out.count - mark.count)
        pending = mark.pending
    }
}
