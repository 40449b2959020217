public import ExchangeModel
public import OpenAPI

/// How strictly a direction is held to the service's document.
public enum PayloadMode: String, Sendable, CaseIterable {
    /// Nothing is checked.
    case off
    /// Deviations are counted without values; everything passes.
    case logOnly = "log_only"
    /// Deviations are refused.
    case enforce
}

/// How large payloads may be that are checked.
public struct PayloadLimits: Hashable, Sendable {
    /// The most bytes of a request's body.
    public let requestBytes: Int
    /// The most bytes of an answer's body.
    public let answerBytes: Int

    /// Sets bounds; by default 10 MiB each.
    public init(requestBytes: Int = 10 * 1_048_576, answerBytes: Int = 10 * 1_048_576) {
        self.requestBytes = requestBytes
        self.answerBytes = answerBytes
    }
}

/// What may pass between clients and one service.
///
/// A field policy is enforced whatever the modes are; once a service publishes one, every request
/// needs a purpose with a policy. Which policy is decided by its digest, as the grant pins it: those
/// that were published before stay in force beside the present one. Values never stand in what is
/// refused, counted or returned, but for the subjects' identifiers.
public final class PayloadRules: Sendable {
    /// The service's document.
    public let document: OpenAPIDocument?
    /// How strictly requests are held to it.
    public let requestMode: PayloadMode
    /// How strictly answers are held to it.
    public let answerMode: PayloadMode
    /// How large payloads may be.
    public let limits: PayloadLimits
    /// The deviations that were counted.
    public let tally = DeviationTally()
    /// The policies in force by their digests, the published ones and former ones.
    let policies: [SHA256Value: FieldPolicy]
    /// The digests of the published policies by purpose.
    let published: [PurposeID: SHA256Value]
    /// What answers may hold, by operation, where a provider's derived document says so.
    let bounds: [String: ReleaseBound]
    private let opaqueOperations: Set<String>

    /// Sets the rules of one service.
    ///
    /// - Parameters:
    ///   - document: The service's OpenAPI document.
    ///   - requestMode: How strictly requests are held to it.
    ///   - answerMode: How strictly answers are held to it.
    ///   - policies: What purposes may ask and see, as it is published: one policy a purpose.
    ///   - former: Policies that were published before and are still pinned. Their operations that the
    ///     document has no more, or has with other parameters, are refused.
    ///   - opaqueOperations: Operations whose answers may be of other types than JSON; for purposes
    ///     it is the policy that says so.
    ///   - limits: How large payloads may be.
    /// - Throws: What does not fit together.
    public convenience init(
        document: OpenAPIDocument?,
        requestMode: PayloadMode = .enforce,
        answerMode: PayloadMode = .enforce,
        policies: [FieldPolicy] = [],
        former: [FieldPolicy] = [],
        opaqueOperations: Set<String> = [],
        limits: PayloadLimits = PayloadLimits()
    ) throws(PayloadRulesProblem) {
        try self.init(
            document: document,
            requestMode: requestMode,
            answerMode: answerMode,
            policies: policies,
            former: former,
            opaqueOperations: opaqueOperations,
            bounds: [:],
            limits: limits
        )
    }

    init(
        document: OpenAPIDocument?,
        requestMode: PayloadMode,
        answerMode: PayloadMode,
        policies: [FieldPolicy] = [],
        former: [FieldPolicy] = [],
        opaqueOperations: Set<String>,
        bounds: [String: ReleaseBound],
        limits: PayloadLimits
    ) throws(PayloadRulesProblem) {
        if document == nil, requestMode != .off || answerMode != .off || !policies.isEmpty {
            throw .documentMissing
        }
        var known: [SHA256Value: FieldPolicy] = [:]
        var published: [PurposeID: SHA256Value] = [:]
        for policy in former { known[policy.digest] = policy.limited(to: document) }
        for policy in policies {
            if let problem = policy.problems(with: document).first { throw problem }
            guard published.updateValue(policy.digest, forKey: policy.purpose) == nil else {
                throw .duplicatePurpose(policy.purpose)
            }
            known[policy.digest] = policy
        }
        for id in opaqueOperations.sorted() where document?.operation(id: id) == nil {
            throw .unknownOperation(id)
        }
        self.document = document
        self.requestMode = requestMode
        self.answerMode = answerMode
        self.policies = known
        self.published = published
        self.opaqueOperations = opaqueOperations
        self.bounds = bounds
        self.limits = limits
    }

    /// The published field policy of a purpose.
    public func policy(for purpose: PurposeID) -> FieldPolicy? {
        published[purpose].flatMap { policies[$0] }
    }

    /// Whether no field policy, own or a provider's, protects persons in an operation's bodies: those
    /// of declared media types pass then, read or not.
    func judgesByDocumentAlone(_ match: RequestMatch, _ operation: Operation) -> Bool {
        match.policy == nil && bounds[operation.id] == nil
    }

    func isOpaque(_ match: RequestMatch) -> Bool {
        if let policy = match.policy { return policy.isOpaque }
        return match.operation.map { opaqueOperations.contains($0.id) } ?? false
    }
}

extension FieldPolicy {
    /// What does not fit the document of a service, an operation each.
    public func problems(with document: OpenAPIDocument?) -> [PayloadRulesProblem] {
        operationIDs.compactMap { problem(of: $0, in: document) }
    }

    /// The policy without the operations that do not fit a document: they are refused then.
    func limited(to document: OpenAPIDocument?) -> FieldPolicy {
        FieldPolicy(
            self,
            operations: operations.filter { problem(of: $0.key, in: document) == nil }
        )
    }

    private func problem(of id: String, in document: OpenAPIDocument?) -> PayloadRulesProblem? {
        guard let operation = document?.operation(id: id), let rule = operations[id] else {
            return .unknownOperation(id)
        }
        let declared = Set(operation.parameters.map(\.label))
        let places =
            rule.allowedValues.map(\.place) + [rule.fields?.place].compactMap(\.self)
            + rule.parameterSubjects.map { .parameter($0.label) }
        for case .parameter(let label) in places where !declared.contains(label) {
            return .unknownParameter(operation: id, parameter: label)
        }
        return nil
    }
}

/// Why rules do not fit together.
public enum PayloadRulesProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// Checks or policies are asked for without an OpenAPI document.
    case documentMissing
    /// Two policies have one purpose.
    case duplicatePurpose(PurposeID)
    /// The document has no operation with this id.
    case unknownOperation(String)
    /// The operation has no such parameter.
    case unknownParameter(operation: String, parameter: String)
    /// A derived document does not say what answers of the operation may hold.
    case fieldsMissing(operation: String)

    /// What is wrong and where, in one line.
    public var description: String {
        switch self {
        case .documentMissing: "checks and field policies need the service's OpenAPI document"
        case .duplicatePurpose(let id): "two field policies have the purpose \(id)"
        case .unknownOperation(let id): "the OpenAPI document has no operation '\(id)'"
        case .unknownParameter(let operation, let parameter):
            "the operation '\(operation)' has no parameter '\(parameter)'"
        case .fieldsMissing(let operation):
            "the derived document does not list the fields of the operation '\(operation)'"
        }
    }
}
