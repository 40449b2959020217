internal import JSONTape

/// A rule as it applies somewhere: with the discriminators that were followed before it.
struct Atom: Hashable, Comparable {
    var rule: RuleNumber
    var followed: [Int32] = []

    static func < (left: Atom, right: Atom) -> Bool {
        left.rule != right.rule
            ? left.rule < right.rule : left.followed.lexicographicallyPrecedes(right.followed)
    }
}

/// Merges the rules that apply to one value into nodes, and lays the nodes out in tables.
struct FastCompiler {
    let set: RuleSet
    let options: SchemaOptions
    private(set) var tables = FastTables()
    var builder = NameTableBuilder()
    private var known: [[Atom]: NodeNumber] = [:]
    private var pending: [(node: NodeNumber, atoms: [Atom])] = []
    private var discriminators: [ExactText: Int32] = [:]
    private var discriminatorNames: [String] = []

    init(_ set: RuleSet, _ options: SchemaOptions) {
        self.set = set
        self.options = options
        tables.rules = [set]
        tables.patterns = set.patterns
    }

    static func compile(
        _ set: RuleSet,
        _ options: SchemaOptions
    ) throws(SchemaProblem) -> FastTables {
        var compiler = FastCompiler(set, options)
        guard !set.isDynamic else { return compiler.tables }
        compiler.tables.root = try compiler.node([Atom(rule: set.root)])
        while let (number, atoms) = compiler.pending.popLast() {
            let node = try compiler.build(atoms)
            compiler.tables.nodes[Int(number)] = node
        }
        compiler.tables.slots = compiler.builder.slots
        compiler.tables.texts = compiler.builder.texts
        return compiler.tables
    }

    /// The node of all that the rules say together, which is built later.
    mutating func node(_ atoms: [Atom]) throws(SchemaProblem) -> NodeNumber {
        var all: Set<Atom> = []
        for atom in atoms {
            guard flatten(atom, into: &all) else { return FastNode.nothing }
        }
        let merged = all.filter { !isEmpty($0) }.sorted()
        guard !merged.isEmpty else { return FastNode.anything }
        if let number = known[merged] { return number }
        guard tables.nodes.count < options.maximumSchemas else {
            let place = set.rules[Int(merged[0].rule)].place
            throw SchemaProblem(
                document: set.documentURIs[place.document],
                pointer: place.pointer,
                reason: .tooManySchemas
            )
        }
        let number = NodeNumber(tables.nodes.count)
        tables.nodes.append(FastNode())
        known[merged] = number
        pending.append((number, merged))
        return number
    }

    /// Adds a rule and those it refers to or combines; says whether anything can conform.
    private func flatten(_ atom: Atom, into all: inout Set<Atom>) -> Bool {
        guard all.insert(atom).inserted else { return true }
        let rule = set.rules[Int(atom.rule)]
        if let verdict = rule.verdict { return verdict }
        guard !isLeftToRules(rule) else { return true }
        for inner in rule.allOf + [rule.reference].compactMap({ $0 }) {
            guard flatten(Atom(rule: inner, followed: atom.followed), into: &all) else {
                return false
            }
        }
        return true
    }

    /// Whether only the second pass can tell.
    func isLeftToRules(_ rule: SchemaRule) -> Bool {
        rule.needsAnnotations
    }

    /// Whether a flattened rule says nothing itself.
    private func isEmpty(_ atom: Atom) -> Bool {
        let rule = set.rules[Int(atom.rule)]
        return !isLeftToRules(rule) && (rule.verdict != nil || rule.saysNothingItself)
    }

    /// The atom after following a discriminator.
    func following(_ atom: Atom, _ property: String) -> Atom {
        guard let number = discriminators[ExactText(property)] else { return atom }
        return Atom(rule: atom.rule, followed: Array(Set(atom.followed + [number])).sorted())
    }

    private mutating func intern(_ property: String) -> Int32 {
        if let number = discriminators[ExactText(property)] { return number }
        let number = Int32(discriminatorNames.count)
        discriminatorNames.append(property)
        discriminators[ExactText(property)] = number
        return number
    }

    /// The discriminator that is still to be followed.
    mutating func openDiscriminator(_ atom: Atom) -> Discriminator? {
        guard let discriminator = set.rules[Int(atom.rule)].discriminator,
            !isLeftToRules(set.rules[Int(atom.rule)]),
            !atom.followed.contains(intern(discriminator.property))
        else { return nil }
        return discriminator
    }

    /// The names of the discriminators that an atom takes as followed.
    mutating func followedList(_ atom: Atom) -> Int32 {
        tables.followed.append(atom.followed.map { discriminatorNames[Int($0)] })
        return Int32(tables.followed.count - 1)
    }

    // MARK: Tables

    mutating func list(_ numbers: [Int32]) -> FastRange {
        let start = Int32(tables.lists.count)
        tables.lists += numbers
        return FastRange(start: start, count: Int32(numbers.count))
    }

    mutating func nameTable(_ names: [(name: String, number: Int32, bit: Int32)]) -> Int32 {
        tables.tables.append(builder.add(names))
        return Int32(tables.tables.count - 1)
    }

    mutating func add(checks: [FastCheck]) -> FastRange {
        let start = Int32(tables.checks.count)
        tables.checks += checks
        return FastRange(start: start, count: Int32(checks.count))
    }

    mutating func add(bounds: [NumberBounds]) -> FastRange {
        let start = Int32(tables.bounds.count)
        tables.bounds += bounds
        return FastRange(start: start, count: Int32(bounds.count))
    }

    mutating func add(values: [JSONValue]) -> FastRange {
        let start = Int32(tables.values.count)
        tables.values += values
        return FastRange(start: start, count: Int32(values.count))
    }

    mutating func add(groups: [FastPatternGroup]) -> FastRange {
        let start = Int32(tables.groups.count)
        tables.groups += groups
        return FastRange(start: start, count: Int32(groups.count))
    }

    mutating func add(counts: CountBounds) -> Int32 {
        tables.counts.append(counts)
        return Int32(tables.counts.count - 1)
    }

    mutating func add(object: FastObject) -> Int32 {
        tables.objects.append(object)
        return Int32(tables.objects.count - 1)
    }

    mutating func add(choice: FastChoice) -> Int32 {
        tables.choices.append(choice)
        return Int32(tables.choices.count - 1)
    }
}

extension SchemaRule {
    /// Whether nothing is left when references and `allOf` are followed.
    fileprivate var saysNothingItself: Bool {
        types == .any && allowedValues == nil && constant == nil && numbers.isEmpty
            && length == CountBounds() && pattern == nil && format == nil && properties.isEmpty
            && patternProperties.isEmpty && additionalProperties == nil && propertyNames == nil
            && required.isEmpty && members == CountBounds() && dependentRequired.isEmpty
            && dependentSchemas.isEmpty && prefixItems.isEmpty && items == nil && contains == nil
            && elements == CountBounds() && !uniqueItems && anyOf.isEmpty && oneOf.isEmpty
            && not == nil && condition == nil && discriminator == nil
    }
}
