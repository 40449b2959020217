public import JSONTape

extension SchemaLibrary {
    /// The member of a bundled document under which other documents stand, by their URI.
    public static let bundledMember = "x-sluis-references"

    /// The first document as one that leads nowhere but into itself.
    ///
    /// Documents that it refers to stand below ``bundledMember``; every reference that can be
    /// resolved is a JSON pointer, and identifiers and anchors are gone. Keywords that OpenAPI 3.0
    /// does not know are left out of documents in it, as they have no effect there; where documents in
    /// it and in a newer dialect meet, the whole is OpenAPI 3.1. A `$dynamicRef` stays where
    /// its target depends on the way to it.
    public func bundled() -> JSONValue {
        var bundling = SchemaBundling(library: self)
        let whole = bundling.whole()
        let isOld = documents[0].dialect == .openAPI30
        let hasOther = bundling.used.contains {
            (documents[$0].dialect == .openAPI30) != isOld
        }
        guard hasOther || hasOtherFiles(than: documents[0].dialect) else { return whole }
        bundling = SchemaBundling(library: self)
        bundling.isUpgrading = true
        return bundling.whole()
    }
}

/// Puts a document and those that it refers to into one.
private struct SchemaBundling {
    private static let identifiers: Set<String> = [
        "$id", "$anchor", "$dynamicAnchor", "$schema", "$vocabulary", "$comment",
    ]
    /// Keywords without effect in OpenAPI 3.0.
    private static let unknownToOld: Set<String> = [
        "const", "if", "then", "else", "contains", "minContains", "maxContains", "prefixItems",
        "patternProperties", "propertyNames", "dependentSchemas", "dependentRequired",
        "dependencies", "unevaluatedItems", "unevaluatedProperties", "$dynamicRef",
    ]

    let library: SchemaLibrary
    /// Whether what is written in OpenAPI 3.0 becomes 3.1.
    var isUpgrading = false
    /// The other documents that are needed, in the order in which they were met.
    private(set) var used: [Int] = []

    init(library: SchemaLibrary) { self.library = library }

    mutating func whole() -> JSONValue {
        let root = library.documents[0]
        guard case .object(var object) = document(0) else { return root.value }
        var others = JSONObject()
        var position = 0
        while position < used.count {
            others[library.documents[used[position]].uri] = document(used[position])
            position += 1
        }
        if isUpgrading, root.dialect == .openAPI30 { object["openapi"] = "3.1.0" }
        if !others.isEmpty { object[SchemaLibrary.bundledMember] = .object(others) }
        return .object(object)
    }

    private mutating func document(_ number: Int) -> JSONValue {
        let place = SchemaLibrary.Place(document: number, pointer: JSONPointer())
        return walk(library.documents[number].value, place, base: "", .keywords)
    }

    private mutating func walk(
        _ value: JSONValue,
        _ place: SchemaLibrary.Place,
        base: String,
        _ members: MemberKind
    ) -> JSONValue {
        let base = library.root(at: place) ?? base
        switch value {
        case .object(let object):
            if members == .keywords { return keywords(object, place, base) }
            var result = JSONObject()
            for (name, inner) in object {
                switch members {
                case .mapping: result[name] = mapped(inner, place, base)
                case .discriminator where name != "mapping": result[name] = inner
                case .discriminator:
                    result[name] = walk(inner, below(place, name), base: base, .mapping)
                case .names, .keywords:
                    result[name] = walk(inner, below(place, name), base: base, .keywords)
                }
            }
            return .object(result)
        case .array(let elements):
            var result: [JSONValue] = []
            for (index, element) in elements.enumerated() {
                let inner = below(place, String(index))
                result.append(walk(element, inner, base: base, .keywords))
            }
            return .array(result)
        case .null, .bool, .number, .string: return value
        }
    }

    private func below(_ place: SchemaLibrary.Place, _ token: String) -> SchemaLibrary.Place {
        SchemaLibrary.Place(document: place.document, pointer: place.pointer.appending(token))
    }

