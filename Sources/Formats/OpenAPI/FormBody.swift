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
        /// Whether the bytes are more than text, so that a part may have any media type.
        var isOpaque = false
    }

    /// The field that tells how others are to be read: RFC 7578, *The _charset_ Field*.
    private static let charset = "_charset_"

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
        // A reader may take the other fields for what this one says.
        if name == Self.charset, kind == .multipart {
            guard values.allSatisfy({ String(decoding: $0.value, as: UTF8.self).isUTF8Name }) else {
                throw .encoding
            }
        }
        let declared = fields[name]
        if kind == .multipart, !values.allSatisfy({ Self.mayBe($0.type, declared) }) {
            throw .mediaType(name)
        }
        guard let field = declared else {
            guard values.count == 1 else { throw .repeated(name) }
            guard values[0].type?.isJSON == true else {
                return ParameterText.readings(values[0].text, as: others)
            }
            guard Self.isJSON(values[0].value) else { throw .json(name) }
            return [values[0].value]
        }
        let isSentAsJSON = !field.isOpaque && values.contains { $0.type?.isJSON == true }
        if field.isJSON || isSentAsJSON {
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

    /// Whether a field's part may be of a media type.
    ///
    /// OpenAPI 3.1.0, *Encoding Object*: `contentType` says; without it texts are `text/plain` and
    /// objects JSON. A part that has parts itself would pass unread.
    private static func mayBe(_ given: MediaType?, _ field: Field?) -> Bool {
        if let given, given.type == "multipart" || given.type == "message" { return false }
        let isOpaque = field?.isOpaque ?? false
        guard let given else {
            guard let field, !field.mediaTypes.isEmpty else { return true }
            return field.mediaTypes.contains { $0.contains(.plainText) }
        }
        guard isOpaque || given.isUTF8 else { return false }
        if let field, !field.mediaTypes.isEmpty {
            return field.mediaTypes.contains { $0.contains(given) }
        }
        return isOpaque || given.isJSON || given.contains(.plainText)
    }

    private static func isJSON(_ bytes: [UInt8]) -> Bool {
        var tape = ValueTape()
        return (try? tape.parse(bytes.span, limits: .payload)) != nil
    }
}

extension String {
    fileprivate var isUTF8Name: Bool { ["utf-8", "utf8", "us-ascii"].contains(lowercased()) }
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
