internal import JSONTape

/// Which members and elements of a value the schemas for that value evaluate, and when.
///
/// What is left over is for `unevaluatedProperties` and `unevaluatedItems`. JSON Schema 2020-12 Core,
/// *Keywords for Applying Subschemas*, *Unevaluated Locations*.
struct Coverage {
    /// The most parts: the first pass keeps a bit for each.
    static let maximumParts = 64

    /// When a part counts, beside that the part does which it lies within.
    enum Condition {
        case always
        /// The value conforms to a schema.
        case holds(Atom)
        /// Another part does not count.
        case fails(Int)
        /// The object has a member of the name.
        case present(String)
    }

    struct Part {
        var condition: Condition
        /// The part it lies within.
        var within: Int
        var names: Set<ExactText> = []
        var patterns: [Int32] = []
        var allMembers = false
        /// How many elements from the first.
        var prefix = 0
        var allElements = false
        /// The schemas of `contains`: elements that conform are evaluated.
        var contained: [Atom] = []

        var isEmpty: Bool {
            names.isEmpty && patterns.isEmpty && !allMembers && prefix == 0 && !allElements
                && contained.isEmpty
        }
    }

    var parts = [Part(condition: .always, within: 0)]

    /// The one part, where nothing depends on the value.
    var unconditional: Part? {
        parts.count == 1 && parts[0].contained.isEmpty ? parts[0] : nil
    }
}

extension FastCompiler {
    /// What the schemas for a value evaluate; nil when the first pass cannot follow it.
    mutating func coverage(of atom: Atom) -> Coverage? {
        if let known = coverages[atom] { return known }
        var coverage = Coverage()
        let isKnown = collect(atom, into: 0, isOutermost: true, &coverage)
        coverages[atom] = isKnown ? .some(coverage) : .some(nil)
        return isKnown ? coverage : nil
    }

    /// The same where it depends on nothing.
    mutating func staticCoverage(_ atom: Atom) -> Coverage.Part? {
        guard set.rules[Int(atom.rule)].needsAnnotations else { return nil }
        return coverage(of: atom)?.unconditional
    }

    /// Adds what a rule evaluates to a part; false when it cannot be told before.
    private mutating func collect(
        _ atom: Atom,
        into part: Int,
        isOutermost: Bool = false,
        _ coverage: inout Coverage
    ) -> Bool {
        var seen: Set<Atom> = []
        return collect(atom, into: part, isOutermost, &coverage, &seen)
    }

    private mutating func collect(
        _ atom: Atom,
        into part: Int,
        _ isOutermost: Bool,
        _ coverage: inout Coverage,
        _ seen: inout Set<Atom>
    ) -> Bool {
        guard seen.insert(atom).inserted else { return true }
        let rule = set.rules[Int(atom.rule)]
        // Which subtype counts, only the second pass follows.
        guard rule.discriminator == nil else { return false }
        coverage.parts[part].add(rule, isOutermost: isOutermost)
        if let contains = rule.contains, rule.containsEvaluates {
            coverage.parts[part].contained.append(below(atom, contains))
        }
        for inner in applied(by: atom) {
            guard collect(inner, into: part, false, &coverage, &seen) else { return false }
        }
        for choice in rule.anyOf + rule.oneOf {
            let inner = inPlace(atom, choice)
            guard addPart(.holds(inner), within: part, inner, &coverage) else { return false }
        }
        for (name, inner) in rule.dependentSchemas {
            let inner = inPlace(atom, inner)
            guard addPart(.present(name), within: part, inner, &coverage) else { return false }
        }
        return addCondition(rule, atom, within: part, &coverage)
    }

