internal import JSONTape

/// The formats of strings and numbers that are asserted.
///
/// JSON Schema 2020-12 Validation, *Defined Formats*; OpenAPI 3.0.3, *Data Types*.
enum Format: UInt8, Sendable {
    case date
    case time
    case dateTime
    case duration
    case email
    case internationalEmail
    case hostname
    case internationalHostname
    case ipv4
    case ipv6
    case uri
    case uriReference
    case iri
    case iriReference
    case uriTemplate
    case uuid
    case jsonPointer
    case relativeJSONPointer
    case regex
    case base64
    case int32
    case int64

    private static let named: [String: Format] = [
        "date": .date, "time": .time, "date-time": .dateTime, "duration": .duration,
        "email": .email, "idn-email": .internationalEmail, "hostname": .hostname,
        "idn-hostname": .internationalHostname, "ipv4": .ipv4, "ipv6": .ipv6, "uri": .uri,
        "uri-reference": .uriReference, "iri": .iri, "iri-reference": .iriReference,
        "uri-template": .uriTemplate, "uuid": .uuid, "json-pointer": .jsonPointer,
        "relative-json-pointer": .relativeJSONPointer, "regex": .regex,
    ]

    private static let namedByOpenAPI: [String: Format] = [
        "byte": .base64, "int32": .int32, "int64": .int64,
    ]

    /// The format of a name; nil for formats that only annotate.
    init?(name: String, dialect: Dialect) {
        let found = Self.named[name] ?? (dialect.isOpenAPI ? Self.namedByOpenAPI[name] : nil)
        guard let found else { return nil }
        self = found
    }

    /// Whether the format is about numbers rather than strings.
    var isNumeric: Bool { self == .int32 || self == .int64 }

    /// Whether unescaped text has the format.
    func accepts(_ input: RawSpan, _ range: Range<Int>) -> Bool {
        var text = FormatText(input, range)
        let accepted =
            switch self {
            case .date: text.date()
            case .time: text.time()
            case .dateTime: text.dateTime()
            case .duration: text.duration()
            case .email: text.email(international: false)
            case .internationalEmail: text.email(international: true)
            case .hostname: text.hostname(international: false)
            case .internationalHostname: text.hostname(international: true)
            case .ipv4: text.ipv4()
            case .ipv6: text.ipv6()
            case .uri: text.uri(isReference: false, international: false)
            case .uriReference: text.uri(isReference: true, international: false)
            case .iri: text.uri(isReference: false, international: true)
            case .iriReference: text.uri(isReference: true, international: true)
            case .uriTemplate: text.uriTemplate()
            case .uuid: text.uuid()
            case .jsonPointer: text.jsonPointer()
            case .relativeJSONPointer: text.relativeJSONPointer()
            case .regex: text.regex()
            case .base64: text.base64()
            case .int32, .int64: true
            }
        return accepted && (text.isAtEnd || isNumeric)
    }

    /// Whether a number has the format.
    func accepts(_ number: JSONDecimal) -> Bool {
        let bound: (String, String)? =
            switch self {
            case .int32: ("-2147483648", "2147483647")
            case .int64: ("-9223372036854775808", "9223372036854775807")
            default: nil
            }
        guard let bound else { return true }
        return number.isInteger && number >= JSONDecimal(bound.0.utf8)
            && number <= JSONDecimal(bound.1.utf8)
    }
}
