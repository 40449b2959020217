internal import JSONSchema
internal import JSONTape

/// A value of the document and where it stands.
struct Located {
    let value: JSONValue
    let pointer: JSONPointer

    subscript(name: String) -> Located? {
        value[name].map { Located(value: $0, pointer: pointer.appending(name)) }
    }

    /// The members, when this is an object.
    func members() throws(OpenAPIProblem) -> [(name: String, value: Located)] {
        guard let object = value.object else { throw problem(.expected("an object")) }
        return object.members.map {
            (name: $0.name, value: Located(value: $0.value, pointer: pointer.appending($0.name)))
        }
    }

    /// The items, when this is an array.
    func items() throws(OpenAPIProblem) -> [Located] {
        guard let array = value.array else { throw problem(.expected("an array")) }
        return array.enumerated().map {
            Located(value: $0.element, pointer: pointer.appending(String($0.offset)))
        }
    }

    /// The text, when this is a string.
    func text() throws(OpenAPIProblem) -> String {
        guard let text = value.string else { throw problem(.expected("a string")) }
        return text
    }

    func problem(_ reason: OpenAPIProblem.Reason) -> OpenAPIProblem {
        OpenAPIProblem(reason, at: pointer)
    }
}

/// The reading of one document: references, schemas compiled once each.
struct DocumentReader {
    /// The most references that follow each other.
    static let maximumHops = 32

    let root: JSONValue
    let options: OpenAPIOptions
    private let dialect: Dialect
    private let library: SchemaLibrary
    private var compiled: [SchemaKey: CompiledSchema] = [:]
    /// The bytes that the schemas compiled so far take.
    private(set) var compiledBytes = 0
    /// The steps taken so far.
    private(set) var work = 0

    private struct SchemaKey: Hashable {
        let pointer: JSONPointer
        let isRequest: Bool
    }

    init(root: JSONValue, dialect: Dialect, options: OpenAPIOptions) {
        self.root = root
        self.options = options
        self.dialect = dialect
        library = SchemaLibrary(root, dialect: dialect, registry: options.registry)
    }

    /// The object that a Reference Object stands for; anything else stays itself.
    ///
    /// OpenAPI 3.1.0, *Reference Object*.
    func follow(_ start: Located) throws(OpenAPIProblem) -> Located {
        var place = start
        var hops = 0
        while let reference = place.value["$ref"] {
            hops += 1
            guard hops <= Self.maximumHops else { throw start.problem(.circularReference) }
            guard let text = reference.string else {
                throw place.problem(.expected("a string '$ref'"))
            }
            place = try target(of: text, at: place)
        }
        return place
    }

    /// The place that a reference within the document leads to.
    private func target(of text: String, at place: Located) throws(OpenAPIProblem) -> Located {
        guard text.utf8.first == UInt8(ascii: "#") else { throw place.problem(.remoteReference) }
        guard let decoded = PercentEncoding.decode(Array(text.utf8.dropFirst())[...]),
            let fragment = String(validating: decoded, as: UTF8.self),
            let pointer = try? JSONPointer(parsing: fragment), let value = root[pointer]
        else { throw place.problem(.danglingReference) }
        return Located(value: value, pointer: pointer)
    }

    /// The compiled schema at a place; one that is only a reference shares its target's.
    mutating func schema(
        _ start: Located,
        direction: MessageDirection
    ) throws(OpenAPIProblem) -> CompiledSchema {
        var place = start
        var hops = 0
        while let object = place.value.object, object.count == 1,
            let text = object["$ref"]?.string, text == "#" || text.hasPrefix("#/"),
            hops < Self.maximumHops
        {
            place = try target(of: text, at: place)
            hops += 1
        }
        let key = SchemaKey(pointer: place.pointer, isRequest: direction == .request)
        if let known = compiled[key] { return known }
        let schema = try compile(start, at: place.pointer, direction)
        compiled[key] = schema
        work += schema.work
        compiledBytes += schema.size
        guard compiledBytes <= options.maximumBytes else {
            throw OpenAPIProblem(.overBudget(options.maximumBytes), at: place.pointer)
        }
        return schema
    }

    /// Takes steps for what stands at a place.
    mutating func spend(_ steps: Int, at place: Located) throws(OpenAPIProblem) {
        work += steps
        guard work <= options.maximumWork else {
            throw place.problem(.tooMuchWork(options.maximumWork))
        }
    }

    private func compile(
        _ start: Located,
        at pointer: JSONPointer,
        _ direction: MessageDirection
    ) throws(OpenAPIProblem) -> CompiledSchema {
        do throws(SchemaProblem) {
            let left = max(options.maximumWork - work, 0)
            let options = options.schemaOptions(dialect, direction, work: left)
            return try CompiledSchema(library, at: pointer, options: options)
        } catch {
            let isLocal = error.document.isEmpty
            guard error.reason != .tooMuchWork else {
                throw OpenAPIProblem(
                    .tooMuchWork(options.maximumWork),
                    at: isLocal ? error.pointer : start.pointer
                )
            }
            guard isLocal else { throw OpenAPIProblem(.schema("\(error)"), at: start.pointer) }
            throw OpenAPIProblem(.schema("\(error.reason)"), at: error.pointer)
        }
    }
}
