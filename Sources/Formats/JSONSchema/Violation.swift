/// One way in which a value breaks its schema; the value itself is never told.
public struct Violation: Hashable, Sendable {
    /// The JSON Pointer of the offending value.
    public let instance: String
    /// The keyword that is broken.
    public let keyword: String
    /// The place of the keyword: a URI with a JSON Pointer as its fragment.
    ///
    /// For `required` and `dependentRequired` it is the place of the missing name.
    public let schemaLocation: String

    /// Names a violation.
    public init(instance: String, keyword: String, schemaLocation: String) {
        self.instance = instance
        self.keyword = keyword
        self.schemaLocation = schemaLocation
    }
}
