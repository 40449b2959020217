internal import JSONTape

/// The number of a schema within one compilation.
typealias RuleNumber = Int32

/// The kinds of value that a schema allows.
struct TypeMask: OptionSet, Hashable, Sendable {
    let rawValue: UInt8

    static let null = TypeMask(rawValue: 1)
    static let boolean = TypeMask(rawValue: 2)
    static let integer = TypeMask(rawValue: 4)
    static let fraction = TypeMask(rawValue: 8)
    static let string = TypeMask(rawValue: 16)
    static let array = TypeMask(rawValue: 32)
    static let object = TypeMask(rawValue: 64)
    static let number: TypeMask = [.integer, .fraction]
    static let any = TypeMask(rawValue: 0x7f)

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The mask of a type's name.
    init?(name: String) {
        switch name {
        case "null": self = .null
        case "boolean": self = .boolean
        case "integer": self = .integer
        case "number": self = .number
        case "string": self = .string
        case "array": self = .array
        case "object": self = .object
        default: return nil
        }
    }
}

/// Bounds of a number; each with whether it is exclusive.
struct NumberBounds: Hashable, Sendable {
    var minimum: JSONDecimal?
    var maximum: JSONDecimal?
    var exclusiveMinimum: JSONDecimal?
    var exclusiveMaximum: JSONDecimal?
    var multipleOf: JSONDecimal?

    var isEmpty: Bool { self == NumberBounds() }

    /// The first keyword that a number breaks.
    func broken(by number: JSONDecimal) -> String? {
        if let minimum, number < minimum { return "minimum" }
        if let maximum, number > maximum { return "maximum" }
        if let exclusiveMinimum, number <= exclusiveMinimum { return "exclusiveMinimum" }
        if let exclusiveMaximum, number >= exclusiveMaximum { return "exclusiveMaximum" }
        if let multipleOf, !number.isMultiple(of: multipleOf) { return "multipleOf" }
        return nil
    }
}

/// A range of counts.
struct CountBounds: Hashable, Sendable {
    var least = 0
    var most = Int.max

    func contains(_ count: Int) -> Bool { least <= count && count <= most }
}

/// How a member of an object says which schema the object has.
///
/// OpenAPI 3.1, *Discriminator Object*.
struct Discriminator: Sendable {
    var property: String
    var targets: [(value: String, rule: RuleNumber)]
    /// Whether the choice stands in for `oneOf` or `anyOf`.
    var replacesChoice: Bool
}

/// One schema as it was written, with its references resolved.
struct SchemaRule: Sendable {
    var place: SchemaLibrary.Place
    var resource: Int32 = 0
    /// Set for the schemas `true` and `false`.
    var verdict: Bool?
    /// Why nothing conforms, where a mark of another schema says so.
    var mark: String?

    var types = TypeMask.any
    var allowedValues: [JSONValue]? {
        didSet { allowed = allowedValues.map(AllowedValues.init) }
    }
    /// The same, to look one up.
    private(set) var allowed: AllowedValues?
    var constant: JSONValue?
    var numbers = NumberBounds()
    var length = CountBounds()
    var pattern: Int32?
    var format: Format?

    var properties: [(name: String, rule: RuleNumber)] = []
    var propertyNumbers: [ExactText: RuleNumber] = [:]
    var patternProperties: [(pattern: Int32, text: String, rule: RuleNumber)] = []
    var additionalProperties: RuleNumber?
    var propertyNames: RuleNumber?
    var required: [String] = []
    var requiredPlaces: [Int] = []
    var members = CountBounds()
    var dependentRequired: [(name: String, needs: [String])] = []
    var dependentSchemas: [(name: String, rule: RuleNumber)] = []

    var prefixItems: [RuleNumber] = []
    var items: RuleNumber?
    var contains: RuleNumber?
    var containsCount = CountBounds(least: 1)
    /// Whether elements that conform to `contains` count as evaluated.
    var containsEvaluates = true
    var elements = CountBounds()
    var uniqueItems = false

    var allOf: [RuleNumber] = []
    var anyOf: [RuleNumber] = []
    var oneOf: [RuleNumber] = []
    var not: RuleNumber?
    var condition: RuleNumber?
    var consequence: RuleNumber?
    var alternative: RuleNumber?
    var reference: RuleNumber?
    var dynamicReference: DynamicReference?
    var discriminator: Discriminator?
    var unevaluatedProperties: RuleNumber?
    var unevaluatedItems: RuleNumber?
    var isReadOnly = false
    var isWriteOnly = false

    init(place: SchemaLibrary.Place) {
        self.place = place
    }

    /// Whether what other keywords evaluated matters.
    var needsAnnotations: Bool { unevaluatedProperties != nil || unevaluatedItems != nil }

    /// The schemas that apply to the same value, whatever it is.
    var appliedInPlace: [RuleNumber] {
        var rules = allOf + anyOf + oneOf + dependentSchemas.map(\.rule)
        for rule in [not, condition, consequence, alternative, reference] {
            if let rule { rules.append(rule) }
        }
        return rules
    }
}

/// A reference whose target depends on the schemas passed on the way.
///
/// JSON Schema 2020-12 Core, *Dynamic References with "$dynamicRef"*.
struct DynamicReference: Sendable {
    var initial: RuleNumber
    /// The targets by resource.
    var targets: [(resource: Int32, rule: RuleNumber)]
}
