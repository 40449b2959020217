internal import JSONTape

/// The first pass: one walk over the tape for a verdict, without allocation for usual schemas.
///
/// Its functions are mutating also where nothing changes: read-only, each would get a copy of all.
struct FastPass: ~Escapable {
    /// The deepest nesting of checks.
    static let deepest = 3_000
    static let failed = -1

    let tape: TapeReader
    let heads: PlainRows<FastHead>
    let nodes: PlainRows<FastNode>
    let objects: PlainRows<FastObject>
    let choices: PlainRows<FastChoice>
    let tables: PlainRows<NameTable>
    var slots: NameSlots
    let groups: PlainRows<FastPatternGroup>
    let checks: PlainRows<FastCheck>
    let lists: PlainRows<Int32>
    let counts: PlainRows<CountBounds>
    let bounds: Span<NumberBounds>
    let allowed: Span<AllowedValues>
    let followed: Span<[String]>
    let selectors: PlainRows<FastSelector>
    let coverages: PlainRows<FastCoverage>
    let coverageParts: PlainRows<FastCoveragePart>
    let scopes: Span<[Int32]>
    let rules: Span<RuleSet>
    var patterns: PatternMatcher
    /// The steps that are left; below zero when they were not enough.
    ///
    /// An object or array counts its members, a text a step for each 64 bytes, and each check
    /// beyond the usual at least one.
    var steps: Int

    @_lifetime(copy tape, borrow tables)
    init(_ tape: TapeReader, _ tables: borrowing FastTables, steps: Int) {
        self.tape = tape
        self.steps = steps
        heads = PlainRows(tables.heads.span)
        nodes = PlainRows(tables.nodes.span)
        objects = PlainRows(tables.objects.span)
        choices = PlainRows(tables.choices.span)
        self.tables = PlainRows(tables.tables.span)
        slots = NameSlots(tables.names)
        groups = PlainRows(tables.groups.span)
        checks = PlainRows(tables.checks.span)
        lists = PlainRows(tables.lists.span)
        counts = PlainRows(tables.counts.span)
        bounds = tables.bounds.span
        allowed = tables.allowed.span
        followed = tables.followed.span
        selectors = PlainRows(tables.selectors.span)
        coverages = PlainRows(tables.coverages.span)
        coverageParts = PlainRows(tables.coverageParts.span)
        scopes = tables.scopes.span
        rules = tables.rules.span
        patterns = PatternMatcher(tables.patterns)
    }

    /// Takes steps; false when there are not as many left.
    @inline(__always)
    mutating func spend(_ count: Int) -> Bool {
        steps &-= count
        return steps >= 0
    }

    /// Checks the value at an index; returns the index after it, or ``failed``.
    mutating func check(_ number: NodeNumber, _ index: Int, _ depth: Int) -> Int {
        checkInPlace(number, index, depth)
    }

    /// The same, with the usual checks of strings and objects within the caller's own code.
    @inline(__always)
    mutating func checkInPlace(_ number: NodeNumber, _ index: Int, _ depth: Int) -> Int {
        if number < 0 {
            return number == FastNode.anything ? tape.next(after: index) : Self.failed
        }
        let word = tape[index]
        let node = Int(number)
        guard word.tag == .string else {
            return word.tag == .object
                ? checkObject(node, word, index, depth) : checkOther(node, word, index, depth)
        }
        switch heads[node].textKind {
        case .any: return index &+ 1
        case .run where word.isPlain && heads[node].run.canHave(word.length):
            return patterns.isRun(heads[node].run, tape.input, word.offset, word.length)
                ? index &+ 1 : Self.failed
        case .run, .other: return checkOther(node, word, index, depth)
        }
    }

    /// Checks an object.
    @inline(__always)
    mutating func checkObject(
        _ node: Int,
        _ word: TapeWord,
        _ index: Int,
        _ depth: Int
    ) -> Int {
        if depth < Self.deepest {
            switch heads[node].objectKind {
            case .plain: return members(Int(heads[node].object), index, word.length, depth)
            case .choice: return choose(Int(heads[node].object), index, depth)
            case .other: break
            }
        }
        return checkOther(node, word, index, depth)
    }

    /// Checks any value.
    @inline(never)
    mutating func checkOther(
        _ node: Int,
        _ word: TapeWord,
        _ index: Int,
        _ depth: Int
    ) -> Int {
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
                if nodes[node].pick >= 0 { return pick(node, index, depth) }
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
    private mutating func string(_ node: Int, _ word: TapeWord) -> Bool {
        let checks = nodes[node].textChecks
        if checks == 0 { return true }
        if word.length >= 64, !spend(word.length &>> 6) { return false }
        if word.hasEscape { return escapedString(node, word) }
        let range = word.offset..<(word.offset &+ word.length)
        if checks == TextChecks.pattern {
            return patterns.matches(nodes[node].pattern, tape.input, range, &steps)
        }
        return plainString(node, word)
    }

    @inline(never)
    private mutating func plainString(_ node: Int, _ word: TapeWord) -> Bool {
        string(node, tape.input, word.offset, word.length, isASCII: !word.isNonASCII)
    }

    @inline(never)
    private mutating func escapedString(_ node: Int, _ word: TapeWord) -> Bool {
        let bytes = tape.bytes(word)
        return string(node, bytes.span.bytes, 0, bytes.count, isASCII: false)
    }

    @inline(__always)
    private mutating func string(
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
            !patterns.matches(nodes[node].pattern, input, offset..<(offset &+ length), &steps)
        {
            return false
        }
        if nodes[node].format != FastNode.noFormat,
            !hasFormat(nodes[node].format, input, offset..<(offset &+ length))
        {
            return false
        }
        if nodes[node].hasValues {
            guard nodes[node].strings >= 0 else { return false }
            return slots.find(tables[Int(nodes[node].strings)], input, offset, length) >= 0
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

    /// The place of a name of the tape in the slots, or -1.
    @inline(__always)
    mutating func find(_ table: NameTable, _ word: TapeWord) -> Int {
        word.hasEscape
            ? findEscaped(table, word)
            : slots.find(table, tape.input, word.offset, word.length)
    }

    /// Whether a name of the tape is that of a slot.
    @inline(__always)
    mutating func isName(_ place: Int, _ word: TapeWord) -> Bool {
        word.hasEscape
            ? isEscapedName(place, word)
            : slots.isName(place, tape.input, word.offset, word.length)
    }

    @inline(never)
    private mutating func isEscapedName(_ place: Int, _ word: TapeWord) -> Bool {
        let bytes = tape.bytes(word)
        return slots.isName(place, bytes.span.bytes, 0, bytes.count)
    }

    @inline(never)
    private mutating func findEscaped(_ table: NameTable, _ word: TapeWord) -> Int {
        let bytes = tape.bytes(word)
        return slots.find(table, bytes.span.bytes, 0, bytes.count)
    }
}
