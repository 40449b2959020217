internal import JSONTape

extension RuleEvaluator {
    /// Applies the keywords that hold schemas for the same value.
    mutating func applyInPlace(
        _ set: borrowing RuleSet,
        _ number: RuleNumber,
        _ rule: SchemaRule,
        _ index: Int,
        _ annotates: Bool,
        _ outcome: inout Outcome
    ) {
        if let target = rule.reference {
            outcome.include(apply(set, target, index, annotates: annotates))
        }
        if let reference = rule.dynamicReference {
            let target = reference.target(in: scope)
            outcome.include(apply(set, target, index, annotates: annotates))
        }
        for inner in rule.allOf {
            outcome.include(apply(set, inner, index, annotates: annotates))
        }
        let isChosen = applyDiscriminator(set, number, rule, index, annotates, &outcome)
        if !isChosen { applyChoices(set, number, rule, index, annotates, &outcome) }
        if let inner = rule.not, applySilently(set, inner, index).isValid {
            fail(set, number, "not")
            outcome.isValid = false
        }
        if let condition = rule.condition {
            let test = applySilently(set, condition, index, annotates: annotates)
            if test.isValid { outcome.evaluated.formUnion(test.evaluated) }
            if let branch = test.isValid ? rule.consequence : rule.alternative {
                outcome.include(apply(set, branch, index, annotates: annotates))
            }
        }
        applyDependentSchemas(set, rule, index, annotates, &outcome)
    }

    private mutating func applyChoices(
        _ set: borrowing RuleSet,
        _ number: RuleNumber,
        _ rule: SchemaRule,
        _ index: Int,
        _ annotates: Bool,
        _ outcome: inout Outcome
    ) {
        if !rule.anyOf.isEmpty {
            let matching = count(set, rule.anyOf, index, annotates, annotates ? .max : 1, &outcome)
            if matching == 0 {
                fail(set, number, "anyOf")
                outcome.isValid = false
            }
        }
        if !rule.oneOf.isEmpty, count(set, rule.oneOf, index, annotates, 2, &outcome) != 1 {
            fail(set, number, "oneOf")
            outcome.isValid = false
        }
    }

    /// Counts the schemas that hold, up to a number.
    private mutating func count(
        _ set: borrowing RuleSet,
        _ rules: [RuleNumber],
        _ index: Int,
        _ annotates: Bool,
        _ enough: Int,
        _ outcome: inout Outcome
    ) -> Int {
        var matching = 0
        for inner in rules where matching < enough {
            let result = applySilently(set, inner, index, annotates: annotates)
            guard result.isValid else { continue }
            matching += 1
            outcome.evaluated.formUnion(result.evaluated)
        }
        return matching
    }

    private mutating func applyDependentSchemas(
        _ set: borrowing RuleSet,
        _ rule: SchemaRule,
        _ index: Int,
        _ annotates: Bool,
        _ outcome: inout Outcome
    ) {
        guard !rule.dependentSchemas.isEmpty, tape[index].tag == .object else { return }
        guard spend(tape[index].length) else { return }
        let names = memberNames(index)
        for (name, inner) in rule.dependentSchemas where names.contains(ExactText(name)) {
            outcome.include(apply(set, inner, index, annotates: annotates))
        }
    }

    /// Follows a discriminator; says whether it stands in for the choice among schemas.
    private mutating func applyDiscriminator(
        _ set: borrowing RuleSet,
        _ number: RuleNumber,
        _ rule: SchemaRule,
        _ index: Int,
        _ annotates: Bool,
        _ outcome: inout Outcome
    ) -> Bool {
        guard let discriminator = rule.discriminator, tape[index].tag == .object else {
            return false
        }
        guard spend(tape[index].length) else { return true }
        // The subtype was chosen already, and builds on this schema.
        if isFollowed(discriminator.property, at: index) { return discriminator.replacesChoice }
        // Where the member is absent, or its value not mapped, the schema itself judges.
        guard let target = target(of: discriminator, index) else { return false }
        if target != number {
            outcome.include(follow(set, discriminator, target, index, annotates))
        }
        return discriminator.replacesChoice
    }

    private func target(of discriminator: Discriminator, _ index: Int) -> RuleNumber? {
        var place = index + 2
        while place < tape.end(of: index) {
            if tape.equals(tape[place], discriminator.property) {
                let word = tape[place + 1]
                guard word.tag == .string else { return nil }
                return discriminator.targets.first { tape.equals(word, $0.value) }?.rule
            }
            place = tape.next(after: place + 1)
        }
        return nil
    }
}
