/// Tables of names: the slots of all, and the names that they stand for.
///
/// The same names always give the same table.
@frozen
public struct NameTables: Sendable {
    /// The slots; the first is that of tables without names.
    @usableFromInline var slots = [NameSlot()]
    /// Where the name of each slot starts among the texts.
    @usableFromInline var starts: [UInt32] = [0]
    @usableFromInline var texts: [UInt8] = []

    private static let attempts = 400
    private static let mostPerfect = 96

    /// No tables yet.
    public init() {}

    /// The bytes of memory that the tables take.
    package var size: Int {
        slots.count * (MemoryLayout<NameSlot>.stride + MemoryLayout<UInt32>.stride) + texts.count
    }

    /// The names of a table with the numbers that belong to them.
    package func entries(of table: NameTable) -> [TableName] {
        places(table).map { place in
            let start = Int(starts[place])
            let bytes = texts[start..<(start + Int(slots[place].length))]
            return TableName(
                name: String(decoding: bytes, as: UTF8.self),
                number: slots[place].number,
                bits: slots[place].bits
            )
        }
    }

    private func places(_ table: NameTable) -> [Int] {
        let start = Int(table.start)
        return (start...(start + Int(table.mask))).filter { slots[$0].length != .max }
    }

    /// Adds a name that is no table's; gives the place of its slot.
    package mutating func place(of name: String) -> Int32 {
        let table = add([TableName(name: name)])
        return Int32(places(table)[0])
    }

    /// Adds a table of names, each of which occurs once.
    package mutating func add(_ names: [TableName]) -> NameTable {
        guard !names.isEmpty else { return NameTable() }
        var table = NameTable()
        table.start = Int32(slots.count)
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
        starts += Array(repeating: 0, count: size)
        for entry in entries {
            var place = entry.key.place(multiplier, table.shift)
            var probe: Int32 = 1
            while slots[Int(table.start) + Int(place)].length != .max {
                place = (place + 1) & table.mask
                probe += 1
            }
            table.probes = max(table.probes, probe)
            let index = Int(table.start) + Int(place)
            slots[index].prefix = entry.key.prefix
            slots[index].suffix = entry.key.suffix
            slots[index].bits = entry.name.bits
            slots[index].length = UInt32(entry.bytes.count)
            slots[index].number = entry.name.number
            starts[index] = UInt32(texts.count)
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
