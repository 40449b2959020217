internal import JSONSchema
internal import JSONTape

/// A value of the source's document with its place.
struct SchemaPlace {
    let value: JSONValue
    let pointer: JSONPointer

    init(_ value: JSONValue, _ pointer: JSONPointer) {
        (self.value, self.pointer) = (value, pointer)
    }

    subscript(name: String) -> SchemaPlace? {
        value[name].map { SchemaPlace($0, pointer.appending(name)) }
    }
}

/// The reducing of schemas to what a mask leaves of their values.
///
/// A schema is reduced once for each place of the mask that it stands at; what is referred to
/// becomes a component, so that recursion ends. Where a keyword cannot be said of the reduced value
/// it is left out: the reduced schema may take more than the source's, never less.
struct SchemaReduction {
    /// What is left of a value.
    enum Scope: Hashable {
        /// All of it.
        case whole
        /// What a node of a mask matches.
        case part(mask: Int, node: Int)
    }

    struct Key: Hashable {
        let pointer: JSONPointer
        let scope: Scope
    }

    /// The most components and the most schemas of one document.
    private static let maximumComponents = 10_000
    private static let maximumSchemas = 500_000
    /// The most looks at what values can be and at their members: a few seconds.
    static let maximumLooks = 1_000_000
    private static let maximumHops = 32

    let source: JSONValue
    /// OpenAPI 3.0: `$ref` has no siblings.
    let hasLoneReferences: Bool
    private(set) var masks: [PathMask] = []
    private var masksByText: [ExactText: Int] = [:]
    private var names: [Key: String] = [:]
    private var taken: Set<String> = []
    private var queue: [(place: SchemaPlace, scope: Scope, name: String)] = []
    private var steps = 0
    /// The looks at what values can be and at their members, so far.
    var looks = 0
    var knownBuilders: [JSONPointer: [JSONPointer: [(String, JSONPointer)]]] = [:]
    var knownKinds: [JSONPointer: ValueKinds] = [:]
    var knownSurvival: [Key: Bool] = [:]

    init(_ source: JSONValue) {
        self.source = source
        hasLoneReferences = source["openapi"]?.string?.hasPrefix("3.0.") ?? false
    }

    /// The scope of values that a mask reduces from their root.
    mutating func scope(of mask: PathMask) -> Scope {
        let text = zip(mask.paths, mask.nodes).map { "\($0)\($1.isLeaf ? "!" : "")" }
            .joined(separator: "\n")
        let number = masksByText[ExactText(text)] ?? masks.count
        if number == masks.count {
            masks.append(mask)
            masksByText[ExactText(text)] = number
        }
        return scope(number, 0)
    }

    func scope(_ mask: Int, _ node: Int) -> Scope {
        masks[mask].nodes[node].isSubtree ? .whole : .part(mask: mask, node: node)
    }

    /// The components that all reduced schemas refer to.
    mutating func components() throws(DerivationProblem) -> JSONObject {
        var components = JSONObject()
        var position = 0
        while position < queue.count {
            let entry = queue[position]
            position += 1
            components[entry.name] = try reduce(entry.place, entry.scope)
        }
        try checkSize(queue.last?.place.pointer ?? JSONPointer())
        return components
    }

    private func checkSize(_ pointer: JSONPointer) throws(DerivationProblem) {
        guard steps <= Self.maximumSchemas, looks <= Self.maximumLooks else {
            throw DerivationProblem("the document is too large to be reduced", at: pointer)
        }
    }

    // MARK: - References

    /// What a Reference Object stands for; anything else stays itself.
    func follow(_ start: SchemaPlace) throws(DerivationProblem) -> SchemaPlace {
        var place = start
        for _ in 0..<Self.maximumHops {
            guard let text = place.value["$ref"]?.string else { return place }
            place = try target(of: text, at: place.pointer)
        }
        throw DerivationProblem("'$ref' leads to itself", at: start.pointer)
    }

    func target(of text: String, at pointer: JSONPointer) throws(DerivationProblem) -> SchemaPlace {
        guard text == "#" || text.hasPrefix("#/") else {
            throw DerivationProblem(
                "'$ref' leads to no document that is known: name it under 'references'",
                at: pointer
            )
        }
        guard let decoded = Self.percentDecoded(text.dropFirst()),
            let place = try? JSONPointer(parsing: decoded), let value = source[place]
        else { throw DerivationProblem("'$ref' leads nowhere", at: pointer) }
        return SchemaPlace(value, place)
    }

