internal import JSONTape

/// Which nodes of a choice a value can conform to, by its kind and the name of its first member.
///
/// Each is a bit. It spares trying the schemas of `anyOf` and `oneOf` that cannot hold.
struct FastSelector: Sendable {
    var nulls: UInt64 = 0
    var booleans: UInt64 = 0
    var numbers: UInt64 = 0
    var strings: UInt64 = 0
    var arrays: UInt64 = 0
    var objects: UInt64 = 0
    /// The names that decide, with the nodes that allow each, and the node where only one does.
    var names = NameTable()
    /// The nodes that allow other names.
    var otherNames = UInt64.max
}

extension FastCompiler {
    /// The most nodes of a choice that are selected among: a bit for each.
    private static let maximumNodes = 64
    /// The most names of a selector.
    private static let maximumNames = 4_096

    /// The selector of a choice; nil where it has too many nodes.
    mutating func selector(of check: FastCheck) -> FastSelector? {
        guard check.second <= Self.maximumNodes else { return nil }
        let choice = FastRange(start: check.first, count: check.second)
        var selector = FastSelector(otherNames: 0)
        var objects: [(bit: UInt64, object: FastObject?)] = []
        for (position, place) in choice.indices.enumerated() {
            let bit: UInt64 = 1 << UInt64(position)
            let number = tables.lists[place]
            guard number != FastNode.nothing else { continue }
            let node = number >= 0 ? tables.nodes[Int(number)] : FastNode()
            selector.add(TypeMask(rawValue: node.types), bit)
            let object = node.object >= 0 ? tables.objects[Int(node.object)] : nil
            // What an object's members must be is open where one of them decides.
            let isPlain = object.map { $0.choice < 0 } ?? false
            objects.append((bit, isPlain ? object : nil))
        }
        var masks: [ExactText: UInt64] = [:]
        for (_, object) in objects {
            guard let object else { continue }
            for entry in names.entries(of: object.names) { masks[ExactText(entry.name)] = 0 }
        }
        guard masks.count <= Self.maximumNames else {
            selector.otherNames = .max
            return selector
        }
        for (bit, object) in objects {
            let others = object.map { $0.groups.count > 0 || $0.additional != FastNode.nothing }
            if others ?? true { selector.otherNames |= bit }
            var own: [ExactText: Bool] = [:]
            for entry in object.map({ names.entries(of: $0.names) }) ?? [] {
                own[ExactText(entry.name)] = entry.number != FastNode.nothing
            }
            for name in masks.keys where own[name] ?? others ?? true { masks[name]? |= bit }
        }
        let sorted = masks.sorted {
            $0.key.text.utf8.lexicographicallyPrecedes($1.key.text.utf8)
        }
        selector.names = names.add(
            sorted.map { name, bits in
                let left = bits & selector.objects
                let place = Int(choice.start) + left.trailingZeroBitCount
                let only = left.nonzeroBitCount == 1 ? tables.lists[place] : FastNode.nothing
                return TableName(name: name.text, number: only, bits: bits)
            }
        )
        return selector
    }
}

extension FastSelector {
    fileprivate mutating func add(_ types: TypeMask, _ bit: UInt64) {
        if types.contains(.null) { nulls |= bit }
        if types.contains(.boolean) { booleans |= bit }
        if !types.isDisjoint(with: .number) { numbers |= bit }
        if types.contains(.string) { strings |= bit }
        if types.contains(.array) { arrays |= bit }
        if types.contains(.object) { objects |= bit }
    }
}

extension FastPass {
    /// Checks an object of which one choice says all; returns the index after it, or ``failed``.
    @inline(never)
    mutating func pick(_ node: Int, _ index: Int, _ depth: Int) -> Int {
        let check = Int(nodes[node].pick)
        let selector = Int(checks[check].third)
        guard spend(Int(checks[check].second)) else { return Self.failed }
        let word = tape[index]
        if word.length > 0, !tape[index &+ 2].hasEscape {
            let name = tape[index &+ 2]
            let place = slots.find(
                selectors[selector].names,
                tape.input,
                name.offset,
                name.length
            )
            if place >= 0, slots[place].number >= 0 {
                return checkObject(Int(slots[place].number), word, index, depth &+ 1)
            }
        }
        let possible = candidates(selector, index)
        guard possible != 0 else { return Self.failed }
        guard possible & (possible &- 1) == 0 else {
            return others(node, index, depth) ? tape.end(of: index) : Self.failed
        }
        let place = Int(checks[check].first) &+ possible.trailingZeroBitCount
        return self.check(lists[place], index, depth &+ 1)
    }

    /// The nodes of a choice that the value at an index can conform to.
    @inline(__always)
    mutating func candidates(_ selector: Int, _ index: Int) -> UInt64 {
        let word = tape[index]
        switch word.tag {
        case .null: return selectors[selector].nulls
        case .truth, .falsehood: return selectors[selector].booleans
        case .number: return selectors[selector].numbers
        case .string, .name: return selectors[selector].strings
        case .array: return selectors[selector].arrays
        case .object:
            let objects = selectors[selector].objects
            return word.length > 0 ? objects & allowing(selector, tape[index &+ 2]) : objects
        }
    }

    /// The nodes of a choice that allow a name.
    @inline(never)
    private mutating func allowing(_ selector: Int, _ name: TapeWord) -> UInt64 {
        let place = find(selectors[selector].names, name)
        return place >= 0 ? slots[place].bits : selectors[selector].otherNames
    }
}
