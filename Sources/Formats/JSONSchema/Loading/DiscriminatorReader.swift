internal import JSONTape

/// OpenAPI 3.1, *Discriminator Object*.
extension RuleReader {
    mutating func readDiscriminator(_ schema: JSONObject) throws(SchemaProblem) {
        guard let discriminator = schema["discriminator"] else { return }
        guard let property = discriminator["propertyName"]?.string else {
            throw invalid("discriminator")
        }
        var targets: [ExactText: RuleNumber] = [:]
        let choices = rule.oneOf.isEmpty ? rule.anyOf : rule.oneOf
        let keyword = rule.oneOf.isEmpty ? "anyOf" : "oneOf"
        if choices.isEmpty {
            for (name, place) in try subtypes() {
                targets[ExactText(name)] = try loader.number(of: place)
            }
        } else {
            for choice in schema[keyword]?.array ?? [] {
                guard let reference = choice["$ref"]?.string,
                    let name = try? JSONPointer(parsing: SchemaURI(reference).readFragment ?? "")
                        .tokens.last
                else { continue }
                targets[ExactText(name)] = try resolve(reference, keyword)
            }
        }
        if let mapping = discriminator["mapping"] {
            guard let members = mapping.object else { throw invalid("discriminator") }
            for (value, target) in members {
                guard let text = target.string else { throw invalid("discriminator") }
                targets[ExactText(value)] = try mapped(text)
            }
        }
        // Of a schema that stands alone nothing says which others are meant.
        guard !targets.isEmpty else { return }
        rule.discriminator = Discriminator(
            property: property,
            targets: targets.map { ($0.key.text, $0.value) }.sorted { $0.value < $1.value },
            replacesChoice: !choices.isEmpty
        )
    }

    /// A mapping names a component, or refers to a schema.
    private mutating func mapped(_ text: String) throws(SchemaProblem) -> RuleNumber {
        let component = SchemaLibrary.Place(
            document: rule.place.document,
            pointer: JSONPointer(tokens: ["components", "schemas", text])
        )
        if loader.library.value(at: component) != nil { return try loader.number(of: component) }
        return try resolve(text, "discriminator")
    }

    /// Those components that build on this one through `allOf`, by name.
    private func subtypes() throws(SchemaProblem) -> [(String, SchemaLibrary.Place)] {
        let tokens = rule.place.pointer.tokens
        guard tokens.dropLast().suffix(2) == ["components", "schemas"] else { return [] }
        let components = JSONPointer(tokens: Array(tokens.dropLast()))
        var seen: Set<SchemaLibrary.Place> = [rule.place]
        var found: [(String, SchemaLibrary.Place)] = []
        var open = [rule.place]
        while let base = open.popLast() {
            for (name, place) in try loader.builders(on: base, in: components)
            where seen.insert(place).inserted {
                found.append((name, place))
                open.append(place)
            }
        }
        return found
    }
}
