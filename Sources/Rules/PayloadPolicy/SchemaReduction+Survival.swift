internal import JSONTape

/// What a value can be, as far as removing parts of it is concerned.
struct ValueKinds: OptionSet {
    let rawValue: UInt8
    static let plain = ValueKinds(rawValue: 1)
    static let array = ValueKinds(rawValue: 2)
    static let object = ValueKinds(rawValue: 4)
    static let all: ValueKinds = [.plain, .array, .object]

    init(rawValue: UInt8) { self.rawValue = rawValue }

    init(_ value: JSONValue) {
        switch value {
        case .array: self = .array
        case .object: self = .object
        case .null, .bool, .number, .string: self = .plain
        }
    }

    init(type: String) {
        switch type {
        case "array": self = .array
        case "object": self = .object
        default: self = .plain
        }
    }
}

extension JSONValue {
    var isContainer: Bool { ValueKinds(self) != .plain }
}

/// What surely stands in a reduced value.
///
/// Where it cannot be told, the answer is that it may be gone.
extension SchemaReduction {
    private static let deepest = 24

    /// What values of a schema can be.
    mutating func kinds(_ value: JSONValue, _ depth: Int = 0) -> ValueKinds {
        looks += 1
        guard let schema = value.object, depth < Self.deepest, looks <= Self.maximumLooks else {
            return .all
        }
        var kinds = ValueKinds.all
        if let text = schema["$ref"]?.string {
            kinds = referred(text, depth)
            if hasLoneReferences { return kinds }
        }
        if let type = schema["type"] {
            let types = type.string.map { [$0] } ?? type.array?.compactMap(\.string) ?? []
            kinds.formIntersection(types.reduce(into: []) { $0.formUnion(ValueKinds(type: $1)) })
        }
        if let values = schema["enum"]?.array {
            kinds.formIntersection(values.reduce(into: []) { $0.formUnion(ValueKinds($1)) })
        }
        if let value = schema["const"] { kinds.formIntersection(ValueKinds(value)) }
        for branch in schema["allOf"]?.array ?? [] {
            kinds.formIntersection(self.kinds(branch, depth + 1))
        }
        for keyword in ["anyOf", "oneOf"] {
            guard let branches = schema[keyword]?.array else { continue }
            var either: ValueKinds = []
            for branch in branches { either.formUnion(self.kinds(branch, depth + 1)) }
            kinds.formIntersection(either)
        }
        if schema["nullable"] == true { kinds.insert(.plain) }
        return kinds
    }

    private mutating func referred(_ text: String, _ depth: Int) -> ValueKinds {
        guard let target = try? target(of: text, at: JSONPointer()) else { return .all }
        let key = target.pointer
        if let known = knownKinds[key] { return known }
        knownKinds[key] = .all
        let found = kinds(target.value, depth + 1)
        knownKinds[key] = found
        return found
    }

    /// The other schemas that a value of this one conforms to.
    func conjuncts(_ schema: JSONObject, _ depth: Int = 0) -> [JSONObject] {
        guard depth < Self.deepest else { return [] }
        var found: [JSONObject] = []
        if let text = schema["$ref"]?.string,
            let target = try? target(of: text, at: JSONPointer()).value.object
        {
            found += [target] + conjuncts(target, depth + 1)
            if hasLoneReferences { return found }
        }
        for branch in schema["allOf"]?.array ?? [] {
            guard let object = branch.object else { continue }
            if !hasLoneReferences || object["$ref"] == nil { found.append(object) }
            found += conjuncts(object, depth + 1)
            guard found.count < 1_000 else { return found }
        }
        return found
    }

    /// Whether a value of a schema is never removed.
    mutating func survives(_ value: JSONValue, _ scope: Scope, _ depth: Int) -> Bool {
        guard case .part(let mask, let node) = scope else { return true }
        looks += 1
        guard depth < Self.deepest, let schema = value.object, looks <= Self.maximumLooks else {
            return false
        }
        if let text = schema["$ref"]?.string, schema.count == 1 || hasLoneReferences {
            guard let target = try? target(of: text, at: JSONPointer()) else { return false }
            let key = Key(pointer: target.pointer, scope: scope)
            if let known = knownSurvival[key] { return known }
            knownSurvival[key] = false
            let found = survives(target.value, scope, depth + 1)
            knownSurvival[key] = found
            return found
        }
        let kinds = kinds(value)
        let known = [schema] + conjuncts(schema)
        if kinds.contains(.plain), !masks[mask].nodes[node].isLeaf { return false }
        if kinds.contains(.array), !arraySurvives(known, mask, node) { return false }
        return !kinds.contains(.object) || objectSurvives(schema, known, mask, node, depth)
    }

    private mutating func arraySurvives(_ known: [JSONObject], _ mask: Int, _ node: Int) -> Bool {
        let any = masks[mask].nodes[node].any
        guard any >= 0 else { return false }
        if masks[mask].nodes[any].isLeaf || masks[mask].nodes[any].isSubtree { return true }
        return itemKinds(known).isDisjoint(with: .plain)
    }

    /// What the items of an array can be that conforms to all of these schemas.
    mutating func itemKinds(_ known: [JSONObject]) -> ValueKinds {
        var found = ValueKinds.all
        for schema in known {
            if schema["prefixItems"] != nil { return .all }
            if let items = schema["items"] { found.formIntersection(kinds(items)) }
        }
        return found
    }

    private mutating func objectSurvives(
        _ schema: JSONObject,
        _ known: [JSONObject],
        _ mask: Int,
        _ node: Int,
        _ depth: Int
    ) -> Bool {
        let names = known.flatMap { $0["required"]?.array?.compactMap(\.string) ?? [] }
        looks += names.count * known.count
        for name in names where memberSurvives(name, known, mask, node, depth + 1) { return true }
        for keyword in ["anyOf", "oneOf"] {
            guard let branches = schema[keyword]?.array, !branches.isEmpty else { continue }
            var all = true
            for branch in branches where all {
                let scope = Scope.part(mask: mask, node: node)
                all = survives(branch, scope, depth + 1)
            }
            if all { return true }
        }
        return false
    }

    /// Whether a required member of a value that conforms to all of these schemas is never removed.
    mutating func memberSurvives(
        _ name: String,
        _ known: [JSONObject],
        _ mask: Int,
        _ node: Int,
        _ depth: Int
    ) -> Bool {
        let next = masks[mask].next(node, Array(name.utf8))
        guard next >= 0 else { return false }
        let schemas = known.compactMap { $0["properties"]?[name] }
        guard !schemas.contains(where: isWriteOnly) else { return false }
        let scope = scope(mask, next)
        if scope == .whole { return true }
        var isKept = false
        for schema in schemas where !isKept { isKept = survives(schema, scope, depth + 1) }
        return isKept
    }

    /// Whether a member may be absent from answers although it is required.
    private func isWriteOnly(_ value: JSONValue) -> Bool {
        guard let schema = value.object else { return false }
        return ([schema] + conjuncts(schema)).contains { $0["writeOnly"] == true }
    }
}
