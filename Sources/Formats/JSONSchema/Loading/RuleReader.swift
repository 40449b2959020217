internal import JSONTape

/// Reads the keywords of one schema.
struct RuleReader {
    let loader: SchemaLoader
    var rule: SchemaRule
    let dialect: Dialect
    let traits: SchemaLibrary.Traits
    let resource: String
    private let value: JSONValue

    init(loader: SchemaLoader, place: SchemaLibrary.Place) throws(SchemaProblem) {
        guard let value = loader.library.value(at: place) else {
            throw loader.problem(.notFound, place)
        }
        self.loader = loader
        self.value = value
        rule = SchemaRule(place: place)
        dialect = loader.library.dialect(of: place)
        resource = loader.library.resource(of: place)
        traits = loader.traits(of: place)
        rule.resource = loader.resourceNumber(resource)
        if let unknown = traits.unknownDialect {
            throw loader.problem(.unknownDialect(unknown), place)
        }
        if let vocabulary = traits.unknownVocabulary {
            throw loader.problem(.unknownVocabulary(vocabulary), place)
        }
    }

    mutating func read() throws(SchemaProblem) {
        switch value {
        case .bool(let verdict): rule.verdict = verdict
        case .object(let schema): try read(schema)
        default: throw loader.problem(.notASchema, rule.place)
        }
    }

    private mutating func read(_ schema: JSONObject) throws(SchemaProblem) {
        if let reference = schema["$ref"] {
            try collect { (reader) throws(SchemaProblem) in try reader.readReference(reference) }
            // OpenAPI 3.0.3, *Reference Object*: additional properties are ignored; so in draft-07.
            if dialect == .openAPI30 || traits.draft.hasLoneReferences { return }
        }
        if traits.validates {
            try collect { (reader) throws(SchemaProblem) in try reader.readAssertions(schema) }
        }
        if traits.assertsFormat || loader.options.formatAssertion,
            let name = schema["format"]?.string
        {
            rule.format = Format(name: name, dialect: dialect)
        }
        try collect { (reader) throws(SchemaProblem) in try reader.readApplicators(schema) }
        if dialect != .openAPI30 {
            try collect { (reader) throws(SchemaProblem) in try reader.readNewApplicators(schema) }
        }
        if loader.isOpenAPI {
            rule.isReadOnly = schema["readOnly"]?.bool ?? false
            rule.isWriteOnly = schema["writeOnly"]?.bool ?? false
        }
        if dialect.isOpenAPI {
            try collect { (reader) throws(SchemaProblem) in try reader.readDiscriminator(schema) }
        }
    }

    /// Reads one part; what is wrong with it does not hide what is wrong with others.
    private mutating func collect(
        _ part: (inout RuleReader) throws(SchemaProblem) -> Void
    ) throws(SchemaProblem) {
        do throws(SchemaProblem) { try part(&self) } catch { try loader.note(error) }
    }

    func place(_ tokens: String...) -> SchemaLibrary.Place {
        SchemaLibrary.Place(
            document: rule.place.document,
            pointer: JSONPointer(tokens: rule.place.pointer.tokens + tokens)
        )
    }

    func invalid(_ keyword: String) -> SchemaProblem {
        let expected = KeywordForms.expected(keyword, dialect)
        return loader.problem(.invalidKeyword(expected: expected), place(keyword))
    }

    mutating func subschema(
        _ schema: JSONObject,
        _ keyword: String
    ) throws(SchemaProblem) -> RuleNumber? {
        guard schema[keyword] != nil else { return nil }
        return try loader.number(of: place(keyword))
    }

    mutating func subschemas(
        _ schema: JSONObject,
        _ keyword: String
    ) throws(SchemaProblem) -> [RuleNumber] {
        guard let value = schema[keyword] else { return [] }
        guard let elements = value.array, !elements.isEmpty else { throw invalid(keyword) }
        var rules: [RuleNumber] = []
        for index in elements.indices {
            rules.append(try loader.number(of: place(keyword, String(index))))
        }
        return rules
    }

    mutating func namedSubschemas(
        _ schema: JSONObject,
        _ keyword: String
    ) throws(SchemaProblem) -> [(name: String, rule: RuleNumber)] {
        guard let value = schema[keyword] else { return [] }
        guard let members = value.object else { throw invalid(keyword) }
        var rules: [(name: String, rule: RuleNumber)] = []
        for (name, _) in members {
            rules.append((name, try loader.number(of: place(keyword, name))))
        }
        return rules
    }

    private mutating func readReference(_ value: JSONValue) throws(SchemaProblem) {
        guard let text = value.string else { throw invalid("$ref") }
        rule.reference = try resolve(text, "$ref")
    }

