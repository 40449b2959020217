public import JSONTape

/// A document and those it may refer to, ready to compile schemas of.
///
/// Make one per document and compile all its schemas from it: finding identifiers and anchors is
/// done once.
public struct SchemaLibrary: Sendable {
    /// A place in a document.
    struct Place: Hashable, Sendable {
        var document: Int
        var pointer: JSONPointer
    }

    /// What the dialect of a resource has.
    struct Traits: Hashable, Sendable {
        var validates = true
        var assertsFormat = false
        /// Drafts before 2020-12: `items` may be an array, `prefixItems` is unknown.
        var isLegacy = false
        /// A vocabulary that the meta-schema asks for and that is not known here.
        var unknownVocabulary: String?
    }

    private static let vocabularies: Set<String> = {
        let names = [
            "core", "applicator", "unevaluated", "validation", "meta-data", "format-annotation",
            "format-assertion", "content",
        ]
        let base = "https://json-schema.org/draft/2020-12/vocab/"
        return Set(names.map { base + $0 } + ["https://spec.openapis.org/oas/3.1/vocab/base"])
    }()

    struct Document: Sendable {
        var uri: String
        var value: JSONValue
        var dialect: Dialect
    }

    private(set) var documents: [Document] = []
    private(set) var resources: [String: Place] = [:]
    private(set) var anchors: [String: Place] = [:]
    private(set) var dynamicAnchors: [String: [(resource: String, place: Place)]] = [:]
    private var roots: [Place: String] = [:]

    /// Makes a library whose first document is still to come.
    init() {
        documents.append(Document(uri: "", value: true, dialect: .draft202012))
    }

    /// Takes a document.
    ///
    /// - Parameters:
    ///   - document: A schema, or an OpenAPI document.
    ///   - baseURI: The URI of the document, by which others and itself may name it.
    ///   - dialect: The dialect of its schemas.
    ///   - registry: The other documents.
    public init(
        _ document: JSONValue,
        baseURI: String = "",
        dialect: Dialect,
        registry: SchemaRegistry = SchemaRegistry()
    ) {
        self = registry.library
        let uri = SchemaURI(baseURI).absolute
        documents[0] = Document(uri: uri, value: document, dialect: dialect)
        index(0)
    }

    mutating func append(_ value: JSONValue, uri: String, dialect: Dialect) {
        documents.append(Document(uri: uri, value: value, dialect: dialect))
        index(documents.count - 1)
    }

    private mutating func index(_ number: Int) {
        let document = documents[number]
        let place = Place(document: number, pointer: JSONPointer())
        if resources[document.uri] == nil || number == 0 { resources[document.uri] = place }
        roots[place] = document.uri
        guard document.dialect != .openAPI30 else { return }
        var walker = SchemaWalker(library: self, isOpenAPI: document.dialect.isOpenAPI)
        walker.walk(document.value, place, base: SchemaURI(document.uri), depth: 0)
        self = walker.library
    }

    /// Records the identifiers and anchors of one schema, and returns the base within it.
    mutating func register(_ schema: JSONObject, _ place: Place, base: SchemaURI) -> SchemaURI {
        var base = base
        if let identifier = schema["$id"]?.string {
            let reference = SchemaURI(identifier)
            if !(identifier.hasPrefix("#") || reference.fragment.map { !$0.isEmpty } ?? false) {
                base = base.resolving(reference)
                base.fragment = nil
                if resources[base.absolute] == nil || place.document == 0 {
                    resources[base.absolute] = place
                }
                roots[place] = base.absolute
            }
        }
        let resource = base.absolute
        if let anchor = schema["$anchor"]?.string { anchors[resource + "#" + anchor] = place }
        if let anchor = schema["$dynamicAnchor"]?.string {
            anchors[resource + "#" + anchor] = place
            dynamicAnchors[anchor, default: []].append((resource, place))
        }
        return base
    }

    /// The URI of the resource that a place belongs to.
    func resource(of place: Place) -> String {
        var place = place
        while true {
            if let uri = roots[place] { return uri }
            guard !place.pointer.tokens.isEmpty else { return "" }
            place.pointer.tokens.removeLast()
        }
    }

