import JSONSchema
import JSONTape

/// The documents that another one refers to by their URIs, with the files that hold them.
struct ReferencedDocuments {
    /// What the references lead to.
    private(set) var registry = SchemaRegistry()
    private var files: [String: DocumentFolder] = [:]
    private let isOld: Bool

    /// Takes the document that refers to others.
    init(of document: JSONValue) {
        isOld = document["openapi"]?.string?.hasPrefix("3.0.") ?? false
    }

    /// Adds a document.
    ///
    /// It is read in the dialect that it says itself. One that says nothing is read like the document
    /// that refers to it, as OpenAPI has it, but where it has an identifier, which 3.0 does not know.
    mutating func add(_ value: JSONValue, uri: String, file: String) {
        let dialect: Dialect = isOld && value["$id"] == nil ? .openAPI30 : .openAPI31
        registry.add(value, baseURI: uri, dialect: dialect)
        files[uri] = try? DocumentFolder(of: file, root: nil)
    }

    /// The file, line and pointer of a place in one of the documents.
    func place(of pointer: JSONPointer, in uri: String) -> String {
        files[uri].map { $0.place(of: pointer, inFile: $0.name) } ?? "\(uri)#\(pointer)"
    }

    /// The file, line and pointer of a place in one of the documents or, without a URI, in the one
    /// that refers to them.
    func place(of pointer: JSONPointer, in uri: String, or files: DocumentFiles) -> String {
        uri.isEmpty ? files.place(of: pointer) : place(of: pointer, in: uri)
    }
}
