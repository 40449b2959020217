internal import ExchangeModel
internal import JSONTape
internal import OpenAPI

/// The reducing of a document to the operations of a policy.
struct DocumentReduction {
    static let methods = [
        "get", "put", "post", "delete", "options", "head", "patch", "trace",
    ]
    /// Members of an Operation Object that stay as they are.
    private static let operationMembers = [
        "operationId", "summary", "description", "tags", "deprecated",
    ]

    let source: JSONValue
    let policy: FieldPolicy
    let keepsServerPaths: Bool
    var schemas: SchemaReduction
    private var tags: Set<String> = []

    init(_ source: JSONValue, _ policy: FieldPolicy, keepsServerPaths: Bool) {
        (self.source, self.policy) = (source, policy)
        self.keepsServerPaths = keepsServerPaths
        schemas = SchemaReduction(source)
    }

    mutating func document() throws(DerivationProblem) -> JSONValue {
        var document = JSONObject()
        document["openapi"] = source["openapi"]
        document["info"] = information
        document["jsonSchemaDialect"] = source["jsonSchemaDialect"]
        let formats = OpenAPIOptions.formatsMember
        document[formats] = source[formats]
        document["servers"] = servers(source) ?? [["url": "/"]]
        var paths = JSONObject()
        for (template, value) in source["paths"]?.object ?? [:] where !template.hasPrefix("x-") {
            let place = SchemaPlace(value, JSONPointer(tokens: ["paths", template]))
            let item = try pathItem(try schemas.follow(place), template)
            if !item.isEmpty { paths[template] = .object(item) }
        }
        document["paths"] = .object(paths)
        let components = try schemas.components()
        if !components.isEmpty { document["components"] = ["schemas": .object(components)] }
        let used = (source["tags"]?.array ?? []).filter { tag in
            tag["name"]?.string.map { tags.contains($0) } ?? false
        }
        if !used.isEmpty { document["tags"] = .array(used.map(Self.tag)) }
        return .object(document)
    }

    private var information: JSONValue {
        let title = source["info"]?["title"]?.string ?? ""
        return [
            "title": .string(title),
            "version": source["info"]?["version"] ?? "",
            "description": .string(
                "What the purpose \(policy.purpose) may ask of \(title) and see of its answers. "
                    + "Reduced from the source's document by field policy \(policy.digest.hexadecimal)."
            ),
        ]
    }

    private static func tag(_ tag: JSONValue) -> JSONValue {
        var kept = JSONObject()
        for name in ["name", "description"] { kept[name] = tag[name] }
        return .object(kept)
    }

    /// The servers by their paths alone: the source's own names are nobody else's business.
    private func servers(_ holder: JSONValue) -> JSONValue? {
        guard keepsServerPaths, let servers = holder["servers"]?.array, !servers.isEmpty else {
            return nil
        }
        var urls: [String] = []
        for server in servers {
            var url = server["url"]?.string ?? "/"
            for (name, variable) in server["variables"]?.object ?? [:] {
                url.replace("{\(name)}", with: variable["default"]?.string ?? "")
            }
            if let scheme = url.firstRange(of: "://") {
                url = String(url[scheme.upperBound...].drop { !"/?#".contains($0) })
            }
            if url.isEmpty { url = "/" }
            if !urls.contains(url) { urls.append(url) }
        }
        return .array(urls.map { ["url": .string($0)] })
    }

    private mutating func pathItem(
        _ item: SchemaPlace,
        _ template: String
    ) throws(DerivationProblem) -> JSONObject {
        var reduced = JSONObject()
        for method in Self.methods {
            guard
                let operation = try item[method].map({ (place) throws(DerivationProblem) in
                    try schemas.follow(place)
                })
            else { continue }
            let id =
                operation.value["operationId"]?.string ?? "\(method.uppercased()) \(template)"
            guard let rule = policy.operations[id] else { continue }
            var made = try self.operation(operation, item, rule)
            if let servers = servers(operation.value) ?? servers(item.value) {
                made["servers"] = servers
            }
            reduced[method] = .object(made)
        }
        return reduced
    }

