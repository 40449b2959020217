internal import ExchangeModel
internal import JSONSchema
public import JSONTape
internal import OpenAPI

extension PayloadRules {
    /// Judges the body of a request by the document and by the purpose's policy.
    ///
    /// - Parameters:
    ///   - body: The whole body; empty when there is none or
    ///     ``RequestMatch/needsRequestBody`` is false.
    ///   - match: What ``operation(for:context:tape:)`` gave for the head.
    ///   - context: The exchange.
    ///   - tape: Working memory.
    /// - Returns: The proof that the body may be forwarded, or why it is refused.
    public func check(
        _ body: Span<UInt8>,
        match: RequestMatch,
        context: PayloadContext,
        tape: inout ValueTape
    ) -> Result<ConformingPayload, PayloadRefusal> {
        do throws(PayloadRefusal) {
            return .success(try conforming(body, match, context, &tape))
        } catch {
            return .failure(error)
        }
    }

    private func conforming(
        _ body: Span<UInt8>,
        _ match: RequestMatch,
        _ context: PayloadContext,
        _ tape: inout ValueTape
    ) throws(PayloadRefusal) -> ConformingPayload {
        guard match.needsRequestBody, let operation = match.operation else {
            return ConformingPayload(
                transaction: context.transaction,
                verdict: .unchecked(match.unchecked),
                subjects: []
            )
        }
        guard body.count <= limits.requestBytes else {
            throw .requestTooLarge(limit: limits.requestBytes)
        }
        let fault = requestFault(body, match, operation, &tape)
        var isRead = false
        var deviations: [Deviation] = []
        var details: [ErrorAnswer.Detail] = []
        switch fault {
        case .unreadable(let place, let rule):
            guard match.policy == nil || rule != "mediaType" else { throw .requestUnreadable }
            guard requestMode != .enforce, match.policy == nil else {
                throw .requestInvalid([.init(location: place, rule: rule)])
            }
            deviations = [
                Deviation(operation: operation.id, isAnswer: false, path: place, rule: rule)
            ]
        case .undeclared(let rule):
            isRead = true
            details = [.init(location: "", rule: rule)]
            deviations = [Deviation(operation: operation.id, isAnswer: false, path: "", rule: rule)]
        case .broken(let violations):
            isRead = true
            details = violations.map {
                .init(location: location($0.instance, .request), rule: $0.keyword)
            }
            deviations = violations.map {
                deviation($0, operation, isAnswer: false, tape, body.bytes)
            }
        case .brokenForm(let violations):
            details = violations.map {
                .init(location: location($0.instance, .request), rule: $0.keyword)
            }
            deviations = violations.map {
                Deviation(
                    operation: operation.id,
                    isAnswer: false,
                    path: location($0.instance, .tally),
                    rule: $0.keyword
                )
            }
        case .empty: break
        case .unread:
            return ConformingPayload(
                transaction: context.transaction,
                verdict: match.deviates ? .deviating : .unchecked(.opaque),
                subjects: match.parameterSubjects
            )
        case nil: isRead = true
        }
        if requestMode == .enforce, !details.isEmpty { throw .requestInvalid(details) }
        if requestMode == .off { deviations = [] }
        tally.count(deviations, context)
        var subjects = SubjectSearch()
        for subject in match.parameterSubjects { subjects.add(subject.value, type: subject.idType) }
        if isRead, let policy = match.policy {
            try checkBody(tape, body.bytes, policy)
            subjects.collect(policy.requestSubjects, types: policy.idTypes, tape, body.bytes)
            guard !subjects.isExceeded else { throw .tooManyRequestSubjects }
        }
        let deviates = requestMode != .off && (match.deviates || !deviations.isEmpty)
        return ConformingPayload(
            transaction: context.transaction,
            verdict: deviates ? .deviating : .checked,
            subjects: subjects.subjects
        )
    }

    /// How a body differs from what the document asks.
    private enum BodyFault {
        /// The body is on no tape: it is not JSON in UTF-8.
        case unreadable(String, String)
        /// The body is JSON, but not of a kind that the operation takes.
        case undeclared(String)
        case broken([Violation])
        /// The body is a form: what is on the tape are its fields, not the body.
        case brokenForm([Violation])
        /// There is no body, and none is asked for.
        case empty
        /// The body is of a declared media type that is not read, and passes as it is.
        case unread
    }

    /// Reads the body onto the tape and checks it; nil when it conforms.
    private func requestFault(
        _ body: Span<UInt8>,
        _ match: RequestMatch,
        _ operation: Operation,
        _ tape: inout ValueTape
    ) -> BodyFault? {
        guard !body.isEmpty else {
            return operation.requestBody?.isRequired == true ? .unreadable("", "required") : .empty
        }
        guard let type = match.mediaType else {
            return .unreadable("header:content-type", "required")
        }
        // A purpose's policy judges JSON only.
        if match.policy == nil, type.isUTF8,
            let form = operation.requestBody?.content.entry(for: type)?.form
        {
            let violations = form.violations(
                body,
                type: type,
                tape: &tape,
                limit: Self.maximumFaults
            )
            return violations.isEmpty ? nil : .brokenForm(violations)
        }
        if judgesByDocumentAlone(match, operation),
            operation.requestBody?.content.entry(for: type)?.passesUnread(type) == true
        {
            return .unread
        }
        guard type.isJSON, type.isUTF8 else {
            return .unreadable("header:content-type", "mediaType")
        }
        do throws(JSONProblem) {
            try tape.parse(body, limits: .payload)
        } catch {
            return .unreadable("", "json: \(error.reason.rawValue)")
        }
        guard requestMode != .off else { return nil }
        guard let content = operation.requestBody?.content else {
            return .undeclared("undeclared body")
        }
        guard let entry = content.entry(for: type) else {
            return .undeclared("undeclared media type")
        }
        guard let schema = entry.schema, !schema.isValid(tape, body.bytes) else { return nil }
        return .broken(schema.violations(tape, body.bytes, limit: Self.maximumFaults))
    }
}
