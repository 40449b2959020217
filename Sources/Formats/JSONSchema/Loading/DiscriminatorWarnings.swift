package import JSONTape

/// Something that a schema says and that hardly can be meant.
package struct SchemaWarning: Hashable, Sendable {
    /// The document: empty for the one that was given.
    package let document: String
    /// The place in the document.
    package let pointer: JSONPointer
    /// What it is, and what to write instead.
    package let message: String
}

extension RuleSet {
    /// The most values that one warning names.
    private static let maximumValues = 5
    /// The most schemas that are looked at for the values of one member.
    private static let maximumVisits = 64

    /// What the discriminators say of values that can never pass, or that they do not know.
    ///
    /// OpenAPI 3.1.1, *Discriminator Object*: names that are not those of schemas, and mappings that
    /// were forgotten, are the most frequent faults.
    func discriminatorWarnings() -> [SchemaWarning] {
        var warnings: [SchemaWarning] = []
        for rule in rules {
            guard let discriminator = rule.discriminator else { continue }
            for message in messages(discriminator, of: rule) {
                warnings.append(
                    SchemaWarning(
                        document: documentURIs[rule.place.document],
                        pointer: rule.place.pointer.appending("discriminator"),
                        message: message
                    )
                )
            }
        }
        return warnings
    }

    private func messages(_ discriminator: Discriminator, of rule: SchemaRule) -> [String] {
        let property = discriminator.property
        let mapped = Set(discriminator.targets.map { ExactText($0.value) })
        let choices = rule.oneOf.isEmpty ? rule.anyOf : rule.oneOf
        let stray = discriminator.targets.filter { target in
            discriminator.replacesChoice && !leads(choices, to: target.rule)
        }
        let (possible, others) = split(discriminator)
        // The name of a schema that a mapping leads to as well was not meant.
        let impossible = others.filter { other in !possible.contains { $0.rule == other.rule } }
        var allowed: Set<ExactText> = []
        if discriminator.replacesChoice {
            for choice in choices {
                for values in values(of: property, in: choice) { allowed.formUnion(values) }
            }
        } else {
            let own = values(of: property, in: rule)
            if let first = own.first {
                allowed = own.dropFirst().reduce(first) { $0.intersection($1) }
            }
        }
        var messages: [String] = []
        if !impossible.isEmpty {
            messages.append(
                "\(Self.list(impossible.map(\.value))) of '\(property)' can never pass: the schema that "
                    + "is chosen does not allow the value; name the values that stand there in 'mapping'"
            )
        }
        let unknown = allowed.subtracting(mapped).map(\.text).sorted()
        if !unknown.isEmpty {
            messages.append(
                "\(Self.list(unknown)) of '\(property)' can stand there and no schema is chosen for it: "
                    + (discriminator.replacesChoice
                        ? "all alternatives are tried" : "only this schema judges")
                    + "; name it in 'mapping'"
            )
        }
        if !stray.isEmpty {
            messages.append(
                "\(Self.list(stray.map(\.value))) of '\(property)' leads to a schema that is not one of "
                    + "the alternatives: name it under '\(rule.oneOf.isEmpty ? "anyOf" : "oneOf")' too"
            )
        }
        return messages
    }

    private typealias Targets = [(value: String, rule: RuleNumber)]

    /// The values whose schemas allow them, and the others.
    private func split(_ discriminator: Discriminator) -> (possible: Targets, impossible: Targets) {
        var split: (possible: Targets, impossible: Targets) = ([], [])
        for target in discriminator.targets {
            let value = ExactText(target.value)
            let sets = values(of: discriminator.property, in: target.rule)
            if sets.allSatisfy({ $0.contains(value) }) {
                split.possible.append(target)
            } else {
                split.impossible.append(target)
            }
        }
        return split
    }

    private static func list(_ values: [String]) -> String {
        let named = values.prefix(maximumValues).map { "'\($0)'" }.joined(separator: ", ")
        let rest = values.count - maximumValues
        return rest > 0 ? "\(named) and \(rest) more" : named
    }

    /// Whether one of some schemas is another, or refers to it.
    private func leads(_ choices: [RuleNumber], to target: RuleNumber) -> Bool {
        choices.contains { choice in
            var number = choice
            for _ in 0..<Self.maximumVisits {
                if number == target { return true }
                guard let next = rules[Int(number)].reference else { return false }
                number = next
            }
            return false
        }
    }

    /// The sets of texts that a member may have, one for each schema that says so.
    private func values(of property: String, in number: RuleNumber) -> [Set<ExactText>] {
        values(of: property, in: rules[Int(number)])
    }

    private func values(of property: String, in rule: SchemaRule) -> [Set<ExactText>] {
        var found: [Set<ExactText>] = []
        for part in parts(of: rule) {
            guard let member = part.propertyNumbers[ExactText(property)] else { continue }
            for inner in parts(of: rules[Int(member)]) {
                let listed = inner.allowedValues ?? inner.constant.map { [$0] }
                if let listed { found.append(Set(listed.compactMap(\.string).map(ExactText.init))) }
            }
        }
        return found
    }

    /// A schema and those that its values conform to as well.
    private func parts(of rule: SchemaRule) -> [SchemaRule] {
        var parts = [rule]
        var seen: Set<RuleNumber> = []
        var position = 0
        while position < parts.count, parts.count < Self.maximumVisits {
            for number in parts[position].conjuncts where seen.insert(number).inserted {
                parts.append(rules[Int(number)])
            }
            position += 1
        }
        return parts
    }
}