    private mutating func addCondition(
        _ rule: SchemaRule,
        _ atom: Atom,
        within part: Int,
        _ coverage: inout Coverage
    ) -> Bool {
        guard let condition = rule.condition else { return true }
        let test = inPlace(atom, condition)
        let met = coverage.parts.count
        guard addPart(.holds(test), within: part, test, keepsEmpty: true, &coverage) else {
            return false
        }
        // Where the condition is met and the schema holds, its consequence holds.
        if let consequence = rule.consequence,
            !collect(inPlace(atom, consequence), into: met, &coverage)
        {
            return false
        }
        guard let alternative = rule.alternative else { return true }
        let inner = inPlace(atom, alternative)
        return addPart(.fails(met), within: part, inner, &coverage)
    }

    private mutating func addPart(
        _ condition: Coverage.Condition,
        within part: Int,
        _ atom: Atom,
        keepsEmpty: Bool = false,
        _ coverage: inout Coverage
    ) -> Bool {
        let number = coverage.parts.count
        guard number < Coverage.maximumParts else { return false }
        coverage.parts.append(Coverage.Part(condition: condition, within: part))
        guard collect(atom, into: number, &coverage) else { return false }
        let isLast = coverage.parts.count == number + 1
        if isLast, coverage.parts[number].isEmpty, !keepsEmpty { coverage.parts.removeLast() }
        return true
    }

    /// Adds the checks of what is evaluated by no other keyword, where that depends on the value.
    mutating func addUnevaluated(
        _ atom: Atom,
        to checks: inout [FastCheck]
    ) throws(SchemaProblem) {
        let rule = set.rules[Int(atom.rule)]
        guard rule.needsAnnotations, let coverage = coverage(of: atom),
            coverage.unconditional == nil
        else { return }
        let number = try lay(out: coverage)
        for (inner, kind) in [
            (rule.unevaluatedProperties, FastCheck.Kind.unevaluatedMembers),
            (rule.unevaluatedItems, .unevaluatedElements),
        ] {
            guard let inner else { continue }
            let node = try node([below(atom, inner)])
            checks.append(FastCheck(kind: kind, first: number, second: node))
        }
    }

    private mutating func lay(out coverage: Coverage) throws(SchemaProblem) -> Int32 {
        var found = FastCoverage()
        var parts: [FastCoveragePart] = []
        var names: [ExactText: UInt64] = [:]
        var patterns: [Int32] = []
        var contained: [Int32] = []
        for (position, part) in coverage.parts.enumerated() {
            let bit: UInt64 = 1 << UInt64(position)
            for name in part.names { names[name, default: 0] |= bit }
            patterns += part.patterns.flatMap { [$0, Int32(position)] }
            for atom in part.contained { contained += [try node([atom]), Int32(position)] }
            if part.allMembers { found.allMembers |= bit }
            if part.allElements { found.allElements |= bit }
            var laid = FastCoveragePart(within: Int32(part.within), prefix: Int32(part.prefix))
            switch part.condition {
            case .always: break
            case .holds(let atom): (laid.kind, laid.first) = (.holds, try node([atom]))
            case .fails(let other): (laid.kind, laid.first) = (.fails, Int32(other))
            case .present(let name):
                (laid.kind, laid.first) = (.present, nameTable([TableName(name: name)]))
            }
            parts.append(laid)
        }
        let sorted = names.sorted {
            $0.key.text.utf8.lexicographicallyPrecedes($1.key.text.utf8)
        }
        found.names = self.names.add(sorted.map { TableName(name: $0.key.text, bits: $0.value) })
        found.patterns = list(patterns)
        found.contained = list(contained)
        return add(coverage: found, parts: parts)
    }
}

extension Coverage.Part {
    /// Adds what a rule's own keywords evaluate.
    fileprivate mutating func add(_ rule: SchemaRule, isOutermost: Bool) {
        names.formUnion(rule.properties.map { ExactText($0.name) })
        patterns += rule.patternProperties.map(\.pattern)
        prefix = max(prefix, rule.prefixItems.count)
        if rule.additionalProperties != nil { allMembers = true }
        if rule.items != nil { allElements = true }
        guard !isOutermost else { return }
        if rule.unevaluatedProperties != nil { allMembers = true }
        if rule.unevaluatedItems != nil { allElements = true }
    }
}
