public import JSONSchema
public import JSONTape

/// An OpenAPI 3.0 or 3.1 document, read whole: every operation, its parameters and its bodies.
///
/// All schemas compile when the document is read, so that a document that exists can be checked
/// against at any time. References are followed within the document and into the registry of the
/// options; nothing is fetched. Request paths begin with the path of a server's URL
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
    private let routes: RouteTable
    /// Whether any parameter of a path is in matrix style.
    private let hasMatrix: Bool

    /// Reads a document.
    ///
    /// - Throws: The first place that cannot be read, and why.
    public init(
        _ json: JSONValue,
        options: OpenAPIOptions = OpenAPIOptions()
    ) throws(OpenAPIProblem) {
        let root = Located(value: json, pointer: JSONPointer())
        dialect = try Self.dialect(root)
        guard let info = root["info"] else { throw root.problem(.missing("info")) }
        guard let title = info.value["title"]?.string else { throw info.problem(.missing("title")) }
        guard let version = info.value["version"]?.string else {
            throw info.problem(.missing("version"))
        }
        self.title = title
        self.version = version
        guard let paths = root["paths"] else { throw root.problem(.missing("paths")) }
        var reader = DocumentReader(root: json, dialect: dialect, options: options)
        var routes = RouteTable()
        var operations: [Operation] = []
        var ids: Set<String> = []
        for (template, item) in try paths.members() where !template.hasPrefix("x-") {
            let found = try Self.operations(
                template,
                item,
                root: root,
                reader: &reader,
                routes: &routes
            )
            for operation in found {
                guard ids.insert(operation.id).inserted else {
                    throw item.problem(.duplicateOperation)
                }
            }
            operations += found
        }
        routes.sort()
        self.operations = operations
        self.routes = routes
        hasMatrix = operations.contains { operation in
            operation.parameters.contains { $0.form.style == .matrix }
        }
        compiledBytes = reader.compiledBytes
        memberNames = MemberNames.collect(json)
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
        guard let version = root.value["openapi"]?.string else {
            let isOther = root.value["swagger"] != nil || root.value["openapi"] != nil
            throw root.problem(isOther ? .unsupportedVersion : .missing("openapi"))
        }
        if version.hasPrefix("3.0.") { return .openAPI30 }
        guard version.hasPrefix("3.1.") else { throw root.problem(.unsupportedVersion) }
        let known = [
            "https://spec.openapis.org/oas/3.1/dialect/base",
            "https://json-schema.org/draft/2020-12/schema",
        ]
        if let dialect = root["jsonSchemaDialect"], !known.contains(try dialect.text()) {
            throw dialect.problem(.expected("the dialect of OpenAPI 3.1 or JSON Schema 2020-12"))
        }
        return .openAPI31
    }

    private static func operations(
        _ template: String,
        _ item: Located,
        root: Located,
        reader: inout DocumentReader,
        routes: inout RouteTable
    ) throws(OpenAPIProblem) -> [Operation] {
        let pathItem = try reader.follow(item)
        var operations: [Operation] = []
        let plain = try readTemplate(template, at: item)
        for method in DocumentReader.methods {
            guard let place = pathItem[method] else { continue }
            let operation = try reader.operation(
                place,
                method: method,
                template: template,
                variables: plain.names,
                pathItem: pathItem
            )
            for base in try reader.basePaths([place, pathItem, root]) {
                let full = try readTemplate(base + template, at: item)
                guard routes.add(operation, at: full, of: template) else {
                    throw item.problem(.ambiguousTemplate)
                }
            }
            operations.append(operation)
        }
        return operations
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
