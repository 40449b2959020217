internal import JSONTape

/// What `readOnly` and `writeOnly` say of members that never go one way.
///
/// OpenAPI 3.0.3, *Schema Object*: such a member need not be there even where `required` names it,
/// and should not be there. JSON Schema 2020-12 Validation, *"readOnly" and "writeOnly"*: one that is
/// read-only may be ignored or refused when it is sent; one that is write-only is never answered.
extension SchemaLoader {
    /// How far marks are followed through references and compositions of compositions.
    private static let mostRounds = 16

    /// Applies the marks of one direction to all rules that were read.
    func applyMarks() throws(SchemaProblem) {
        let marked = try markedRules()
        guard marked.contains(true) else { return }
        let names = try markedNames(marked)
        for index in set.rules.indices {
            try relaxRequired(index, names[index])
            if refusesMarked { try refuseMarked(index, marked) }
        }
        for (index, names) in names { try relaxParts(of: index, names) }
    }

    private var mark: String { options.direction == .request ? "readOnly" : "writeOnly" }

    /// Whether a marked member that is there is refused.
    private var refusesMarked: Bool {
        options.direction == .response || options.refusesReadOnly
    }

    /// Whether each rule is marked, or one that its values conform to as well.
    private func markedRules() throws(SchemaProblem) -> [Bool] {
        var marked = set.rules.map {
            options.direction == .request ? $0.isReadOnly : $0.isWriteOnly
        }
        guard marked.contains(true) else { return marked }
        for _ in 0..<Self.mostRounds {
            var changes = false
            for index in set.rules.indices where !marked[index] {
                let conjuncts = set.rules[index].conjuncts
                try spend(conjuncts.count, set.rules[index].place)
                marked[index] = conjuncts.contains { marked[Int($0)] }
                changes = changes || marked[index]
            }
            guard changes else { break }
        }
        return marked
    }

    /// The names of the marked members that each rule declares, or one that its values conform to.
    private func markedNames(_ marked: [Bool]) throws(SchemaProblem) -> [Int: Set<ExactText>] {
        var names: [Int: Set<ExactText>] = [:]
        for index in set.rules.indices {
            for (name, number) in set.rules[index].properties where marked[Int(number)] {
                names[index, default: []].insert(ExactText(name))
            }
        }
        for _ in 0..<Self.mostRounds {
            var changes = false
            for index in set.rules.indices {
                for inner in set.rules[index].conjuncts {
                    guard let taken = names[Int(inner)] else { continue }
                    try spend(1 + taken.count, set.rules[index].place)
                    guard !taken.isSubset(of: names[index] ?? []) else { continue }
                    names[index, default: []].formUnion(taken)
                    changes = true
                }
            }
            guard changes else { break }
        }
        return names
    }

    private func relaxRequired(
        _ index: Int,
        _ names: Set<ExactText>?
    ) throws(SchemaProblem) {
        guard let names, !set.rules[index].required.isEmpty else { return }
        try spend(set.rules[index].required.count, set.rules[index].place)
        var kept: [String] = []
        var places: [Int] = []
        for (name, place) in zip(set.rules[index].required, set.rules[index].requiredPlaces)
        where !names.contains(ExactText(name)) {
            kept.append(name)
            places.append(place)
        }
        change(index) { rule in
            rule.required = kept
            rule.requiredPlaces = places
        }
    }

    /// Relaxes what the other parts of a composition require of a member that one part marks.
    private func relaxParts(of index: Int, _ names: Set<ExactText>) throws(SchemaProblem) {
        var seen: Set<Int> = [index]
        var open = set.rules[index].conjuncts.map(Int.init)
        while let part = open.popLast() {
            guard seen.insert(part).inserted else { continue }
            try spend(1, set.rules[part].place)
            try relaxRequired(part, names)
            open += set.rules[part].conjuncts.map(Int.init)
        }
    }

    private func refuseMarked(_ index: Int, _ marked: [Bool]) throws(SchemaProblem) {
        for position in set.rules[index].properties.indices {
            let (name, number) = set.rules[index].properties[position]
            guard Int(number) < marked.count, marked[Int(number)] else { continue }
            let refusal = try refusal(at: set.rules[Int(number)].place, mark)
            change(index) { rule in
                rule.properties[position].rule = refusal
                rule.propertyNumbers[ExactText(name)] = refusal
            }
        }
    }
}

extension SchemaRule {
    /// The schemas that every value of this one conforms to as well.
    var conjuncts: [RuleNumber] {
        reference.map { allOf + [$0] } ?? allOf
    }
}
