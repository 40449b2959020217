internal import JSONTape

extension FastCompiler {
    /// Builds the node of rules that are flattened already.
    mutating func build(_ atoms: [Atom]) throws(SchemaProblem) -> FastNode {
        var node = FastNode()
        var checks: [FastCheck] = []
        var plain: [Atom] = []
        for atom in atoms {
            guard isLeftToRules(atom) else {
                plain.append(atom)
                continue
            }
            checks.append(
                FastCheck(
                    kind: .rule,
                    first: atom.rule,
                    second: followedList(atom),
                    third: atom.scope
                )
            )
        }
        let rules = plain.map { set.rules[Int($0.rule)] }
        for rule in rules { node.types &= rule.types.rawValue }
        mergeValues(rules, into: &node)
        mergeNumbers(rules, into: &node)
        mergeStrings(rules, into: &node, &checks)
        if node.leastLength != 0 || node.mostLength != .max { node.textChecks |= TextChecks.length }
        if node.pattern >= 0 { node.textChecks |= TextChecks.pattern }
        if node.format != FastNode.noFormat { node.textChecks |= TextChecks.format }
        if node.hasValues { node.textChecks |= TextChecks.values }
        try mergeElements(plain, into: &node, &checks)
        try mergeMembers(plain, atoms, into: &node, &checks)
        for atom in plain { try addChecks(atom, to: &checks) }
        node.checks = add(checks: checks)
        return node
    }

    private mutating func mergeValues(_ rules: [SchemaRule], into node: inout FastNode) {
        var allowed: [JSONValue]?
        for rule in rules {
            for values in [rule.allowedValues, rule.constant.map { [$0] }] {
                guard let values else { continue }
                guard let before = allowed else {
                    allowed = values
                    continue
                }
                let other = Set(values)
                allowed = before.filter(other.contains)
            }
        }
        guard let allowed else { return }
        node.hasValues = true
        let strings = Set(allowed.compactMap { $0.string.map(ExactText.init) }.map { $0 })
        if !strings.isEmpty {
            let sorted = strings.map(\.text).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            node.strings = nameTable(sorted.map { TableName(name: $0) })
        }
        node.allowed = add(allowed: AllowedValues(allowed.filter { $0.string == nil }))
    }

    private mutating func mergeNumbers(_ rules: [SchemaRule], into node: inout FastNode) {
        var bounds: [NumberBounds] = []
        for rule in rules {
            if !rule.numbers.isEmpty { bounds.append(rule.numbers) }
            if let range = rule.format?.range { bounds.append(range) }
        }
        guard !bounds.isEmpty else { return }
        node.hasNumberBounds = true
        node.bounds = add(bounds: bounds)
        for bound in bounds {
            if bound.exclusiveMinimum != nil || bound.exclusiveMaximum != nil {
                node.hasExclusiveBounds = true
            }
            if bound.multipleOf == JSONDecimal.one {
                node.types &= ~TypeMask.fraction.rawValue
            } else if bound.multipleOf != nil {
                node.needsExactNumbers = true
            }
            guard let (low, high) = bound.integers else {
                node.needsExactNumbers = true
                continue
            }
            node.low = max(node.low, low)
            node.high = min(node.high, high)
        }
    }

    private mutating func mergeStrings(
        _ rules: [SchemaRule],
        into node: inout FastNode,
        _ checks: inout [FastCheck]
    ) {
        var patterns: Set<Int32> = []
        var formats: Set<UInt8> = []
        for rule in rules {
            node.leastLength = max(node.leastLength, UInt32(clamping: rule.length.least))
            node.mostLength = min(node.mostLength, UInt32(clamping: rule.length.most))
            if let pattern = rule.pattern { patterns.insert(pattern) }
            if let format = rule.format, !format.isNumeric { formats.insert(format.rawValue) }
        }
        for (position, pattern) in patterns.sorted().enumerated() {
            if position == 0 {
                node.pattern = pattern
            } else {
                checks.append(FastCheck(kind: .pattern, first: pattern))
            }
        }
        for (position, format) in formats.sorted().enumerated() {
            if position == 0 {
                node.format = format
            } else {
                checks.append(FastCheck(kind: .format, first: Int32(format)))
            }
        }
    }

    private mutating func mergeElements(
        _ atoms: [Atom],
        into node: inout FastNode,
        _ checks: inout [FastCheck]
    ) throws(SchemaProblem) {
        var longest = 0
        for atom in atoms {
            let rule = set.rules[Int(atom.rule)]
            node.leastItems = max(node.leastItems, UInt32(clamping: rule.elements.least))
            node.mostItems = min(node.mostItems, UInt32(clamping: rule.elements.most))
            longest = max(longest, rule.prefixItems.count, staticCoverage(atom)?.prefix ?? 0)
            if rule.uniqueItems { checks.append(FastCheck(kind: .unique)) }
            if let contains = rule.contains {
                let inner = try self.node([below(atom, contains)])
                checks.append(
                    FastCheck(
                        kind: .contains,
                        first: inner,
                        second: add(counts: rule.containsCount)
                    )
                )
            }
        }
        var prefix: [NodeNumber] = []
        for position in 0..<longest { prefix.append(try element(atoms, at: position)) }
        node.prefix = list(prefix)
        node.items = try element(atoms, at: longest)
    }

