internal import JSONSchema
internal import JSONTape

/// One parameter of an operation in path, query or header.
///
/// OpenAPI 3.1.0, *Parameter Object*. Styles that are read: `simple` (path, header), `form`,
/// `spaceDelimited` and `pipeDelimited` (query), for plain values and arrays of plain values.
public final class Parameter: Sendable {
    /// Where a parameter stands.
    public enum Place: String, Sendable, CaseIterable {
        case path
        case query
        case header
    }

    /// How the items of an array are written.
    enum Form: Sendable {
        /// Between these bytes.
        case delimited([UInt8])
        /// As one `name=value` each.
        case exploded
        /// As JSON; OpenAPI 3.1.0, *Parameter Object / content*.
        case json
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

    let form: Form
    let shape: ParameterShape
    let schema: CompiledSchema

    init(
        name: String,
        place: Place,
        isRequired: Bool,
        form: Form,
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
}

/// The plain values that a parameter's schema can accept.
struct ParameterShape: Sendable {
    struct Scalars: OptionSet, Sendable {
        let rawValue: UInt8
        static let number = Scalars(rawValue: 1)
        static let bool = Scalars(rawValue: 2)
        static let null = Scalars(rawValue: 4)
        static let string = Scalars(rawValue: 8)
    }

    /// What a single text may be.
    var scalars: Scalars
    /// Whether a list may stand.
    var isArray: Bool
    /// What an item of the list may be.
    var items: Scalars
    /// Whether an object may stand, which no text is read as.
    var isObject: Bool

    /// A schema that says nothing about types.
    static let text = ParameterShape(types: ["string"])

    /// Whether anything at all is said.
    var isConstrained: Bool { !scalars.isEmpty || isArray || isObject }

    init(types: [String]) {
        scalars = []
        isArray = types.contains("array")
        isObject = types.contains("object")
        items = .string
        for type in types {
            switch type {
            case "string": scalars.insert(.string)
            case "integer", "number": scalars.insert(.number)
            case "boolean": scalars.insert(.bool)
            case "null": scalars.insert(.null)
            default: break
            }
        }
    }

    init(values: [JSONValue]) {
        self.init(
            types: values.map { value in
                switch value {
                case .null: "null"
                case .bool: "boolean"
                case .number: "number"
                case .string: "string"
                case .array: "array"
                case .object: "object"
                }
            }
        )
    }

    mutating func formUnion(_ other: ParameterShape, unconstrainedIsEmpty: Bool = false) {
        scalars.formUnion(other.scalars)
        items.formUnion(other.items)
        isArray = isArray || other.isArray
        isObject = isObject || other.isObject
    }
}
