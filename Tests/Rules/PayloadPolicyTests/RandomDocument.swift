import JSONTape

/// Random OpenAPI schemas with their values, in 3.0 and 3.1; from a seed.
struct RandomDocument {
    private var state: UInt64
    let isOld: Bool
    private(set) var components = JSONObject()

    static let names = ["a", "b", "naam", "x/y", "é", "kind", "~t", "x-1", "x-two"]

    init(seed: UInt64, isOld: Bool) {
        state = (seed &+ 1) &* 0x9E37_79B9_7F4A_7C15
        self.isOld = isOld
    }

    mutating func next(_ bound: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(bound))
    }

    /// A service's document whose one answer is an object.
    mutating func document() -> (json: JSONValue, schema: JSONValue) {
        let schema = object(4)
        let json: JSONValue = [
            "openapi": isOld ? "3.0.3" : "3.1.0", "info": ["title": "x", "version": "1"],
            "paths": [
                "/a": [
                    "get": [
                        "operationId": "a",
                        "responses": [
                            "200": [
                                "description": "x",
                                "content": ["application/json": ["schema": schema]],
                            ]
                        ],
                    ]
                ]
            ],
            "components": ["schemas": .object(components)],
        ]
        return (json, schema)
    }

    // MARK: - Schemas

    mutating func schema(_ depth: Int) -> JSONValue {
        switch next(depth <= 0 ? 5 : 16) {
        case 0: return nullable("string", ["maxLength": 8])
        case 1: return nullable("number", [:])
        case 2: return ["enum": ["x", 7, true]]
        case 3: return ["type": "boolean"]
        case 4: return bounded()
        case 5, 6: return array(depth)
        case 7: return isOld ? array(depth) : tuple(depth)
        case 8: return map(depth)
        case 9: return isOld ? map(depth) : patterned(depth)
        case 10: return chosen(depth)
        case 11: return based(depth)
        case 12: return ["allOf": [object(depth, isOpen: true), object(depth, from: "q")]]
        case 13: return reference(to: schema(depth - 1))
        case 14: return optional(object(depth))
        default: return object(depth)
        }
    }

    private mutating func nullable(_ type: JSONValue, _ others: JSONObject) -> JSONValue {
        var schema = others
        schema["type"] = type
        guard next(2) == 0 else { return .object(schema) }
        if isOld { schema["nullable"] = true } else { schema["type"] = [type, "null"] }
        return .object(schema)
    }

    private mutating func optional(_ schema: JSONValue) -> JSONValue {
        guard var object = schema.object else { return schema }
        if isOld { object["nullable"] = true } else { object["type"] = ["object", "null"] }
        return .object(object)
    }

    private func bounded() -> JSONValue {
        isOld
            ? ["type": "integer", "minimum": 0, "exclusiveMinimum": true]
            : ["type": "integer", "exclusiveMinimum": 0]
    }

    private mutating func reference(to schema: JSONValue) -> JSONValue {
        let name = "C\(components.count)"
        components[name] = schema
        return ["$ref": .string("#/components/schemas/\(name)")]
    }

    private mutating func array(_ depth: Int) -> JSONValue {
        var array: JSONObject = ["type": "array", "items": schema(depth - 1), "maxItems": 4]
        if next(3) == 0 { array["minItems"] = 1 }
        return .object(array)
    }

    private mutating func tuple(_ depth: Int) -> JSONValue {
        var tuple: JSONObject = [
            "type": "array", "prefixItems": [schema(depth - 1), schema(depth - 1)],
        ]
        if next(2) == 0 { tuple["minItems"] = 2 }
        tuple["items"] = next(2) == 0 ? false : schema(depth - 1)
        return .object(tuple)
    }

    private mutating func map(_ depth: Int) -> JSONValue {
        ["type": "object", "additionalProperties": schema(depth - 1)]
    }

    private mutating func patterned(_ depth: Int) -> JSONValue {
        var object = self.object(depth).object ?? [:]
        object["patternProperties"] = ["^x-": schema(depth - 1)]
        object["additionalProperties"] = next(2) == 0 ? false : schema(depth - 1)
        return .object(object)
    }

    /// One of several, told apart by a member.
    private mutating func chosen(_ depth: Int) -> JSONValue {
        var choices: [JSONValue] = []
        var mapping = JSONObject()
        for number in 0..<2 {
            var object = self.object(depth - 1).object ?? [:]
            var properties = object["properties"]?.object ?? [:]
            properties["kind"] = ["type": "string"]
            object["properties"] = .object(properties)
            object["required"] = .array((object["required"]?.array ?? []) + ["kind"])
            let choice = reference(to: .object(object))
            choices.append(choice)
            mapping["v\(number)"] = choice["$ref"]
        }
        var discriminator: JSONObject = ["propertyName": "kind"]
        if next(2) == 0 { discriminator["mapping"] = .object(mapping) }
        let keyword = next(2) == 0 ? "oneOf" : "anyOf"
        return .object([keyword: .array(choices), "discriminator": .object(discriminator)])
    }

    /// A base whose subtypes build on it through `allOf`.
    private mutating func based(_ depth: Int) -> JSONValue {
        let base = reference(to: [
            "type": "object", "required": ["kind"],
            "properties": ["kind": ["type": "string"], "naam": ["type": "string"]],
            "discriminator": ["propertyName": "kind"],
        ])
        for _ in 0..<2 { _ = reference(to: ["allOf": [base, object(depth - 1, from: "q")]]) }
        return base
    }

    private mutating func object(
        _ depth: Int,
        from prefix: String = "",
        isOpen: Bool = false
    ) -> JSONValue {
        var properties = JSONObject()
        var required: [JSONValue] = []
        for _ in 0..<(1 + next(3)) {
            let name = prefix + Self.names[next(5)]
            var schema = self.schema(depth - 1)
            if next(8) == 0, case .object(var object) = schema, object["$ref"] == nil {
                object["writeOnly"] = true
                schema = .object(object)
            }
            properties[name] = schema
            if next(2) == 0, !required.contains(.string(name)) { required.append(.string(name)) }
        }
        var object: JSONObject = ["type": "object", "properties": .object(properties)]
        if !required.isEmpty { object["required"] = .array(required) }
        if prefix.isEmpty, !isOpen, next(4) == 0 { object["additionalProperties"] = false }
        return .object(object)
    }

    // MARK: - Values

    /// A text that conforms to a schema, in an answer.
    mutating func text(_ schema: JSONValue) -> String {
        if let target = target(schema) {
            guard target.schema["discriminator"] != nil, target.schema["properties"] != nil else {
                return text(target.schema)
            }
            return subtype(target)
        }
        for keyword in ["oneOf", "anyOf"] {
            guard let choices = schema[keyword]?.array else { continue }
            let number = next(choices.count)
            let name = target(choices[number])?.name ?? ""
            let isMapped = schema["discriminator"]?["mapping"] != nil && next(2) == 0
            return object(choices[number], kind: isMapped ? "v\(number)" : name)
        }
        if schema["allOf"] != nil { return object(schema, kind: nil) }
        if let values = schema["enum"]?.array { return text(of: values[next(values.count)]) }
        let types = schema["type"]?.array?.compactMap(\.string)
        if schema["nullable"] == true || types?.contains("null") == true, next(4) == 0 {
            return "null"
        }
        switch schema["type"]?.string ?? types?.first {
        case "string": return ["\"\"", "\"\\u0041\\n\"", "\"é,}]\"", "\"\\\"{\""][next(4)]
        case "boolean": return ["true", "false"][next(2)]
        case "integer": return ["1", "7e2", "12345678901234567890"][next(3)]
        case "number": return ["-0.0", "1e3", "12345678901234567890.10"][next(3)]
        case "array": return list(schema)
        default: return object(schema, kind: nil)
        }
    }

    private func target(_ schema: JSONValue) -> (name: String, schema: JSONValue)? {
        guard let name = schema["$ref"]?.string?.split(separator: "/").last.map(String.init) else {
            return nil
        }
        return components[name].map { (name, $0) }
    }

    private mutating func subtype(_ base: (name: String, schema: JSONValue)) -> String {
        let link = JSONValue.string("#/components/schemas/\(base.name)")
        let subtypes = components.filter { $0.value["allOf"]?[0]?["$ref"] == link }
        let number = next(subtypes.count + 1)
        guard number < subtypes.count else { return object(base.schema, kind: base.name) }
        return object(subtypes[number].value, kind: subtypes[number].name)
    }

    private mutating func list(_ schema: JSONValue) -> String {
        let first = schema["prefixItems"]?.array ?? []
        let fewest = schema["minItems"] == nil ? 0 : max(1, first.count)
        var count = fewest + next(3)
        if schema["items"] == false { count = min(count, first.count) }
        let items = (0..<count).map { position in
            text(position < first.count ? first[position] : schema["items"] ?? true)
        }
        return "[" + items.joined(separator: " , ") + "]"
    }

    private mutating func object(_ schema: JSONValue, kind: String?) -> String {
        var members: [(name: String, text: String)] = []
        collect(schema, kind, into: &members)
        var texts: [String] = []
        for (name, text) in members {
            texts.append("\(quoted(name))\([":", " : "][next(2)])\(text)")
        }
        return "{" + texts.joined(separator: ",") + "}"
    }

    private mutating func collect(
        _ schema: JSONValue,
        _ kind: String?,
        into members: inout [(name: String, text: String)]
    ) {
        if let target = target(schema) { return collect(target.schema, kind, into: &members) }
        for part in schema["allOf"]?.array ?? [] { collect(part, kind, into: &members) }
        let required = schema["required"]?.array?.compactMap(\.string) ?? []
        let declared = schema["properties"]?.object ?? [:]
        for (name, below) in declared where below["writeOnly"] != true {
            guard required.contains(name) || next(2) == 0 else { continue }
            guard !members.contains(where: { $0.name == name }) else { continue }
            let isKind = kind != nil && name == "kind"
            members.append((name, isKind ? text(of: .string(kind ?? "")) : text(below)))
        }
        func add(_ names: [String], _ below: JSONValue, _ random: inout RandomDocument) {
            for name in names where declared[name] == nil && random.next(3) == 0 {
                guard !members.contains(where: { $0.name == name }) else { continue }
                members.append((name, random.text(below)))
            }
        }
        let patterned = schema["patternProperties"]?["^x-"]
        if let patterned { add(["x-1", "x-two", "x-z"], patterned, &self) }
        if let others = schema["additionalProperties"], others.object != nil {
            add(patterned == nil ? ["naam", "x-1", "zz"] : ["naam", "zz"], others, &self)
        }
    }

    private mutating func quoted(_ name: String) -> String {
        guard next(4) == 0 else { return text(of: .string(name)) }
        let escaped = name.utf16.map { unit in
            let digits = String(unit, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
        return "\"\(escaped.joined())\""
    }

    private func text(of value: JSONValue) -> String {
        String(decoding: value.serialized(), as: UTF8.self)
    }

    // MARK: - Policies

    /// Patterns as steps.
    mutating func patterns() -> [[String]] {
        (0...next(7)).map { _ in
            var steps = (0..<(1 + next(4))).map { _ -> String in
                if next(3) == 0 { return "*" }
                return (next(6) == 0 ? "q" : "") + Self.names[next(Self.names.count)]
            }
            if next(4) == 0 { steps.append("**") }
            return steps
        }
    }

    /// A pattern as a policy writes it.
    static func pointer(_ steps: [String]) -> JSONValue {
        .string(
            steps.map { "/" + $0.replacing("~", with: "~0").replacing("/", with: "~1") }.joined()
        )
    }
}