    mutating func resolve(
        _ text: String,
        _ keyword: String
    ) throws(SchemaProblem) -> RuleNumber {
        guard let target = loader.library.resolve(text, from: resource) else {
            throw loader.problem(.unresolvedReference(text), place(keyword))
        }
        return try loader.number(of: target)
    }

    private mutating func readApplicators(_ schema: JSONObject) throws(SchemaProblem) {
        rule.allOf = try subschemas(schema, "allOf")
        rule.anyOf = try subschemas(schema, "anyOf")
        rule.oneOf = try subschemas(schema, "oneOf")
        rule.not = try subschema(schema, "not")
        rule.properties = try namedSubschemas(schema, "properties")
        for (name, number) in rule.properties { rule.propertyNumbers[ExactText(name)] = number }
        rule.additionalProperties = try subschema(schema, "additionalProperties")
        if dialect != .openAPI30, traits.draft.hasItemLists, schema["items"]?.array != nil {
            rule.prefixItems = try subschemas(schema, "items")
            rule.items = try subschema(schema, "additionalItems")
        } else {
            rule.items = try subschema(schema, "items")
        }
    }

    private mutating func readNewApplicators(_ schema: JSONObject) throws(SchemaProblem) {
        if !traits.draft.hasItemLists { rule.prefixItems = try subschemas(schema, "prefixItems") }
        for (text, number) in try namedSubschemas(schema, "patternProperties") {
            let pattern = try loader.pattern(text, place("patternProperties", text))
            rule.patternProperties.append((pattern, text, number))
        }
        if traits.draft.hasConstants {
            rule.propertyNames = try subschema(schema, "propertyNames")
            rule.contains = try subschema(schema, "contains")
        }
        if traits.draft.hasConditions { rule.condition = try subschema(schema, "if") }
        if rule.condition != nil {
            rule.consequence = try subschema(schema, "then")
            rule.alternative = try subschema(schema, "else")
        }
        if traits.draft.hasVocabularies {
            rule.dependentSchemas = try namedSubschemas(schema, "dependentSchemas")
            rule.unevaluatedItems = try subschema(schema, "unevaluatedItems")
            rule.unevaluatedProperties = try subschema(schema, "unevaluatedProperties")
            // In 2019-09 what `contains` found is still unevaluated.
            rule.containsEvaluates = traits.draft == .draft202012
        }
        try readDependencies(schema)
        switch traits.draft {
        case .draft4, .draft6, .draft7: break
        case .draft201909: try readRecursiveReference(schema)
        case .draft202012:
            guard let reference = schema["$dynamicRef"] else { break }
            guard let text = reference.string else { throw invalid("$dynamicRef") }
            try readDynamicReference(text)
        }
    }

    /// The keyword of older drafts, which 2020-12 lets stand for compatibility.
    private mutating func readDependencies(_ schema: JSONObject) throws(SchemaProblem) {
        guard let members = schema["dependencies"]?.object else { return }
        for (name, value) in members {
            if let names = value.array {
                rule.dependentRequired.append((name, names.compactMap(\.string)))
            } else {
                let number = try loader.number(of: place("dependencies", name))
                rule.dependentSchemas.append((name, number))
            }
        }
    }

    private mutating func readDynamicReference(_ text: String) throws(SchemaProblem) {
        let initial = try resolve(text, "$dynamicRef")
        let target = SchemaURI(resource).resolving(SchemaURI(text))
        let anchors = target.readFragment.flatMap { loader.library.dynamicAnchors[$0] } ?? []
        try follow(initial, target, anchors)
    }

    /// JSON Schema 2019-09 Core, *Recursive References with "$recursiveRef" and "$recursiveAnchor"*.
    private mutating func readRecursiveReference(_ schema: JSONObject) throws(SchemaProblem) {
        guard let reference = schema["$recursiveRef"] else { return }
        guard reference == "#" else { throw invalid("$recursiveRef") }
        let initial = try resolve("#", "$recursiveRef")
        let anchors = loader.library.dynamicAnchors[SchemaLibrary.recursiveAnchor] ?? []
        try follow(initial, SchemaURI(resource), anchors)
    }

    /// Follows a reference whose target may depend on the way to it.
    private mutating func follow(
        _ initial: RuleNumber,
        _ target: SchemaURI,
        _ anchors: [(resource: String, place: SchemaLibrary.Place)]
    ) throws(SchemaProblem) {
        guard anchors.contains(where: { $0.resource == target.absolute }), anchors.count > 1 else {
            rule.reference = rule.reference ?? initial
            if rule.reference != initial { rule.allOf.append(initial) }
            return
        }
        rule.dynamicReference = DynamicReference(initial: initial, targets: [])
        loader.markDynamic(rule.place, anchors)
    }
}
