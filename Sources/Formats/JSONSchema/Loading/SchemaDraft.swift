internal import JSONTape

/// A published draft of JSON Schema whose rules are known here.
enum SchemaDraft: Hashable, Sendable {
    case draft4
    case draft6
    case draft7
    case draft201909
    case draft202012

    /// The draft that a `$schema` names; nil for any other meta-schema.
    init?(_ uri: String) {
        var name = Substring(uri)
        if name.last == "#" { name.removeLast() }
        for scheme in ["https://", "http://"] where name.hasPrefix(scheme) {
            name.removeFirst(scheme.count)
        }
        switch name {
        case "json-schema.org/draft/2020-12/schema": self = .draft202012
        case "json-schema.org/draft/2019-09/schema": self = .draft201909
        case "json-schema.org/draft-07/schema": self = .draft7
        case "json-schema.org/draft-06/schema": self = .draft6
        case "json-schema.org/draft-04/schema": self = .draft4
        default:
            // OpenAPI 3.1: its dialect is 2020-12 with a vocabulary of its own, in dated editions.
            guard name.hasPrefix("spec.openapis.org/oas/3.1/dialect/") else { return nil }
            self = .draft202012
        }
    }

    /// The base of the names of its vocabularies.
    var vocabularyBase: String {
        switch self {
        case .draft4, .draft6, .draft7, .draft202012: "https://json-schema.org/draft/2020-12/vocab/"
        case .draft201909: "https://json-schema.org/draft/2019-09/vocab/"
        }
    }

    /// The keywords that came later, or went before, and that it therefore does not know.
    var unknownKeywords: Set<String> {
        var unknown: Set<String> = []
        if self == .draft202012 { return unknown }
        unknown.formUnion(["prefixItems", "$dynamicRef"])
        if self == .draft201909 { return unknown }
        unknown.formUnion([
            "$recursiveRef", "dependentRequired", "dependentSchemas", "minContains", "maxContains",
            "unevaluatedItems", "unevaluatedProperties",
        ])
        if !hasConditions { unknown.formUnion(["if", "then", "else"]) }
        if !hasConstants { unknown.formUnion(["const", "contains", "propertyNames"]) }
        return unknown
    }

    /// `items` may be an array, and `prefixItems` is unknown.
    var hasItemLists: Bool { self != .draft202012 }
    /// What stands beside `$ref` is ignored.
    var hasLoneReferences: Bool { !hasVocabularies }
    /// `dependentRequired`, `dependentSchemas`, `minContains`, `unevaluatedItems` and their kin.
    var hasVocabularies: Bool { self == .draft201909 || self == .draft202012 }
    /// `if`, `then` and `else`.
    var hasConditions: Bool { self != .draft4 && self != .draft6 }
    /// `const`, `contains` and `propertyNames`; before them `exclusiveMinimum` was true or false, and
    /// identifiers stood in `id`.
    var hasConstants: Bool { self != .draft4 }
}

extension SchemaLibrary {
    /// What the dialect of a schema has.
    struct Traits: Hashable, Sendable {
        var draft = SchemaDraft.draft202012
        var validates = true
        var assertsFormat = false
        /// A meta-schema that is not known here, so that nobody knows what the keywords mean.
        var unknownDialect: String?
        /// A vocabulary that the meta-schema asks for and that is not known here.
        var unknownVocabulary: String?
    }

    private static let vocabularies: Set<String> = {
        let names = [
            "core", "applicator", "unevaluated", "validation", "meta-data", "format-annotation",
            "format-assertion", "content",
        ]
        let older = ["core", "applicator", "validation", "meta-data", "format", "content"]
        return Set(names.map { SchemaDraft.draft202012.vocabularyBase + $0 })
            .union(older.map { SchemaDraft.draft201909.vocabularyBase + $0 })
            .union(["https://spec.openapis.org/oas/3.1/vocab/base"])
    }()

    /// The most meta-schemas that describe each other.
    private static let maximumHops = 8

    /// What a `$schema` says about the schemas that it stands for; without it they are 2020-12.
    ///
    /// JSON Schema 2020-12 Core, *The "$schema" Keyword* and *The "$vocabulary" Keyword*.
    func traits(ofDialect uri: String?) -> Traits {
        var traits = Traits()
        guard let uri else { return traits }
        guard let draft = draft(of: uri) else {
            traits.unknownDialect = uri
            return traits
        }
        traits.draft = draft
        guard let meta = resources[SchemaURI(uri).absolute],
            let vocabulary = value(at: meta)?["$vocabulary"]?.object
        else { return traits }
        traits.validates = vocabulary[draft.vocabularyBase + "validation"] != nil
        traits.assertsFormat =
            vocabulary[draft.vocabularyBase + "format-assertion"] != nil
            || vocabulary[SchemaDraft.draft201909.vocabularyBase + "format"]?.bool == true
        traits.unknownVocabulary =
            vocabulary.members.first {
                $0.value.bool == true && !Self.vocabularies.contains($0.name)
            }?.name
        return traits
    }

    /// The draft by whose rules the schemas of a dialect are read; nil when it is not known.
    private func draft(of uri: String) -> SchemaDraft? {
        var uri = uri
        for _ in 0..<Self.maximumHops {
            if let draft = SchemaDraft(uri) { return draft }
            // The identifier of a meta-schema is absolute.
            guard SchemaURI(uri).scheme != nil, let meta = resources[SchemaURI(uri).absolute] else {
                return nil
            }
            guard let next = value(at: meta)?["$schema"]?.string else { return .draft202012 }
            uri = next
        }
        return nil
    }
}
