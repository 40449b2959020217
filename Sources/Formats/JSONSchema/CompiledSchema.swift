public import JSONTape

/// A schema ready to check values; immutable and safe to share.
///
/// A verdict takes one pass over the tape without allocation for the keywords that API
/// descriptions use. What is wrong, and where, is found by a second pass, only when asked.
public struct CompiledSchema: Sendable {
    private let set: RuleSet
    private let tables: FastTables

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
        let loader = SchemaLoader(library, options)
        try loader.load(pointer)
        set = loader.set
        tables = try FastCompiler.compile(set, options)
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
        let reader = TapeReader(tape.words, input)
        guard set.isDynamic else {
            return FastPass(reader, tables).check(tables.root, index, 0) >= 0
        }
        var evaluator = RuleEvaluator(reader, limit: 0)
        return evaluator.apply(set, set.root, index).isValid
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
        var evaluator = RuleEvaluator(TapeReader(tape.words, input), limit: max(limit, 1))
        _ = evaluator.apply(set, set.root, index)
        return evaluator.violations
    }
}
