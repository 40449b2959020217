internal import JSONSchema
internal import JSONTape

/// The reading of one document: references, schemas compiled once each.
struct DocumentReader {
    /// The most references that follow each other.
    static let maximumHops = 32
    /// The most faults that are told of one document.
    static let maximumFaults = 200

    let root: JSONValue
    let options: OpenAPIOptions
    private let dialect: Dialect
    private let library: SchemaLibrary
    private var compiled: [SchemaKey: Result<CompiledSchema, OpenAPIProblem>] = [:]
    /// The bytes that the schemas compiled so far take.
    private(set) var compiledBytes = 0
    /// The steps taken so far.
    private(set) var work = 0
    /// What is wrong with the document so far, each fault once.
    private(set) var faults: [OpenAPIProblem] = []
    private var known: Set<OpenAPIProblem> = []
    /// How many faults there were so far, those that stand there already included.
    private(set) var faultCount = 0
    /// What schemas say and hardly can mean, each once.
    private(set) var warnings: [SchemaWarning] = []

    private struct SchemaKey: Hashable {
        let document: Int
        let pointer: JSONPointer
        let isRequest: Bool
    }

    init(root: JSONValue, dialect: Dialect, options: OpenAPIOptions) {
        self.root = root
        self.options = options
        self.dialect = dialect
        library = SchemaLibrary(root, dialect: dialect, registry: options.registry)
    }

    // MARK: Faults

    /// Keeps what is wrong with one part, to go on with the next; a budget that is spent ends all.
    mutating func note(_ problem: OpenAPIProblem) throws(OpenAPIProblem) {
        guard !problem.endsReading else { throw problem }
        for fault in [problem] + problem.further {
            faultCount += 1
            var fault = fault
            fault.further = []
            guard faults.count < Self.maximumFaults, known.insert(fault).inserted else { continue }
            faults.append(fault)
        }
    }

    /// Reads one part; nil, with its faults kept, when it cannot be read.
    @discardableResult
    mutating func collect<Part>(
        _ read: (inout DocumentReader) throws(OpenAPIProblem) -> Part
    ) throws(OpenAPIProblem) -> Part? {
        do throws(OpenAPIProblem) {
            return try read(&self)
        } catch {
            try note(error)
            return nil
        }
    }

    // MARK: References

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

    /// The place that a reference within the documents leads to.
    private func target(of text: String, at place: Located) throws(OpenAPIProblem) -> Located {
        guard text.utf8.first == UInt8(ascii: "#"), place.document == 0 else {
            let base = library.resource(of: place.libraryPlace)
            guard let found = library.resolve(text, from: base),
                let value = library.value(at: found)
            else {
                let isLocal = text.utf8.first == UInt8(ascii: "#")
                throw place.problem(isLocal ? .danglingReference : .remoteReference(text))
            }
            return Located(
                value: value,
                pointer: found.pointer,
                document: found.document,
                uri: library.uri(ofDocument: found.document)
            )
        }
        guard let decoded = PercentEncoding.decode(Array(text.utf8.dropFirst())[...]),
            let fragment = String(validating: decoded, as: UTF8.self),
            let pointer = try? JSONPointer(parsing: fragment), let value = root[pointer]
        else { throw place.problem(.danglingReference) }
        return Located(value: value, pointer: pointer)
    }

    // MARK: Schemas

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
        let key = SchemaKey(
            document: place.document,
            pointer: place.pointer,
            isRequest: direction == .request
        )
        if let known = compiled[key] { return try known.get() }
        do throws(OpenAPIProblem) {
            let schema = try compile(start, at: place, direction)
            compiled[key] = .success(schema)
            work += schema.work
            compiledBytes += schema.size
            for warning in schema.warnings where !warnings.contains(warning) {
                warnings.append(warning)
            }
            guard compiledBytes <= options.maximumBytes else {
                throw place.problem(.overBudget(options.maximumBytes))
            }
            return schema
        } catch {
            compiled[key] = .failure(error)
            throw error
        }
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
        at place: Located,
        _ direction: MessageDirection
    ) throws(OpenAPIProblem) -> CompiledSchema {
        do throws(SchemaProblem) {
            let left = max(options.maximumWork - work, 0)
            let options = options.schemaOptions(root, dialect, direction, work: left)
            return try CompiledSchema(library, at: place.libraryPlace, options: options)
        } catch {
            guard error.reason != .tooMuchWork else {
                let isLocal = error.document.isEmpty
                throw OpenAPIProblem(
                    .tooMuchWork(options.maximumWork),
                    at: isLocal ? error.pointer : start.pointer
                )
            }
            var problem = OpenAPIProblem(error)
            problem.further = error.further.map { OpenAPIProblem($0) }
            throw problem
        }
    }
}

extension OpenAPIProblem {
    fileprivate init(_ problem: SchemaProblem) {
        self.init(
            .schema("\(problem.reason)"),
            at: problem.pointer,
            document: problem.document
        )
    }
}
