/// One way in which a value breaks its schema; the value itself is never told.
public struct Violation: Hashable, Sendable {
    /// The JSON Pointer of the offending value.
    public let instance: String
    /// The keyword that is broken, or ``stepBudget``.
    public let keyword: String
    /// The place of the keyword: a URI with a JSON Pointer as its fragment.
    ///
    /// For `required` and `dependentRequired` it is the place of the missing name.
    public let schemaLocation: String

    /// The keyword of the violation that a check would have taken too many steps.
    public static let stepBudget = "stepBudget"

    /// The violation of a value that takes more steps to check than it may.
    static func overBudget(_ document: String) -> Violation {
        Violation(instance: "", keyword: stepBudget, schemaLocation: "\(document)#")
    }

    /// Names a violation.
    public init(instance: String, keyword: String, schemaLocation: String) {
        self.instance = instance
        self.keyword = keyword
        self.schemaLocation = schemaLocation
    }
}
