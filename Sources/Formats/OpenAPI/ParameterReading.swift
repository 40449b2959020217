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
                try collect { (reader) throws(OpenAPIProblem) in
                    guard let parameter = try reader.parameter(reader.follow(item)) else { return }
                    guard own.insert(parameter.label).inserted else {
                        throw item.problem(.duplicateParameter)
                    }
                    if !parameters.contains(where: { $0.label == parameter.label }) {
                        parameters.append(parameter)
                    }
                }
            }
        }
        try refuseSharedNames(parameters, at: operation)
        return parameters
    }

    /// Refuses objects whose members, spread over the query, meet other parameters.
    private func refuseSharedNames(
        _ parameters: [Parameter],
        at operation: Located
    ) throws(OpenAPIProblem) {
        let query = parameters.filter { $0.place == .query }
        var names = Set(query.filter { !$0.isSpread }.map { ExactText($0.name) })
        var takesOthers = false
        for parameter in query where parameter.isSpread {
            for member in parameter.shape.members
            where !names.insert(ExactText(member.name)).inserted {
                throw operation.problem(
                    .unsupportedParameter(
                        "the member '\(member.name)' of '\(parameter.name)' is also another "
                            + "parameter of the query"
                    )
                )
            }
            guard !takesOthers || parameter.shape.others == nil else {
                throw operation.problem(
                    .unsupportedParameter("two objects of the query take additional members")
                )
            }
            takesOthers = takesOthers || parameter.shape.others != nil
        }
    }

    /// One parameter; nil for the header fields that the specification says are ignored.
    private mutating func parameter(_ item: Located) throws(OpenAPIProblem) -> Parameter? {
        guard let name = item.value["name"]?.string, !name.isEmpty else {
            throw item.problem(.missing("name"))
        }
        guard let text = item.value["in"]?.string else { throw item.problem(.missing("in")) }
        guard let place = Parameter.Place(rawValue: text) else {
            throw item.problem(.expected("'in' to be path, query, header or cookie"))
        }
        if place == .header,
            ["accept", "content-type", "authorization"].contains(name.lowercased())
        {
            return nil
        }
        let isRequired = item.value["required"] == true
        guard place != .path || isRequired else { throw item.problem(.missing("required: true")) }
        let (form, schema) = try formAndSchema(item, place: place)
        let shape = try shape(schema)
        try check(shape, form, place, at: item)
        return Parameter(
            name: place == .header ? name.lowercased() : name,
            place: place,
            isRequired: isRequired,
            form: form,
            shape: shape,
            schema: try self.schema(schema, direction: .request)
        )
    }

    private func formAndSchema(
        _ item: Located,
        place: Parameter.Place
    ) throws(OpenAPIProblem) -> (ParameterForm, Located) {
        if let content = item["content"] {
            guard let entry = try content.members().first,
                MediaType(Array(entry.name.utf8))?.isJSON == true,
                let schema = entry.value["schema"]
            else {
                throw content.problem(
                    .unsupportedParameter("its content is not JSON with a schema")
                )
            }
            return (ParameterForm(style: .json), schema)
        }
        guard let schema = item["schema"] else { throw item.problem(.missing("schema")) }
        let isForm = place == .query || place == .cookie
        let name = item.value["style"]?.string ?? (isForm ? "form" : "simple")
        let explodes = item.value["explode"]?.bool ?? (name == "form")
        let styles: [ParameterForm.Style] =
            switch place {
            case .path: [.simple, .label, .matrix]
            case .query: [.form, .spaceDelimited, .pipeDelimited, .deepObject]
            case .header: [.simple]
            case .cookie: [.form]
            }
        guard let style = styles.first(where: { $0.rawValue == name }) else {
            throw item.problem(
                .unsupportedParameter("OpenAPI has no style '\(name)' in \(place.rawValue)")
            )
        }
        var form = ParameterForm(style: style, explodes: explodes)
        form.allowsEmpty = place == .query && item.value["allowEmptyValue"] == true
        form.allowsReserved = place == .query && item.value["allowReserved"] == true
        return (form, schema)
    }

    /// Refuses what no text is defined for.
    private func check(
        _ shape: ParameterShape,
        _ form: ParameterForm,
        _ place: Parameter.Place,
        at item: Located
    ) throws(OpenAPIProblem) {
        guard form.style != .json else { return }
        func refuse(_ why: String) throws(OpenAPIProblem) {
            throw item.problem(.unsupportedParameter(why))
        }
        if shape.isObject {
            if shape.isArray || !shape.scalars.subtracting(.null).isEmpty {
                try refuse("its values are objects or something else, which no text tells apart")
            }
            if let member = shape.members.first(where: \.isNested) {
                try refuse("its member '\(member.name)' is a list or an object, which has no text")
            }
            if form.style == .spaceDelimited || form.style == .pipeDelimited, form.explodes {
                try refuse("an object in style '\(form.style.rawValue)' needs 'explode: false'")
            }
        } else if form.style == .deepObject {
            try refuse("style 'deepObject' is for objects")
        }
        if place == .cookie, form.explodes, shape.isArray || shape.isObject {
            try refuse("a list or an object in a cookie needs 'explode: false'")
        }
    }
}
