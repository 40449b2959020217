internal import JSONSchema
internal import JSONTape

extension DocumentReader {
    /// The form of a request's body; nil for other media types.
    mutating func form(
        _ media: Located,
        _ range: MediaType
    ) throws(OpenAPIProblem) -> FormBody? {
        let kind: FormBody.Kind
        switch range.description {
        case "application/x-www-form-urlencoded": kind = .encoded
        case "multipart/form-data": kind = .multipart
        default: return nil
        }
        guard let schema = media["schema"] else { return nil }
        let shape = try shape(schema)
        guard shape.isObject, shape.scalars.isEmpty, !shape.isArray else {
            throw schema.problem(.unsupportedForm("its schema is not of an object"))
        }
        var fields: [String: FormBody.Field] = [:]
        for member in shape.members {
            fields[member.name] = try field(member, media["encoding"]?[member.name], of: schema)
        }
        return FormBody(
            kind: kind,
            fields: fields,
            schema: try self.schema(schema, direction: .request),
            others: shape.others ?? .string
        )
    }

    private func field(
        _ member: ParameterShape.Member,
        _ encoding: Located?,
        of schema: Located
    ) throws(OpenAPIProblem) -> FormBody.Field {
        let isArray = member.items != nil
        var shape = ParameterShape(types: isArray ? ["array"] : [])
        shape.items = member.items ?? .string
        shape.scalars = member.scalars
        var field = FormBody.Field(
            shape: shape,
            form: ParameterForm(style: .form, explodes: true),
            isJSON: member.isNested && !isArray
        )
        field.isOpaque = member.content != nil
        if let text = member.content?.mediaType {
            guard let type = MediaType(Array(text.utf8)), type.type != "multipart" else {
                throw schema.problem(
                    .unsupportedForm("the contentMediaType of '\(member.name)' is not read")
                )
            }
            field.mediaTypes = [type]
        }
        guard
            let encoding = try encoding.map({ (place) throws(OpenAPIProblem) in
                try follow(place)
            })
        else { return field }
        if let name = encoding.value["style"]?.string {
            guard let style = ParameterForm.Style(rawValue: name),
                [.form, .spaceDelimited, .pipeDelimited].contains(style), !field.isJSON
            else {
                throw encoding.problem(.unsupportedForm("style '\(name)' of a field is not read"))
            }
            field.form = ParameterForm(style: style, explodes: name == "form")
        }
        if let explodes = encoding.value["explode"]?.bool { field.form.explodes = explodes }
        // A form's own fields are the only ones that parts may have.
        for (name, _) in try encoding["headers"]?.members() ?? []
        where !["content-type", "content-disposition"].contains(name.lowercased()) {
            throw encoding.problem(
                .unsupportedForm("the header field '\(name)' of a part is not read: leave it out")
            )
        }
        if encoding.value["contentType"] != nil { field.mediaTypes = [] }
        for name in encoding.value["contentType"]?.string?.split(separator: ",") ?? [] {
            guard let type = MediaType(Array(name.drop { $0 == " " }.utf8)) else {
                throw encoding.problem(.invalidMediaType)
            }
            guard type.type != "multipart", type.type != "message" else {
                throw encoding.problem(
                    .unsupportedForm("'\(type)' has parts of its own, which are not read")
                )
            }
            field.mediaTypes.append(type)
        }
        if !field.mediaTypes.isEmpty, field.mediaTypes.allSatisfy(\.isJSON) { field.isJSON = true }
        return field
    }
}
