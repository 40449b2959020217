internal import JSONTape

extension FastCompiler {
    /// Merges what the rules say about members.
    mutating func mergeMembers(
        _ atoms: [Atom],
        _ all: [Atom],
        into node: inout FastNode,
        _ checks: inout [FastCheck]
    ) throws(SchemaProblem) {
        var object = FastObject()
        var required: Set<ExactText> = []
        var names: Set<ExactText> = []
        var nameAtoms: [Atom] = []
        var isNeeded = false
        for atom in atoms {
            let rule = set.rules[Int(atom.rule)]
            required.formUnion(rule.required.map(ExactText.init))
            names.formUnion(rule.properties.map { ExactText($0.name) })
            if rule.unevaluatedProperties != nil, let coverage = staticCoverage(atom) {
                names.formUnion(coverage.names)
                isNeeded = isNeeded || !coverage.allMembers
            }
            object.leastMembers = max(object.leastMembers, UInt32(clamping: rule.members.least))
            object.mostMembers = min(object.mostMembers, UInt32(clamping: rule.members.most))
            if let inner = rule.propertyNames { nameAtoms.append(below(atom, inner)) }
            isNeeded =
                isNeeded || !rule.patternProperties.isEmpty || rule.additionalProperties != nil
                || rule.members != CountBounds() || rule.propertyNames != nil
        }
        object.choice = try choice(all)
        guard isNeeded || !required.isEmpty || !names.isEmpty || object.choice >= 0 else { return }
        object.nameNode = try self.node(nameAtoms)
        object.additional = try additional(atoms)
        object.groups = try groups(atoms)
        names.formUnion(required)
        object.isUnusual = object.nameNode != FastNode.anything || object.groups.count > 0
        object.names = try memberTable(atoms, names, required, &object.required, &checks)
        node.object = add(object: object)
    }

    private mutating func memberTable(
        _ atoms: [Atom],
        _ names: Set<ExactText>,
        _ required: Set<ExactText>,
        _ mask: inout UInt64,
        _ checks: inout [FastCheck]
    ) throws(SchemaProblem) -> NameTable {
        var entries: [TableName] = []
        var overflow: [String] = []
        var bit: UInt64 = 0
        let sorted = names.sorted { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }
        for name in sorted {
            var entry = TableName(name: name.text, number: try member(name, atoms))
            if required.contains(name) {
                if bit < 64 {
                    entry.bits = 1 << bit
                    mask |= entry.bits
                    bit += 1
                } else {
                    overflow.append(name.text)
                }
            }
            entries.append(entry)
        }
        for chunk in requiredTables(overflow) {
            checks.append(
                FastCheck(kind: .required, first: chunk.table, second: chunk.count)
            )
        }
        return self.names.add(entries)
    }

    /// The node of the member with a name.
    private mutating func member(
        _ name: ExactText,
        _ atoms: [Atom]
    ) throws(SchemaProblem) -> NodeNumber {
        let bytes = Array(name.text.utf8)
        var inner: [Atom] = []
        for atom in atoms {
            let rule = set.rules[Int(atom.rule)]
            var isEvaluated = false
            if let number = rule.propertyNumbers[name] {
                inner.append(below(atom, number))
                isEvaluated = true
            }
            for (pattern, _, number) in rule.patternProperties
            where set.patterns.matches(pattern, bytes.span.bytes, 0..<bytes.count) {
                inner.append(below(atom, number))
                isEvaluated = true
            }
            if !isEvaluated, let number = rule.additionalProperties {
                inner.append(below(atom, number))
            }
            if let number = rule.unevaluatedProperties, let coverage = staticCoverage(atom),
                !coverage.allMembers, !coverage.names.contains(name),
                !coverage.patterns.contains(where: {
                    set.patterns.matches($0, bytes.span.bytes, 0..<bytes.count)
                })
            {
                inner.append(below(atom, number))
            }
        }
        return try node(inner)
    }

    /// The node of members that no rule names, of the rules without patterns.
    private mutating func additional(_ atoms: [Atom]) throws(SchemaProblem) -> NodeNumber {
        var inner: [Atom] = []
        for atom in atoms {
            let rule = set.rules[Int(atom.rule)]
            if rule.patternProperties.isEmpty, let number = rule.additionalProperties {
                inner.append(below(atom, number))
            }
            if let number = rule.unevaluatedProperties, let coverage = staticCoverage(atom),
                !coverage.allMembers, coverage.patterns.isEmpty
            {
                inner.append(below(atom, number))
            }
        }
        return try node(inner)
    }

    /// The patterns for members that no rule names.
    private mutating func groups(_ atoms: [Atom]) throws(SchemaProblem) -> FastRange {
        var groups: [FastPatternGroup] = []
        for atom in atoms {
            let rule = set.rules[Int(atom.rule)]
            if let number = rule.unevaluatedProperties, let coverage = staticCoverage(atom),
                !coverage.allMembers, !coverage.patterns.isEmpty
            {
                let pairs = coverage.patterns.flatMap { [$0, FastNode.anything] }
                let rest = try node([below(atom, number)])
                groups.append(FastPatternGroup(pairs: list(pairs), additional: rest))
            }
            guard !rule.patternProperties.isEmpty else { continue }
            var pairs: [Int32] = []
            for (pattern, _, number) in rule.patternProperties {
                pairs += [pattern, try node([below(atom, number)])]
            }
            var additional = FastNode.anything
            if let number = rule.additionalProperties {
                additional = try node([below(atom, number)])
            }
            groups.append(FastPatternGroup(pairs: list(pairs), additional: additional))
        }
        return add(groups: groups)
    }

    /// The choice that the first open discriminator makes; each target is merged with the rest.
    private mutating func choice(_ atoms: [Atom]) throws(SchemaProblem) -> Int32 {
        for (position, atom) in atoms.enumerated() {
            guard let discriminator = openDiscriminator(atom) else { continue }
            var rest = atoms
            rest[position] = following(atom, discriminator.property)
            var targets: [TableName] = []
            for (value, rule) in discriminator.targets {
                let target = inPlace(atom, rule)
                let number = try node(rest + [following(target, discriminator.property)])
                targets.append(TableName(name: value, number: number))
            }
            rest[position] = atom
            rest[position].isUnmapped = true
            let choice = FastChoice(
                property: names.place(of: discriminator.property),
                targets: names.add(targets),
                fallback: try node(rest)
            )
            return add(choice: choice)
        }
        return FastNode.none
    }
}
