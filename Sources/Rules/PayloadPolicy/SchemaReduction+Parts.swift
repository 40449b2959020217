internal import JSONSchema
internal import JSONTape

/// A schema at a node of a mask.
struct SchemaPart {
    let place: SchemaPlace
    let schema: JSONObject
    let mask: Int
    let node: Int
    /// All schemas that are known to hold for the value.
    var known: [JSONObject] = []
}

/// The reducing of schemas of values of which a mask leaves a part.
extension SchemaReduction {
    /// Keywords that are as true of the reduced value as of the whole one.
    private static let lasting: Set<String> = [
        "type", "nullable", "format", "pattern", "minLength", "maxLength", "minimum", "maximum",
        "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "title", "description",
        "deprecated", "readOnly", "writeOnly", "maxItems", "maxProperties", "contentEncoding",
        "contentMediaType",
    ]

    mutating func reduce(
        _ part: SchemaPart,
        to reduced: inout JSONObject
    ) throws(DerivationProblem) {
        let scope = Scope.part(mask: part.mask, node: part.node)
        for (name, value) in part.schema {
            let below = SchemaPlace(value, part.place.pointer.appending(name))
            switch name {
            case "allOf", "anyOf":
                reduced[name] = try list(below, scope, beside: name == "allOf" ? part.known : [])
            case "oneOf":
                // What set the choices apart may be gone, so that more than one can hold.
                let choices = try list(below, scope, beside: [])
                reduced["anyOf"] =
                    part.schema["anyOf"] == nil ? choices : reduced["anyOf"]
            case "properties": reduced[name] = try properties(part, below)
            case "required": reduced[name] = required(part)
            case "additionalProperties": try additional(part, below, to: &reduced)
            case "patternProperties": reduced[name] = try patterns(part, below)
            case "dependentSchemas": reduced[name] = try dependents(part, below)
            case "propertyNames": reduced[name] = try reduce(below, .whole)
            case "items", "prefixItems", "minItems", "uniqueItems", "contains", "minContains",
                "maxContains":
                reduced[name] = try items(name, part, below)
            case "discriminator":
                guard let property = value["propertyName"]?.string,
                    isPlainKept(next(property, part), part)
                else { continue }
                reduced[name] = try discriminator(part.schema, part.place, scope)
            case "enum":
                let isPlain = value.array?.allSatisfy { !$0.isContainer } ?? false
                reduced[name] = isPlain ? value : nil
            case "const": reduced[name] = value.isContainer ? nil : value
            default: if Self.lasting.contains(name) { reduced[name] = value }
            }
        }
    }

    private func next(_ name: String, _ part: SchemaPart) -> Int {
        masks[part.mask].next(part.node, Array(name.utf8))
    }

    private func isPlainKept(_ node: Int, _ part: SchemaPart) -> Bool {
        node >= 0 && (masks[part.mask].nodes[node].isLeaf || masks[part.mask].nodes[node].isSubtree)
    }

    // MARK: - Objects

    private mutating func properties(
        _ part: SchemaPart,
        _ place: SchemaPlace
    ) throws(DerivationProblem) -> JSONValue? {
        var kept = JSONObject()
        for (name, schema) in place.value.object ?? [:] {
            let next = next(name, part)
            guard next >= 0 else { continue }
            if kinds(schema) == .plain, !isPlainKept(next, part) { continue }
            let inner = SchemaPlace(schema, place.pointer.appending(name))
            kept[name] = try reduce(inner, scope(part.mask, next))
        }
        return .object(kept)
    }

    private mutating func required(_ part: SchemaPart) -> JSONValue? {
        var names: [JSONValue] = []
        for name in part.schema["required"]?.array?.compactMap(\.string) ?? []
        where memberSurvives(name, part.known, part.mask, part.node, 0) {
            names.append(.string(name))
        }
        return names.isEmpty ? nil : .array(names)
    }

    /// Members without a schema of their own: those that the mask names get one.
    private mutating func additional(
        _ part: SchemaPart,
        _ place: SchemaPlace,
        to reduced: inout JSONObject
    ) throws(DerivationProblem) {
        guard place.value.object != nil else {
            reduced["additionalProperties"] = place.value
            return
        }
        let mask = masks[part.mask]
        let any = mask.nodes[part.node].any
        if any >= 0 {
            reduced["additionalProperties"] = try reduce(place, scope(part.mask, any))
        }
        guard part.schema["patternProperties"] == nil else {
            if !mask.names(of: part.node).isEmpty { reduced["additionalProperties"] = nil }
            return
        }
        let declared = part.schema["properties"]?.object ?? [:]
        var properties = reduced["properties"]?.object ?? [:]
        for (name, next) in mask.names(of: part.node) where declared[name] == nil {
            properties[name] = try reduce(place, scope(part.mask, next))
        }
        if !properties.isEmpty { reduced["properties"] = .object(properties) }
    }

    private mutating func patterns(
        _ part: SchemaPart,
        _ place: SchemaPlace
    ) throws(DerivationProblem) -> JSONValue? {
        let mask = masks[part.mask]
        let any = mask.nodes[part.node].any
        let names = mask.names(of: part.node).map(\.name)
        let isUniform = any >= 0 && names.isEmpty
        var kept = JSONObject()
        for (pattern, schema) in place.value.object ?? [:]
        where any >= 0 || names.contains(where: { Self.matches($0, pattern) }) {
            let inner = SchemaPlace(schema, place.pointer.appending(pattern))
            kept[pattern] = isUniform ? try reduce(inner, scope(part.mask, any)) : [:]
        }
        return kept.isEmpty ? nil : .object(kept)
    }

    private static func matches(_ name: String, _ pattern: String) -> Bool {
        (try? Pattern(ecma262: pattern))?.matches(name) ?? true
    }

    private mutating func dependents(
        _ part: SchemaPart,
        _ place: SchemaPlace
    ) throws(DerivationProblem) -> JSONValue? {
        var kept = JSONObject()
        for (name, schema) in place.value.object ?? [:] where next(name, part) >= 0 {
            let inner = SchemaPlace(schema, place.pointer.appending(name))
            kept[name] = try reduce(inner, .part(mask: part.mask, node: part.node))
        }
        return .object(kept)
    }

    // MARK: - Arrays

    private mutating func items(
        _ keyword: String,
        _ part: SchemaPart,
        _ place: SchemaPlace
    ) throws(DerivationProblem) -> JSONValue? {
        let any = masks[part.mask].nodes[part.node].any
        guard any >= 0 else { return nil }
        let isWhole = masks[part.mask].nodes[any].isSubtree
        // Plain items that are not matched are removed, and those behind them move up.
        let keepsPlaces = isPlainKept(any, part) || itemKinds(part.known).isDisjoint(with: .plain)
        let scope = scope(part.mask, any)
        switch keyword {
        case "items":
            guard part.schema["prefixItems"] == nil || keepsPlaces else { return nil }
            return try reduce(place, scope)
        case "prefixItems": return keepsPlaces ? try list(place, scope, beside: []) : nil
        case "minItems": return keepsPlaces ? place.value : nil
        case "uniqueItems":
            let isPlain = isPlainKept(any, part) && itemKinds(part.known) == .plain
            return isWhole || isPlain ? place.value : nil
        case "contains": return isWhole ? try reduce(place, .whole) : nil
        default: return isWhole ? place.value : nil
        }
    }
}
