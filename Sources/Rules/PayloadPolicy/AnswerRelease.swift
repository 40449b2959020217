internal import ExchangeModel
internal import JSONSchema
public import JSONTape
internal import OpenAPI

extension PayloadRules {
    /// The refusal that the head of an answer already earns; nil when its body must decide.
    ///
    /// Asking it before the body arrives spares reading it.
    public func refusal(ofHead facts: AnswerFacts, match: RequestMatch) -> PayloadRefusal? {
        guard match.needsAnswerBody, !isBodiless(facts, match), facts.status < 400,
            !passesUnaltered(facts.status, match)
        else { return nil }
        if ContentCoding.isCoded(facts.contentCoding) { return .answerCoded }
        if facts.status == 206 { return .answerPartial }
        return nil
    }

    /// Judges an answer by document and policy, and leaves out what may not leave.
    ///
    /// - Parameters:
    ///   - facts: What the head of the answer says.
    ///   - body: The whole body; empty when there is none or
    ///     ``RequestMatch/needsAnswerBody`` is false.
    ///   - match: What ``operation(for:context:tape:)`` gave for the request.
    ///   - context: The exchange.
    ///   - tape: Working memory.
    ///   - out: The minimised body is appended to it; on a refusal it is as before.
    /// - Returns: The proof that the answer may leave, or why it is withheld.
    public func release(
        _ facts: AnswerFacts,
        body: Span<UInt8>,
        match: RequestMatch,
        context: PayloadContext,
        tape: inout ValueTape,
        into out: inout [UInt8]
    ) -> Result<ReleasedPayload, PayloadRefusal> {
        let mark = out.count
        do throws(PayloadRefusal) {
            return .success(try released(facts, body, match, context, &tape, &out))
        } catch {
            out.removeLast(out.count - mark)
            return .failure(error)
        }
    }

    /// Whether an answer has no body by its nature.
    ///
    /// RFC 9110, *HEAD*, *204 No Content*, *304 Not Modified*.
    func isBodiless(_ facts: AnswerFacts, _ match: RequestMatch) -> Bool {
        match.isHead || facts.status == 204 || facts.status == 304
    }

    /// Whether the document tells of an answer without a body; HEAD and 304 follow from another.
    private func isDeclared(
        _ facts: AnswerFacts,
        _ match: RequestMatch,
        _ operation: Operation
    ) -> Bool {
        match.isHead || facts.status == 304 || operation.response(status: facts.status) != nil
    }

    /// An answer without a body whose status the document does not declare.
    private func undeclared(
        _ facts: AnswerFacts,
        _ operation: Operation,
        _ context: PayloadContext
    ) throws(PayloadRefusal) -> ReleasedPayload {
        switch answerMode {
        case .enforce: throw .answerUndeclared(.status(facts.status))
        case .off:
            return ReleasedPayload(transaction: context.transaction, verdict: .unchecked(.noBody))
        case .logOnly:
            let rule = "undeclared status"
            tally.count(
                [Deviation(operation: operation.id, isAnswer: true, path: "", rule: rule)],
                context
            )
            return ReleasedPayload(transaction: context.transaction, verdict: .deviating)
        }
    }

    private func released(
        _ facts: AnswerFacts,
        _ body: Span<UInt8>,
        _ match: RequestMatch,
        _ context: PayloadContext,
        _ tape: inout ValueTape,
        _ out: inout [UInt8]
    ) throws(PayloadRefusal) -> ReleasedPayload {
        func unchecked(_ reason: UncheckedReason) -> ReleasedPayload {
            ReleasedPayload(transaction: context.transaction, verdict: .unchecked(reason))
        }
        guard match.needsAnswerBody, let operation = match.operation else {
            return unchecked(match.unchecked)
        }
        if passesUnaltered(facts.status, match) {
            return unaltered(facts, operation, context)
        }
        if facts.status >= 400 {
            return try protected(facts, body, match, operation, context, &tape, &out)
        }
        if isBodiless(facts, match) {
            guard isDeclared(facts, match, operation) else {
                return try undeclared(facts, operation, context)
            }
            return unchecked(.noBody)
        }
        if let refusal = refusal(ofHead: facts, match: match) { throw refusal }
        guard body.count <= limits.answerBytes else {
            throw .answerTooLarge(limit: limits.answerBytes)
        }
        var deviations: [Deviation] = []
        let reading = try read(facts, body, match, operation, &tape)
        switch reading {
        case .opaque: return unchecked(.opaque)
        case .fault(let refusal, let rule):
            guard answerMode != .enforce else { throw refusal }
            deviations = [Deviation(operation: operation.id, isAnswer: true, path: "", rule: rule)]
        case .violations(let violations):
            guard answerMode != .enforce else {
                throw .answerInvalid(
                    violations.map {
                        .init(location: location($0.instance, .answer), rule: $0.keyword)
                    }
                )
            }
            deviations = violations.map {
                deviation($0, operation, isAnswer: true, tape, body.bytes)
            }
        case .conforming:
            guard answerMode != .off, !body.isEmpty, let bound = bounds[operation.id],
                bound.isExceeded(by: tape, body.bytes, isError: false)
            else { break }
            let rule = "field policy"
            guard answerMode != .enforce else {
                throw .answerInvalid([.init(location: "", rule: rule)])
            }
            deviations = [Deviation(operation: operation.id, isAnswer: true, path: "", rule: rule)]
        }
        if answerMode == .off { deviations = [] }
        tally.count(deviations, context)
        let verdict = deviations.isEmpty ? PayloadVerdict.checked : .deviating
        guard let policy = match.policy, !body.isEmpty else {
            return ReleasedPayload(
                transaction: context.transaction,
                verdict: verdict,
                paths: body.isEmpty ? [] : ["/**"]
            )
        }
        return try minimized(body, policy, verdict, context, tape, &out)
    }

