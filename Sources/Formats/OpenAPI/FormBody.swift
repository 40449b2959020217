public import JSONSchema
public import JSONTape

/// How the bodies of a form are read: as one object whose members are the fields.
///
/// OpenAPI 3.1.0, *Encoding Object*. Fields are plain values, lists of plain values (repeated, or
/// as the encoding's `style` and `explode` say), or JSON. A field that the schema does not name is
/// a text; whether it may be there the schema says.
public struct FormBody: Sendable {
    /// The media types of forms.
    enum Kind: Sendable {
        /// `application/x-www-form-urlencoded`.
        case encoded
        /// `multipart/form-data`.
        case multipart
    }

    /// How one field is written.
    struct Field: Sendable {
        var shape: ParameterShape
        var form: ParameterForm
        /// Whether the field is JSON.
        var isJSON: Bool
        /// The media types that a part may have, where the document says so.
        var mediaTypes: [MediaType] = []
    }

    /// Why a body is no such form.
    enum Fault: Error {
        /// The form or a field's text cannot be decoded.
        case encoding
        /// A field that is no list stands twice.
        case repeated(String)
        /// A part's media type is not declared.
        case mediaType(String)
        /// A field is not the JSON that it has to be.
        case json(String)
        /// More fields than a form may have.
        case tooMany
    }

    /// The most fields of a form.
    static let maximumFields = 10_000

    let kind: Kind
    let fields: [String: Field]
    let schema: CompiledSchema
    let others: ParameterShape.Scalars

    /// Checks a body against the document.
    ///
    /// - Parameters:
    ///   - body: The whole body.
    ///   - type: Its media type, with the boundary of a multipart body.
    ///   - tape: Working memory.
    ///   - limit: The most violations that are told.
    /// - Returns: The ways in which the body breaks the document, by field; a body that is no form
    ///   breaks the keyword `encoding`.
    public func violations(
        _ body: Span<UInt8>,
        type: MediaType,
        tape: inout ValueTape,
        limit: Int
    ) -> [Violation] {
        do throws(Fault) {
            let fields = try read(body, type)
            var violations: [Violation] = []
            for text in try texts(of: fields) {
                guard (try? tape.parse(text.span, limits: .payload)) != nil else {
                    return [Self.violation("", "encoding")]
                }
                violations = schema.violations(tape, text.span.bytes, limit: limit)
                if violations.isEmpty { return [] }
            }
            return violations
        } catch {
            switch error {
            case .encoding: return [Self.violation("", "encoding")]
            case .tooMany: return [Self.violation("", "maxProperties")]
            case .repeated(let name): return [Self.violation(name, "repeated")]
            case .mediaType(let name): return [Self.violation(name, "mediaType")]
            case .json(let name): return [Self.violation(name, "json")]
            }
        }
    }

    private static func violation(_ field: String, _ keyword: String) -> Violation {
        let pointer = field.isEmpty ? JSONPointer() : JSONPointer(tokens: [field])
        return Violation(instance: pointer.description, keyword: keyword, schemaLocation: "#")
    }

    private func read(_ body: Span<UInt8>, _ type: MediaType) throws(Fault) -> [FormField] {
        let bytes = body.withUnsafeBufferPointer { Array($0) }
        switch kind {
        case .encoded: return try Self.pairs(bytes)
        case .multipart:
            guard let boundary = type.boundary else { throw .encoding }
            return try MultipartBody.fields(bytes, boundary: boundary)
        }
    }

    /// WHATWG URL, *application/x-www-form-urlencoded parsing*, but strict.
    private static func pairs(_ bytes: [UInt8]) throws(Fault) -> [FormField] {
        var fields: [FormField] = []
        for pair in bytes.split(separator: UInt8(ascii: "&")) {
            guard fields.count < maximumFields else { throw .tooMany }
            let end = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            guard let name = PercentEncoding.decode(pair[..<end], plusIsSpace: true),
                let value = PercentEncoding.decode(pair[end...].dropFirst(), plusIsSpace: true),
                let text = String(validating: name, as: UTF8.self), PercentEncoding.isUTF8(value)
            else { throw .encoding }
            fields.append(FormField(name: text, value: value))
        }
        return fields
    }

