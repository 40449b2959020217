public import JSONTape

/// Why a schema could not be compiled, and where.
public struct SchemaProblem: Error, Hashable, Sendable {
    /// What is wrong: the schema's author should correct it.
    public enum Reason: Hashable, Sendable {
        /// Nothing stands where the pointer points.
        case notFound
        /// A schema is neither an object nor a truth value.
        case notASchema
        /// A keyword's value is not what may stand there.
        case invalidKeyword(expected: String)
        /// There is no such type; the nearest that there is.
        case unknownType(String, nearest: String?)
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
        /// Compiling takes more steps than it may.
        case tooMuchWork
        /// Schemas nest too deep.
        case tooDeep
        /// The schema says that it is written in a dialect that is not known here.
        case unknownDialect(String)
        /// The meta-schema asks for a vocabulary that is not known here.
        case unknownVocabulary(String)
    }

    /// The document: empty for the one that was given.
    public let document: String
    /// The place in the document.
    public let pointer: JSONPointer
    /// What is wrong.
    public let reason: Reason
    /// What else is wrong with the schema and those that it reaches.
    public internal(set) var further: [SchemaProblem] = []

    init(document: String, pointer: JSONPointer, reason: Reason) {
        self.document = document
        self.pointer = pointer
        self.reason = reason
    }
}

extension SchemaProblem.Reason: CustomStringConvertible {
    /// What is wrong, as a sentence without its end.
    public var description: String {
        switch self {
        case .notFound: "nothing stands there"
        case .notASchema: "what stands there is neither an object nor true or false"
        case .invalidKeyword(let expected): "expected \(expected)"
        case .unknownType(let name, let nearest):
            "there is no type '\(name)'\(nearest.map { ": \($0)" } ?? ""); the types are array, "
                + "boolean, integer, null (OpenAPI 3.0 writes 'nullable: true'), number, object and string"
        case .unresolvedReference(let reference):
            "the reference '\(reference)' leads nowhere in the documents that are known"
        case .invalidReference(let reference): "the reference '\(reference)' is no URI"
        case .endlessReference: "schemas refer to each other without end"
        case .pattern(let reason): "a pattern cannot be used: \(reason)"
        case .numberTooLong: "a number takes more than 1024 bytes"
        case .tooManySchemas:
            "there are more schemas, or combinations of them, than can be compiled: split the document"
        case .tooMuchWork:
            "compiling takes more work than it may: up to here patterns with counted repetitions, "
                + "or schemas that many others combine, multiply; simplify those, or split the document"
        case .tooDeep: "schemas nest too deep"
        case .unknownDialect(let dialect):
            "the dialect '\(dialect)' is not known here: 2020-12, 2019-09, draft-04 to draft-07 and the dialect of "
                + "OpenAPI 3.1 are; convert the schema, or name its meta-schema as a reference"
        case .unknownVocabulary(let vocabulary):
            "its meta-schema requires the vocabulary '\(vocabulary)', which is not known"
        }
    }
}

extension SchemaProblem: CustomStringConvertible {
    /// The place and the reason.
    public var description: String { "\(document)#\(pointer): \(reason)" }
}
