import JSONTape
import Testing

@Suite struct NameTablesTests {
    /// A name of each length, so that a changed name is never another one.
    private func names(upTo longest: Int) -> [String] {
        (0...longest).map { length in
            String(
                decoding: (0..<length).map { UInt8(0x61 + ($0 * 7 + length) % 26) },
                as: UTF8.self
            )
        }
    }

    private func number(_ name: [UInt8], _ table: NameTable, _ tables: NameTables) -> Int32? {
        var slots = NameSlots(tables)
        var found: Set<Int32> = []
        // At the end of a text, where eight bytes cannot be read at once, and far from it.
        for (before, after) in [(0, 0), (1, 3), (9, 30)] {
            let text =
                Array(repeating: 0x22, count: before) + name
                + Array(repeating: UInt8(0x22), count: after)
            let place = slots.find(table, text.span.bytes, before, name.count)
            found.insert(place >= 0 ? slots[place].number : -1)
        }
        #expect(found.count == 1)
        return found.first.flatMap { $0 >= 0 ? $0 : nil }
    }

    @Test
    func `a name is found by all of its bytes`() {
        var tables = NameTables()
        let names = names(upTo: 48)
        let table = tables.add(
            names.enumerated().map { TableName(name: $1, number: Int32($0)) }
        )
        for (expected, name) in names.enumerated() {
            let bytes = Array(name.utf8)
            #expect(number(bytes, table, tables) == Int32(expected), "\(name)")
            for place in bytes.indices {
                var changed = bytes
                changed[place] ^= 0x01
                #expect(number(changed, table, tables) == nil, "\(name), \(place)")
            }
        }
    }

    @Test
    func `a name is found among many`() {
        var tables = NameTables()
        _ = tables.add([TableName(name: "name1", number: 7)])
        let table = tables.add(
            (0..<500).map { TableName(name: "name\($0)", number: Int32($0)) }
        )
        for expected in 0..<500 {
            #expect(number(Array("name\(expected)".utf8), table, tables) == Int32(expected))
            #expect(number(Array("nam\(expected)e".utf8), table, tables) == nil)
        }
    }

    @Test
    func `a table without names holds none`() {
        var tables = NameTables()
        let table = tables.add([])
        _ = tables.add([TableName(name: "", number: 1), TableName(name: "a", number: 2)])
        for name in ["", "a", "longer than sixteen bytes"] {
            #expect(number(Array(name.utf8), table, tables) == nil)
            #expect(number(Array(name.utf8), NameTable(), tables) == nil)
        }
    }

    @Test
    func `a name by itself is told from all others`() {
        var tables = NameTables()
        let places = names(upTo: 30).map { ($0, tables.place(of: $0)) }
        var slots = NameSlots(tables)
        for (name, place) in places {
            for (other, _) in places {
                let bytes = Array(other.utf8)
                #expect(
                    slots.isName(Int(place), bytes.span.bytes, 0, bytes.count) == (name == other)
                )
            }
        }
    }
}
