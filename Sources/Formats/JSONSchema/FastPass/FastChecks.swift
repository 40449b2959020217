internal import JSONTape

extension FastPass {
    /// Checks what is not usual.
    @inline(never)
    mutating func others(_ node: Int, _ index: Int, _ depth: Int) -> Bool {
        guard depth < Self.deepest else { return false }
        for place in nodes[node].checks.indices {
            guard spend(cost(checks[place], index)), holds(checks[place], index, depth),
                steps >= 0
            else { return false }
        }
        return true
    }

    /// The steps of a check itself, without those of the schemas that it applies.
    private func cost(_ check: FastCheck, _ index: Int) -> Int {
        let word = tape[index]
        switch check.kind {
        case .contains, .dependentSchema, .dependentRequired, .required, .unevaluatedMembers,
            .unevaluatedElements:
            return word.isContainer ? 1 &+ word.length : 1
        case .unique:
            return word.tag == .array ? 1 &+ 4 &* (tape.end(of: index) &- index) : 1
        case .anyOf, .oneOf: return Int(check.second)
        case .pattern, .format, .not, .condition, .rule: return 1
        }
    }

    private mutating func holds(_ check: FastCheck, _ index: Int, _ depth: Int) -> Bool {
        let word = tape[index]
        switch check.kind {
        case .pattern:
            return word.tag != .string && word.tag != .name || matches(check.first, word)
        case .format: return hasFormat(check, word)
        case .unique: return word.tag != .array || tape.isUnique(index)
        case .contains: return word.tag != .array || contains(check, index, depth)
        case .anyOf: return count(check, index, depth, enough: 1) == 1
        case .oneOf: return count(check, index, depth, enough: 2) == 1
        case .not: return self.check(check.first, index, depth &+ 1) < 0
        case .condition:
            let isMet = self.check(check.first, index, depth &+ 1) >= 0
            return self.check(isMet ? check.second : check.third, index, depth &+ 1) >= 0
        case .dependentSchema: return dependentSchema(check, index, depth)
        case .dependentRequired:
            return word.tag != .object || find(check.first, index) < 0
                || hasAll(check.second, check.third, index)
        case .required:
            return word.tag != .object || hasAll(check.first, check.second, index)
        case .unevaluatedMembers:
            return word.tag != .object || unevaluatedMembers(check, index, depth)
        case .unevaluatedElements:
            return word.tag != .array || unevaluatedElements(check, index, depth)
        case .rule: return rule(check, index)
        }
    }

    private mutating func hasFormat(_ check: FastCheck, _ word: TapeWord) -> Bool {
        guard word.tag == .string || word.tag == .name else { return true }
        let format = UInt8(truncatingIfNeeded: check.first)
        guard word.hasEscape else {
            return hasFormat(format, tape.input, word.offset..<(word.offset &+ word.length))
        }
        let bytes = tape.bytes(word)
        return hasFormat(format, bytes.span.bytes, 0..<bytes.count)
    }

    /// Whether unescaped text has the format of a raw value.
    @inline(never)
    mutating func hasFormat(_ format: UInt8, _ input: RawSpan, _ range: Range<Int>) -> Bool {
        guard spend(1 &+ range.count &>> 4), let format = Format(rawValue: format) else {
            return false
        }
        return format.accepts(input, range)
    }

    private mutating func contains(_ check: FastCheck, _ index: Int, _ depth: Int) -> Bool {
        let bounds = counts[Int(check.second)]
        var found = 0
        var element = index &+ 2
        while element < tape.end(of: index) {
            if self.check(check.first, element, depth &+ 1) >= 0 { found &+= 1 }
            element = tape.next(after: element)
        }
        return bounds.contains(found)
    }

    private mutating func count(_ check: FastCheck, _ index: Int, _ depth: Int, enough: Int) -> Int
    {
        var found = 0
        guard check.third < 0 else {
            var left = candidates(Int(check.third), index)
            while left != 0, found < enough {
                let place = Int(check.first) &+ left.trailingZeroBitCount
                if self.check(lists[place], index, depth &+ 1) >= 0 { found &+= 1 }
                left &= left &- 1
            }
            return found
        }
        for place in Int(check.first)..<Int(check.first &+ check.second)
        where found < enough && self.check(lists[place], index, depth &+ 1) >= 0 {
            found &+= 1
        }
        return found
    }

    /// The place in the slots of the first member that a table names, or -1.
    mutating func find(_ table: Int32, _ index: Int) -> Int {
        let end = tape.end(of: index)
        var name = index &+ 2
        while name < end {
            let place = find(tables[Int(table)], tape[name])
            if place >= 0 { return place }
            name = tape.next(after: name &+ 1)
        }
        return -1
    }

    /// Whether all names of a table are there.
    private mutating func hasAll(_ table: Int32, _ names: Int32, _ index: Int) -> Bool {
        let end = tape.end(of: index)
        var seen: UInt64 = 0
        var name = index &+ 2
        while name < end {
            let place = find(tables[Int(table)], tape[name])
            if place >= 0 { seen |= slots[place].bits }
            name = tape.next(after: name &+ 1)
        }
        return seen.nonzeroBitCount == Int(names)
    }

    private mutating func dependentSchema(_ check: FastCheck, _ index: Int, _ depth: Int) -> Bool {
        guard tape[index].tag == .object else { return true }
        let place = find(check.first, index)
        return place < 0 || self.check(slots[place].number, index, depth &+ 1) >= 0
    }

    private mutating func rule(_ check: FastCheck, _ index: Int) -> Bool {
        var evaluator = RuleEvaluator(tape, limit: 0, steps: steps)
        evaluator.takeAsFollowed(followed[Int(check.second)], at: index)
        evaluator.scope = scopes[Int(check.third)]
        let isValid = evaluator.apply(rules[0], check.first, index).isValid
        steps = evaluator.steps
        return isValid
    }
}