    private mutating func keywords(
        _ object: JSONObject,
        _ place: SchemaLibrary.Place,
        _ base: String
    ) -> JSONValue {
        let isOld = library.dialect(of: place) == .openAPI30
        // OpenAPI 3.0.3, *Reference Object*: additional properties are ignored.
        let draft = library.draft(of: place)
        let unknown = isOld ? Self.unknownToOld : draft.unknownKeywords
        let isLone = isOld || draft.hasLoneReferences
        if isLone, let text = object["$ref"]?.string {
            return ["$ref": .string(target(text, base))]
        }
        var result = JSONObject()
        for (name, value) in object where !Self.identifiers.contains(name) {
            guard !unknown.contains(name) else { continue }
            let inner = below(place, name)
            if name == "$ref", let text = value.string {
                result[name] = .string(target(text, base))
            } else if let members = MemberKind(below: name) {
                result[name] = walk(value, inner, base: base, members)
            } else {
                result[name] = value
            }
        }
        if isOld {
            if isUpgrading { upgrade(&result) }
        } else {
            fixDynamicReference(&result, base)
            if !draft.hasConstants { upgrade(&result) }
            modernize(&result, isLegacy: draft.hasItemLists)
        }
        return .object(result)
    }

    // MARK: - References

    /// Where a reference leads in the whole; the text itself where nothing is known there.
    private mutating func target(_ text: String, _ base: String) -> String {
        library.resolve(text, from: base).map { location($0) } ?? text
    }

    private mutating func location(_ place: SchemaLibrary.Place) -> String {
        guard place.document != 0 else { return "#" + place.pointer.uriFragment }
        if !used.contains(place.document) { used.append(place.document) }
        let uri = library.documents[place.document].uri
        let tokens = [SchemaLibrary.bundledMember, uri] + place.pointer.tokens
        return "#" + JSONPointer(tokens: tokens).uriFragment
    }

    /// A value of a discriminator's mapping: the name of a component, or a reference.
    private mutating func mapped(
        _ value: JSONValue,
        _ place: SchemaLibrary.Place,
        _ base: String
    ) -> JSONValue {
        guard let text = value.string else { return value }
        let component = SchemaLibrary.Place(
            document: place.document,
            pointer: JSONPointer(tokens: ["components", "schemas", text])
        )
        let isName = library.value(at: component) != nil
        return .string(isName ? location(component) : target(text, base))
    }

    /// A dynamic reference with one possible target is a reference like any other.
    private mutating func fixDynamicReference(_ schema: inout JSONObject, _ base: String) {
        guard let text = schema["$dynamicRef"]?.string,
            let place = library.resolve(text, from: base)
        else { return }
        let target = SchemaURI(base).resolving(SchemaURI(text))
        let anchors = target.readFragment.flatMap { library.dynamicAnchors[$0] } ?? []
        guard anchors.count < 2 || !anchors.contains(where: { $0.resource == target.absolute })
        else { return }
        schema["$dynamicRef"] = nil
        let reference = JSONValue.string(location(place))
        if schema["$ref"] == nil {
            schema["$ref"] = reference
        } else {
            schema["allOf"] = .array((schema["allOf"]?.array ?? []) + [["$ref": reference]])
        }
    }

    // MARK: - Dialects

    /// Writes keywords of drafts before 2020-12 as those that stand for them.
    private func modernize(_ schema: inout JSONObject, isLegacy: Bool) {
        if isLegacy, let list = schema["items"], list.array != nil {
            schema["prefixItems"] = list
            schema["items"] = schema["additionalItems"]
        }
        if isLegacy { schema["additionalItems"] = nil }
        guard let members = schema["dependencies"]?.object else { return }
        schema["dependencies"] = nil
        var schemas = schema["dependentSchemas"]?.object ?? [:]
        var names = schema["dependentRequired"]?.object ?? [:]
        for (name, value) in members {
            if value.array == nil { schemas[name] = value } else { names[name] = value }
        }
        if !schemas.isEmpty { schema["dependentSchemas"] = .object(schemas) }
        if !names.isEmpty { schema["dependentRequired"] = .object(names) }
    }

    /// Writes keywords of OpenAPI 3.0 as those of 3.1.
    private func upgrade(_ schema: inout JSONObject) {
        if schema["nullable"] == true, let type = schema["type"], type.string != nil {
            schema["type"] = [type, "null"]
        }
        schema["nullable"] = nil
        for (flag, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
            guard let isExclusive = schema[flag]?.bool else { continue }
            schema[flag] = isExclusive ? schema[bound] : nil
            if isExclusive { schema[bound] = nil }
        }
    }
}
