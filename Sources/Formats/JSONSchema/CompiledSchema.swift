public import JSONTape

/// A schema ready to check values; immutable and safe to share.
///
/// A verdict takes one pass over the tape without allocation for the keywords that API
/// descriptions use. What is wrong, and where, is found by a second pass, only when asked.
public struct CompiledSchema: Sendable {
    /// What a compilation yields; copies of a schema share it.
    private final class Compilation: Sendable {
        let set: RuleSet
        let tables: FastTables

        init(_ set: RuleSet, _ tables: FastTables) {
            self.set = set
            self.tables = tables
        }
    }

    private let compilation: Compilation
    private let maximumSteps: Int

    var set: RuleSet { compilation.set }
    var tables: FastTables { compilation.tables }
    /// What the schema and those that it reaches say and hardly can mean.
    package let warnings: [SchemaWarning]
    /// The steps that compiling took: keywords read, states of patterns built, members placed.
    public let work: Int

    /// Compiles a schema within a document.
    ///
    /// - Parameters:
    ///   - document: The document: a schema, or an OpenAPI document.
    ///   - pointer: The place of the schema in the document.
    ///   - dialect: The dialect of the document.
    ///   - registry: The other documents that references may lead to.
    ///   - options: How to compile.
    /// - Throws: The place and reason of what cannot be compiled, in the schema or what it reaches.
    public init(
        _ document: JSONValue,
        at pointer: JSONPointer = JSONPointer(),
        dialect: Dialect,
        registry: SchemaRegistry = SchemaRegistry(),
        options: SchemaOptions = SchemaOptions()
    ) throws(SchemaProblem) {
        let library = SchemaLibrary(document, dialect: dialect, registry: registry)
        try self.init(library, at: pointer, options: options)
    }

    /// Compiles a schema within the first document of a library.
    public init(
        _ library: SchemaLibrary,
        at pointer: JSONPointer = JSONPointer(),
        options: SchemaOptions = SchemaOptions()
    ) throws(SchemaProblem) {
        let place = SchemaLibrary.Place(document: 0, pointer: pointer)
        try self.init(library, at: place, options: options)
    }

    /// Compiles the schema at a place of any document of a library.
    package init(
        _ library: SchemaLibrary,
        at place: SchemaLibrary.Place,
        options: SchemaOptions
    ) throws(SchemaProblem) {
        let meter = WorkMeter(limit: options.maximumWork)
        let loader = SchemaLoader(library, options, meter)
        try loader.load(place)
        warnings = loader.set.discriminatorWarnings()
        let tables = try FastCompiler.compile(loader.set, options, meter)
        compilation = Compilation(loader.set, tables)
        work = meter.spent
        maximumSteps = options.maximumSteps
    }

    /// Whether a text may conform: what is surely no text does not.
    public var mayTakeText: Bool {
        guard !tables.isLeftToRules, tables.root >= 0 else {
            return tables.root != FastNode.nothing
        }
        return tables.nodes[Int(tables.root)].types & TypeMask.string.rawValue != 0
    }

    /// Whether a value conforms.
    ///
    /// - Parameters:
    ///   - tape: The parsed text.
    ///   - input: The same bytes that were parsed.
    ///   - index: The place of the value on the tape.
    /// - Returns: The verdict of the first pass.
    public func isValid(
        _ tape: borrowing ValueTape,
        _ input: RawSpan,
        at index: Int = 0
    ) -> Bool {
        verdict(tape, input, at: index).isValid
    }

    /// Whether a value conforms, and what it took to find out.
    ///
    /// Schemas can be written so that a small value takes an exponential number of checks: a
    /// recursive `anyOf`, for example. The steps that may be taken are those of
    /// ``SchemaOptions/maximumSteps`` and a number proportional to the text; a value that takes
    /// more does not conform.
    public func verdict(
        _ tape: borrowing ValueTape,
        _ input: RawSpan,
        at index: Int = 0
    ) -> Verdict {
        let budget = budget(tape, input)
        let reader = TapeReader(tape, input, at: index)
        guard tables.isLeftToRules else {
            var pass = FastPass(reader, tables, steps: budget)
            let isValid = pass.check(tables.root, index, 0) >= 0
            return Verdict(isValid, steps: budget - pass.steps, budget: budget)
        }
        var evaluator = RuleEvaluator(reader, limit: 0, steps: budget)
        let isValid = evaluator.apply(set, set.root, index).isValid
        return Verdict(isValid, steps: budget - evaluator.steps, budget: budget)
    }

    private func budget(_ tape: borrowing ValueTape, _ input: RawSpan) -> Int {
        maximumSteps + 64 * tape.count + 4 * input.byteCount
    }

    /// The ways in which a value does not conform; empty exactly when ``isValid(_:_:at:)``.
    ///
    /// - Parameters:
    ///   - tape: The parsed text.
    ///   - input: The same bytes that were parsed.
    ///   - index: The place of the value on the tape.
    ///   - limit: The most violations to tell.
    /// - Returns: The violations in the order in which they were found.
    public func violations(
        _ tape: borrowing ValueTape,
        _ input: RawSpan,
        at index: Int = 0,
        limit: Int = 100
    ) -> [Violation] {
        let budget = budget(tape, input)
        var evaluator = RuleEvaluator(
            TapeReader(tape, input, at: index),
            limit: max(limit, 1),
            steps: budget
        )
        _ = evaluator.apply(set, set.root, index)
        let violations = evaluator.violations
        guard violations.isEmpty || evaluator.steps < 0, limit > violations.count else {
            return violations
        }
        // Both passes must agree, although they count their steps differently.
        let verdict = verdict(tape, input, at: index)
        if verdict.isValid { return [] }
        return violations + [Violation.overBudget(set.documentURIs.first ?? "")]
    }
}

/// Whether a value conforms, and the work that it took to find out.
public struct Verdict: Hashable, Sendable {
    /// Whether the value conforms; false also when the steps did not suffice to find out.
    public let isValid: Bool
    /// The steps taken: members and elements visited, checks made, and texts by their length.
    public let steps: Int
    /// Whether the steps that may be taken were enough.
    public let isWithinBudget: Bool

    init(_ isValid: Bool, steps: Int, budget: Int) {
        self.isValid = isValid && steps <= budget
        self.steps = steps
        isWithinBudget = steps <= budget
    }
}
