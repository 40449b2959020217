internal import JSONTape

/// A field that a schema declares: a place where a value may stand.
struct SchemaField: Hashable {
    /// The pattern that matches it.
    let pattern: String
    /// What the document says of it, on one line; empty where it says nothing.
    let description: String
    /// The only values that it may have, where the schema lists them.
    let values: [JSONValue]
}

/// The fields that the schemas of one body declare, in the document's order.
///
/// Alternatives and parts (`allOf`, `anyOf`, `oneOf`, `if`, the types of a discriminator) count as one
/// schema. What a schema does not limit, what is nested too deep and a schema in itself end in `**`.
struct SchemaFields {
    /// The most fields; above it the deepest ones are told as one.
    static let maximum = 900
    /// The most steps of a place.
    private static let deepest = 12
    /// The most schemas that are looked at.
    private static let maximumSchemas = 100_000

    private let schemas: SchemaReduction
    private let deepest: Int
    private var seen = 0
    private var found: [SchemaField] = []
    private var positions: [ExactText: Int] = [:]

    /// Finds the fields of several schemas for the same body.
    static func all(of places: [SchemaPlace], in schemas: SchemaReduction) -> [SchemaField] {
        for depth in stride(from: deepest, through: 1, by: -1) {
            var fields = SchemaFields(schemas: schemas, deepest: depth)
            fields.look(places, at: [], within: [])
            if fields.found.count <= maximum, fields.seen < maximumSchemas { return fields.found }
        }
        return [SchemaField(pattern: "/**", description: "", values: [])]
    }

    private init(schemas: SchemaReduction, deepest: Int) {
        (self.schemas, self.deepest) = (schemas, deepest)
    }

    /// What several schemas that one value may have to meet say of it.
    private struct Shape {
        var properties: [(name: String, places: [SchemaPlace])] = []
        var items: [SchemaPlace] = []
        /// What is said of members without a name of their own.
        var others: [SchemaPlace] = []
        var isPlain = false
        var isOpen = false
        var description = ""
        var values: [JSONValue] = []

        private var positions: [ExactText: Int] = [:]

        mutating func add(_ name: String, _ place: SchemaPlace) {
            if let known = positions[ExactText(name)] {
                properties[known].places.append(place)
            } else {
                positions[ExactText(name)] = properties.count
                properties.append((name, [place]))
            }
        }
    }

    private mutating func look(
        _ places: [SchemaPlace],
        at path: [String],
        within parents: Set<JSONPointer>
    ) {
        var shape = Shape()
        var own: Set<JSONPointer> = []
        for place in places { gather(place, into: &shape, &own) }
        let isKnown = !own.isDisjoint(with: parents)
        guard !isKnown, !shape.isOpen, path.count < deepest, seen < Self.maximumSchemas,
            found.count <= Self.maximum
        else { return add(path + ["**"], shape) }
        let parents = parents.union(own)
        if shape.isPlain { add(path, shape) }
        for (name, places) in shape.properties { look(places, at: path + [name], within: parents) }
        let rest = shape.items + shape.others
        if !rest.isEmpty { look(rest, at: path + ["*"], within: parents) }
    }

    private mutating func add(_ path: [String], _ shape: Shape) {
        let steps = path.map { $0 == "**" || $0 == "*" ? $0 : Self.escaped($0) }
        // A member that is called like a mark is matched by the mark for any step.
        let marks = steps.enumerated().map { index, step in
            step == "**" && index < steps.count - 1 ? "*" : step
        }
        let pattern = marks.map { "/" + $0 }.joined()
        guard positions[ExactText(pattern)] == nil else { return }
        positions[ExactText(pattern)] = found.count
        found.append(
            SchemaField(
                pattern: pattern,
                description: shape.description,
                values: shape.values
            )
        )
    }

    private static func escaped(_ name: String) -> String {
        name.replacing("~", with: "~0").replacing("/", with: "~1")
    }

    // MARK: - One schema

