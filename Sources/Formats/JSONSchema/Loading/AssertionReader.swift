internal import JSONTape

extension RuleReader {
    mutating func readAssertions(_ schema: JSONObject) throws(SchemaProblem) {
        try readTypes(schema)
        if let values = schema["enum"] {
            rule.allowedValues = values.array
            if rule.allowedValues == nil { try loader.note(invalid("enum")) }
        }
        try readNumberBounds(schema)
        rule.length = try counts(schema, "minLength", "maxLength")
        rule.elements = try counts(schema, "minItems", "maxItems")
        rule.members = try counts(schema, "minProperties", "maxProperties")
        rule.uniqueItems = try flag(schema, "uniqueItems")
        try readPattern(schema)
        if let names = schema["required"] {
            rule.required = try strings(names, "required")
            rule.requiredPlaces = Array(rule.required.indices)
        }
        guard dialect != .openAPI30 else { return }
        if traits.draft.hasConstants { rule.constant = schema["const"] }
        guard traits.draft.hasVocabularies else { return }
        rule.containsCount = try counts(schema, "minContains", "maxContains")
        if schema["minContains"] == nil { rule.containsCount.least = 1 }
        if let dependencies = schema["dependentRequired"] {
            guard let members = dependencies.object else {
                return try loader.note(invalid("dependentRequired"))
            }
            for (name, value) in members {
                let needs = try strings(value, "dependentRequired")
                rule.dependentRequired.append((name, needs))
            }
        }
    }

    private mutating func readPattern(_ schema: JSONObject) throws(SchemaProblem) {
        guard let pattern = schema["pattern"] else { return }
        guard let text = pattern.string else { return try loader.note(invalid("pattern")) }
        do throws(SchemaProblem) {
            rule.pattern = try loader.pattern(text, place("pattern"))
        } catch {
            try loader.note(error)
        }
    }

    private func strings(_ value: JSONValue, _ keyword: String) throws(SchemaProblem) -> [String] {
        let names = value.array?.compactMap(\.string)
        guard let names, names.count == value.array?.count else {
            try loader.note(invalid(keyword))
            return []
        }
        return names
    }

    private mutating func readTypes(_ schema: JSONObject) throws(SchemaProblem) {
        guard let type = schema["type"] else { return }
        let names = (type.array ?? [type]).map(\.string)
        guard !names.contains(nil), dialect != .openAPI30 || type.string != nil else {
            return try loader.note(invalid("type"))
        }
        rule.types = []
        for name in names.compactMap(\.self) {
            guard let mask = TypeMask(name: name) else {
                let instead = KeywordForms.instead(of: name)
                let reason = SchemaProblem.Reason.unknownType(name, nearest: instead)
                try loader.note(loader.problem(reason, place("type")))
                continue
            }
            rule.types.formUnion(mask)
        }
        // OpenAPI 3.0.3, *Schema Object*: `nullable` has effect only beside `type`.
        // Schemas of draft-04 in such a document are read so by those who write them.
        let isOld = dialect == .openAPI30 || (loader.isOpenAPI && !traits.draft.hasConstants)
        if isOld, schema["nullable"]?.bool == true { rule.types.insert(.null) }
    }

    private mutating func readNumberBounds(_ schema: JSONObject) throws(SchemaProblem) {
        rule.numbers.minimum = try decimal(schema, "minimum")
        rule.numbers.maximum = try decimal(schema, "maximum")
        rule.numbers.multipleOf = try decimal(schema, "multipleOf")
        if let divisor = rule.numbers.multipleOf, divisor.digits.isEmpty || divisor.isNegative {
            try loader.note(invalid("multipleOf"))
        }
        guard dialect == .openAPI30 || !traits.draft.hasConstants else {
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
        guard let value = value.bool else {
            try loader.note(invalid(keyword))
            return false
        }
        return value
    }

    private func decimal(
        _ schema: JSONObject,
        _ keyword: String
    ) throws(SchemaProblem) -> JSONDecimal? {
        guard let value = schema[keyword] else { return nil }
        guard let number = value.number else {
            try loader.note(invalid(keyword))
            return nil
        }
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
            try loader.note(invalid(keyword))
            return nil
        }
        return value.integer.map { Int($0) } ?? Int.max
    }
}
