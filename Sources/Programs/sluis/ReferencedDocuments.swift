import JSONSchema
import JSONTape

/// The documents that another one refers to by their URIs, with the files that hold them.
struct ReferencedDocuments {
    /// What the references lead to.
    private(set) var registry = SchemaRegistry()
    private var files: [String: DocumentFolder] = [:]

    /// Adds a document.
    ///
    /// It is read in the dialect that it says itself; one that says nothing is JSON Schema 2020-12 with
    /// what OpenAPI 3.1 adds to it.
    mutating func add(_ value: JSONValue, uri: String, file: String) {
        registry.add(value, baseURI: uri, dialect: .openAPI31)
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
