internal import JSONTape

extension CompiledSchema {
    /// The bytes of memory that the schema takes, about: its tables, without what texts of messages add.
    public var size: Int { tables.size + set.size }
}

extension FastTables {
    fileprivate var size: Int {
        bytes(heads) + bytes(nodes) + bytes(objects) + bytes(choices) + bytes(tables)
            + names.size + bytes(groups) + bytes(checks) + bytes(lists) + bytes(counts)
            + bytes(bounds) + allowed.reduce(0) { $0 + $1.size } + bytes(selectors)
            + bytes(coverages)
            + bytes(coverageParts) + patterns.size
    }
}

extension RuleSet {
    /// Bytes that the lists of a rule take beside the rule, on average.
    private static let listsOfRule = 256

    fileprivate var size: Int {
        bytes(rules) + rules.count * Self.listsOfRule + patterns.size
    }
}

extension PatternTables {
    /// Bytes that the steps of a program take beside it, on average.
    private static let stepsOfProgram = 2_048

    fileprivate var size: Int {
        bytes(entries) + bytes(runs) + bytes(ranges) + bytes(transitions) + bytes(byteClasses)
            + bytes(ends) + bytes(programs) + programs.count * Self.stepsOfProgram
    }
}

private func bytes<Element>(_ elements: [Element]) -> Int {
    elements.count * MemoryLayout<Element>.stride
}
