internal import JSONTape

extension RuleReader {
    mutating func readAssertions(_ schema: JSONObject) throws(SchemaProblem) {
        try readTypes(schema)
        if let values = schema["enum"] {
            guard let values = values.array else { throw invalid("enum") }
            rule.allowedValues = values
        }
        try readNumberBounds(schema)
        rule.length = try counts(schema, "minLength", "maxLength")
        rule.elements = try counts(schema, "minItems", "maxItems")
        rule.members = try counts(schema, "minProperties", "maxProperties")
        if let unique = schema["uniqueItems"] {
            guard let unique = unique.bool else { throw invalid("uniqueItems") }
            rule.uniqueItems = unique
        }
        if let pattern = schema["pattern"] {
            guard let text = pattern.string else { throw invalid("pattern") }
            rule.pattern = try loader.pattern(text, place("pattern"))
        }
        if let names = schema["required"] {
            rule.required = try strings(names, "required")
            rule.requiredPlaces = Array(rule.required.indices)
        }
        guard dialect != .openAPI30 else { return }
        rule.constant = schema["const"]
        rule.containsCount = try counts(schema, "minContains", "maxContains")
        if schema["minContains"] == nil { rule.containsCount.least = 1 }
        if let dependencies = schema["dependentRequired"] {
            guard let members = dependencies.object else { throw invalid("dependentRequired") }
            for (name, value) in members {
                let needs = try strings(value, "dependentRequired")
                rule.dependentRequired.append((name, needs))
            }
        }
    }

    private func strings(_ value: JSONValue, _ keyword: String) throws(SchemaProblem) -> [String] {
        guard let elements = value.array else { throw invalid(keyword) }
        let names = elements.compactMap(\.string)
        guard names.count == elements.count else { throw invalid(keyword) }
        return names
    }

    private mutating func readTypes(_ schema: JSONObject) throws(SchemaProblem) {
        guard let type = schema["type"] else { return }
        let names: [JSONValue] = type.array ?? [type]
        guard dialect != .openAPI30 || type.string != nil else { throw invalid("type") }
        rule.types = []
        for name in names {
            guard let mask = name.string.flatMap(TypeMask.init(name:)) else {
                throw invalid("type")
            }
            rule.types.formUnion(mask)
        }
        // OpenAPI 3.0.3, *Schema Object*: `nullable` has effect only beside `type`.
        if dialect == .openAPI30, schema["nullable"]?.bool == true { rule.types.insert(.null) }
    }

    private mutating func readNumberBounds(_ schema: JSONObject) throws(SchemaProblem) {
        rule.numbers.minimum = try decimal(schema, "minimum")
        rule.numbers.maximum = try decimal(schema, "maximum")
        rule.numbers.multipleOf = try decimal(schema, "multipleOf")
        if let divisor = rule.numbers.multipleOf, divisor.digits.isEmpty || divisor.isNegative {
            throw invalid("multipleOf")
        }
        guard dialect == .openAPI30 else {
            rule.numbers.exclusiveMinimum = try decimal(schema, "exclusiveMinimum")
            rule.numbers.exclusiveMaximum = try decimal(schema, "exclusiveMaximum")
            return
        }
        if try flag(schema, "exclusiveMinimum") {
            rule.numbers.exclusiveMinimum = rule.numbers.minimum
            rule.numbers.minimum = nil
        }
        if try flag(schema, "exclusiveMaximum") {
            rule.numbers.exclusiveMaximum = rule.numbers.maximum
            rule.numbers.maximum = nil
        }
    }

    private func flag(_ schema: JSONObject, _ keyword: String) throws(SchemaProblem) -> Bool {
        guard let value = schema[keyword] else { return false }
        guard let value = value.bool else { throw invalid(keyword) }
        return value
    }

    private func decimal(
        _ schema: JSONObject,
        _ keyword: String
    ) throws(SchemaProblem) -> JSONDecimal? {
        guard let value = schema[keyword] else { return nil }
        guard let number = value.number else { throw invalid(keyword) }
        guard number.text.utf8.count <= 1024 else {
            throw loader.problem(.numberTooLong, place(keyword))
        }
        return number.decimal
    }

    private func counts(
        _ schema: JSONObject,
        _ least: String,
        _ most: String
    ) throws(SchemaProblem) -> CountBounds {
        var bounds = CountBounds()
        if let value = try count(schema, least) { bounds.least = value }
        if let value = try count(schema, most) { bounds.most = value }
        return bounds
    }

    private func count(_ schema: JSONObject, _ keyword: String) throws(SchemaProblem) -> Int? {
        guard let value = schema[keyword] else { return nil }
        guard let number = value.number?.decimal, number.isInteger, !number.isNegative else {
            throw invalid(keyword)
        }
        return value.integer.map { Int($0) } ?? Int.max
    }
}
