import JSONTape
import YAMLDocument

/// A YAML text: what it holds can be written as JSON, which is read as the same.
enum YAMLInput: FuzzInput {
    static func feed(_ bytes: RawSpan) {
        guard let value = try? YAMLNode.json(parsing: bytes.copied) else { return }
        var limits = JSONLimits.payload
        limits.strict = false
        let written = value.serialized()
        let again = try? JSONValue(parsing: written, limits: limits)
        claim(again == value, "what was read cannot be written as JSON")
    }
}
