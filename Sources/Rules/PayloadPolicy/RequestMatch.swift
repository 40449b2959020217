internal import ExchangeModel
public import JSONTape
internal import OpenAPI

/// A request's head that passed, with what its body and its answer will be judged by.
public struct RequestMatch: Sendable {
    /// The id of the operation; nil when the service has no document or only counts deviations.
    public let operationID: String?
    /// The operation as records name it: `HEAD` and the id where HEAD is answered as GET without a body.
    public var recordedOperation: String? {
        isHead && operation?.method == "GET" ? operationID.map { "HEAD " + $0 } : operationID
    }
    /// Whether the whole body is needed before it may be forwarded.
    public let needsRequestBody: Bool
    /// Whether the whole answer is needed before any of it may leave.
    ///
    /// Then the source is asked with `Accept-Encoding: identity`, without `Range` and `If-Range`.
    public let needsAnswerBody: Bool
    let operation: Operation?
    let policy: OperationPolicy?
    let mediaType: MediaType?
    let isHead: Bool
    let parameterSubjects: [SubjectIdentifier]
    let deviates: Bool
    let unchecked: UncheckedReason
}

extension PayloadRules {
    /// Judges the head of a request: path, method, purpose, coding, parameters.
    ///
    /// - Parameters:
    ///   - facts: What the head says.
    ///   - context: The exchange and the grant's purpose.
    ///   - tape: Working memory.
    /// - Returns: What body and answer will be judged by, or why the request is refused.
    public func operation(
        for facts: RequestFacts,
        context: PayloadContext,
        tape: inout ValueTape
    ) -> Result<RequestMatch, PayloadRefusal> {
        do throws(PayloadRefusal) {
            return .success(try match(facts, context, &tape))
        } catch {
            return .failure(error)
        }
    }

    private func match(
        _ facts: RequestFacts,
        _ context: PayloadContext,
        _ tape: inout ValueTape
    ) throws(PayloadRefusal) -> RequestMatch {
        let policy = try policy(context)
        guard let document, requestMode != .off || answerMode != .off || policy != nil else {
            // A policy without a document to find its operations in allows nothing.
            guard policy == nil else { throw .operationNotAllowed }
            return unmatched(facts, .noRule)
        }
        let found: OperationMatch
        switch document.match(method: facts.method, target: facts.target) {
        case .success(let match): found = match
        case .failure(let refusal):
            let reason = PayloadRefusal(refusal)
            guard policy == nil, requestMode != .enforce, answerMode != .enforce else {
                throw reason
            }
            if requestMode == .logOnly {
                tally.count(
                    [Deviation(operation: "", isAnswer: false, path: "", rule: reason.label)],
                    context
                )
            }
            return unmatched(facts, requestMode == .off ? .noRule : .unknownOperation)
        }
        var rule: OperationPolicy?
        if let policy {
            rule = policy.operations[found.operation.id]
            guard rule != nil else { throw .operationNotAllowed }
        }
        let checksRequest = requestMode != .off || rule != nil
        guard !checksRequest || !ContentCoding.isCoded(facts.contentCoding) else {
            throw .requestCoded
        }
        let parameters = found.parameters(tape: &tape) { name in
            facts.headerFields.filter { $0.name == name }.map(\.value)
        }
        if requestMode == .enforce, !parameters.violations.isEmpty {
            throw .requestInvalid(
                parameters.violations.map { .init(location: $0.place, rule: $0.keyword) }
            )
        }
        if requestMode == .logOnly {
            tally.count(
                parameters.violations.map {
                    Deviation(
                        operation: found.operation.id,
                        isAnswer: false,
                        path: $0.location,
                        rule: $0.keyword
                    )
                },
                context
            )
        }
        var subjects = SubjectSearch()
        if let rule {
            if requestMode != .enforce,
                let fault = parameters.violations.first(where: \.hidesValues)
            {
                throw .requestInvalid([.init(location: fault.place, rule: fault.keyword)])
            }
            try checkParameters(parameters.values, rule)
            for place in rule.parameterSubjects {
                for value in parameters.values.values(place.label) ?? [] {
                    subjects.add(value, type: rule.idTypes[place.type])
                }
            }
            guard !subjects.isExceeded else { throw .tooManyRequestSubjects }
        }
        return RequestMatch(
            operationID: found.operation.id,
            needsRequestBody: checksRequest,
            needsAnswerBody: answerMode != .off || rule != nil,
            operation: found.operation,
            policy: rule,
            mediaType: facts.contentType.flatMap(MediaType.init),
            isHead: facts.method == "HEAD",
            parameterSubjects: subjects.subjects,
            deviates: !parameters.violations.isEmpty,
            unchecked: .noRule
        )
    }

    /// The policy that the grant's purpose pins; nil when the service has no policies.
    ///
    /// A grant without purpose passes only where no policy is published: what former grants were
    /// signed for binds these alone.
    private func policy(_ context: PayloadContext) throws(PayloadRefusal) -> FieldPolicy? {
        guard !policies.isEmpty else { return nil }
        guard let purpose = context.purpose else {
            guard published.isEmpty else { throw .purposeMissing }
            return nil
        }
        if let policy = policies[purpose.fieldPolicy], policy.purpose == purpose.id {
            return policy
        }
        let isKnown = policies.values.contains { $0.purpose == purpose.id }
        throw isKnown ? .policyNotKept : .purposeUnknown
    }

    private func unmatched(_ facts: RequestFacts, _ reason: UncheckedReason) -> RequestMatch {
        RequestMatch(
            operationID: nil,
            needsRequestBody: false,
            needsAnswerBody: false,
            operation: nil,
            policy: nil,
            mediaType: nil,
            isHead: facts.method == "HEAD",
            parameterSubjects: [],
            deviates: reason == .unknownOperation,
            unchecked: reason
        )
    }
}

extension ParameterViolation {
    /// Whether the parameters cannot be judged by a policy: some may be read in more than one way.
    var hidesValues: Bool {
        keyword == "undeclared" || keyword == "encoding" || keyword == "repeated"
    }
}