    private mutating func operation(
        _ operation: SchemaPlace,
        _ item: SchemaPlace,
        _ rule: OperationPolicy
    ) throws(DerivationProblem) -> JSONObject {
        var reduced = JSONObject()
        for name in Self.operationMembers { reduced[name] = operation.value[name] }
        tags.formUnion(operation.value["tags"]?.array?.compactMap(\.string) ?? [])
        let parameters = try self.parameters(operation, item, rule)
        if !parameters.isEmpty { reduced["parameters"] = .array(parameters) }
        reduced["requestBody"] = try requestBody(operation, rule)
        reduced["responses"] = try responses(operation, rule)
        reduced[DerivedDocument.extensionName] = [
            "answers": .array(rule.mask.patterns.map { .string($0) }),
            "errors": .array(rule.errors.patterns.map { .string($0) }),
            "opaque": .bool(rule.isOpaque),
        ]
        return reduced
    }

    // MARK: - Answers

    private mutating func responses(
        _ operation: SchemaPlace,
        _ rule: OperationPolicy
    ) throws(DerivationProblem) -> JSONValue {
        let answer = schemas.scope(of: rule.mask)
        let error = schemas.scope(of: rule.errors)
        var reduced = JSONObject()
        for (status, value) in operation["responses"]?.value.object ?? [:]
        where !status.hasPrefix("x-") {
            let pointer = operation.pointer.appending("responses").appending(status)
            let scopes: [SchemaReduction.Scope]
            switch status.first {
            case "4", "5": scopes = [error]
            case "d": scopes = [answer, error]
            default: scopes = [answer]
            }
            let place = try schemas.follow(SchemaPlace(value, pointer))
            reduced[status] = try response(place, scopes, rule)
        }
        return .object(reduced)
    }

    private mutating func response(
        _ response: SchemaPlace,
        _ scopes: [SchemaReduction.Scope],
        _ rule: OperationPolicy
    ) throws(DerivationProblem) -> JSONValue {
        var reduced: JSONObject = ["description": response.value["description"] ?? ""]
        var content = JSONObject()
        for (name, value) in response.value["content"]?.object ?? [:] {
            let pointer = response.pointer.appending("content").appending(name)
            guard MediaTypeText.mayBeJSON(name) else {
                if rule.isOpaque { content[name] = [:] }
                continue
            }
            let media = try schemas.follow(SchemaPlace(value, pointer))
            guard let schema = media["schema"] else {
                content[name] = [:]
                continue
            }
            var parts: [JSONValue] = []
            for scope in scopes { parts.append(try schemas.reduce(schema, scope)) }
            content[name] = [
                "schema": parts.count == 1 ? parts[0] : ["anyOf": .array(parts)]
            ]
        }
        if !content.isEmpty { reduced["content"] = .object(content) }
        let headers = try headers(response, rule)
        if !headers.isEmpty { reduced["headers"] = .object(headers) }
        return .object(reduced)
    }

    private mutating func headers(
        _ response: SchemaPlace,
        _ rule: OperationPolicy
    ) throws(DerivationProblem) -> JSONObject {
        var reduced = JSONObject()
        for (name, value) in response.value["headers"]?.object ?? [:] {
            let field = Array(name.lowercased().utf8)
            guard PayloadRules.passes(field) || rule.headerFields.contains(field) else { continue }
            let pointer = response.pointer.appending("headers").appending(name)
            let header = try schemas.follow(SchemaPlace(value, pointer))
            var kept = JSONObject()
            for member in ["description", "required", "deprecated", "style", "explode"] {
                kept[member] = header.value[member]
            }
            if let schema = header["schema"] { kept["schema"] = try schemas.reduce(schema, .whole) }
            reduced[name] = .object(kept)
        }
        return reduced
    }
}

/// Media types as documents write them.
enum MediaTypeText {
    /// Whether bodies of a media type or range may be JSON.
    static func mayBeJSON(_ text: String) -> Bool {
        let type = text.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
        return type == "application/json" || type.hasSuffix("+json") || type.hasSuffix("/*")
            || type == "text/json"
    }
}
