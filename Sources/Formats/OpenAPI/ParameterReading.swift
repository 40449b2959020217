internal import JSONSchema
internal import JSONTape

extension DocumentReader {
    /// The parameters of an operation: its own before the path item's of the same name and place.
    mutating func parameters(
        pathItem: Located,
        operation: Located
    ) throws(OpenAPIProblem) -> [Parameter] {
        var parameters: [Parameter] = []
        for source in [operation, pathItem] {
            guard let list = source["parameters"] else { continue }
            var own: Set<String> = []
            for item in try list.items() {
                guard let parameter = try parameter(try follow(item)) else { continue }
                guard own.insert(parameter.label).inserted else {
                    throw item.problem(.duplicateParameter)
                }
                if !parameters.contains(where: { $0.label == parameter.label }) {
                    parameters.append(parameter)
                }
            }
        }
        return parameters
    }

    /// One parameter; nil for the header fields that the specification says are ignored.
    private mutating func parameter(_ item: Located) throws(OpenAPIProblem) -> Parameter? {
        guard let name = item.value["name"]?.string, !name.isEmpty else {
            throw item.problem(.missing("name"))
        }
        let place = try place(item)
        if place == .header,
            ["accept", "content-type", "authorization"].contains(name.lowercased())
        {
            return nil
        }
        let isRequired = item.value["required"] == true
        guard place != .path || isRequired else { throw item.problem(.missing("required: true")) }
        let (form, schema) = try formAndSchema(item, place: place)
        let shape = try shape(schema)
        if case .json = form {
        } else if shape.isObject {
            throw item.problem(.unsupportedParameter("its values are objects"))
        }
        return Parameter(
            name: place == .header ? name.lowercased() : name,
            place: place,
            isRequired: isRequired,
            form: form,
            shape: shape,
            schema: try self.schema(schema, direction: .request)
        )
    }

    private func place(_ item: Located) throws(OpenAPIProblem) -> Parameter.Place {
        guard let text = item.value["in"]?.string else { throw item.problem(.missing("in")) }
        if let place = Parameter.Place(rawValue: text) { return place }
        guard text == "cookie" else {
            throw item.problem(.expected("'in' to be path, query or header"))
        }
        throw item.problem(.unsupportedParameter("cookies do not pass a gateway"))
    }

    private func formAndSchema(
        _ item: Located,
        place: Parameter.Place
    ) throws(OpenAPIProblem) -> (Parameter.Form, Located) {
        if let content = item["content"] {
            guard let entry = try content.members().first,
                MediaType(Array(entry.name.utf8))?.isJSON == true,
                let schema = entry.value["schema"]
            else {
                throw content.problem(
                    .unsupportedParameter("its content is not JSON with a schema")
                )
            }
            return (.json, schema)
        }
        guard let schema = item["schema"] else { throw item.problem(.missing("schema")) }
        let style = item.value["style"]?.string ?? (place == .query ? "form" : "simple")
        let explodes = item.value["explode"]?.bool ?? (style == "form")
        switch (place, style) {
        case (.path, "simple"), (.header, "simple"):
            return (.delimited([UInt8(ascii: ",")]), schema)
        case (.query, "form"):
            return (explodes ? .exploded : .delimited([UInt8(ascii: ",")]), schema)
        case (.query, "spaceDelimited") where !explodes:
            return (.delimited([UInt8(ascii: " ")]), schema)
        case (.query, "pipeDelimited") where !explodes:
            return (.delimited([UInt8(ascii: "|")]), schema)
        default:
            throw item.problem(
                .unsupportedParameter("style '\(style)' in \(place.rawValue), explode \(explodes)")
            )
        }
    }
}
