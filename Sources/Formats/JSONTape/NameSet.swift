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
    /// Up to this many members are compared as they come; more are sorted at the object's end.
    static let fewMembers = 32

    @inline(__always)
    private func after(_ index: Int) -> Int {
        TapeWord(bits: storage[index]).isContainer
            ? Int(truncatingIfNeeded: storage[index &+ 1] & 0xffff_ffff) : index &+ 1
    }

    /// Whether the last name of an object, one of a few, stands there twice.
    ///
    /// RFC 7493, *Objects*. Mutating, for a tape that is only read would be copied.
    @inline(never)
    mutating func isDuplicate(_ input: RawSpan, _ object: Int, _ end: Int, _ members: Int) -> Bool {
        limits.strict && members <= Self.fewMembers && isNamedBefore(input, object, end)
    }

    /// Where an object of many members names one for the second time; nil when it does not.
    @inline(__always)
    mutating func lateDuplicate(_ input: RawSpan, _ object: Int, _ members: Int) -> Int? {
        guard members > Self.fewMembers, limits.strict else { return nil }
        return duplicate(input, from: object &+ 2, to: filled)
    }

    private mutating func isNamedBefore(_ input: RawSpan, _ object: Int, _ end: Int) -> Bool {
        let name = TapeWord(bits: storage[end])
        var index = object &+ 2
        while index < end {
            let earlier = TapeWord(bits: storage[index])
            // Names without escapes differ when their lengths do.
            let canBeSame =
                (earlier.bits ^ name.bits) & TapeWord.lengthBits == 0
                || (earlier.bits | name.bits) & TapeWord.escapeFlag != 0
            if canBeSame, Self.same(input, earlier, name) { return true }
            index = after(index &+ 1)
        }
        return false
    }

    private static func same(_ input: RawSpan, _ one: TapeWord, _ other: TapeWord) -> Bool {
        guard !one.hasEscape, !other.hasEscape else {
            var bytes: [UInt8] = []
            JSONText.appendUnescaped(input, one, to: &bytes)
            var others: [UInt8] = []
            JSONText.appendUnescaped(input, other, to: &others)
            return bytes == others
        }
        let length = one.length
        guard
            input.prefix(one.offset, length: length) == input.prefix(other.offset, length: length)
        else { return false }
        var step = 8
        while step < length {
            if input.byte(one.offset &+ step) != input.byte(other.offset &+ step) { return false }
            step &+= 1
        }
        return true
    }

    @inline(never)
    private mutating func duplicate(_ input: RawSpan, from start: Int, to end: Int) -> Int? {
        names.removeAll()
        var index = start
        while index < end {
            names.append(input, TapeWord(bits: storage[index]))
            index = after(index &+ 1)
        }
        return names.duplicate()
    }
}

/// A bit for each name, of its last two bytes and its length: equal names have the same.
enum NameHash {
    /// The bit of a name that is plain and not empty.
    @inline(__always)
    static func bit(ofPlain input: RawSpan, _ start: Int, _ length: Int) -> UInt64 {
        // Of a name of one byte the quote before it.
        let last = input.unsafeLoadUnaligned(
            fromUncheckedByteOffset: start &+ length &- 2,
            as: UInt16.self
        )
        return mixed(UInt64(UInt16(littleEndian: last)), length)
    }

    /// The bit of any name.
    @inline(never)
    static func bit(_ input: RawSpan, _ name: TapeWord) -> UInt64 {
        var bytes: [UInt8] = [0x22]
        JSONText.appendUnescaped(input, name, to: &bytes)
        let last = bytes.suffix(2).reversed().reduce(0) { $0 << 8 | UInt64($1) }
        return mixed(last, bytes.count - 1)
    }

    @inline(__always)
    private static func mixed(_ last: UInt64, _ length: Int) -> UInt64 {
        let size = UInt64(truncatingIfNeeded: length) &<< 32
        return 1 &<< (((last | size) &* 0x9e37_79b9_9e37_79b9) &>> 58)
    }
}