    /// The URI of the resource that begins at a place; nil where none does.
    func root(at place: Place) -> String? { roots[place] }

    /// The value at a place.
    func value(at place: Place) -> JSONValue? {
        documents[place.document].value[place.pointer]
    }

    /// Where a reference leads; nil when nowhere that is known.
    func resolve(_ text: String, from resource: String) -> Place? {
        let target = SchemaURI(resource).resolving(SchemaURI(text))
        guard let fragment = target.readFragment, let root = resources[target.absolute] else {
            return nil
        }
        if fragment.isEmpty { return root }
        guard fragment.hasPrefix("/") else { return anchors[target.absolute + "#" + fragment] }
        guard let pointer = try? JSONPointer(parsing: fragment) else { return nil }
        let place = Place(
            document: root.document,
            pointer: JSONPointer(tokens: root.pointer.tokens + pointer.tokens)
        )
        return value(at: place) == nil ? nil : place
    }

    /// What the meta-schema of a resource says about it.
    ///
    /// JSON Schema 2020-12 Core, *The "$vocabulary" Keyword*.
    func traits(of resource: String) -> Traits {
        var traits = Traits()
        guard let place = resources[resource],
            let schema = value(at: place)?["$schema"]?.string
        else { return traits }
        let base = "https://json-schema.org/draft/2020-12/vocab/"
        traits.isLegacy = ["draft/2019-09", "draft-07", "draft-06", "draft-04"].contains {
            schema.contains("json-schema.org/" + $0)
        }
        guard let meta = resources[SchemaURI(schema).absolute],
            let vocabulary = value(at: meta)?["$vocabulary"]?.object
        else { return traits }
        traits.validates = vocabulary[base + "validation"] != nil
        traits.assertsFormat = vocabulary[base + "format-assertion"] != nil
        traits.unknownVocabulary =
            vocabulary.members.first {
                $0.value.bool == true && !Self.vocabularies.contains($0.name) && !traits.isLegacy
            }?.name
        return traits
    }
}

/// Walks a document to find its schemas.
private struct SchemaWalker {
    var library: SchemaLibrary
    let isOpenAPI: Bool

    private static let single: Set<String> = [
        "additionalProperties", "contains", "contentSchema", "else", "if", "items", "not",
        "propertyNames", "then", "unevaluatedItems", "unevaluatedProperties", "additionalItems",
    ]
    private static let lists: Set<String> = ["allOf", "anyOf", "oneOf", "prefixItems", "items"]
    private static let maps: Set<String> = [
        "$defs", "definitions", "dependentSchemas", "patternProperties", "properties",
        "dependencies",
    ]
    private static let data: Set<String> = ["const", "default", "enum", "example", "examples"]

    mutating func walk(
        _ value: JSONValue,
        _ place: SchemaLibrary.Place,
        base: SchemaURI,
        depth: Int
    ) {
        guard case .object(let schema) = value, depth < JSONLimits.deepestNesting else { return }
        let base = library.register(schema, place, base: base)
        for (name, value) in schema {
            var inner = place
            inner.pointer.tokens.append(name)
            switch value {
            case .object where Self.single.contains(name):
                walk(value, inner, base: base, depth: depth + 1)
            case .object(let members) where Self.maps.contains(name):
                for (key, value) in members { descend(value, inner, key, base, depth) }
            case .array(let elements) where Self.lists.contains(name):
                for (index, value) in elements.enumerated() {
                    descend(value, inner, String(index), base, depth)
                }
            case .object where isOpenAPI && !Self.data.contains(name):
                walk(value, inner, base: base, depth: depth + 1)
            case .array(let elements) where isOpenAPI && !Self.data.contains(name):
                for (index, value) in elements.enumerated() {
                    descend(value, inner, String(index), base, depth)
                }
            default: break
            }
        }
    }

    private mutating func descend(
        _ value: JSONValue,
        _ place: SchemaLibrary.Place,
        _ token: String,
        _ base: SchemaURI,
        _ depth: Int
    ) {
        var inner = place
        inner.pointer.tokens.append(token)
        walk(value, inner, base: base, depth: depth + 1)
    }
}
