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
    /// Whether anything of the original was left out.
    private(set) var leftOut = false

    init(mask: PathMask) {
        self.mask = mask
        isReleased = Array(repeating: false, count: mask.nodes.count)
    }

    /// The patterns under which something was copied, in the order of the mask.
    var releasedPaths: [String] {
        zip(mask.paths, isReleased).filter(\.1).map(\.0)
    }

    /// Appends what may leave to the output; false when the text is a plain value that may not.
    mutating func copy(
        _ tape: borrowing ValueTape,
        _ input: RawSpan,
        into out: inout [UInt8]
    ) -> Bool {
        switch value(0, 0, tape, input, &out) {
        case .kept, .emptied: true
        case .denied: false
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
            Self.append(tape.sourceRange(of: index), of: input, to: &out)
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
            Self.append(tape.sourceRange(of: index), of: input, to: &out)
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
        out.append(UInt8(ascii: "{"))
        let end = tape.end(of: start)
        var index = start + 2
        var kept = 0
        while index < end {
            let valueIndex = index + 1
            let next = mask.next(node, input, tape[index])
            if next >= 0 {
                let mark = out.count
                if kept > 0 { out.append(UInt8(ascii: ",")) }
                Self.append(tape.sourceRange(of: index), of: input, to: &out)
                out.append(UInt8(ascii: ":"))
                switch value(next, valueIndex, tape, input, &out) {
                case .kept: kept += 1
                case .emptied, .denied: out.removeLast(out.count - mark)
                }
            } else {
                leftOut = true
            }
            index = tape.next(after: valueIndex)
        }
        out.append(UInt8(ascii: "}"))
        return kept == 0 && end > start + 2 ? .emptied : .kept
    }

    private mutating func array(
        _ node: Int,
        _ start: Int,
        _ tape: borrowing ValueTape,
        _ input: RawSpan,
        _ out: inout [UInt8]
    ) -> Outcome {
        out.append(UInt8(ascii: "["))
        let end = tape.end(of: start)
        let next = mask.nodes[node].any
        var index = start + 2
        var kept = 0
        while index < end {
            if next >= 0 {
                let mark = out.count
                if kept > 0 { out.append(UInt8(ascii: ",")) }
                switch value(next, index, tape, input, &out) {
                case .kept, .emptied: kept += 1
                case .denied: out.removeLast(out.count - mark)
                }
            } else {
                leftOut = true
            }
            index = tape.next(after: index)
        }
        out.append(UInt8(ascii: "]"))
        return kept == 0 && end > start + 2 ? .emptied : .kept
    }

    @inline(__always)
    private static func append(
        _ range: Range<Int>,
        of input: RawSpan,
        to out: inout [UInt8]
    ) {
        input.extracting(range).withUnsafeBytes { out.append(contentsOf: $0) }
    }
}
