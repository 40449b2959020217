internal import JSONSchema
internal import JSONTape

extension DocumentReader {
    /// The methods of a Path Item Object.
    static let methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]

    /// The operation at a place.
    mutating func operation(
        _ place: Located,
        method: String,
        template: String,
        variables: [String],
        pathItem: Located
    ) throws(OpenAPIProblem) -> Operation {
        let before = faultCount
        let parameters = try parameters(pathItem: pathItem, operation: place)
        let declared = parameters.filter { $0.place == .path }.map(\.name)
        // A parameter that cannot be read was told already.
        for name in variables where !declared.contains(name) && faultCount == before {
            try note(place.problem(.missingParameter(name)))
        }
        for name in declared where !variables.contains(name) {
            try note(place.problem(.unsupportedParameter("'\(name)' is not in the path template")))
        }
        let text = place.value["summary"]?.string ?? place.value["description"]?.string ?? ""
        return Operation(
            id: place.value["operationId"]?.string ?? "\(method.uppercased()) \(template)",
            method: method.uppercased(),
            template: template,
            summary: text.split(separator: "\n").first.map(String.init) ?? "",
            parameters: parameters,
            requestBody: try collect { (reader) throws(OpenAPIProblem) in
                try reader.requestBody(place)
            } ?? nil,
            variables: variables,
            responses: try responses(place)
        )
    }

    private mutating func requestBody(_ operation: Located) throws(OpenAPIProblem) -> RequestBody? {
        guard let reference = operation["requestBody"] else { return nil }
        let body = try follow(reference)
        guard body["content"] != nil else { throw body.problem(.missing("content")) }
        return RequestBody(
            isRequired: body.value["required"] == true,
            content: try content(body, direction: .request)
        )
    }

    private mutating func responses(
        _ operation: Located
    ) throws(OpenAPIProblem) -> [StatusKey: Content] {
        guard let list = operation["responses"] else {
            throw operation.problem(.missing("responses"))
        }
        var responses: [StatusKey: Content] = [:]
        for (name, value) in try list.members() where !name.hasPrefix("x-") {
            try collect { (reader) throws(OpenAPIProblem) in
                guard let key = StatusKey(name) else { throw value.problem(.invalidStatus) }
                responses[key] = try reader.content(reader.follow(value), direction: .response)
            }
        }
        return responses
    }

    private mutating func content(
        _ holder: Located,
        direction: MessageDirection
    ) throws(OpenAPIProblem) -> Content {
        guard let list = holder["content"] else { return Content(entries: []) }
        var entries: [Content.Entry] = []
        for (name, value) in try list.members() {
            try collect { (reader) throws(OpenAPIProblem) in
                entries.append(try reader.entry(name, value, direction))
            }
        }
        return Content(entries: entries)
    }

    private mutating func entry(
        _ name: String,
        _ value: Located,
        _ direction: MessageDirection
    ) throws(OpenAPIProblem) -> Content.Entry {
        guard let range = MediaType(Array(name.utf8)) else {
            throw value.problem(.invalidMediaType)
        }
        let media = try follow(value)
        var compiled: CompiledSchema?
        if range.isJSON || range.isRange, let schema = media["schema"] {
            compiled = try self.schema(schema, direction: direction)
        }
        let form = direction == .request ? try self.form(media, range) : nil
        return Content.Entry(range: range, schema: compiled, form: form)
    }
}
