public import JSONSchema
public import JSONTape

/// An OpenAPI 3.0 or 3.1 document, read whole: every operation, its parameters and its bodies.
///
/// All schemas compile when the document is read, so that a document that exists can be checked
/// against at any time; operations that cannot be read are left out where the options say so.
/// References are followed within the document and into the registry of the options; nothing is
/// fetched. Request paths begin with the path of a server's URL
/// (``OpenAPIOptions/BasePath``). Webhooks, callbacks, links, security schemes and response header
/// fields are not read.
public struct OpenAPIDocument: Sendable {
    /// The title of `info`.
    public let title: String
    /// The version of `info`.
    public let version: String
    /// The schema dialect of the document's version.
    public let dialect: Dialect
    /// The operations in the document's order.
    public let operations: [Operation]
    /// Every member name that a schema of the document declares.
    ///
    /// A name that stands here is no personal data, so that messages may quote it.
    public let memberNames: Set<String>
    /// The bytes of memory that the compiled schemas take, about.
    public let compiledBytes: Int
    /// Why operations were left out; empty unless the options let them be.
    public let faults: [OpenAPIProblem]
    /// The operations that were left out.
    public let leftOut: [LeftOut]
    /// What the document says and hardly can mean, by the place where it does.
    public let warnings: [Warning]
    private let routes: RouteTable
    /// Whether any parameter of a path is in matrix style.
    private let hasMatrix: Bool

    /// An operation that could not be read.
    public struct LeftOut: Hashable, Sendable {
        /// The method and the template, with `*` for all methods of a path.
        public let name: String
        /// The `operationId`, where the document gives one.
        public let id: String?
    }

    /// Something that a document says and that hardly can be meant.
    public struct Warning: Hashable, Sendable {
        /// The URI of the document that a reference led to; empty for the one that was read.
        public let document: String
        /// The place in the document.
        public let pointer: JSONPointer
        /// What it is, and what to write instead.
        public let message: String
    }

    /// Reads a document.
    ///
    /// - Throws: The first place that cannot be read, and why; with all others.
    public init(
        _ json: JSONValue,
        options: OpenAPIOptions = OpenAPIOptions()
    ) throws(OpenAPIProblem) {
        let root = Located(value: json, pointer: JSONPointer())
        dialect = try Self.dialect(root)
        var reader = DocumentReader(root: json, dialect: dialect, options: options)
        var head = try Self.head(root, &reader)
        var routes = RouteTable()
        var operations: [Operation] = []
        var leftOut: [LeftOut] = []
        let headFaults = reader.faults.count
        for (template, item) in head.paths where !template.hasPrefix("x-") {
            try Self.read(template, item, root, &reader) { method, id, operation, full in
                guard let operation else {
                    leftOut.append(LeftOut(name: "\(method) \(template)", id: id))
                    for template in full { routes.leaveOut(method, at: template) }
                    return nil
                }
                guard head.ids.insert(operation.id).inserted else { return .duplicateOperation }
                for full in full where !routes.fits(full, of: template) {
                    return .ambiguousTemplate
                }
                for full in full { routes.add(operation, at: full, of: template) }
                operations.append(operation)
                return nil
            }
        }
        routes.sort()
        let isUsable = options.leavesOut && headFaults == 0 && !operations.isEmpty
        if var first = reader.faults.first, !isUsable {
            first.further = Array(reader.faults.dropFirst())
            throw first
        }
        title = head.title
        version = head.version
        faults = reader.faults
        self.leftOut = leftOut
        self.operations = operations
        self.routes = routes
        hasMatrix = operations.contains { operation in
            operation.parameters.contains { $0.form.style == .matrix }
        }
        compiledBytes = reader.compiledBytes
        memberNames = MemberNames.collect(json)
        warnings = reader.warnings.map {
            Warning(document: $0.document, pointer: $0.pointer, message: $0.message)
        }
    }

    /// The header fields of requests in which parameters stand, in lower case, sorted: cookies stand
    /// in one of their own.
    public var parameterFields: [String] {
        let names = operations.flatMap(\.parameters).compactMap { parameter in
            switch parameter.place {
            case .header: parameter.name
            case .cookie: "cookie"
            case .path, .query: nil
            }
        }
        return Set(names).sorted()
    }

    /// The operation with an `operationId`.
    public func operation(id: String) -> Operation? { operations.first { $0.id == id } }

    /// The operation that a request's method and target name.
    ///
    /// Concrete templates come before templated ones; the first template that fits decides, whether
    /// it knows the method or not. `HEAD` falls back to `GET`.
    public func match(method: String, target: [UInt8]) -> Result<OperationMatch, RouteRefusal> {
        do throws(PathRefusal) {
            let path = try RequestPath(target, allowsSemicolons: hasMatrix)
            let result = routes.match(method: method, path: path)
            guard path.hasSemicolon else { return result }
            guard case .success(let match) = result, match.operation.allowsMatrix(match.captures)
            else { throw .doubtfulSeparator }
            return result
        } catch {
            return .failure(.path(error))
        }
    }