    private func minimized(
        _ body: Span<UInt8>,
        _ policy: OperationPolicy,
        _ verdict: PayloadVerdict,
        _ context: PayloadContext,
        _ tape: borrowing ValueTape,
        _ out: inout [UInt8]
    ) throws(PayloadRefusal) -> ReleasedPayload {
        let minimization = Minimization(tape, body.bytes, by: policy.mask)
        guard minimization.isReleasable else {
            throw .answerInvalid([.init(location: "", rule: "field policy")])
        }
        if minimization.leftOut { minimization.append(body.bytes, to: &out) }
        var subjects = SubjectSearch()
        subjects.collect(policy.answerSubjects, types: policy.idTypes, tape, body.bytes)
        guard !subjects.isExceeded else { throw .tooManyAnswerSubjects }
        return ReleasedPayload(
            transaction: context.transaction,
            verdict: verdict,
            body: minimization.leftOut ? .minimized : .original,
            paths: minimization.releasedPaths(of: policy.mask),
            fields: minimization.releasedNumbers(of: policy.mask, from: 0),
            subjects: subjects.subjects,
            mayNameSubjects: !policy.answerSubjects.isEmpty
        )
    }

    /// What reading an answer by the document came to.
    private enum Reading {
        case conforming
        /// The answer may pass unread.
        case opaque
        /// The answer is of no declared kind; its body is on the tape when a policy applies.
        case fault(PayloadRefusal, String)
        case violations([Violation])
    }

    /// Reads the body onto the tape and checks it.
    private func read(
        _ facts: AnswerFacts,
        _ body: Span<UInt8>,
        _ match: RequestMatch,
        _ operation: Operation,
        _ tape: inout ValueTape
    ) throws(PayloadRefusal) -> Reading {
        let response = operation.response(status: facts.status)
        guard !body.isEmpty else {
            guard answerMode != .off else { return .conforming }
            guard let response else { return undeclaredStatus(facts) }
            return response.isEmpty
                ? .conforming
                : .fault(.answerInvalid([.init(location: "", rule: "required")]), "required")
        }
        let type = facts.contentType.flatMap(MediaType.init)
        guard let type, type.isJSON, type.isUTF8 else {
            if type?.isJSON != true, isOpaque(match) { return .opaque }
            guard judgesByDocumentAlone(match, operation), let type, !type.isJSON else {
                return try unread(.answerUnreadable, "mediaType", match)
            }
            let entry = response?.entry(for: type)
            return entry?.passesUnread(type) == true
                ? .opaque : undeclaredType(facts, isStatusKnown: response != nil)
        }
        do throws(JSONProblem) {
            try tape.parse(body, limits: .payload)
        } catch {
            let rule = "json: \(error.reason.rawValue)"
            return try unread(.answerInvalid([.init(location: "", rule: rule)]), rule, match)
        }
        guard answerMode != .off else { return .conforming }
        guard let response else { return undeclaredStatus(facts) }
        guard let entry = response.entry(for: type) else {
            return undeclaredType(facts, isStatusKnown: true)
        }
        guard let schema = entry.schema, !schema.isValid(tape, body.bytes) else {
            return .conforming
        }
        return .violations(schema.violations(tape, body.bytes, limit: Self.maximumFaults))
    }

    private func undeclaredStatus(_ facts: AnswerFacts) -> Reading {
        .fault(.answerUndeclared(.status(facts.status)), "undeclared status")
    }

    private func undeclaredType(_ facts: AnswerFacts, isStatusKnown: Bool) -> Reading {
        guard isStatusKnown else { return undeclaredStatus(facts) }
        return .fault(.answerUndeclared(.mediaType(status: facts.status)), "undeclared media type")
    }

    /// A body that is on no tape passes no policy.
    private func unread(
        _ refusal: PayloadRefusal,
        _ rule: String,
        _ match: RequestMatch
    ) throws(PayloadRefusal) -> Reading {
        guard match.policy == nil else { throw refusal }
        return .fault(refusal, rule)
    }
}
