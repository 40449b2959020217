internal import JSONTape

/// What of a body a mask matches.
///
/// Names, numbers and strings leave as the bytes that they are in the original. An object from
/// which everything was removed is removed as a member; as an item of an array it stays, so that
/// the array keeps its order and length. Plain items that are not matched are removed.
struct Minimization {
    private let isReleased: [Bool]
    private let parts: [MaskWalk.Part]
    /// Whether anything may leave; what may not is a plain value that is not matched.
    let isReleasable: Bool
    /// Whether anything of the original is left out.
    let leftOut: Bool

    /// Finds what of the text of a tape may leave.
    init(_ tape: borrowing ValueTape, _ input: RawSpan, by mask: PathMask) {
        var walk = MaskWalk(mask.reader(tape, input), input, nodes: mask.nodes.count)
        isReleasable = walk.run(tape)
        leftOut = walk.leftOut
        isReleased = walk.isReleased
        parts = walk.parts
    }

    /// The patterns of the mask under which something leaves, in its order.
    func releasedPaths(of mask: PathMask) -> [String] {
        var paths: [String] = []
        paths.reserveCapacity(isReleased.count)
        for (path, isReleased) in zip(mask.paths, isReleased) where isReleased {
            paths.append(path)
        }
        return paths
    }

    /// The numbers of the fields that leave, where the first place of the mask has a number.
    ///
    /// Places are numbered in the order of ``PathMask/patterns``.
    func releasedNumbers(of mask: PathMask, from first: Int) -> [Int] {
        var numbers: [Int] = []
        var number = first
        for (node, isReleased) in zip(mask.nodes, isReleased) where node.isLeaf || node.isSubtree {
            if isReleased { numbers.append(number) }
            number += 1
        }
        return numbers
    }

    /// Appends what may leave to an output.
    func append(_ input: RawSpan, to out: inout [UInt8]) {
        let size = parts.reduce(0) { $0 &+ Int(max($1.count, 1)) }
        out.append(addingCapacity: size) { span in
            for part in parts {
                guard part.count > 0 else {
                    span.append(UInt8(truncatingIfNeeded: part.start))
                    continue
                }
                let start = Int(part.start)
                input.extracting(start..<(start &+ Int(part.count))).withUnsafeBytes { bytes in
                    span.withUnsafeMutableBufferPointer { buffer, count in
                        let free = UnsafeMutableBufferPointer(rebasing: buffer[count...])
                        UnsafeMutableRawBufferPointer(free).copyMemory(from: bytes)
                        count += bytes.count
                    }
                }
            }
        }
    }
}

/// One walk of a mask along a tape.
///
/// Its functions are mutating although not all change it: read-only, each would get a copy of all.
private struct MaskWalk: ~Escapable {
    /// Bytes of the original that leave; a separator that does not stand there when there are none.
    struct Part {
        /// Where the bytes start in the original, or the separator.
        var start: UInt32
        var count: UInt32
    }

    private enum Outcome {
        case kept
        /// A container stands in the output, but all that it held was removed.
        case emptied
        /// A plain value that is not matched; nothing was kept.
        case denied
    }

    private struct Mark {
        var count: Int
        var start: Int
        var end: Int
    }

    private var mask: MaskReader
    private let input: RawSpan
    private(set) var isReleased: [Bool]
    private(set) var parts: [Part] = []
    private(set) var leftOut = false
    /// The bytes of the original that come next in the output, not among the parts yet.
    private var start = 0
    private var end = 0

    @_lifetime(copy mask, copy input)
    init(_ mask: consuming MaskReader, _ input: RawSpan, nodes: Int) {
        self.mask = mask
        self.input = input
        isReleased = Array(repeating: false, count: nodes)
        parts.reserveCapacity(Self.usualParts)
    }

    /// Room for the parts of usual answers.
    private static let usualParts = 32

    mutating func run(_ tape: borrowing ValueTape) -> Bool {
        let outcome = value(0, 0, tape)
        flush()
        switch outcome {
        case .kept, .emptied: return true
        case .denied: return false
        }
    }

    @inline(__always)
    private mutating func value(_ node: Int, _ index: Int, _ tape: borrowing ValueTape) -> Outcome {
        let word = tape[index]
        if word.isContainer, !mask.nodes[node].isSubtree {
            return word.tag == .object ? object(node, index, tape) : array(node, index, tape)
        }
        guard mask.nodes[node].isSubtree || mask.nodes[node].isLeaf else {
            leftOut = true
            return .denied
        }
        isReleased[node] = true
        let range = tape.sourceRange(of: index)
        append(range.lowerBound, range.upperBound)
        return .kept
    }

    private mutating func object(
        _ node: Int,
        _ index: Int,
        _ tape: borrowing ValueTape
    ) -> Outcome {
        let range = tape.sourceRange(of: index)
        append(range.lowerBound, range.lowerBound &+ 1)
        let end = tape.end(of: index)
        var name = index &+ 2
        var kept = 0
        while name < end {
            let word = tape[name]
            let next = mask.next(node, input, word)
            if next >= 0 {
                let mark = Mark(count: parts.count, start: start, end: self.end)
                if kept > 0 { append(UInt8(ascii: ",")) }
                append(word.offset &- 1, word.offset &+ word.length &+ 1)
                append(UInt8(ascii: ":"))
                switch value(next, name &+ 1, tape) {
                case .kept: kept &+= 1
                case .emptied, .denied: takeBack(to: mark)
                }
            } else {
                leftOut = true
            }
            name = tape.next(after: name &+ 1)
        }
        append(range.upperBound &- 1, range.upperBound)
        return kept == 0 && end > index &+ 2 ? .emptied : .kept
    }

    private mutating func array(_ node: Int, _ index: Int, _ tape: borrowing ValueTape) -> Outcome {
        let range = tape.sourceRange(of: index)
        append(range.lowerBound, range.lowerBound &+ 1)
        let end = tape.end(of: index)
        let next = mask.nodes[node].any
        var item = index &+ 2
        var kept = 0
        while item < end {
            if next >= 0 {
                let mark = Mark(count: parts.count, start: start, end: self.end)
                if kept > 0 { append(UInt8(ascii: ",")) }
                switch value(next, item, tape) {
                case .kept, .emptied: kept &+= 1
                case .denied: takeBack(to: mark)
                }
            } else {
                leftOut = true
            }
            item = tape.next(after: item)
        }
        append(range.upperBound &- 1, range.upperBound)
        return kept == 0 && end > index &+ 2 ? .emptied : .kept
    }

    // MARK: Output

    /// Adds bytes of the original; those that follow each other become one part.
    @inline(__always)
    private mutating func append(_ lower: Int, _ upper: Int) {
        if lower != end {
            flush()
            start = lower
        }
        end = upper
    }

    /// Adds a separator, the original's where it stands there.
    @inline(__always)
    private mutating func append(_ byte: UInt8) {
        if end > start, input.peek(end) == byte {
            end &+= 1
        } else {
            flush()
            parts.append(Part(start: UInt32(byte), count: 0))
        }
    }

    private mutating func flush() {
        guard end > start else { return }
        // Within the bounds of a text on a tape.
        parts.append(
            Part(
                start: UInt32(truncatingIfNeeded: start),
                count: UInt32(truncatingIfNeeded: end &- start)
            )
        )
        start = end
    }

    /// Takes back what was added since a mark.
    private mutating func takeBack(to mark: Mark) {
        parts.removeLast(parts.count - mark.count)
        start = mark.start
        end = mark.end
    }
}
