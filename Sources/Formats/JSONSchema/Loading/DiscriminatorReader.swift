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
            for (name, place) in subtypes(includesSelf: discriminator["mapping"] == nil) {
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

    /// Those components that build on this one through `allOf`, by name, and the component itself
    /// where no mapping says which types are meant.
    private func subtypes(includesSelf: Bool) -> [(String, SchemaLibrary.Place)] {
        let document = rule.place.document
        let path = JSONPointer(tokens: ["components", "schemas"])
        guard rule.place.pointer.tokens.count == 3,
            rule.place.pointer.tokens.starts(with: path.tokens),
            let components = loader.library.documents[document].value[path]?.object
        else { return [] }
        var found: [ExactText: SchemaLibrary.Place] = [:]
        found[ExactText(rule.place.pointer.tokens[2])] = rule.place
        var isGrowing = true
        while isGrowing {
            isGrowing = false
            for (name, component) in components where found[ExactText(name)] == nil {
                let place = SchemaLibrary.Place(document: document, pointer: path.appending(name))
                let resource = loader.library.resource(of: place)
                let bases = component["allOf"]?.array ?? []
                let builds = bases.contains { base in
                    base["$ref"]?.string
                        .flatMap { loader.library.resolve($0, from: resource) }
                        .map { found.values.contains($0) } ?? false
                }
                if builds {
                    found[ExactText(name)] = place
                    isGrowing = true
                }
            }
        }
        return found.map { ($0.key.text, $0.value) }.filter { includesSelf || $0.1 != rule.place }
    }
}
