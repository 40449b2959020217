internal import JSONTape

extension RuleEvaluator {
    /// Checks the keywords that look at one value alone.
    mutating func checkAssertions(
        _ set: borrowing RuleSet,
        _ number: RuleNumber,
        _ rule: SchemaRule,
        _ index: Int
    ) -> Bool {
        let word = tape[index]
        var isValid = true
        if rule.types != .any, rule.types.isDisjoint(with: tape.type(word)) {
            fail(set, number, "type")
            isValid = false
        }
        if let allowed = rule.allowed,
            !spend(allowed.steps(tape, index)) || !allowed.contains(tape, index)
        {
            fail(set, number, "enum")
            isValid = false
        }
        if let constant = rule.constant, !equals(index, constant) {
            fail(set, number, "const")
            isValid = false
        }
        guard isValid || isCollecting else { return false }
        switch word.tag {
        case .string, .name: return checkString(set, number, rule, word) && isValid
        case .number: return checkNumber(set, number, rule, word) && isValid
        case .object:
            if rule.members != CountBounds(), !rule.members.contains(word.length) {
                let isFew = word.length < rule.members.least
                fail(set, number, isFew ? "minProperties" : "maxProperties")
                isValid = false
            }
            return checkRequired(set, number, rule, index) && isValid
        case .array:
            if !rule.elements.contains(word.length) {
                fail(set, number, word.length < rule.elements.least ? "minItems" : "maxItems")
                isValid = false
            }
            if rule.uniqueItems,
                !spend(4 * (tape.end(of: index) - index)) || !tape.isUnique(index)
            {
                fail(set, number, "uniqueItems")
                isValid = false
            }
            return isValid
        default: return isValid
        }
    }

    /// Compares; a name counts as a string.
    private func equals(_ index: Int, _ value: JSONValue) -> Bool {
        let word = tape[index]
        guard word.tag == .name else { return tape.equals(index, value) }
        return value.string.map { tape.equals(word, $0) } ?? false
    }

    private mutating func checkString(
        _ set: borrowing RuleSet,
        _ number: RuleNumber,
        _ rule: SchemaRule,
        _ word: TapeWord
    ) -> Bool {
        guard spend(word.length >> 6) else { return false }
        var isValid = true
        if rule.length != CountBounds() {
            let count = tape.characters(word)
            if !rule.length.contains(count) {
                fail(set, number, count < rule.length.least ? "minLength" : "maxLength")
                isValid = false
            }
        }
        if let pattern = rule.pattern, !matches(set, pattern, word) {
            fail(set, number, "pattern")
            isValid = false
        }
        if let format = rule.format, !format.isNumeric, !accepts(format, word) {
            fail(set, number, "format")
            isValid = false
        }
        return isValid
    }

    /// Whether a pattern matches the unescaped text.
    mutating func matches(
        _ set: borrowing RuleSet,
        _ pattern: Int32,
        _ word: TapeWord
    ) -> Bool {
        guard word.hasEscape else {
            let range = word.offset..<(word.offset + word.length)
            return matches(set, pattern, tape.input, range)
        }
        let bytes = tape.bytes(word)
        return matches(set, pattern, bytes.span.bytes, 0..<bytes.count)
    }

    private func accepts(_ format: Format, _ word: TapeWord) -> Bool {
        guard word.hasEscape else {
            return format.accepts(tape.input, word.offset..<(word.offset + word.length))
        }
        let bytes = tape.bytes(word)
        return format.accepts(bytes.span.bytes, 0..<bytes.count)
    }

    private mutating func checkNumber(
        _ set: borrowing RuleSet,
        _ number: RuleNumber,
        _ rule: SchemaRule,
        _ word: TapeWord
    ) -> Bool {
        guard !rule.numbers.isEmpty || rule.format?.isNumeric ?? false else { return true }
        let value = tape.decimal(word)
        var isValid = true
        if let keyword = rule.numbers.broken(by: value) {
            fail(set, number, keyword)
            isValid = false
        }
        if let format = rule.format, !format.accepts(value) {
            fail(set, number, "format")
            isValid = false
        }
        return isValid
    }

    private mutating func checkRequired(
        _ set: borrowing RuleSet,
        _ number: RuleNumber,
        _ rule: SchemaRule,
        _ index: Int
    ) -> Bool {
        guard !rule.required.isEmpty || !rule.dependentRequired.isEmpty else { return true }
        guard spend(tape[index].length) else { return false }
        let names = memberNames(index)
        var isValid = true
        for (name, place) in zip(rule.required, rule.requiredPlaces)
        where !names.contains(ExactText(name)) {
            fail(set, number, "required", [String(place)])
            isValid = false
        }
        for (name, needs) in rule.dependentRequired where names.contains(ExactText(name)) {
            for (place, need) in needs.enumerated() where !names.contains(ExactText(need)) {
                fail(set, number, "dependentRequired", [name, String(place)])
                isValid = false
            }
        }
        return isValid
    }

    /// The names of an object's members.
    func memberNames(_ index: Int) -> Set<ExactText> {
        var names: Set<ExactText> = []
        var place = index + 2
        while place < tape.end(of: index) {
            names.insert(ExactText(tape.string(place)))
            place = tape.next(after: place + 1)
        }
        return names
    }
}
