internal import JSONTape

/// Which types a discriminator chooses between.
extension SchemaReduction {
    /// A discriminator whose mapping names every type by the components of the new document.
    mutating func discriminator(
        _ schema: JSONObject,
        _ place: SchemaPlace,
        _ scope: Scope
    ) throws(DerivationProblem) -> JSONValue? {
        guard let given = schema["discriminator"], let property = given["propertyName"] else {
            return nil
        }
        var mapping = JSONObject()
        let choices = schema["oneOf"]?.array ?? schema["anyOf"]?.array ?? []
        if choices.isEmpty {
            for (name, target) in subtypes(of: place.pointer) {
                mapping[name] = try link("#" + target.uriFragment, scope, at: place.pointer)
            }
        }
        for choice in choices {
            guard let text = choice["$ref"]?.string else { continue }
            let target = try target(of: text, at: place.pointer)
            guard let name = target.pointer.tokens.last else { continue }
            mapping[name] = try link(text, scope, at: place.pointer)
        }
        for (value, target) in given["mapping"]?.object ?? [:] {
            guard let text = target.string else { continue }
            let component = JSONPointer(tokens: ["components", "schemas", text])
            let reference = source[component] == nil ? text : "#" + component.uriFragment
            mapping[value] = try link(reference, scope, at: place.pointer)
        }
        return mapping.isEmpty ? nil : ["propertyName": property, "mapping": .object(mapping)]
    }

    /// The components that build on one through `allOf`.
    private mutating func subtypes(
        of pointer: JSONPointer
    ) -> [(name: String, pointer: JSONPointer)] {
        let tokens = pointer.tokens
        guard tokens.dropLast().suffix(2) == ["components", "schemas"] else { return [] }
        var found: [(name: String, pointer: JSONPointer)] = []
        var seen: Set<JSONPointer> = [pointer]
        var open = [pointer]
        let components = JSONPointer(tokens: Array(tokens.dropLast()))
        while let base = open.popLast() {
            for (name, place) in builders(on: base, in: components)
            where seen.insert(place).inserted {
                found.append((name, place))
                open.append(place)
            }
        }
        return found.sorted { $0.name < $1.name }
    }

    /// The components beside a schema that name it in their `allOf`.
    private mutating func builders(
        on base: JSONPointer,
        in components: JSONPointer
    ) -> [(String, JSONPointer)] {
        if knownBuilders[components] == nil {
            var found: [JSONPointer: [(String, JSONPointer)]] = [:]
            for (name, component) in source[components]?.object ?? [:] {
                let own = components.appending(name)
                for text in (component["allOf"]?.array ?? []).compactMap({ $0["$ref"]?.string }) {
                    guard let target = try? target(of: text, at: own) else { continue }
                    found[target.pointer, default: []].append((name, own))
                }
            }
            knownBuilders[components] = found
        }
        return knownBuilders[components]?[base] ?? []
    }
}
