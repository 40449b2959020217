internal import JSONTape

/// Counts the work of one compilation against what may be done.
///
/// A step is about as much as reading one keyword, visiting one state of a pattern, or placing one
/// member in a table; so that a bound on steps is one on time, whatever the machine.
final class WorkMeter {
    /// The steps that may be taken.
    let limit: Int
    /// The steps that were taken.
    private(set) var spent = 0

    init(limit: Int) { self.limit = limit }

    /// Takes steps; false when there are not as many left.
    func spend(_ steps: Int) -> Bool {
        let (sum, isOverflow) = spent.addingReportingOverflow(max(steps, 0))
        spent = isOverflow ? Int.max : sum
        return spent <= limit
    }
}

extension FastCompiler {
    /// Takes steps for the rules of a node; they end at the place of the first of them.
    func spend(_ steps: Int, on atoms: [Atom]) throws(SchemaProblem) {
        guard !meter.spend(steps), let rule = atoms.first?.rule else { return }
        let place = set.rules[Int(rule)].place
        throw SchemaProblem(
            document: set.documentURIs[place.document],
            pointer: place.pointer,
            reason: .tooMuchWork
        )
    }

    /// Takes the steps of merging rules: every rule is asked about every member and element.
    func spendMerging(_ atoms: [Atom]) throws(SchemaProblem) {
        var members = 1
        var questions = 0
        var elements = 1
        var values = 0
        for atom in atoms {
            let rule = set.rules[Int(atom.rule)]
            members += rule.properties.count + rule.required.count
            questions += 1 + rule.patternProperties.count + (rule.needsAnnotations ? 16 : 0)
            elements = max(elements, rule.prefixItems.count)
            values += rule.allowedValues?.count ?? 0
        }
        let (asked, isOverflow) = members.multipliedReportingOverflow(by: questions)
        let steps = asked.addingReportingOverflow(elements * atoms.count + values)
        try spend(isOverflow || steps.overflow ? Int.max : steps.partialValue, on: atoms)
    }
}
