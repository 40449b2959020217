internal import JSONTape

/// A rule as it applies somewhere: with the discriminators that were followed before it.
struct Atom: Hashable, Comparable {
    var rule: RuleNumber
    var followed: [Int32] = []
    /// The number of the dynamic scope, that of the rule's resource included.
    var scope: Int32 = 0
    /// Whether the rule's own discriminator decides nothing: the member's value is not mapped.
    var isUnmapped = false

    static func < (left: Atom, right: Atom) -> Bool {
        if left.rule != right.rule { return left.rule < right.rule }
        if left.scope != right.scope { return left.scope < right.scope }
        if left.isUnmapped != right.isUnmapped { return right.isUnmapped }
        return left.followed.lexicographicallyPrecedes(right.followed)
    }
}

/// Merges the rules that apply to one value into nodes, and lays the nodes out in tables.
struct FastCompiler {
    let set: RuleSet
    let options: SchemaOptions
    let meter: WorkMeter
    private(set) var tables = FastTables()
    var names = NameTables()
    private var known: [[Atom]: NodeNumber] = [:]
    private var pending: [(node: NodeNumber, atoms: [Atom])] = []
    private var scopes: DynamicScopes
    var coverages: [Atom: Coverage?] = [:]
    private var discriminators: [ExactText: Int32] = [:]
    private var discriminatorNames: [String] = []

    init(_ set: RuleSet, _ options: SchemaOptions, _ meter: WorkMeter) {
        self.set = set
        self.options = options
        self.meter = meter
        scopes = DynamicScopes(set)
        tables.rules = [set]
        tables.patterns = set.patterns
    }

    static func compile(
        _ set: RuleSet,
        _ options: SchemaOptions,
        _ meter: WorkMeter
    ) throws(SchemaProblem) -> FastTables {
        var compiler = FastCompiler(set, options, meter)
        do throws(SchemaProblem) {
            try compiler.run()
        } catch {
            // A dynamic reference can lead to far more nodes than there are schemas.
            guard set.isDynamic else { throw error }
            compiler = FastCompiler(set, options, meter)
            compiler.tables.isLeftToRules = true
        }
        return compiler.tables
    }

    private mutating func run() throws(SchemaProblem) {
        tables.root = try node([below(Atom(rule: set.root), set.root)])
        while let (number, atoms) = pending.popLast() {
            try spendMerging(atoms)
            tables.nodes[Int(number)] = try build(atoms)
        }
        addSelectors()
        tables.heads = tables.nodes.map(head(of:))
        tables.names = names
        tables.scopes = scopes.all
    }

    /// A rule that an atom applies to the same value.
    mutating func inPlace(_ atom: Atom, _ rule: RuleNumber) -> Atom {
        var inner = below(atom, rule)
        inner.followed = atom.followed
        return inner
    }

    /// A rule that an atom applies to a value within.
    mutating func below(_ atom: Atom, _ rule: RuleNumber) -> Atom {
        let resource = set.rules[Int(rule)].resource
        return Atom(rule: rule, scope: scopes.entering(resource, from: atom.scope))
    }

    /// The rules that apply to the same value whenever an atom does.
    mutating func applied(by atom: Atom) -> [Atom] {
        let rule = set.rules[Int(atom.rule)]
        var inner = rule.allOf
        if let reference = rule.reference { inner.append(reference) }
        if let reference = rule.dynamicReference {
            inner.append(scopes.target(of: reference, in: atom.scope))
        }
        return inner.map { inPlace(atom, $0) }
    }

    /// The node of all that the rules say together, which is built later.
    mutating func node(_ atoms: [Atom]) throws(SchemaProblem) -> NodeNumber {
        var all: Set<Atom> = []
        for atom in atoms {
            guard flatten(atom, into: &all) else { return FastNode.nothing }
        }
        let merged = all.sorted().filter { !isEmpty($0) }
        guard !merged.isEmpty else { return FastNode.anything }
        try spend(all.count, on: merged)
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
    private mutating func flatten(_ atom: Atom, into all: inout Set<Atom>) -> Bool {
        guard all.insert(atom).inserted else { return true }
        let rule = set.rules[Int(atom.rule)]
        if let verdict = rule.verdict { return verdict }
        guard !isLeftToRules(atom) else { return true }
        for inner in applied(by: atom) {
            guard flatten(inner, into: &all) else { return false }
        }
        return true
    }

    /// Whether only the second pass can tell.
    mutating func isLeftToRules(_ atom: Atom) -> Bool {
        set.rules[Int(atom.rule)].needsAnnotations && coverage(of: atom) == nil
    }

    /// Whether a flattened rule says nothing itself.
    private func isEmpty(_ atom: Atom) -> Bool {
        let rule = set.rules[Int(atom.rule)]
        return rule.verdict != nil || rule.saysNothingItself
    }

    /// The atom after following a discriminator.
    func following(_ atom: Atom, _ property: String) -> Atom {
        guard let number = discriminators[ExactText(property)] else { return atom }
        var following = atom
        following.followed = Array(Set(atom.followed + [number])).sorted()
        return following
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
            !atom.isUnmapped, !isLeftToRules(atom),
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

    mutating func nameTable(_ names: [TableName]) -> Int32 {
        tables.tables.append(self.names.add(names))
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

    mutating func add(allowed: AllowedValues) -> Int32 {
        tables.allowed.append(allowed)
        return Int32(tables.allowed.count - 1)
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

    mutating func add(coverage: FastCoverage, parts: [FastCoveragePart]) -> Int32 {
        var coverage = coverage
        coverage.parts.start = Int32(tables.coverageParts.count)
        coverage.parts.count = Int32(parts.count)
        tables.coverageParts += parts
        tables.coverages.append(coverage)
        return Int32(tables.coverages.count - 1)
    }

    /// Adds the selectors of all choices, once all nodes are built.
    private mutating func addSelectors() {
        for index in tables.checks.indices
        where [.anyOf, .oneOf].contains(tables.checks[index].kind) {
            guard let selector = selector(of: tables.checks[index]) else { continue }
            tables.checks[index].third = Int32(tables.selectors.count)
            tables.selectors.append(selector)
        }
        for index in tables.nodes.indices {
            let node = tables.nodes[index]
            guard node.checks.count == 1, node.object < 0, !node.hasValues else { continue }
            let check = tables.checks[Int(node.checks.start)]
            guard [.anyOf, .oneOf].contains(check.kind), check.third >= 0 else { continue }
            tables.nodes[index].pick = node.checks.start
        }
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
            && not == nil && condition == nil && discriminator == nil && !needsAnnotations
    }
}
