internal import JSONTape

extension FastPass {
    /// Checks the members of an object; returns the index after it, or ``failed``.
    mutating func members(_ object: Int, _ index: Int, _ count: Int, _ depth: Int) -> Int {
        guard spend(count &+ 1) else { return Self.failed }
        if count < Int(objects[object].leastMembers) || count > Int(objects[object].mostMembers) {
            return Self.failed
        }
        if objects[object].isUnusual { return unusualMembers(object, index, depth) }
        let end = tape.end(of: index)
        let names = objects[object].names
        var seen: UInt64 = 0
        var name = index &+ 2
        while name < end {
            let place = find(names, tape[name])
            var inner = objects[object].additional
            if place >= 0 {
                seen |= slots[place].bits
                inner = slots[place].number
            }
            name = checkInPlace(inner, name &+ 1, depth &+ 1)
            if name < 0 { return Self.failed }
        }
        let required = objects[object].required
        return seen & required == required ? end : Self.failed
    }

    /// Checks the members of an object whose names are checked by more than a table.
    @inline(never)
    private mutating func unusualMembers(_ object: Int, _ index: Int, _ depth: Int) -> Int {
        let end = tape.end(of: index)
        var seen: UInt64 = 0
        var name = index &+ 2
        while name < end {
            if objects[object].nameNode != FastNode.anything, !nameHolds(object, name, depth) {
                return Self.failed
            }
            let place = find(objects[object].names, tape[name])
            if place >= 0 {
                seen |= slots[place].bits
                name = check(slots[place].number, name &+ 1, depth &+ 1)
            } else {
                name = unnamed(object, name, depth)
            }
            if name < 0 { return Self.failed }
        }
        let required = objects[object].required
        return seen & required == required ? end : Self.failed
    }

    /// Checks what must hold for every name.
    @inline(never)
    private mutating func nameHolds(_ object: Int, _ index: Int, _ depth: Int) -> Bool {
        check(objects[object].nameNode, index, depth &+ 1) >= 0
    }

    /// Checks a member that no rule names against patterns.
    @inline(never)
    private mutating func unnamed(_ object: Int, _ name: Int, _ depth: Int) -> Int {
        let next = check(objects[object].additional, name &+ 1, depth &+ 1)
        if next < 0 { return Self.failed }
        for index in objects[object].groups.indices {
            let group = groups[index]
            var isMatched = false
            for pair in stride(from: 0, to: Int(group.pairs.count), by: 2) {
                let place = Int(group.pairs.start) + pair
                let isMatch = matches(lists[place], tape[name])
                guard steps >= 0 else { return Self.failed }
                guard isMatch else { continue }
                isMatched = true
                if check(lists[place + 1], name &+ 1, depth &+ 1) < 0 { return Self.failed }
            }
            if !isMatched, check(group.additional, name &+ 1, depth &+ 1) < 0 {
                return Self.failed
            }
        }
        return next
    }

    /// Whether a pattern matches the unescaped text.
    mutating func matches(_ pattern: Int32, _ word: TapeWord) -> Bool {
        guard spend(1 &+ word.length &>> 6) else { return false }
        guard word.hasEscape else {
            let range = word.offset..<(word.offset &+ word.length)
            return patterns.matches(pattern, tape.input, range, &steps)
        }
        let bytes = tape.bytes(word)
        return patterns.matches(pattern, bytes.span.bytes, 0..<bytes.count, &steps)
    }

    /// Goes on with the node that a member's value names.
    @inline(never)
    mutating func choose(_ object: Int, _ index: Int, _ depth: Int) -> Int {
        guard spend(tape[index].length &+ 1) else { return Self.failed }
        let choice = Int(objects[object].choice)
        let property = Int(choices[choice].property)
        let end = tape.end(of: index)
        var chosen = choices[choice].fallback
        var name = index &+ 2
        while name < end {
            if isName(property, tape[name]) {
                let value = tape[name &+ 1]
                if value.tag == .string {
                    let place = find(choices[choice].targets, value)
                    if place >= 0 { chosen = slots[place].number }
                }
                break
            }
            name = tape.next(after: name &+ 1)
        }
        return chosen >= 0
            ? checkObject(Int(chosen), tape[index], index, depth &+ 1)
            : check(chosen, index, depth &+ 1)
    }

    /// Checks the elements of an array; returns the index after it, or ``failed``.
    @inline(__always)
    mutating func elements(_ node: Int, _ index: Int, _ count: Int, _ depth: Int) -> Int {
        if count < Int(nodes[node].leastItems) || count > Int(nodes[node].mostItems) {
            return Self.failed
        }
        let end = tape.end(of: index)
        if nodes[node].prefix.count == 0, nodes[node].items == FastNode.anything { return end }
        guard spend(count &+ 1) else { return Self.failed }
        var element = index &+ 2
        var position: Int32 = 0
        while element < end {
            let inner =
                position < nodes[node].prefix.count
                ? lists[Int(nodes[node].prefix.start &+ position)] : nodes[node].items
            element = check(inner, element, depth &+ 1)
            if element < 0 { return Self.failed }
            position &+= 1
        }
        return end
    }
}
