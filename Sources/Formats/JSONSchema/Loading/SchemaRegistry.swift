public import JSONTape

/// Documents that references may lead to.
///
/// Nothing is ever fetched.
public struct SchemaRegistry: Sendable {
    /// The documents with their identifiers and anchors; the first place is left open.
    private(set) var library: SchemaLibrary

    private static let metaSchemas: SchemaLibrary = {
        var library = SchemaLibrary()
        for text in MetaSchemas.texts {
            guard let value = try? JSONValue(parsing: Array(text.utf8)),
                let uri = value["$id"]?.string
            else { continue }
            library.append(value, uri: uri, dialect: .draft202012)
        }
        return library
    }()

    /// Makes a registry that knows the meta-schemas of JSON Schema 2020-12.
    public init() {
        library = Self.metaSchemas
    }

    /// Adds a document under the URI by which references name it.
    ///
    /// - Parameters:
    ///   - document: A schema, or a document with schemas in it.
    ///   - baseURI: The absolute URI of the document.
    ///   - dialect: The dialect of its schemas, where the document does not say which it is.
    public mutating func add(
        _ document: JSONValue,
        baseURI: String,
        dialect: Dialect = .draft202012
    ) {
        let dialect = Dialect(of: document) ?? dialect
        library.append(document, uri: SchemaURI(baseURI).absolute, dialect: dialect)
    }
}
