internal import ExchangeModel
internal import JSONSchema
internal import JSONTape
internal import OpenAPI

/// What a service says of an error, or that something is elsewhere.
///
/// FSC Core 2.0.0, *Error response*: it is returned unaltered. Where a field policy protects persons,
/// status, `Retry-After` and the members that the policy lets out are; the rest is left out.
extension PayloadRules {
    /// Whether an answer leaves as the service gave it, whatever the document says of it: an error or a
    /// redirection where no field policy protects persons.
    public func passesUnaltered(_ status: Int, _ match: RequestMatch) -> Bool {
        guard status >= 300, status != 304, let operation = match.operation else { return false }
        return judgesByDocumentAlone(match, operation)
    }

    /// Whether an answer leaves as it comes, so that nothing of it needs to be held.
    ///
    /// It is unaltered, or of a media type that passes unread: by the document where no field policy
    /// applies, or by the policy.
    public func passesUnread(_ facts: AnswerFacts, _ match: RequestMatch) -> Bool {
        guard match.needsAnswerBody, let operation = match.operation else { return true }
        if passesUnaltered(facts.status, match) { return true }
        let (isOpaque, isFree) = (isOpaque(match), judgesByDocumentAlone(match, operation))
        guard isOpaque || isFree, !isBodiless(facts, match), facts.status != 206 else {
            return false
        }
        let type = facts.contentType.flatMap(MediaType.init)
        if isOpaque, type?.isJSON != true { return true }
        guard isFree, let type, !type.isJSON else { return false }
        let entry = operation.response(status: facts.status)?.entry(for: type)
        return entry?.passesUnread(type) == true
    }

    /// Gives the proof for the status of an error whose body cannot be held; nil for other answers.
    public func releaseStatus(
        of facts: AnswerFacts,
        match: RequestMatch,
        context: PayloadContext
    ) -> ReleasedPayload? {
        guard facts.status >= 400, let policy = match.policy, let operation = match.operation else {
            return nil
        }
        let deviates = counted([deviation("unreadable error", operation)], context)
        return withheld(policy, deviates ? .deviating : .checked, context)
    }

    /// An answer that leaves as it is; what the document does not tell of is counted.
    func unaltered(
        _ facts: AnswerFacts,
        _ operation: Operation,
        _ context: PayloadContext
    ) -> ReleasedPayload {
        let type = facts.contentType.flatMap(MediaType.init)
        let rule = undeclared(facts.status, type, operation)
        return ReleasedPayload(
            transaction: context.transaction,
            verdict: counted(rule.map { [$0] } ?? [], context) ? .deviating : .unchecked(.unaltered)
        )
    }

    /// Gives the proof for an answer that ``passesUnread(_:_:)`` says leaves as it comes.
    public func releaseUnread(
        _ facts: AnswerFacts,
        match: RequestMatch,
        context: PayloadContext
    ) -> ReleasedPayload {
        precondition(passesUnread(facts, match), "an answer that is to be read")
        guard match.needsAnswerBody, let operation = match.operation else {
            return ReleasedPayload(
                transaction: context.transaction,
                verdict: .unchecked(match.unchecked)
            )
        }
        if passesUnaltered(facts.status, match) { return unaltered(facts, operation, context) }
        return ReleasedPayload(transaction: context.transaction, verdict: .unchecked(.opaque))
    }

    /// An error where a field policy protects persons: its status, and what the policy lets out.
    ///
    /// - Throws: Where a provider's derived document binds and the answer holds more than it lets out.
    func protected(
        _ facts: AnswerFacts,
        _ body: Span<UInt8>,
        _ match: RequestMatch,
        _ operation: Operation,
        _ context: PayloadContext,
        _ tape: inout ValueTape,
        _ out: inout [UInt8]
    ) throws(PayloadRefusal) -> ReleasedPayload {
        let type = facts.contentType.flatMap(MediaType.init)
        var deviations: [Deviation] = []
        if let rule = undeclared(facts.status, type, operation) { deviations = [rule] }
        guard !body.isEmpty, !isBodiless(facts, match) else {
            let deviates = counted(deviations, context)
            return ReleasedPayload(
                transaction: context.transaction,
                verdict: deviates ? .deviating : .unchecked(.noBody)
            )
        }
        if type?.isJSON != true, isOpaque(match) {
            return ReleasedPayload(transaction: context.transaction, verdict: .unchecked(.opaque))
        }
        let isRead = read(facts, body, type, &tape)
        if isRead {
            deviations += violations(of: facts.status, type, operation, tape, body.bytes)
        } else {
            deviations.append(deviation("unreadable error", operation))
        }
        var isExceeded = false
        if match.policy == nil, let bound = bounds[operation.id] {
            isExceeded = !isRead || bound.isExceeded(by: tape, body.bytes, isError: true)
            if isExceeded { deviations.append(deviation("field policy", operation)) }
        }
        guard !isExceeded || answerMode != .enforce else {
            throw .answerInvalid([.init(location: "", rule: "field policy")])
        }
        let verdict: PayloadVerdict = counted(deviations, context) ? .deviating : .checked
        guard let policy = match.policy else {
            return ReleasedPayload(
                transaction: context.transaction,
                verdict: verdict,
                paths: ["/**"]
            )
        }
        guard isRead else { return withheld(policy, verdict, context) }
        return reduced(body, policy, verdict, context, tape, &out)
    }

