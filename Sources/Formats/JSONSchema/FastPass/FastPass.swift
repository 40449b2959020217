internal import JSONTape

/// The first pass: one walk over the tape for a verdict, without allocation for usual schemas.
struct FastPass: ~Escapable {
    /// The deepest nesting of checks.
    static let deepest = 3_000
    static let failed = -1

    let tape: TapeReader
    let nodes: Span<FastNode>
    let objects: Span<FastObject>
    let choices: Span<FastChoice>
    let tables: Span<NameTable>
    let slots: Span<NameSlot>
    let texts: RawSpan
    let groups: Span<FastPatternGroup>
    let checks: Span<FastCheck>
    let lists: Span<Int32>
    let counts: Span<CountBounds>
    let bounds: Span<NumberBounds>
    let values: Span<JSONValue>
    let followed: Span<[String]>
    let rules: Span<RuleSet>
    let patterns: PatternMatcher

    @_lifetime(copy tape, borrow tables)
    init(_ tape: TapeReader, _ tables: borrowing FastTables) {
        self.tape = tape
        nodes = tables.nodes.span
        objects = tables.objects.span
        choices = tables.choices.span
        self.tables = tables.tables.span
        slots = tables.slots.span
        texts = tables.texts.span.bytes
        groups = tables.groups.span
        checks = tables.checks.span
        lists = tables.lists.span
        counts = tables.counts.span
        bounds = tables.bounds.span
        values = tables.values.span
        followed = tables.followed.span
        rules = tables.rules.span
        patterns = PatternMatcher(tables.patterns)
    }

    /// Checks the value at an index; returns the index after it, or ``failed``.
    func check(_ number: NodeNumber, _ index: Int, _ depth: Int) -> Int {
        if number < 0 {
            return number == FastNode.anything ? tape.next(after: index) : Self.failed
        }
        let word = tape[index]
        let node = Int(number)
        let next: Int
        switch word.tag {
        case .string, .name:
            guard nodes[node].types & TypeMask.string.rawValue != 0, string(node, word) else {
                return Self.failed
            }
            next = index &+ 1
        case .number:
            guard self.number(node, word, index) else { return Self.failed }
            next = index &+ 1
        case .object:
            guard nodes[node].types & TypeMask.object.rawValue != 0, depth < Self.deepest else {
                return Self.failed
            }
            if nodes[node].hasValues, !isAllowed(node, index) { return Self.failed }
            let object = Int(nodes[node].object)
            if object >= 0 {
                if objects[object].choice >= 0 { return choose(object, index, depth) }
                next = members(object, index, word.length, depth)
                if next < 0 { return Self.failed }
            } else {
                next = tape.end(of: index)
            }
        case .array:
            guard nodes[node].types & TypeMask.array.rawValue != 0, depth < Self.deepest else {
                return Self.failed
            }
            if nodes[node].hasValues, !isAllowed(node, index) { return Self.failed }
            next = elements(node, index, word.length, depth)
            if next < 0 { return Self.failed }
        case .null, .truth, .falsehood:
            let type: TypeMask = word.tag == .null ? .null : .boolean
            guard nodes[node].types & type.rawValue != 0 else { return Self.failed }
            if nodes[node].hasValues, !isAllowed(node, index) { return Self.failed }
            next = index &+ 1
        }
        if nodes[node].checks.count > 0, !others(node, index, depth) { return Self.failed }
        return next
    }

    // MARK: Strings

    @inline(__always)
    private func string(_ node: Int, _ word: TapeWord) -> Bool {
        if word.hasEscape { return escapedString(node, word) }
        return string(
            node,
            tape.input,
            word.offset,
            word.length,
            isASCII: !word.isNonASCII
        )
    }

    @inline(never)
    private func escapedString(_ node: Int, _ word: TapeWord) -> Bool {
        let bytes = tape.bytes(word)
        return string(node, bytes.span.bytes, 0, bytes.count, isASCII: false)
    }

