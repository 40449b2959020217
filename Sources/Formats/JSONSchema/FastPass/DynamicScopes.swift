/// The dynamic scopes of a compilation, each with a number.
///
/// A scope is the list of the schema resources passed on the way to a schema. It is kept as far as a
/// `$dynamicRef` can tell: of each resource that holds a target, the first time that it was entered.
///
/// JSON Schema 2020-12 Core, *Lexical Scope and Dynamic Scope*.
struct DynamicScopes {
    /// The scopes by their number; the first is empty.
    private(set) var all: [[Int32]] = [[]]
    private var known: [[Int32]: Int32] = [[]: 0]
    private let deciding: Set<Int32>

    init(_ set: RuleSet) {
        var deciding: Set<Int32> = []
        for rule in set.rules {
            for target in rule.dynamicReference?.targets ?? [] { deciding.insert(target.resource) }
        }
        self.deciding = deciding
    }

    /// The scope after entering a resource.
    mutating func entering(_ resource: Int32, from scope: Int32) -> Int32 {
        var resources = all[Int(scope)]
        guard deciding.contains(resource), !resources.contains(resource) else { return scope }
        resources.append(resource)
        if let number = known[resources] { return number }
        let number = Int32(all.count)
        all.append(resources)
        known[resources] = number
        return number
    }

    /// What a reference leads to: the outermost schema with the anchor.
    func target(of reference: DynamicReference, in scope: Int32) -> RuleNumber {
        reference.target(in: all[Int(scope)])
    }
}

extension DynamicReference {
    /// What the reference leads to after the resources of a scope were entered.
    func target(in scope: [Int32]) -> RuleNumber {
        for resource in scope {
            if let target = targets.first(where: { $0.resource == resource }) { return target.rule }
        }
        return initial
    }
}