    private func reduced(
        _ body: Span<UInt8>,
        _ policy: OperationPolicy,
        _ verdict: PayloadVerdict,
        _ context: PayloadContext,
        _ tape: borrowing ValueTape,
        _ out: inout [UInt8]
    ) -> ReleasedPayload {
        let minimization = Minimization(tape, body.bytes, by: policy.errors)
        var subjects = SubjectSearch()
        subjects.collect(policy.answerSubjects, types: policy.idTypes, tape, body.bytes)
        guard minimization.isReleasable, !subjects.isExceeded else {
            return withheld(policy, verdict, context)
        }
        if minimization.leftOut { minimization.append(body.bytes, to: &out) }
        return ReleasedPayload(
            transaction: context.transaction,
            verdict: verdict,
            body: minimization.leftOut ? .minimized : .original,
            paths: minimization.releasedPaths(of: policy.errors),
            fields: minimization.releasedNumbers(of: policy.errors, from: policy.firstErrorField),
            subjects: subjects.subjects,
            mayNameSubjects: !policy.answerSubjects.isEmpty
        )
    }

    private func withheld(
        _ policy: OperationPolicy,
        _ verdict: PayloadVerdict,
        _ context: PayloadContext
    ) -> ReleasedPayload {
        ReleasedPayload(
            transaction: context.transaction,
            verdict: verdict,
            body: .withheld,
            mayNameSubjects: !policy.answerSubjects.isEmpty
        )
    }

    /// Reads a body onto the tape; false when it is not JSON that can be judged.
    private func read(
        _ facts: AnswerFacts,
        _ body: Span<UInt8>,
        _ type: MediaType?,
        _ tape: inout ValueTape
    ) -> Bool {
        guard let type, type.isJSON, type.isUTF8, !ContentCoding.isCoded(facts.contentCoding),
            facts.status != 206, body.count <= limits.answerBytes
        else { return false }
        do throws(JSONProblem) {
            try tape.parse(body, limits: .payload)
            return true
        } catch {
            return false
        }
    }

    /// How an answer's head differs from what the document declares.
    private func undeclared(
        _ status: Int,
        _ type: MediaType?,
        _ operation: Operation
    ) -> Deviation? {
        guard let response = operation.response(status: status) else {
            return deviation("undeclared status", operation)
        }
        guard let type, response.entry(for: type) == nil else { return nil }
        return deviation("undeclared media type", operation)
    }

    /// How a body on the tape breaks its schema.
    private func violations(
        of status: Int,
        _ type: MediaType?,
        _ operation: Operation,
        _ tape: borrowing ValueTape,
        _ input: RawSpan
    ) -> [Deviation] {
        let entry = type.flatMap { operation.response(status: status)?.entry(for: $0) }
        guard answerMode != .off, let schema = entry?.schema, !schema.isValid(tape, input) else {
            return []
        }
        var found: [Deviation] = []
        for violation in schema.violations(tape, input, limit: Self.maximumFaults) {
            found.append(deviation(violation, operation, isAnswer: true, tape, input))
        }
        return found
    }

    private func deviation(_ rule: String, _ operation: Operation) -> Deviation {
        Deviation(operation: operation.id, isAnswer: true, path: "", rule: rule)
    }

    /// Counts what breaks the document, where that is looked at; whether anything does.
    private func counted(_ deviations: [Deviation], _ context: PayloadContext) -> Bool {
        guard answerMode != .off, !deviations.isEmpty else { return false }
        tally.count(deviations, context)
        return true
    }
}
