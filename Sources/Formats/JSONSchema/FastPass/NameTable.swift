internal import JSONTape

/// A set of names in a hash table that is read with few probes, most often one.
struct NameTable: Sendable {
    var start: Int32 = 0
    /// The table's size less one.
    var mask: UInt32 = 0
    var shift: UInt64 = 0
    var multiplier: UInt64 = 1
    /// The most places to look at.
    var probes: Int32 = 0
}

/// One place of a table.
///
/// Names up to sixteen bytes need no comparison with the text.
struct NameSlot: Sendable {
    var prefix: UInt64 = 0
    var suffix: UInt64 = 0
    var length: UInt32 = .max
    var text: UInt32 = 0
    /// The node or other number that belongs to the name.
    var number: Int32 = -1
    /// What the name counts for: its bit among required names, or a bit for each part that covers it.
    var bits: UInt64 = 0
}

/// A name that goes into a table.
struct TableName {
    var name: String
    /// The node or other number that belongs to the name.
    var number: Int32 = 0
    var bits: UInt64 = 0
}

/// The parts of a name that are hashed and compared first.
struct NameKey {
    var prefix: UInt64
    var suffix: UInt64
    var length: Int

    @inline(__always)
    init(_ input: RawSpan, _ offset: Int, _ length: Int) {
        prefix = input.prefix(offset, length: length)
        suffix = length >= 8 ? input.eight(offset &+ length &- 8) : 0
        self.length = length
    }

    @inline(__always)
    func place(_ multiplier: UInt64, _ shift: UInt64) -> UInt32 {
        let mixed =
            prefix ^ (suffix &<< 1 | suffix &>> 63) ^ UInt64(truncatingIfNeeded: length)
        return UInt32(truncatingIfNeeded: (mixed &* multiplier) &>> shift)
    }
}

/// Builds tables of names; the same names always give the same table.
struct NameTableBuilder {
    var slots: [NameSlot] = []
    var texts: [UInt8] = []

    private static let attempts = 400
    private static let mostPerfect = 96

    mutating func add(_ names: [TableName]) -> NameTable {
        var table = NameTable(start: Int32(slots.count))
        guard !names.isEmpty else {
            slots.append(NameSlot())
            table.shift = 63
            table.probes = 0
            return table
        }
        let entries = names.map(Entry.init)
        var bits = 1
        while 1 << bits < entries.count * 2 { bits += 1 }
        var seed: UInt64 = 0x5eed_0fd8_3a51_c0de
        for extra in 0..<3 where entries.count <= Self.mostPerfect {
            for _ in 0..<Self.attempts {
                let multiplier = Self.next(&seed) | 1
                let shift = UInt64(64 - bits - extra)
                var taken: Set<UInt32> = []
                let isPerfect = entries.allSatisfy {
                    taken.insert($0.key.place(multiplier, shift)).inserted
                }
                guard isPerfect else { continue }
                fill(&table, entries, bits + extra, multiplier)
                return table
            }
        }
        fill(&table, entries, bits, Self.next(&seed) | 1)
        return table
    }

    private struct Entry {
        var name: TableName
        var bytes: [UInt8]
        var key: NameKey

        init(_ name: TableName) {
            self.name = name
            let bytes = Array(name.name.utf8)
            self.bytes = bytes
            key = NameKey(bytes.span.bytes, 0, bytes.count)
        }
    }

    /// Puts each name at its place or the next free one.
    private mutating func fill(
        _ table: inout NameTable,
        _ entries: [Entry],
        _ bits: Int,
        _ multiplier: UInt64
    ) {
        let size = 1 << bits
        table.mask = UInt32(size - 1)
        table.shift = UInt64(64 - bits)
        table.multiplier = multiplier
        slots += Array(repeating: NameSlot(), count: size)
        for entry in entries {
            var place = entry.key.place(multiplier, table.shift)
            var probe: Int32 = 1
            while slots[Int(table.start) + Int(place)].length != .max {
                place = (place + 1) & table.mask
                probe += 1
            }
            table.probes = max(table.probes, probe)
            slots[Int(table.start) + Int(place)] = NameSlot(
                prefix: entry.key.prefix,
                suffix: entry.key.suffix,
                length: UInt32(entry.bytes.count),
                text: UInt32(texts.count),
                number: entry.name.number,
                bits: entry.name.bits
            )
            texts += entry.bytes
        }
    }

    /// SplitMix64.
    private static func next(_ seed: inout UInt64) -> UInt64 {
        seed &+= 0x9e37_79b9_7f4a_7c15
        var value = seed
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