    private mutating func gather(
        _ start: SchemaPlace,
        into shape: inout Shape,
        _ own: inout Set<JSONPointer>
    ) {
        seen += 1
        guard seen < Self.maximumSchemas, own.insert(start.pointer).inserted else { return }
        guard let schema = start.value.object else {
            if start.value.bool == true { shape.isOpen = true }
            return
        }
        if shape.description.isEmpty {
            shape.description =
                schema["description"]?.string ?? schema["title"]?.string ?? ""
        }
        let referred = schema["$ref"]?.string
        let parts = ["allOf", "anyOf", "oneOf"].filter { schema[$0]?.array != nil }
        if referred == nil || !schemas.hasLoneReferences {
            read(schema, start, isSaid: referred != nil || !parts.isEmpty, into: &shape)
        }
        if let referred {
            if let target = try? schemas.target(of: referred, at: start.pointer) {
                gather(target, into: &shape, &own)
            } else {
                shape.isOpen = true
            }
            if schemas.hasLoneReferences { return }
        }
        for keyword in parts {
            for index in 0..<(schema[keyword]?.array?.count ?? 0) {
                if let part = start[keyword]?.item(index) { gather(part, into: &shape, &own) }
            }
        }
        for keyword in ["if", "then", "else"] {
            guard let part = start[keyword], part.value.object?.isEmpty == false else { continue }
            gather(part, into: &shape, &own)
        }
        for (_, target) in schema["discriminator"]?["mapping"]?.object ?? [:] {
            guard let text = target.string else { continue }
            let component = JSONPointer(tokens: ["components", "schemas", text])
            let reference = schemas.source[component] == nil ? text : "#" + component.uriFragment
            if let place = try? schemas.target(of: reference, at: start.pointer) {
                gather(place, into: &shape, &own)
            }
        }
    }

    /// What a schema says itself, without what it refers to.
    private func read(
        _ schema: JSONObject,
        _ place: SchemaPlace,
        isSaid: Bool,
        into shape: inout Shape
    ) {
        let types = Set(
            schema["type"]?.array?.compactMap(\.string)
                ?? [schema["type"]?.string].compactMap(\.self)
        )
        let plain = types.subtracting(["object", "array", "null"])
        if !plain.isEmpty { shape.isPlain = true }
        // A null is a plain value too.
        if types.contains("null") || schema["nullable"]?.bool == true { shape.isPlain = true }
        var values = schema["enum"]?.array ?? []
        if let constant = schema["const"] { values.append(constant) }
        if !values.isEmpty, types.isEmpty { shape.isPlain = true }
        for value in values where !shape.values.contains(value) { shape.values.append(value) }
        for name in schema["properties"]?.object?.names ?? [] {
            if let member = place["properties"]?[name] { shape.add(name, member) }
        }
        for name in schema["patternProperties"]?.object?.names ?? [] {
            if let member = place["patternProperties"]?[name] { shape.others.append(member) }
        }
        if schema["additionalProperties"]?.object != nil, let others = place["additionalProperties"]
        {
            shape.others.append(others)
        }
        if let items = place["items"] { shape.items.append(items) }
        for index in 0..<(schema["prefixItems"]?.array?.count ?? 0) {
            if let item = place["prefixItems"]?.item(index) { shape.items.append(item) }
        }
        let isObject = types.contains("object") && schema["additionalProperties"]?.bool != false
        let namesNone =
            schema["properties"] == nil && schema["patternProperties"] == nil
            && schema["additionalProperties"]?.object == nil
        if isObject, namesNone, !isSaid { shape.isOpen = true }
        if types.contains("array"), schema["items"] == nil, schema["prefixItems"] == nil, !isSaid {
            shape.isOpen = true
        }
        let saysNothing = types.isEmpty && values.isEmpty && namesNone && schema["items"] == nil
        if saysNothing, !isSaid, !Self.onlyRestricts(schema) { shape.isOpen = true }
    }

    /// Whether a schema without a type only narrows others beside it, as `required` alone does.
    private static func onlyRestricts(_ schema: JSONObject) -> Bool {
        !schema.isEmpty
            && schema.names.allSatisfy {
                ["required", "not", "dependentRequired", "minProperties", "maxProperties"]
                    .contains($0)
            }
    }
}
