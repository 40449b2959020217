package import JSONTape

/// The dialect in which schemas are written.
public enum Dialect: Sendable, CaseIterable {
    /// JSON Schema 2020-12.
    case draft202012
    /// OpenAPI 3.1: JSON Schema 2020-12 with a discriminator and more formats.
    case openAPI31
    /// OpenAPI 3.0: an older subset with `nullable`, where `$ref` has no siblings.
    case openAPI30

    /// The dialect that a document says it is written in; nil where it does not say.
    ///
    /// Which draft of JSON Schema a `$schema` names is told by it for each schema.
    package init?(of document: JSONValue) {
        if let version = document["openapi"]?.string {
            self = version.hasPrefix("3.0") ? .openAPI30 : .openAPI31
        } else if let uri = document["$schema"]?.string {
            self = uri.contains("spec.openapis.org/oas/") ? .openAPI31 : .draft202012
        } else {
            return nil
        }
    }

    var isOpenAPI: Bool { self != .draft202012 }
}

/// The way of a message that a schema describes.
public enum MessageDirection: Sendable, CaseIterable {
    /// To a service: members marked `readOnly` need not be there (``SchemaOptions/refusesReadOnly``).
    case request
    /// From a service: members marked `writeOnly` need not be there, and may not.
    case response
    /// Neither: marks have no meaning.
    case none
}

/// How schemas are compiled.
public struct SchemaOptions: Sendable {
    /// The most steps of compiling unless told otherwise: some seconds.
    public static let defaultWork = 100_000_000

    /// Whether `format` is asserted, rather than being an annotation.
    public var formatAssertion: Bool
    /// The way of the messages that are checked.
    public var direction: MessageDirection
    /// Whether members marked `readOnly` may not be in requests.
    public var refusesReadOnly: Bool
    /// The most steps that compiling may take, see ``CompiledSchema/work``.
    public var maximumWork: Int
    /// The most schemas that one compilation may come to.
    public var maximumSchemas: Int
    /// The states that a pattern's automaton may take.
    public var maximumPatternStates: Int
    /// The steps that the check of an empty value may take.
    ///
    /// Each word of a tape adds 64 and each byte of its text 4, so that honest values never need
    /// as many.
    public var maximumSteps: Int

    /// Sets options.
    public init(
        formatAssertion: Bool = true,
        direction: MessageDirection = .none,
        refusesReadOnly: Bool = false,
        maximumWork: Int = SchemaOptions.defaultWork,
        maximumSchemas: Int = 50_000,
        maximumPatternStates: Int = Pattern.defaultStates,
        maximumSteps: Int = 1_000_000
    ) {
        self.formatAssertion = formatAssertion
        self.direction = direction
        self.refusesReadOnly = refusesReadOnly
        self.maximumWork = maximumWork
        self.maximumSchemas = maximumSchemas
        self.maximumPatternStates = maximumPatternStates
        self.maximumSteps = max(maximumSteps, 0)
    }
}
