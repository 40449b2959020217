import JSONTape

/// Schemas and values drawn at random, small enough that both verdicts are common.
struct RandomSchema: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }

    private static let names = ["a", "b", "ab", "d\u{e9}"]

    private mutating func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &self) < percent
    }

    private mutating func name() -> String {
        Self.names.randomElement(using: &self) ?? "a"
    }

    // MARK: Values

    mutating func value(_ depth: Int = 3) -> String {
        switch Int.random(in: 0..<(depth > 0 ? 9 : 4), using: &self) {
        case 0: return String(Int.random(in: -2...3, using: &self))
        case 1: return chance(50) ? "true" : "null"
        case 2: return #""\#(name())""#
        case 3: return ["0.5", "-1.5", "2.0", "1e0"].randomElement(using: &self) ?? "0"
        case 4, 5:
            let count = Int.random(in: 0...3, using: &self)
            return "[" + (0..<count).map { _ in value(depth - 1) }.joined(separator: ",") + "]"
        default:
            let members = Self.names.shuffled(using: &self)
                .prefix(Int.random(in: 0...3, using: &self))
                .map { #""\#($0)":\#(value(depth - 1))"# }
            return "{" + members.joined(separator: ",") + "}"
        }
    }

    // MARK: Schemas

    /// A document of two resources that extend each other by dynamic references.
    mutating func document() -> JSONValue {
        var outer = object(3)
        var inner = object(2)
        inner["$id"] = "https://example.nl/inner"
        inner["$dynamicAnchor"] = "node"
        outer["$id"] = "https://example.nl/outer"
        outer["$dynamicAnchor"] = "node"
        if chance(60) { outer["$ref"] = "inner" }
        if chance(30) { outer["allOf"] = [["$ref": "outer#/$defs/s"]] }
        let defs = [("inner", JSONValue.object(inner)), ("s", schema(2)), ("t", schema(2))]
        outer["$defs"] = .object(JSONObject(defs))
        return .object(outer)
    }

    private mutating func schema(_ depth: Int) -> JSONValue {
        if depth == 0 || chance(10) {
            return .bool(chance(75))
        }
        return .object(object(depth))
    }

    private mutating func object(_ depth: Int) -> JSONObject {
        var schema = JSONObject()
        for _ in 0..<Int.random(in: 1...4, using: &self) { addKeyword(depth, to: &schema) }
        if chance(40) { schema["unevaluatedProperties"] = self.schema(depth - 1) }
        if chance(25) { schema["unevaluatedItems"] = self.schema(depth - 1) }
        return schema
    }

    /// Schemas for the same value.
    private mutating func list(_ depth: Int) -> JSONValue {
        .array((0..<Int.random(in: 1...3, using: &self)).map { _ in schema(depth - 1) })
    }

    /// A schema for a value within: only there references stand, so that none leads to itself.
    private mutating func child(_ depth: Int) -> JSONValue {
        guard chance(30) else { return schema(depth - 1) }
        let targets = ["outer#/$defs/s", "outer#/$defs/t", "inner", "outer"]
        let target = chance(50) ? "#node" : targets.randomElement(using: &self) ?? "inner"
        return [chance(50) && target != "#node" ? "$ref" : "$dynamicRef": .string(target)]
    }

    private mutating func members(_ depth: Int) -> JSONValue {
        .object(JSONObject((0..<2).map { _ in (name(), child(depth)) }))
    }

    private mutating func addKeyword(_ depth: Int, to schema: inout JSONObject) {
        switch Int.random(in: 0..<16, using: &self) {
        case 0, 1, 2: schema["properties"] = members(depth)
        case 3: schema["patternProperties"] = ["^a": child(depth)]
        case 4 where chance(40): schema["additionalProperties"] = child(depth)
        case 5: schema["allOf"] = list(depth)
        case 6: schema["anyOf"] = list(depth)
        case 7: schema["oneOf"] = list(depth)
        case 8: schema["not"] = self.schema(depth - 1)
        case 9:
            schema["if"] = self.schema(depth - 1)
            if chance(60) { schema["then"] = self.schema(depth - 1) }
            if chance(60) { schema["else"] = self.schema(depth - 1) }
        case 10:
            let inner = self.schema(depth - 1)
            schema["dependentSchemas"] = .object(JSONObject([(name(), inner)]))
        case 11: schema["prefixItems"] = [child(depth), child(depth)]
        case 12 where chance(50): schema["items"] = child(depth)
        case 13: schema["contains"] = child(depth)
        case 14: schema["required"] = [.string(name())]
        default:
            let types = ["object", "array", "string", "number", "integer", "null"]
            schema["type"] = .string(types.randomElement(using: &self) ?? "object")
        }
    }
}
