internal import JSONTape

/// The reducing of what may be asked.
extension DocumentReduction {
    private static let parameterMembers = [
        "name", "in", "description", "required", "deprecated", "allowEmptyValue", "style",
        "explode", "allowReserved",
    ]

    /// The parameters of an operation, its path item's included.
    mutating func parameters(
        _ operation: SchemaPlace,
        _ item: SchemaPlace,
        _ rule: OperationPolicy
    ) throws(DerivationProblem) -> [JSONValue] {
        var found: [(key: String, place: SchemaPlace)] = []
        for holder in [item, operation] {
            for (position, value) in (holder.value["parameters"]?.array ?? []).enumerated() {
                let pointer = holder.pointer.appending("parameters").appending("\(position)")
                let place = try schemas.follow(SchemaPlace(value, pointer))
                let key = Self.label(place.value)
                found.removeAll { $0.key == key }
                found.append((key, place))
            }
        }
        var reduced: [JSONValue] = []
        for (label, place) in found { reduced.append(try parameter(place, label, rule)) }
        return reduced
    }

    private static func label(_ parameter: JSONValue) -> String {
        let place = parameter["in"]?.string ?? ""
        let name = parameter["name"]?.string ?? ""
        return "\(place):\(place == "header" ? name.lowercased() : name)"
    }

    private mutating func parameter(
        _ parameter: SchemaPlace,
        _ label: String,
        _ rule: OperationPolicy
    ) throws(DerivationProblem) -> JSONValue {
        var reduced = JSONObject()
        for name in Self.parameterMembers { reduced[name] = parameter.value[name] }
        let values = rule.allowedValues.first { $0.place == .parameter(label) }?.values
        if let schema = parameter["schema"] {
            reduced["schema"] = try narrowed(schema, values)
        }
        for (name, value) in parameter.value["content"]?.object ?? [:] {
            let pointer = parameter.pointer.appending("content").appending(name)
            let media = try schemas.follow(SchemaPlace(value, pointer))
            let schema = try media["schema"].map { (place) throws(DerivationProblem) in
                try narrowed(place, values)
            }
            reduced["content"] = [name: schema.map { ["schema": $0] } ?? [:]]
        }
        if rule.fields?.place == .parameter(label) {
            reduced["description"] = .string(fieldsText(parameter.value["description"], rule))
        }
        return .object(reduced)
    }

    /// The schema of a parameter with the values that the policy allows.
    private mutating func narrowed(
        _ schema: SchemaPlace,
        _ values: [JSONValue]?
    ) throws(DerivationProblem) -> JSONValue {
        guard let values else { return try schemas.reduce(schema, .whole) }
        let target = try schemas.follow(schema)
        guard var object = try schemas.reduce(target, .whole).object else {
            return ["enum": .array(values)]
        }
        if schemas.kinds(target.value).contains(.array) {
            let items = object["items"]
            object["items"] =
                items.map { ["allOf": [$0, ["enum": .array(values)]]] } ?? ["enum": .array(values)]
        } else {
            let known = object["enum"]?.array
            object["enum"] = .array(values.filter { known?.contains($0) ?? true })
        }
        return .object(object)
    }

    mutating func requestBody(
        _ operation: SchemaPlace,
        _ rule: OperationPolicy
    ) throws(DerivationProblem) -> JSONValue? {
        guard let declared = operation["requestBody"] else { return nil }
        let body = try schemas.follow(declared)
        var reduced = JSONObject()
        reduced["description"] = body.value["description"]
        if case .body? = rule.fields?.place {
            reduced["description"] = .string(fieldsText(body.value["description"], rule))
        }
        reduced["required"] = body.value["required"]
        var content = JSONObject()
        for (name, value) in body.value["content"]?.object ?? [:]
        where MediaTypeText.mayBeJSON(name) {
            let pointer = body.pointer.appending("content").appending(name)
            let media = try schemas.follow(SchemaPlace(value, pointer))
            guard let schema = media["schema"] else {
                content[name] = [:]
                continue
            }
            var parts = [try schemas.reduce(schema, .whole)]
            for allowed in rule.allowedValues {
                guard case .body(let path) = allowed.place else { continue }
                parts.append(Self.narrowing(path.steps[...], allowed.values))
            }
            content[name] = ["schema": parts.count == 1 ? parts[0] : ["allOf": .array(parts)]]
        }
        reduced["content"] = .object(content)
        return .object(reduced)
    }

    /// The schema of a value in which a place may have these values only.
    private static func narrowing(
        _ steps: ArraySlice<PolicyPath.Step>,
        _ values: [JSONValue]
    ) -> JSONValue {
        switch steps.first {
        case nil, .subtree: return ["enum": .array(values)]
        case .any:
            let below = narrowing(steps.dropFirst(), values)
            return ["items": below, "additionalProperties": below]
        case .name(let name):
            return ["properties": [name: narrowing(steps.dropFirst(), values)]]
        }
    }

    /// Which fields may be asked for, in words.
    private func fieldsText(_ given: JSONValue?, _ rule: OperationPolicy) -> String {
        let text = given?.string.map { $0 + "\n\n" } ?? ""
        let below = rule.fields?.below.description ?? ""
        let place = below.isEmpty ? "" : ", counted from \(below)"
        return text + "Fields may be asked for within\(place): "
            + rule.mask.patterns.joined(separator: ", ") + "."
    }
}
