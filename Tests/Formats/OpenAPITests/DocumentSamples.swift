import JSONTape
import OpenAPI
import Testing
import YAMLDocument

/// Makes a document of its `paths`, and of `components` when given.
func document(
    _ paths: String,
    components: String = "{}",
    version: String = "3.1.0",
    servers: String = "[]",
    basePath: OpenAPIOptions.BasePath = .servers
) throws -> OpenAPIDocument {
    let text = """
        openapi: \(version)
        info: {title: Sample, version: 1.0.0}
        servers: \(servers)
        paths: \(paths)
        components: \(components)
        """
    return try OpenAPIDocument(
        YAMLNode(parsing: text).json,
        options: OpenAPIOptions(basePath: basePath)
    )
}

/// The problem of a document that must not load.
func problem(
    _ paths: String,
    components: String = "{}",
    version: String = "3.1.0",
    servers: String = "[]"
) -> OpenAPIProblem? {
    do {
        _ = try document(paths, components: components, version: version, servers: servers)
        return nil
    } catch {
        return error as? OpenAPIProblem
    }
}

extension OpenAPIDocument {
    /// The id of the operation that a request names, or the refusal's name.
    func route(_ method: String, _ target: String) -> String {
        switch match(method: method, target: Array(target.utf8)) {
        case .success(let match): match.operation.id
        case .failure(.path(let refusal)): refusal.rawValue
        case .failure(.unknownMethod): "unknownMethod"
        case .failure(.unknownPath): "unknownPath"
        case .failure(.leftOut): "leftOut"
        }
    }

    /// The violations of a request's parameters, `location keyword` each.
    func parameterFaults(
        _ method: String,
        _ target: String,
        headers: [String: [String]] = [:]
    ) throws -> [String] {
        let match = try match(method: method, target: Array(target.utf8)).get()
        var tape = ValueTape()
        let result = match.parameters(tape: &tape) { name in
            (headers[name] ?? []).map { Array($0.utf8) }
        }
        return result.violations.map { "\($0.location) \($0.keyword)" }.sorted()
    }

    /// The decoded values of one parameter of a request.
    func parameterValues(_ target: String, _ label: String) throws -> [String]? {
        let match = try match(method: "GET", target: Array(target.utf8)).get()
        var tape = ValueTape()
        let result = match.parameters(tape: &tape) { _ in [] }
        return result.values.values(label)?.map { String(decoding: $0, as: UTF8.self) }
    }
}
