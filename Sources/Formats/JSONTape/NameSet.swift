/// Scratch space in which the names of one object are compared as unescaped text.
struct NameSet {
    private struct Entry {
        var first: UInt64
        var offset: Int
        var length: Int
        var source: Int
    }

    private var bytes: [UInt8] = []
    private var entries: [Entry] = []

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        entries.removeAll(keepingCapacity: true)
    }

    mutating func append(_ input: RawSpan, _ word: TapeWord) {
        let offset = bytes.count
        JSONText.appendUnescaped(input, word, to: &bytes)
        var first: UInt64 = 0
        for byte in bytes[offset...].prefix(8) { first = first << 8 | UInt64(byte) }
        entries.append(
            Entry(
                first: first,
                offset: offset,
                length: bytes.count - offset,
                source: word.offset
            )
        )
    }

    /// The source offset of a name that occurs twice.
    ///
    /// Sorts: an adversary can force no more than
    /// n log n comparisons, as one could by colliding hashes.
    mutating func duplicate() -> Int? {
        let text = bytes
        func order(_ left: Entry, _ right: Entry) -> Int {
            if left.first != right.first { return left.first < right.first ? -1 : 1 }
            if left.length != right.length { return left.length < right.length ? -1 : 1 }
            for step in 0..<left.length {
                let one = text[left.offset + step]
                let other = text[right.offset + step]
                if one != other { return one < other ? -1 : 1 }
            }
            return 0
        }
        entries.sort { order($0, $1) < 0 }
        for (left, right) in zip(entries, entries.dropFirst()) where order(left, right) == 0 {
            return max(left.source, right.source)
        }
        return nil
    }
}

extension ValueTape {
    /// Objects up to this many members are checked by comparing pairs.
    private static let fewMembers = 32

    /// Refuses an object that names a member twice.
    ///
    /// RFC 7493, *Objects*.
    @inline(never)
    mutating func refuseDuplicates(
        _ input: RawSpan,
        from start: Int,
        to end: Int,
        _ members: Int
    ) throws(JSONProblem) {
        guard members <= Self.fewMembers else {
            return try refuseDuplicatesBySorting(input, from: start, to: end)
        }
        var seen: UInt64 = 0
        var index = start
        while index < end {
            let word = TapeWord(bits: storage[index])
            if word.hasEscape { return try refuseDuplicatesBySorting(input, from: start, to: end) }
            let length = word.length
            let first = input.prefix(word.offset, length: length)
            let mixed =
                (first ^ UInt64(truncatingIfNeeded: length) &<< 3) &* 0x9e37_79b9_7f4a_7c15
            let bit: UInt64 = 1 &<< (mixed &>> 58)
            if seen & bit != 0 { try refuseEarlier(input, from: start, than: index, first) }
            seen |= bit
            index = after(index &+ 1)
        }
    }

    @inline(__always)
    private func after(_ index: Int) -> Int {
        TapeWord(bits: storage[index]).isContainer
            ? Int(truncatingIfNeeded: storage[index &+ 1] & 0xffff_ffff) : index &+ 1
    }

    private func refuseEarlier(
        _ input: RawSpan,
        from start: Int,
        than name: Int,
        _ first: UInt64
    ) throws(JSONProblem) {
        let word = TapeWord(bits: storage[name])
        var index = start
        while index < name {
            let earlier = TapeWord(bits: storage[index])
            if earlier.length == word.length, !earlier.hasEscape,
                input.prefix(earlier.offset, length: earlier.length) == first,
                Self.same(input, earlier.offset, word.offset, word.length)
            {
                throw JSONProblem(.duplicateName, at: word.offset)
            }
            index = after(index &+ 1)
        }
    }

    private static func same(_ input: RawSpan, _ one: Int, _ other: Int, _ length: Int) -> Bool {
        for step in 0..<length where input.byte(one &+ step) != input.byte(other &+ step) {
            return false
        }
        return true
    }

    private mutating func refuseDuplicatesBySorting(
        _ input: RawSpan,
        from start: Int,
        to end: Int
    ) throws(JSONProblem) {
        names.removeAll()
        var index = start
        while index < end {
            names.append(input, TapeWord(bits: storage[index]))
            index = after(index &+ 1)
        }
        if let offset = names.duplicate() { throw JSONProblem(.duplicateName, at: offset) }
    }
}
