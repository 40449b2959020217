internal import JSONSchema

/// One parameter of an operation in path, query, header or cookie.
///
/// OpenAPI 3.1.0, *Parameter Object*. All styles are read for plain values, lists of plain values
/// and objects with plain members; in a cookie lists and objects only without `explode`, for the
/// specification gives the other no meaning.
public final class Parameter: Sendable {
    /// Where a parameter stands.
    public enum Place: String, Sendable, CaseIterable {
        case path
        case query
        case header
        case cookie
    }

    /// The name; of a header field in lower case.
    public let name: String
    /// Where it stands.
    public let place: Place
    /// Whether a request without it is refused.
    public let isRequired: Bool
    /// Whether the schema knows it as a list of values.
    public var isArray: Bool { shape.isArray }

    /// How messages and policies name the parameter: `query:fields`.
    public let label: String

    let form: ParameterForm
    let shape: ParameterShape
    let schema: CompiledSchema

    init(
        name: String,
        place: Place,
        isRequired: Bool,
        form: ParameterForm,
        shape: ParameterShape,
        schema: CompiledSchema
    ) {
        self.name = name
        self.place = place
        self.isRequired = isRequired
        self.form = form
        self.shape = shape
        self.schema = schema
        label = "\(place.rawValue):\(name)"
    }

    /// Whether each member of the value is a query parameter of its own.
    var isSpread: Bool {
        form.style == .form && form.explodes && shape.isObject && place == .query
    }
}

/// How a value is written.
///
/// OpenAPI 3.1.0, *Style Values*.
struct ParameterForm: Sendable {
    enum Style: String, Sendable {
        case simple
        case label
        case matrix
        case form
        case spaceDelimited
        case pipeDelimited
        case deepObject
        /// As JSON: *Parameter Object / content*.
        case json
    }

    var style: Style
    var explodes = false
    /// Whether an empty text passes whatever the schema says.
    var allowsEmpty = false
    /// Whether reserved characters may stand undecoded.
    var allowsReserved = false

    /// What stands between the items of a list, or the parts of an object.
    var separator: UInt8 {
        switch style {
        case .simple, .form, .deepObject, .json: UInt8(ascii: ",")
        case .label: explodes ? UInt8(ascii: ".") : UInt8(ascii: ",")
        case .matrix: explodes ? UInt8(ascii: ";") : UInt8(ascii: ",")
        case .spaceDelimited: UInt8(ascii: " ")
        case .pipeDelimited: UInt8(ascii: "|")
        }
    }
}
