internal import JSONSchema
internal import JSONTape

/// A value of a document and where it stands.
struct Located {
    let value: JSONValue
    let pointer: JSONPointer
    /// The number of the document; that of the one that is read is 0.
    var document = 0
    /// The URI of the document; empty for the one that is read.
    var uri = ""

    /// The same place as the library of schemas names it.
    var libraryPlace: SchemaLibrary.Place {
        SchemaLibrary.Place(document: document, pointer: pointer)
    }

    subscript(name: String) -> Located? { value[name].map { below(name, $0) } }

    /// The members, when this is an object.
    func members() throws(OpenAPIProblem) -> [(name: String, value: Located)] {
        guard let object = value.object else { throw problem(.expected("an object")) }
        return object.members.map { (name: $0.name, value: below($0.name, $0.value)) }
    }

    /// The items, when this is an array.
    func items() throws(OpenAPIProblem) -> [Located] {
        guard let array = value.array else { throw problem(.expected("an array")) }
        return array.enumerated().map { below(String($0.offset), $0.element) }
    }

    /// The text, when this is a string.
    func text() throws(OpenAPIProblem) -> String {
        guard let text = value.string else {
            throw problem(value.isPlain ? .unquoted : .expected("a string"))
        }
        return text
    }

    func problem(_ reason: OpenAPIProblem.Reason) -> OpenAPIProblem {
        OpenAPIProblem(reason, at: pointer, document: uri)
    }

    private func below(_ token: String, _ inner: JSONValue) -> Located {
        Located(value: inner, pointer: pointer.appending(token), document: document, uri: uri)
    }
}

extension JSONValue {
    /// Whether the value is a number or truth value, as which YAML reads some texts.
    fileprivate var isPlain: Bool { number != nil || bool != nil }
}
