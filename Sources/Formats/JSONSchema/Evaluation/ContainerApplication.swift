internal import JSONTape

extension RuleEvaluator {
    /// Applies the keywords that hold schemas for an object's members.
    mutating func applyToMembers(
        _ set: borrowing RuleSet,
        _ number: RuleNumber,
        _ rule: SchemaRule,
        _ index: Int,
        _ annotates: Bool,
        _ outcome: inout Outcome
    ) {
        var name = index + 2
        let end = tape.end(of: index)
        while name < end {
            guard spend(1) else { return }
            var isEvaluated = false
            if !rule.propertyNumbers.isEmpty,
                let inner = rule.propertyNumbers[ExactText(tape.string(name))]
            {
                isEvaluated = true
                outcome.isValid = applyToMember(set, inner, name) && outcome.isValid
            }
            for (pattern, _, inner) in rule.patternProperties
            where matches(set, pattern, tape[name]) {
                isEvaluated = true
                outcome.isValid = applyToMember(set, inner, name) && outcome.isValid
            }
            if !isEvaluated, let inner = rule.additionalProperties {
                isEvaluated = true
                outcome.isValid = applyToMember(set, inner, name) && outcome.isValid
            }
            if let inner = rule.propertyNames {
                outcome.isValid = applyToName(set, inner, name) && outcome.isValid
            }
            if annotates, isEvaluated { outcome.evaluated.insert(name) }
            guard outcome.isValid || isCollecting else { return }
            name = tape.next(after: name + 1)
        }
        guard let inner = rule.unevaluatedProperties else { return }
        name = index + 2
        while name < end {
            if outcome.evaluated.insert(name).inserted {
                outcome.isValid = applyToMember(set, inner, name) && outcome.isValid
            }
            name = tape.next(after: name + 1)
        }
    }

    /// Applies the keywords that hold schemas for an array's elements.
    mutating func applyToElements(
        _ set: borrowing RuleSet,
        _ number: RuleNumber,
        _ rule: SchemaRule,
        _ index: Int,
        _ annotates: Bool,
        _ outcome: inout Outcome
    ) {
        var element = index + 2
        var position = 0
        var contained = 0
        let end = tape.end(of: index)
        while element < end {
            guard spend(1) else { return }
            let inner = position < rule.prefixItems.count ? rule.prefixItems[position] : rule.items
            if let inner {
                let isValid = applyToElement(set, inner, element, position: position)
                outcome.isValid = isValid && outcome.isValid
                if annotates { outcome.evaluated.insert(element) }
            }
            if let inner = rule.contains, applySilently(set, inner, element).isValid {
                contained += 1
                if annotates, rule.containsEvaluates { outcome.evaluated.insert(element) }
            }
            guard outcome.isValid || isCollecting else { return }
            element = tape.next(after: element)
            position += 1
        }
        if rule.contains != nil, !rule.containsCount.contains(contained) {
            let keyword =
                contained > rule.containsCount.least
                ? "maxContains" : rule.containsCount.least == 1 ? "contains" : "minContains"
            fail(set, number, keyword)
            outcome.isValid = false
        }
        guard let inner = rule.unevaluatedItems else { return }
        element = index + 2
        position = 0
        while element < end {
            if outcome.evaluated.insert(element).inserted {
                let isValid = applyToElement(set, inner, element, position: position)
                outcome.isValid = isValid && outcome.isValid
            }
            element = tape.next(after: element)
            position += 1
        }
    }
}
