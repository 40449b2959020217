public import JSONTape

/// Why a schema could not be compiled, and where.
public struct SchemaProblem: Error, Hashable, Sendable {
    /// What is wrong: the schema's author should correct it.
    public enum Reason: Hashable, Sendable {
        /// Nothing stands where the pointer points.
        case notFound
        /// A schema is neither an object nor a truth value.
        case notASchema
        /// A keyword's value has the wrong type.
        case invalidKeyword
        /// A reference leads nowhere within the documents that are known.
        case unresolvedReference(String)
        /// A reference is no URI.
        case invalidReference(String)
        /// Schemas apply each other to one value without end.
        case endlessReference
        /// A pattern cannot be compiled.
        case pattern(PatternProblem.Reason)
        /// A number takes more than 1 024 bytes.
        case numberTooLong
        /// The schemas are more than the compile budget.
        case tooManySchemas
        /// Schemas nest too deep.
        case tooDeep
    }

    /// The document: empty for the one that was given.
    public let document: String
    /// The place in the document.
    public let pointer: JSONPointer
    /// What is wrong.
    public let reason: Reason
}

extension SchemaProblem: CustomStringConvertible {
    /// The place and the reason.
    public var description: String { "\(document)#\(pointer): \(reason)" }
}