    @inline(__always)
    private func string(
        _ node: Int,
        _ input: RawSpan,
        _ offset: Int,
        _ length: Int,
        isASCII: Bool
    ) -> Bool {
        if nodes[node].leastLength != 0 || nodes[node].mostLength != .max {
            let count = isASCII ? length : Self.characters(input, offset, length)
            if count < Int(nodes[node].leastLength) || count > Int(nodes[node].mostLength) {
                return false
            }
        }
        if nodes[node].pattern >= 0,
            !patterns.matches(nodes[node].pattern, input, offset..<(offset &+ length))
        {
            return false
        }
        if nodes[node].hasValues {
            guard nodes[node].strings >= 0 else { return false }
            return find(tables[Int(nodes[node].strings)], input, offset, length) >= 0
        }
        return true
    }

    @inline(never)
    private static func characters(_ input: RawSpan, _ offset: Int, _ length: Int) -> Int {
        var count = 0
        for index in offset..<(offset &+ length) where input.byte(index) & 0xc0 != 0x80 {
            count &+= 1
        }
        return count
    }

    // MARK: Names

    /// The place of a name in the slots, or -1.
    @inline(__always)
    func find(_ table: NameTable, _ input: RawSpan, _ offset: Int, _ length: Int) -> Int {
        let key = NameKey(input, offset, length)
        var place = key.place(table.multiplier, table.shift)
        var probe: Int32 = 0
        while probe < table.probes {
            let index = Int(table.start) &+ Int(place)
            let slot = slots[index]
            if slot.prefix == key.prefix, slot.suffix == key.suffix,
                Int(slot.length) == length, length <= 16 || isSame(slot, input, offset)
            {
                return index
            }
            place = (place &+ 1) & table.mask
            probe &+= 1
        }
        return -1
    }

    @inline(never)
    private func isSame(_ slot: NameSlot, _ input: RawSpan, _ offset: Int) -> Bool {
        var step = 8
        while step < Int(slot.length) &- 8 {
            if texts.eight(Int(slot.text) &+ step) != input.eight(offset &+ step) { return false }
            step &+= 8
        }
        return true
    }

    /// The place of a name of the tape in the slots, or -1.
    @inline(__always)
    func find(_ table: NameTable, _ word: TapeWord) -> Int {
        word.hasEscape
            ? findEscaped(table, word) : find(table, tape.input, word.offset, word.length)
    }

    @inline(never)
    private func findEscaped(_ table: NameTable, _ word: TapeWord) -> Int {
        let bytes = tape.bytes(word)
        return find(table, bytes.span.bytes, 0, bytes.count)
    }

    // MARK: Numbers

    @inline(__always)
    private func number(_ node: Int, _ word: TapeWord, _ index: Int) -> Bool {
        if nodes[node].types & TypeMask.fraction.rawValue == 0 {
            guard nodes[node].types & TypeMask.integer.rawValue != 0,
                !word.isFloat || tape.isInteger(word)
            else { return false }
        }
        if nodes[node].hasNumberBounds {
            if word.isFloat || word.length > 18 || nodes[node].needsExactNumbers {
                if !isWithinExactBounds(node, word) { return false }
            } else {
                let value = integer(word)
                if value < nodes[node].low || value > nodes[node].high { return false }
            }
        }
        return !nodes[node].hasValues || isAllowed(node, index)
    }

    /// The value of a number of up to 18 characters without fraction or exponent.
    private func integer(_ word: TapeWord) -> Int64 {
        var index = word.offset
        let end = index &+ word.length
        let isNegative = tape.input.byte(index) == 0x2d
        if isNegative { index &+= 1 }
        var value: Int64 = 0
        while index < end {
            value = value &* 10 &+ Int64(tape.input.byte(index) &- 0x30)
            index &+= 1
        }
        return isNegative ? 0 &- value : value
    }

    @inline(never)
    private func isWithinExactBounds(_ node: Int, _ word: TapeWord) -> Bool {
        let value = tape.decimal(word)
        for index in nodes[node].bounds.indices where bounds[index].broken(by: value) != nil {
            return false
        }
        return true
    }

    /// Whether a value other than a string is among those allowed.
    @inline(never)
    private func isAllowed(_ node: Int, _ index: Int) -> Bool {
        for place in nodes[node].values.indices where tape.equals(index, values[place]) {
            return true
        }
        return false
    }
}