    /// The node of the elements at a position.
    private mutating func element(
        _ atoms: [Atom],
        at position: Int
    ) throws(SchemaProblem) -> NodeNumber {
        var inner: [Atom] = []
        for atom in atoms {
            let rule = set.rules[Int(atom.rule)]
            let number =
                position < rule.prefixItems.count ? rule.prefixItems[position] : rule.items
            if let number { inner.append(below(atom, number)) }
            if let unevaluated = rule.unevaluatedItems, let coverage = staticCoverage(atom),
                !coverage.allElements, position >= coverage.prefix
            {
                inner.append(below(atom, unevaluated))
            }
        }
        return try node(inner)
    }

    /// Adds the checks that hold schemas for the same value.
    private mutating func addChecks(
        _ atom: Atom,
        to checks: inout [FastCheck]
    ) throws(SchemaProblem) {
        let rule = set.rules[Int(atom.rule)]
        // A discriminator that was followed replaced the choice; one that maps nothing did not.
        let isReplaced =
            !atom.isUnmapped && openDiscriminator(atom) == nil
            && rule.discriminator?.replacesChoice ?? false
        // One that is open only speaks of objects: the choice is still made for other values.
        for (kind, choices) in [(FastCheck.Kind.anyOf, rule.anyOf), (.oneOf, rule.oneOf)]
        where !choices.isEmpty && !isReplaced {
            var nodes: [NodeNumber] = []
            for choice in choices { nodes.append(try inPlace(choice, atom)) }
            let range = list(nodes)
            checks.append(
                FastCheck(
                    kind: kind,
                    first: range.start,
                    second: range.count,
                    third: FastNode.none
                )
            )
        }
        if let not = rule.not {
            checks.append(FastCheck(kind: .not, first: try inPlace(not, atom)))
        }
        if let condition = rule.condition {
            checks.append(
                FastCheck(
                    kind: .condition,
                    first: try inPlace(condition, atom),
                    second: try rule.consequence.map { (number) throws(SchemaProblem) in
                        try inPlace(number, atom)
                    } ?? FastNode.anything,
                    third: try rule.alternative.map { (number) throws(SchemaProblem) in
                        try inPlace(number, atom)
                    } ?? FastNode.anything
                )
            )
        }
        try addUnevaluated(atom, to: &checks)
        for (name, inner) in rule.dependentSchemas {
            let number = try inPlace(inner, atom)
            let table = nameTable([TableName(name: name, number: number)])
            checks.append(FastCheck(kind: .dependentSchema, first: table))
        }
        for (name, needs) in rule.dependentRequired {
            let trigger = nameTable([TableName(name: name)])
            for chunk in requiredTables(needs) {
                checks.append(
                    FastCheck(
                        kind: .dependentRequired,
                        first: trigger,
                        second: chunk.table,
                        third: chunk.count
                    )
                )
            }
        }
    }

    private mutating func inPlace(
        _ rule: RuleNumber,
        _ atom: Atom
    ) throws(SchemaProblem) -> NodeNumber {
        try node([inPlace(atom, rule)])
    }

    /// Tables of names that must all be there, at most 64 each.
    mutating func requiredTables(_ names: [String]) -> [(table: Int32, count: Int32)] {
        var unique = Array(Set(names.map(ExactText.init))).map(\.text)
        unique.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        var tables: [(table: Int32, count: Int32)] = []
        for start in stride(from: 0, to: unique.count, by: 64) {
            let chunk = unique[start..<min(start + 64, unique.count)]
            let names = chunk.enumerated().map { TableName(name: $1, bits: 1 << UInt64($0)) }
            tables.append((nameTable(names), Int32(names.count)))
        }
        return tables
    }
}

extension Format {
    /// The range of a format of numbers, as bounds.
    var range: NumberBounds? {
        let bits: Int
        switch self {
        case .int32: bits = 31
        case .int64: bits = 63
        default: return nil
        }
        let high = bits == 31 ? Int64(Int32.max) : Int64.max
        var bounds = NumberBounds()
        bounds.minimum = JSONDecimal(String(-high - 1).utf8)
        bounds.maximum = JSONDecimal(String(high).utf8)
        bounds.multipleOf = .one
        return bounds
    }
}

extension JSONDecimal {
    fileprivate static let one = JSONDecimal("1".utf8)
}

extension NumberBounds {
    /// The range of integers within the bounds; nil when a bound is no integer of 18 digits.
    fileprivate var integers: (Int64, Int64)? {
        func value(_ decimal: JSONDecimal?, _ open: Int64) -> Int64? {
            guard let decimal else { return open }
            guard decimal.isInteger, decimal.digits.count + decimal.exponent <= 18 else {
                return nil
            }
            var value: Int64 = 0
            for digit in decimal.digits { value = value * 10 + Int64(digit) }
            for _ in 0..<decimal.exponent { value *= 10 }
            return decimal.isNegative ? -value : value
        }
        guard let minimum = value(minimum, .min), let maximum = value(maximum, .max),
            let above = value(exclusiveMinimum, .min), let below = value(exclusiveMaximum, .max)
        else { return nil }
        return (
            max(minimum, exclusiveMinimum == nil ? .min : above + 1),
            min(maximum, exclusiveMaximum == nil ? .max : below - 1)
        )
    }
}