    private static func dialect(_ root: Located) throws(OpenAPIProblem) -> Dialect {
        guard let place = root["openapi"] else {
            guard let older = root.value["swagger"] else { throw root.problem(.missing("openapi")) }
            let version = older.string ?? older.number?.text ?? ""
            throw root.problem(.unsupportedVersion("Swagger \(version)"))
        }
        guard let version = place.value.string ?? place.value.number?.text else {
            throw place.problem(.expected("a version such as '3.0.3'"))
        }
        guard version.hasPrefix("3.0") || version.hasPrefix("3.1") else {
            throw place.problem(.unsupportedVersion(version))
        }
        guard place.value.string != nil, version.dropFirst(3).first == "." else {
            throw place.problem(.incompleteVersion(version))
        }
        guard !version.hasPrefix("3.0.") else { return .openAPI30 }
        let known = [
            "https://spec.openapis.org/oas/3.1/dialect/",
            "https://json-schema.org/draft/2020-12/schema",
        ]
        if let dialect = root["jsonSchemaDialect"] {
            let uri = try dialect.text()
            guard known.contains(where: uri.hasPrefix) else {
                throw dialect.problem(
                    .expected("the dialect of OpenAPI 3.1 or JSON Schema 2020-12")
                )
            }
        }
        return .openAPI31
    }

    /// What a document says before its operations.
    private struct Head {
        var title = ""
        var version = ""
        var paths: [(name: String, value: Located)] = []
        /// The ids of the operations so far.
        var ids: Set<String> = []
    }

    private static func head(
        _ root: Located,
        _ reader: inout DocumentReader
    ) throws(OpenAPIProblem) -> Head {
        var head = Head()
        for name in ["title", "version"] {
            let text = try reader.collect { (_) throws(OpenAPIProblem) in
                guard let info = root["info"] else { throw root.problem(.missing("info")) }
                guard let member = info[name] else { throw info.problem(.missing(name)) }
                return try member.text()
            }
            if name == "title" { head.title = text ?? "" } else { head.version = text ?? "" }
        }
        let paths = try reader.collect { (_) throws(OpenAPIProblem) in
            guard let paths = root["paths"] else { throw root.problem(.missing("paths")) }
            return try paths.members()
        }
        head.paths = paths ?? []
        return head
    }

    /// Reads the operations of a path, and gives each, or nil, with the templates of its requests.
    private static func read(
        _ template: String,
        _ item: Located,
        _ root: Located,
        _ reader: inout DocumentReader,
        give: (String, String?, Operation?, [PathTemplate]) -> OpenAPIProblem.Reason?
    ) throws(OpenAPIProblem) {
        let path = try reader.collect { (reader) throws(OpenAPIProblem) in
            (item: try reader.follow(item), plain: try readTemplate(template, at: item))
        }
        guard let path else {
            _ = give("*", nil, nil, [])
            return
        }
        for method in DocumentReader.methods {
            guard let place = path.item[method] else { continue }
            let before = reader.faultCount
            let full = try reader.collect { (reader) throws(OpenAPIProblem) in
                var full: [PathTemplate] = []
                for base in try reader.basePaths([reader.follow(place), path.item, root]) {
                    full.append(try readTemplate(base + template, at: item))
                }
                return full
            }
            let operation = try reader.collect { (reader) throws(OpenAPIProblem) in
                // An operation by reference is not in the specification, and in many documents.
                try reader.operation(
                    reader.follow(place),
                    method: method,
                    template: template,
                    variables: path.plain.names,
                    pathItem: path.item
                )
            }
            let isWhole = reader.faultCount == before
            let id = (try? reader.follow(place))?.value["operationId"]?.string
            let name = method.uppercased()
            guard let reason = give(name, id, isWhole ? operation : nil, full ?? []) else {
                continue
            }
            try reader.note(item.problem(reason))
            _ = give(name, id, nil, full ?? [])
        }
    }

    private static func readTemplate(
        _ text: String,
        at place: Located
    ) throws(OpenAPIProblem) -> PathTemplate {
        do throws(TemplateFault) {
            return try PathTemplate(text)
        } catch {
            throw place.problem(.unusableTemplate(error.why))
        }
    }
}

/// The names under `properties` anywhere in a document.
private enum MemberNames {
    static func collect(_ value: JSONValue) -> Set<String> {
        var names: Set<String> = []
        collect(value, into: &names)
        return names
    }

    private static func collect(_ value: JSONValue, into names: inout Set<String>) {
        switch value {
        case .object(let object):
            for member in object {
                if member.name == "properties", let properties = member.value.object {
                    names.formUnion(properties.names)
                }
                collect(member.value, into: &names)
            }
        case .array(let items):
            for item in items { collect(item, into: &names) }
        case .null, .bool, .number, .string: break
        }
    }
}