    /// The reference to the component for a schema reduced to a scope.
    mutating func link(
        _ text: String,
        _ scope: Scope,
        at pointer: JSONPointer
    ) throws(DerivationProblem) -> JSONValue {
        let place = try target(of: text, at: pointer)
        let key = Key(pointer: place.pointer, scope: scope)
        if let name = names[key] { return .string("#/components/schemas/\(name)") }
        guard names.count < Self.maximumComponents else {
            throw DerivationProblem("the reduced document has too many schemas", at: pointer)
        }
        var last = place.pointer.tokens.last ?? ""
        // The root of another document: its name without its folders and its ending.
        if place.pointer.tokens.dropLast() == [SchemaLibrary.bundledMember] {
            last = last.split(separator: "/").last.map(String.init) ?? last
            last = String(last.prefix { $0 != "." })
        }
        let wanted = last.filter {
            $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0))
        }
        let stem = wanted.isEmpty ? "Schema" : wanted
        var name = stem
        var number = 2
        while !taken.insert(name).inserted {
            name = "\(stem)_\(number)"
            number += 1
        }
        names[key] = name
        queue.append((place, scope, name))
        return .string("#/components/schemas/\(name)")
    }

    /// The text that a fragment of a URI stands for.
    static func percentDecoded(_ text: Substring) -> String? {
        guard text.contains("%") else { return String(text) }
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            guard digits.utf8.count == 2, let value = UInt8(digits, radix: 16) else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    // MARK: - Schemas

    /// A schema reduced to a scope; `beside` are schemas that the same value conforms to as well.
    mutating func reduce(
        _ place: SchemaPlace,
        _ scope: Scope,
        beside: [JSONObject] = []
    ) throws(DerivationProblem) -> JSONValue {
        guard let schema = place.value.object else { return place.value }
        steps += 1
        try checkSize(place.pointer)
        for keyword in ["$dynamicRef", "$recursiveRef"] where schema[keyword] != nil {
            throw DerivationProblem(
                "a schema with '\(keyword)' cannot be reduced: use '$ref'",
                at: place.pointer
            )
        }
        var reduced = JSONObject()
        if let text = schema["$ref"]?.string {
            reduced["$ref"] = try link(text, scope, at: place.pointer)
            if hasLoneReferences { return .object(reduced) }
        }
        switch scope {
        case .whole: try copy(schema, place, to: &reduced)
        case .part(let mask, let node):
            let known = [schema] + conjuncts(schema) + beside
            var part = SchemaPart(place: place, schema: schema, mask: mask, node: node)
            part.known = known
            try reduce(part, to: &reduced)
        }
        return .object(reduced)
    }

    /// Copies a schema, its references to components of the new document.
    private mutating func copy(
        _ schema: JSONObject,
        _ place: SchemaPlace,
        to reduced: inout JSONObject
    ) throws(DerivationProblem) {
        for (name, value) in schema where !name.hasPrefix("x-") {
            let below = SchemaPlace(value, place.pointer.appending(name))
            switch SchemaKeyword(name) {
            case .schema: reduced[name] = try reduce(below, .whole)
            case .list: reduced[name] = try list(below, .whole, beside: [])
            case .map:
                var members = JSONObject()
                for (key, schema) in value.object ?? [:] {
                    let inner = SchemaPlace(schema, below.pointer.appending(key))
                    members[key] = try reduce(inner, .whole)
                }
                reduced[name] = .object(members)
            case .discriminator: reduced[name] = try discriminator(schema, place, .whole)
            case .reference: break
            case .other: reduced[name] = value
            }
        }
    }

    /// The schemas of a list, each reduced to the same scope.
    mutating func list(
        _ place: SchemaPlace,
        _ scope: Scope,
        beside: [JSONObject]
    ) throws(DerivationProblem) -> JSONValue {
        var list: [JSONValue] = []
        for (position, schema) in (place.value.array ?? []).enumerated() {
            let inner = SchemaPlace(schema, place.pointer.appending("\(position)"))
            list.append(try reduce(inner, scope, beside: beside))
        }
        return .array(list)
    }
}

/// How a keyword's value is to be read when a schema is copied.
enum SchemaKeyword {
    case schema
    case list
    case map
    case discriminator
    /// Handled apart, or without meaning in the new document.
    case reference
    case other

    init(_ name: String) {
        switch name {
        case "items", "additionalProperties", "not", "if", "then", "else", "contains",
            "propertyNames", "unevaluatedItems", "unevaluatedProperties", "contentSchema":
            self = .schema
        case "allOf", "anyOf", "oneOf", "prefixItems": self = .list
        case "properties", "patternProperties", "dependentSchemas": self = .map
        case "discriminator": self = .discriminator
        case "$ref", "$defs", "definitions", "$anchor", "$dynamicAnchor", "$schema", "$comment",
            "externalDocs":
            self = .reference
        default: self = .other
        }
    }
}
