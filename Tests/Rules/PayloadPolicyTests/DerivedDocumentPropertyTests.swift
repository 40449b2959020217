import ExchangeModel
import JSONSchema
import JSONTape
import OpenAPI
import PayloadPolicy
import Testing

/// Random schemas, values that conform to them, and policies over their places; from a seed.
private struct Generator {
    private var state: UInt64
    var components = JSONObject()
    static let names = ["a", "b", "naam", "x/y", "é", "kind"]

    init(seed: UInt64) { state = (seed &+ 1) &* 0x9E37_79B9_7F4A_7C15 }

    mutating func next(_ bound: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(bound))
    }

    /// A schema; with the value kinds of its own places only.
    mutating func schema(_ depth: Int) -> JSONValue {
        switch next(depth == 0 ? 4 : 11) {
        case 0: return ["type": "string", "maxLength": 8]
        case 1: return ["type": ["number", "null"]]
        case 2: return ["enum": ["x", 7, true]]
        case 3: return ["type": "boolean"]
        case 4, 5: return array(depth)
        case 6:
            return ["oneOf": [object(depth, tag: "one"), object(depth, tag: "two")]]
        case 7: return ["allOf": [object(depth, tag: nil), object(depth, tag: nil, from: "q")]]
        case 8:
            let name = "C\(components.count)"
            components[name] = true
            components[name] = schema(depth - 1)
            return ["$ref": .string("#/components/schemas/\(name)")]
        default: return object(depth, tag: nil)
        }
    }

    private mutating func array(_ depth: Int) -> JSONValue {
        var array: JSONObject = ["type": "array", "items": schema(depth - 1)]
        if next(3) == 0 { array["minItems"] = 1 }
        array["maxItems"] = 3
        return .object(array)
    }

    private mutating func object(_ depth: Int, tag: String?, from prefix: String = "") -> JSONValue
    {
        var properties = JSONObject()
        var required: [JSONValue] = []
        if let tag {
            properties["kind"] = ["const": .string(tag)]
            required.append("kind")
        }
        for _ in 0..<next(4) {
            let name = prefix + Self.names[next(5)]
            properties[name] = schema(depth - 1)
            if next(2) == 0, !required.contains(.string(name)) { required.append(.string(name)) }
        }
        var object: JSONObject = ["type": "object", "properties": .object(properties)]
        if !required.isEmpty { object["required"] = .array(required) }
        if tag != nil, next(3) == 0 { object["additionalProperties"] = false }
        return .object(object)
    }

    /// A value's text that conforms to a schema.
    mutating func text(_ schema: JSONValue) -> String {
        if let reference = schema["$ref"]?.string, let name = reference.split(separator: "/").last {
            return text(components[String(name)] ?? true)
        }
        if let choices = schema["oneOf"]?.array { return text(choices[next(choices.count)]) }
        if let parts = schema["allOf"]?.array {
            return "{" + parts.map { members($0) }.filter { !$0.isEmpty }.joined(separator: ",")
                + "}"
        }
        if let values = schema["enum"]?.array { return text(of: values[next(values.count)]) }
        if let value = schema["const"] { return text(of: value) }
        switch schema["type"]?.string {
        case "string": return ["\"\"", "\"\\u0041\\n\"", "\"é,}]\"", "\"\\\"{\""][next(4)]
        case "boolean": return ["true", "false"][next(2)]
        case "array":
            let items = schema["items"] ?? true
            let fewest = schema["minItems"] == nil ? 0 : 1
            return "[" + (0..<(fewest + next(3))).map { _ in text(items) }.joined(separator: " , ")
                + "]"
        case "object": return "{" + members(schema) + "}"
        default: return ["null", "-0.0", "1e3", "12345678901234567890.10"][next(4)]
        }
    }

    private mutating func members(_ schema: JSONValue) -> String {
        let required = schema["required"]?.array?.compactMap(\.string) ?? []
        var members: [String] = []
        for (name, below) in schema["properties"]?.object ?? [:]
        where required.contains(name) || next(2) == 0 {
            members.append("\(text(of: .string(name)))\([":", " : "][next(2)])\(text(below))")
        }
        return members.joined(separator: ",")
    }

    private func text(of value: JSONValue) -> String {
        String(decoding: value.serialized(), as: UTF8.self)
    }

    mutating func patterns() -> [JSONValue] {
        (0...next(7)).map { _ in
            var steps = (0..<(1 + next(4))).map { _ -> String in
                let name = Self.names[next(Self.names.count)].replacing("/", with: "~1")
                return next(3) == 0 ? "*" : (next(6) == 0 ? "q" : "") + name
            }
            if next(4) == 0 { steps.append("**") }
            return .string(steps.map { "/" + $0 }.joined())
        }
    }
}

@Suite struct DerivedDocumentPropertyTests {
    private func source(_ generator: inout Generator, _ version: String) -> (JSONValue, JSONValue) {
        let schema = generator.schema(4)
        let json: JSONValue = [
            "openapi": .string(version), "info": ["title": "x", "version": "1"],
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
            "components": ["schemas": .object(generator.components)],
        ]
        return (json, schema)
    }

    @Test(arguments: 0..<150)
    func `what the policy leaves conforms to the derived document and to nothing else`(
        seed: UInt64
    ) throws {
        var generator = Generator(seed: seed)
        let (json, schema) = source(&generator, "3.1.0")
        let policy = try FieldPolicy([
            "purpose": "p",
            "operations": ["a": ["response": ["allow": .array(generator.patterns())]]],
        ])
        let rules = try PayloadRules(document: OpenAPIDocument(json), policies: [policy])
        let derived = try DerivedDocument(of: json, for: policy)
        let consumer = try PayloadRules(derived: OpenAPIDocument(derived.json), of: derived.json)
        let sending = try Exchange(rules, purpose: "p", digest: policy.digest)
        let receiving = try Exchange(consumer, purpose: nil)
        for _ in 0..<40 {
            let text = generator.text(schema)
            guard case .success(let released) = try sending.release(("GET", "/a"), body: text)
            else {
                #expect(try JSONValue(parsing: Array(text.utf8)).object == nil, "\(text)")
                continue
            }
            let left = released.text ?? text
            let seen = try receiving.release(("GET", "/a"), body: left)
            #expect(seen.failure == nil, "\(text) -> \(left) \(derived.json)")
            guard released.text != nil else { continue }
            // The whole answer holds more than may leave: the consumer's side sees it too.
            #expect(try receiving.release(("GET", "/a"), body: text).failure != nil, "\(text)")
        }
    }
}
