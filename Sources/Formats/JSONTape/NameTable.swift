/// A set of names in a hash table that is read with few probes, most often one.
///
/// Its slots are among those of a ``NameTables``.
@frozen
public struct NameTable: Sendable, BitwiseCopyable {
    @usableFromInline var start: Int32 = 0
    /// The table's size less one.
    @usableFromInline var mask: UInt32 = 0
    @usableFromInline var shift: UInt64 = 0
    @usableFromInline var multiplier: UInt64 = 0
    /// The most places to look at.
    @usableFromInline var probes: Int32 = 0

    /// A table without names.
    public init() {}
}

/// One place of a table.
///
/// Names up to sixteen bytes need no comparison with the text. Small, for what is looked up for one
/// payload should stay near.
@frozen
public struct NameSlot: Sendable, BitwiseCopyable {
    /// The first eight bytes and the last.
    @usableFromInline var prefix: UInt64 = 0
    @usableFromInline var suffix: UInt64 = 0
    /// What the name counts for: its bit among required names, or a bit for each part that covers it.
    public var bits: UInt64 = 0
    @usableFromInline var length: UInt32 = .max
    /// The node or other number that belongs to the name.
    public var number: Int32 = -1

    @usableFromInline
    init() {}
}

/// A name that goes into a table.
public struct TableName {
    /// The name.
    public let name: String
    /// The node or other number that belongs to the name.
    public let number: Int32
    /// What the name counts for, as ``NameSlot/bits``.
    public var bits: UInt64

    /// A name with what belongs to it.
    public init(name: String, number: Int32 = 0, bits: UInt64 = 0) {
        self.name = name
        self.number = number
        self.bits = bits
    }
}

/// The parts of a name that are hashed and compared first.
@frozen @usableFromInline
struct NameKey {
    @usableFromInline let prefix: UInt64
    @usableFromInline let suffix: UInt64
    @usableFromInline let length: Int

    @inlinable @inline(__always)
    init(_ input: RawSpan, _ offset: Int, _ length: Int) {
        prefix = input.prefix(offset, length: length)
        suffix = length >= 8 ? input.eightWithin(offset &+ length &- 8) : 0
        self.length = length
    }

    @inlinable @inline(__always)
    func place(_ multiplier: UInt64, _ shift: UInt64) -> UInt32 {
        let mixed =
            prefix ^ (suffix &<< 1 | suffix &>> 63) ^ UInt64(truncatingIfNeeded: length)
        return UInt32(truncatingIfNeeded: (mixed &* multiplier) &>> shift)
    }
}

/// The slots of tables, in which names are looked up.
///
/// Its functions are mutating although nothing changes: read-only, each would get a copy of all.
@frozen
public struct NameSlots: ~Escapable {
    @usableFromInline let slots: PlainRows<NameSlot>
    @usableFromInline let starts: PlainRows<UInt32>
    @usableFromInline let texts: RawSpan

    /// The slots of tables, with their names.
    @inlinable @inline(__always)
    @_lifetime(borrow names)
    public init(_ names: borrowing NameTables) {
        slots = PlainRows(names.slots.span)
        starts = PlainRows(names.starts.span)
        texts = names.texts.span.bytes
    }

    /// A slot.
    @inlinable
    public subscript(place: Int) -> NameSlot {
        @inline(__always) get { slots[place] }
    }

    /// The place of a name in the slots, or -1; the name must be within the text.
    @inlinable @inline(__always)
    public mutating func find(
        _ table: NameTable,
        _ input: RawSpan,
        _ offset: Int,
        _ length: Int
    ) -> Int {
        let key = NameKey(input, offset, length)
        let place = Int(table.start) &+ Int(key.place(table.multiplier, table.shift))
        if holds(place, key, input, offset) { return place }
        return table.probes <= 1 ? -1 : findFurther(table, key, place, input, offset)
    }

    /// Whether a name, which must be within the text, is that of a slot.
    @inlinable @inline(__always)
    public mutating func isName(
        _ place: Int,
        _ input: RawSpan,
        _ offset: Int,
        _ length: Int
    ) -> Bool {
        holds(place, NameKey(input, offset, length), input, offset)
    }

    /// Goes on from the first place that a name may have in a table.
    @usableFromInline @inline(never)
    mutating func findFurther(
        _ table: NameTable,
        _ key: NameKey,
        _ first: Int,
        _ input: RawSpan,
        _ offset: Int
    ) -> Int {
        var step = UInt32(truncatingIfNeeded: first &- Int(table.start))
        for _ in 1..<table.probes {
            step = (step &+ 1) & table.mask
            let place = Int(table.start) &+ Int(step)
            if holds(place, key, input, offset) { return place }
        }
        return -1
    }

    @inlinable @inline(__always)
    mutating func holds(_ place: Int, _ key: NameKey, _ input: RawSpan, _ offset: Int) -> Bool {
        guard slots[place].prefix == key.prefix, slots[place].suffix == key.suffix,
            Int(slots[place].length) == key.length
        else { return false }
        guard key.length > 16 else { return true }
        return texts.eight(Int(starts[place]) &+ 8) == input.eightWithin(offset &+ 8)
            && (key.length <= 24 || isSame(place, input, offset, key.length))
    }

    /// Whether what is between the first sixteen and the last eight bytes of a name is the same.
    @usableFromInline @inline(never)
    mutating func isSame(_ place: Int, _ input: RawSpan, _ offset: Int, _ length: Int) -> Bool {
        let text = Int(starts[place])
        var step = 16
        while step < length &- 8 {
            if texts.eight(text &+ step) != input.eight(offset &+ step) { return false }
            step &+= 8
        }
        return true
    }
}