    /// The JSON texts that a form can be read as, most specific first.
    private func texts(of fields: [FormField]) throws(Fault) -> [[UInt8]] {
        var order: [ExactText] = []
        var groups: [ExactText: [FormField]] = [:]
        for field in fields {
            let name = ExactText(field.name)
            if groups[name] == nil { order.append(name) }
            groups[name, default: []].append(field)
        }
        var specific: [[UInt8]] = []
        var plain: [[UInt8]] = []
        for name in order {
            let readings = try readings(name.text, groups[name] ?? [])
            let label = ParameterText.quoted(Array(name.text.utf8)) + [UInt8(ascii: ":")]
            specific.append(label + readings[0])
            plain.append(label + readings[readings.count - 1])
        }
        let texts = [ParameterText.objectText(specific), ParameterText.objectText(plain)]
        return specific == plain ? [texts[0]] : texts
    }

    private func readings(_ name: String, _ values: [FormField]) throws(Fault) -> [[UInt8]] {
        guard let field = fields[name] else {
            guard values.count == 1 else { throw .repeated(name) }
            return ParameterText.readings(values[0].text, as: others)
        }
        if !field.mediaTypes.isEmpty, kind == .multipart {
            let isDeclared = values.allSatisfy { value in
                let type = value.type ?? MediaType(Array("text/plain".utf8))
                return field.mediaTypes.contains { type.map($0.contains) ?? false }
            }
            guard isDeclared else { throw .mediaType(name) }
        }
        if field.isJSON || values.contains(where: { $0.type?.isJSON == true }) {
            let texts = values.map(\.value)
            guard texts.allSatisfy(Self.isJSON) else { throw .json(name) }
            if field.shape.isArray, !field.isJSON || texts.count > 1 {
                return [ParameterText.listText(texts)]
            }
            guard texts.count == 1 else { throw .repeated(name) }
            return texts
        }
        if field.shape.isArray {
            if !field.form.explodes, values.count == 1 {
                let parts = field.form.parts(of: values[0].text, name, field.shape)
                return parts?.readings(field.shape) ?? [ParameterText.listText([])]
            }
            return ParameterText.list(values.map(\.text)).readings(field.shape)
        }
        guard values.count == 1 else { throw .repeated(name) }
        return ParameterText.readings(values[0].text, as: field.shape.scalars)
    }

    private static func isJSON(_ bytes: [UInt8]) -> Bool {
        var tape = ValueTape()
        return (try? tape.parse(bytes.span, limits: .payload)) != nil
    }
}

/// One field of a form as it came.
struct FormField {
    var name: String
    var value: [UInt8]
    /// The media type of a part, where it has one.
    var type: MediaType?

    /// The value as text: bytes that are no UTF-8 count as one character each.
    var text: [UInt8] {
        if PercentEncoding.isUTF8(value) { return value }
        return value.flatMap { $0 < 0x80 ? [$0] : [0xc0 | $0 >> 6, 0x80 | $0 & 0x3f] }
    }
}

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
            fields[member.name] = try field(member, media["encoding"]?[member.name], kind)
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
        _ kind: FormBody.Kind
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
        for name in encoding.value["contentType"]?.string?.split(separator: ",") ?? [] {
            guard let type = MediaType(Array(name.drop { $0 == " " }.utf8)) else {
                throw encoding.problem(.invalidMediaType)
            }
            field.mediaTypes.append(type)
        }
        if !field.mediaTypes.isEmpty, field.mediaTypes.allSatisfy(\.isJSON) { field.isJSON = true }
        return field
    }
}
