public import JSONTape

/// A document and those it may refer to, ready to compile schemas of.
///
/// Make one per document and compile all its schemas from it: finding identifiers and anchors is
/// done once.
public struct SchemaLibrary: Sendable {
    /// A place in a document.
    package struct Place: Hashable, Sendable {
        /// The number of the document; that of the first is 0.
        package var document: Int
        /// The place in it.
        package var pointer: JSONPointer

        /// Names a place.
        package init(document: Int, pointer: JSONPointer) {
            self.document = document
            self.pointer = pointer
        }
    }

    struct Document: Sendable {
        var uri: String
        var value: JSONValue
        var dialect: Dialect
    }

    /// The member of a document under which the other files of a split one stand.
    static let filesMember = "x-sluis-files"
    /// The name under which the roots with `$recursiveAnchor` are kept; no anchor has it.
    static let recursiveAnchor = "$recursiveAnchor"

    private(set) var documents: [Document] = []
    private(set) var resources: [String: Place] = [:]
    private(set) var anchors: [String: Place] = [:]
    private(set) var dynamicAnchors: [String: [(resource: String, place: Place)]] = [:]
    private var roots: [Place: String] = [:]
    /// The `$schema` of documents, resources and files of a split document, where they have one.
    private var declared: [Place: String] = [:]
    /// The documents in which something is declared.
    private var declaring: Set<Int> = []
    /// The dialects of files of a split document that say which one is theirs.
    private var fileDialects: [Place: Dialect] = [:]

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
        let isOpenAPI = document.value["openapi"] != nil
        // In an OpenAPI document `$schema` is no keyword, `jsonSchemaDialect` stands for it.
        let keyword = isOpenAPI ? "jsonSchemaDialect" : "$schema"
        let isOld = document.dialect == .openAPI30
        if !isOld || !isOpenAPI { declare(document.value[keyword]?.string, at: place) }
        indexFiles(of: document, place)
        guard !isOld else { return }
        walk(document.value, place, base: document.uri, isOpenAPI: document.dialect.isOpenAPI)
    }

    private mutating func declare(_ uri: String?, at place: Place) {
        guard let uri else { return }
        declared[place] = uri
        declaring.insert(place.document)
    }

    /// Records what the files of a split document say of their dialects.
    private mutating func indexFiles(of document: Document, _ root: Place) {
        guard let files = document.value[Self.filesMember]?.object else { return }
        for (name, file) in files {
            var place = root
            place.pointer.tokens = [Self.filesMember, name]
            guard let dialect = Dialect(of: file), dialect != document.dialect else { continue }
            fileDialects[place] = dialect
            if file["openapi"] == nil { declare(file["$schema"]?.string, at: place) }
            // A document in OpenAPI 3.0 is not walked, as it knows no identifiers.
            guard document.dialect == .openAPI30, dialect != .openAPI30 else { continue }
            walk(file, place, base: document.uri, isOpenAPI: dialect.isOpenAPI)
        }
    }

    private mutating func walk(
        _ value: JSONValue,
        _ place: Place,
        base: String,
        isOpenAPI: Bool
    ) {
        var walker = SchemaWalker(library: self, isOpenAPI: isOpenAPI)
        walker.walk(value, place, base: SchemaURI(base), .draft202012, depth: 0)
        self = walker.library
    }

    /// The dialect of the schema at a place.
    func dialect(of place: Place) -> Dialect {
        guard !fileDialects.isEmpty, place.pointer.tokens.count > 1 else {
            return documents[place.document].dialect
        }
        var file = place
        file.pointer.tokens = Array(place.pointer.tokens.prefix(2))
        return fileDialects[file] ?? documents[place.document].dialect
    }

    /// The `$schema` that holds at a place: its own or that of the nearest resource around it.
    func declaredDialect(of place: Place) -> String? {
        guard declaring.contains(place.document) else { return nil }
        var place = place
        while true {
            if let uri = declared[place] { return uri }
            // A file in another dialect than the document has nothing of the document's.
            if fileDialects[place] != nil || place.pointer.tokens.isEmpty { return nil }
            place.pointer.tokens.removeLast()
        }
    }

    /// Records the identifiers and anchors of one schema, and returns the base within it.
    mutating func register(
        _ schema: JSONObject,
        _ place: Place,
        base: SchemaURI,
        draft: inout SchemaDraft
    ) -> SchemaURI {
        var base = base
        if schema["$id"] != nil, let uri = schema["$schema"]?.string { declare(uri, at: place) }
        if declaring.contains(place.document), let uri = declared[place] {
            draft = traits(ofDialect: uri).draft
        }
        // Of a file of a split document, references are read already: what it calls itself is nothing.
        let isFile = place.pointer.tokens.first == Self.filesMember
        let keyword = draft.hasConstants || isFile ? "$id" : "id"
        if draft.hasLoneReferences {
            guard schema["$ref"] == nil else { return base }
            if let identifier = schema[keyword]?.string, identifier.hasPrefix("#") {
                anchors[base.absolute + identifier] = place
            }
        }
        if let identifier = schema[keyword]?.string {
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
        if draft == .draft201909, schema["$recursiveAnchor"] == true, roots[place] != nil {
            dynamicAnchors[Self.recursiveAnchor, default: []].append((resource, place))
        }
        guard draft.hasVocabularies else { return base }
        if let anchor = schema["$anchor"]?.string { anchors[resource + "#" + anchor] = place }
        if draft == .draft202012, let anchor = schema["$dynamicAnchor"]?.string {
            anchors[resource + "#" + anchor] = place
            dynamicAnchors[anchor, default: []].append((resource, place))
        }
        return base
    }

    /// The draft by whose rules the schema at a place is read.
    func draft(of place: Place) -> SchemaDraft {
        traits(ofDialect: declaredDialect(of: place)).draft
    }

    /// Whether files of the first document are in OpenAPI 3.0 and it is not, or the other way.
    func hasOtherFiles(than dialect: Dialect) -> Bool {
        fileDialects.contains {
            $0.key.document == 0 && ($0.value == .openAPI30) != (dialect == .openAPI30)
        }
    }

    /// The URI of a document; empty for the first, where it was given none.
    package func uri(ofDocument number: Int) -> String { documents[number].uri }

    /// The URI of the resource that a place belongs to.
    package func resource(of place: Place) -> String {
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
    package func value(at place: Place) -> JSONValue? {
        documents[place.document].value[place.pointer]
    }

    /// Where a reference leads; nil when nowhere that is known.
    package func resolve(_ text: String, from resource: String) -> Place? {
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
        _ draft: SchemaDraft,
        depth: Int
    ) {
        guard case .object(let schema) = value, depth < JSONLimits.deepestNesting else { return }
        var draft = draft
        let base = library.register(schema, place, base: base, draft: &draft)
        for (name, value) in schema {
            var inner = place
            inner.pointer.tokens.append(name)
            switch value {
            case .object where Self.single.contains(name):
                walk(value, inner, base: base, draft, depth: depth + 1)
            case .object(let members) where Self.maps.contains(name):
                for (key, value) in members { descend(value, inner, key, base, draft, depth) }
            case .array(let elements) where Self.lists.contains(name):
                for (index, value) in elements.enumerated() {
                    descend(value, inner, String(index), base, draft, depth)
                }
            case .object where isOpenAPI && !Self.data.contains(name):
                walk(value, inner, base: base, draft, depth: depth + 1)
            case .array(let elements) where isOpenAPI && !Self.data.contains(name):
                for (index, value) in elements.enumerated() {
                    descend(value, inner, String(index), base, draft, depth)
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
        _ draft: SchemaDraft,
        _ depth: Int
    ) {
        var inner = place
        inner.pointer.tokens.append(token)
        walk(value, inner, base: base, draft, depth: depth + 1)
    }
}
