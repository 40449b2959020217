public import ExchangeModel

/// Why a payload was not looked at; it stands in the record of the exchange.
public enum UncheckedReason: String, Sendable, CaseIterable {
    /// The service has no rule for this direction.
    case noRule = "no_rule"
    /// Deviations are only counted, and the request named no known operation.
    case unknownOperation = "unknown_operation"
    /// There is no body: the answer to HEAD, 204 or 304, or an empty error answer.
    case noBody = "no_body"
    /// The policy lets the operation's answers pass unread.
    case opaque = "opaque"
    /// An error or a redirection of the source, which passes as it is where no policy protects persons.
    case unaltered = "unaltered"
}

/// Whether a payload was checked.
public enum PayloadVerdict: Hashable, Sendable {
    /// It conforms to the rules that apply.
    case checked
    /// It breaks the document, which is only counted for this service.
    case deviating
    /// It was not looked at.
    case unchecked(UncheckedReason)
}

/// Proof that the body of a request may go to the service.
///
/// Only ``PayloadRules`` makes it.
public struct ConformingPayload: ~Copyable, Sendable {
    /// The exchange that the body belongs to.
    public let transaction: TransactionID
    /// Whether the body was checked.
    public let verdict: PayloadVerdict
    /// The persons that the request names: make pseudonyms of them at once.
    public let subjects: [SubjectIdentifier]
}

/// Proof that an answer may go to the client.
///
/// Only ``PayloadRules`` makes it.
public struct ReleasedPayload: ~Copyable, Sendable {
    /// Which bytes go out.
    public enum Body: Hashable, Sendable {
        /// The body as it came; it may be streamed when the answer was not checked.
        case original
        /// The bytes that were appended to the output.
        case minimized
        /// None: what the source says of an error cannot be read, or may not leave.
        case withheld
    }

    /// The exchange that the answer belongs to.
    public let transaction: TransactionID
    /// Whether the answer was checked.
    public let verdict: PayloadVerdict
    /// Which bytes go out.
    public let body: Body
    /// The patterns of the policy under which something leaves; `/**` without policy.
    public let paths: [String]
    /// The numbers of the fields that leave, by ``FieldPolicy/numberedFields(of:)``; nil without policy.
    public let fields: [Int]?
    /// The persons that the answer names: make pseudonyms of them at once.
    public let subjects: [SubjectIdentifier]
    /// Whether the policy finds persons in these answers, so that no cache may keep them.
    public let mayNameSubjects: Bool

    init(
        transaction: TransactionID,
        verdict: PayloadVerdict,
        body: Body = .original,
        paths: [String] = [],
        fields: [Int]? = nil,
        subjects: [SubjectIdentifier] = [],
        mayNameSubjects: Bool = false
    ) {
        self.transaction = transaction
        self.verdict = verdict
        self.body = body
        self.paths = paths
        self.fields = fields
        self.subjects = subjects
        self.mayNameSubjects = mayNameSubjects
    }
}
