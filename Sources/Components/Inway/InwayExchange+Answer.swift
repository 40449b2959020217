import AccessLog
import ExchangeModel
import HTTPWire
import LogStorage
import NIOCore
import PayloadPolicy
import PeerTransport

/// The leg to the source and the answer's way back.
extension InwayExchange: UpstreamDelegate {
    /// Sends the request; the leave to do so is used up.
    func forward(_ forwarding: consuming Forwarding) {
        guard let request, let course, let match, let trace = facts.trace else { return }
        let upstream = loop.pool.exchange(
            with: course.service.offer.source,
            delegate: self,
            for: course.peer
        )
        upstream.isAnswerHeld = match.needsAnswerBody
        self.upstream = upstream
        var head = upstream.makeHeadBuffer()
        let additions = SourceRequest.Additions(
            permit: forwarding.permit,
            trace: trace,
            startsTrace: facts.startsTrace,
            wantsWholeAnswer: match.needsAnswerBody
        )
        request.withBytes { course.service.request.write($0, in: $1, adding: additions, to: &head) }
        let held = body.handOver()
        if held.readableBytes > UpstreamExchange.quietBytes { swap(&leaving, &body) }
        body.release(to: loop.held)
        if isRequestEnded || request.head.framing == .none {
            upstream.send(head, body: held, method: request.head.method)
        } else {
            upstream.begin(head, framing: request.head.framing, method: request.head.method)
            upstream.write(held)
            if upstream.isWritable { connection.resumeReading() }
        }
    }

    func upstreamWritabilityChanged(_ isWritable: Bool) {
        guard !isRequestEnded else { return }
        if isWritable { connection.resumeReading() } else { connection.pauseReading() }
    }

    func upstreamTookHeld() {
        leaving.release(to: loop.held)
    }

    func upstreamReceived(_ response: ReceivedResponse) {
        guard let course, let match else { return }
        answer = response
        facts.status = response.head.status
        let (rules, said) = (course.service.rules, response.facts)
        if !match.needsAnswerBody || response.head.framing != .none,
            rules.passesUnread(said, match)
        {
            return passOn(response, said)
        }
        if let refusal = rules.refusal(ofHead: said, match: match) {
            return stop(.answer(refusal))
        }
        let limit = rules.limits.answerBytes
        if case .length(let length) = response.head.framing, length > UInt64(limit) {
            exceed(.answerTooLarge(limit: limit))
        }
    }

    /// The answer cannot be held to its end: of an error the status leaves, without a body.
    func exceed(_ refusal: PayloadRefusal?) {
        guard let course, let match, let answer,
            let payload = course.service.rules.releaseStatus(
                of: answer.facts,
                match: match,
                context: course.context
            )
        else { return stop(refusal.map(InwayRefusal.answer) ?? .overloaded) }
        upstream?.cancel()
        release(ReleasedAnswer(payload: payload, body: ByteBuffer()), of: answer)
    }

    func upstreamReceived(body part: ByteBuffer) {
        guard isPassingOn else {
            body.append(part)
            return keepAnswerWithinBounds()
        }
        facts.responseBytes += UInt64(part.readableBytes)
        connection.writeBody(part)
        if !connection.isWritable { upstream?.pauseReading() }
    }

    func upstreamReadComplete() {
        if isPassingOn { connection.flush() }
    }

    func upstreamReceivedEnd() {
        isAnswerEnded = true
        guard isPassingOn else {
            if !body.isStarved { releaseAnswer() }
            return
        }
        finish(.answered)
        connection.endResponse()
    }

    func upstreamFailed(_ failure: UpstreamFailure) {
        guard isPassingOn else { return stop(InwayRefusal(failure)) }
        if connection.takeBackResponse() {
            isPassingOn = false
            facts.tookBack()
            machine.takesBack()
            return stop(InwayRefusal(failure))
        }
        finish(.interrupted)
        connection.abort()
    }

    func writabilityChanged(_ isWritable: Bool) {
        guard isPassingOn else { return }
        if isWritable { upstream?.resumeReading() } else { upstream?.pauseReading() }
    }

    // MARK: Release

    /// Begins an answer that nothing holds back; its body follows as it comes.
    private func passOn(_ response: ReceivedResponse, _ said: AnswerFacts) {
        guard let course, let match else { return }
        let payload = course.service.rules.releaseUnread(
            said,
            match: match,
            context: course.context
        )
        guard let head = head(of: response, for: payload) else { return stop(.answerHeadTooLong) }
        facts.note(payload)
        machine.passesOn(payload)
        isPassingOn = true
        upstream?.isAnswerHeld = false
        connection.beginResponse(head, framing: response.passedOnFraming)
    }

    /// The whole answer is held: checks and minimises it, and records the persons in it.
    func releaseAnswer() {
        guard let course, let match, let answer else { return }
        switch loop.release(answer.facts, body.buffer, match, course) {
        case .failure(let refusal):
            facts.responseVerdict = .failed
            stop(.answer(refusal))
        case .success(let released): release(released, of: answer)
        }
    }

    private func release(_ released: consuming ReleasedAnswer, of answer: ReceivedResponse) {
        guard let head = head(of: answer, for: released.payload) else {
            return stop(.answerHeadTooLong)
        }
        let found = released.payload.subjects.filter { !namedSubjects.contains($0) }
        guard let subjects = pseudonyms(found) else { return stop(.disclosureFailed) }
        facts.note(released.payload)
        checkedAnswer = (head, released.body)
        let persons = unrecordedSubjects + subjects
        let now = loop.settings.clock()
        perform(machine.released(released.payload, subjects: persons, at: now))
    }

    private func head(
        of answer: ReceivedResponse,
        for payload: borrowing ReleasedPayload
    ) -> HeadBuffer? {
        guard let course, let match else { return nil }
        let writing = AnswerHead(
            rules: course.service.rules,
            match: match,
            considered: course.service.answerFields,
            source: course.service.references,
            body: payload.body,
            forbidsCaching: payload.mayNameSubjects
        )
        var head = connection.makeHeadBuffer()
        writing.write(answer, to: &head)
        return connection.takes(head) ? head : nil
    }

    /// Makes the persons that an answer names durable before it leaves.
    func disclose(_ entry: LogEntry) {
        do throws(EntryRefusal) {
            try loop.desk.disclose(entry, for: self)
        } catch {
            stop(.disclosureFailed)
        }
    }

    func disclosed(_ result: Result<LogPosition, LogRefusal>) {
        switch result {
        case .success:
            unrecordedSubjects = []
            perform(machine.disclosed())
        case .failure: stop(.disclosureFailed)
        }
    }

    /// Sends an answer that was checked.
    func send(_ payload: consuming ReleasedPayload) {
        guard let (head, body) = checkedAnswer else { return }
        checkedAnswer = nil
        facts.responseBytes = UInt64(body.readableBytes)
        guard body.readableBytes > UpstreamExchange.quietBytes else {
            finish(.answered)
            return connection.respond(head, body: body)
        }
        // A large answer keeps its room, and its record open, until it has left.
        _ = self.body.handOver()
        connection.respond(head, body: body) { self.finish($0 ? .answered : .clientLeft) }
    }
}
