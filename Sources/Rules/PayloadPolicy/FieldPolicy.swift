internal import Crypto
public import ExchangeModel
public import JSONTape

/// What one purpose may ask of a service and see of its answers.
///
/// Default deny: an operation that is not named is refused, a field that no pattern matches is
/// removed from the answer. Both peers pin the policy by ``digest`` in the grant's purpose.
public struct FieldPolicy: Sendable {
    /// The purpose that the policy belongs to.
    public let purpose: PurposeID
    /// The document as it was given.
    public let document: JSONValue
    /// SHA-256 over the canonical JSON text (RFC 8785) of the document.
    public let digest: SHA256Value
    let operations: [String: OperationPolicy]

    /// The ids of the operations that the purpose may use, sorted.
    public var operationIDs: [String] { operations.keys.sorted() }

    /// Reads a policy document.
    ///
    /// - Throws: The first place that is not understood, with all others; nothing is ignored.
    public init(_ document: JSONValue) throws(FieldPolicyProblem) {
        var reading = FieldPolicyReading(document)
        let purpose = try reading.purpose()
        let operations = try reading.operations()
        guard let purpose = try reading.whole(purpose) else {
            throw FieldPolicyProblem("a purpose id", at: "/purpose")
        }
        self.purpose = purpose
        self.operations = operations
        self.document = document
        let canonical: [UInt8]
        do throws(JSONProblem) {
            canonical = try document.canonicalForm()
        } catch {
            throw FieldPolicyProblem("a value that has canonical JSON", at: "")
        }
        guard let digest = SHA256Value(Array(SHA256.hash(data: canonical))) else {
            throw FieldPolicyProblem("a value that has canonical JSON", at: "")
        }
        self.digest = digest
    }

    init(_ other: FieldPolicy, operations: [String: OperationPolicy]) {
        (purpose, document, digest) = (other.purpose, other.document, other.digest)
        self.operations = operations
    }

    /// The places of an operation's answers where something may leave, each at its number.
    ///
    /// The numbering stands in the access log for as long as its entries: it is a property of the
    /// document and of nothing else. Those of error answers follow on those of others.
    public func numberedFields(of operation: String) -> [String] {
        guard let policy = operations[operation] else { return [] }
        return policy.mask.patterns + policy.formerErrors + policy.errors.patterns
    }

    /// The patterns of the answer that an operation may release, `always` included, for people.
    public func releasable(by operation: String) -> [String] {
        operations[operation]?.release.map(\.description) ?? []
    }
}

/// What one purpose may ask of one operation and see of its answers.
///
/// A class: every request holds one, and a copy of a struct would count each of its arrays.
final class OperationPolicy: Sendable {
    /// Values that a request may have at a place; a place that is absent is not checked.
    let allowedValues: [(place: PolicyPlace, values: [JSONValue])]
    /// Where requests list fields; nil when they cannot.
    let fields: FieldList?
    /// Persons in the body of requests.
    let requestSubjects: PathMask
    /// Persons in parameters, with the index of their id type.
    let parameterSubjects: [(label: String, type: Int)]
    /// The patterns of the answer, `always` included.
    let release: [PolicyPath]
    /// The same, compiled.
    let mask: PathMask
    /// What an error answer may hold.
    let errors: PathMask
    /// What error answers could hold besides when the policy was read otherwise: numbers in the access
    /// log stand for it, and nothing else does.
    let formerErrors: [String]
    /// The number of the first field of error answers.
    let firstErrorField: Int
    /// Persons in answers.
    let answerSubjects: PathMask
    /// The id types that subjects' tags point into.
    let idTypes: [String]
    /// Whether answers that are not JSON may pass as they are.
    let isOpaque: Bool
    /// Answer header fields that may pass beside the common ones, in lower case.
    let headerFields: [[UInt8]]

    init(
        allowedValues: [(place: PolicyPlace, values: [JSONValue])],
        fields: FieldList?,
        requestSubjects: PathMask,
        parameterSubjects: [(label: String, type: Int)],
        release: [PolicyPath],
        mask: PathMask,
        errors: PathMask,
        formerErrors: [String],
        answerSubjects: PathMask,
        idTypes: [String],
        isOpaque: Bool,
        headerFields: [[UInt8]]
    ) {
        self.allowedValues = allowedValues
        self.fields = fields
        self.requestSubjects = requestSubjects
        self.parameterSubjects = parameterSubjects
        self.release = release
        self.mask = mask
        self.errors = errors
        self.formerErrors = formerErrors
        firstErrorField = mask.patterns.count + formerErrors.count
        self.answerSubjects = answerSubjects
        self.idTypes = idTypes
        self.isOpaque = isOpaque
        self.headerFields = headerFields
    }
}

/// Why a field policy is not understood, and where.
public struct FieldPolicyProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The place in the policy document, a JSON pointer.
    public let pointer: String
    /// What should have stood there.
    public let expected: String
    /// What else is not understood.
    public internal(set) var further: [FieldPolicyProblem] = []

    init(_ expected: String, at pointer: String) {
        self.expected = expected
        self.pointer = pointer
    }

    /// What is wrong and where, in one line.
    public var description: String {
        "\(pointer.isEmpty ? "the policy" : pointer): expected \(expected)"
    }
}
