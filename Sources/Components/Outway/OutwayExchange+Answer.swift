import AccessLog
import ExchangeModel
import HTTPWire
import NIOCore
import PayloadPolicy
import PeerTransport

/// An answer that has not begun to leave: its head, and what of its body came with it.
struct PendingAnswer {
    let response: ReceivedResponse
    var body = ByteBuffer()
    /// Whether all of it is there.
    var isEnded = false
    /// Whether a wait for the first byte of its body has begun.
    var isTimed = false
}

/// The leg to the Inway and the answer's way back.
extension OutwayExchange: UpstreamDelegate {
    /// How long the head of an answer waits for the first byte of its body.
    static let longestHeadWait = TimeAmount.milliseconds(50)

    /// Sends the request; the leave to do so is used up.
    func send(_ sending: consuming Sending) {
        guard let request else { return }
        let upstream = loop.pool.exchange(with: sending.token.target, delegate: self)
        upstream.isAnswerHeld = match?.needsAnswerBody == true
        let (route, usual) = (course?.route.route, upstream.answerTime)
        upstream.answerTime = (
            route?.answerTimeout ?? usual.answer, route?.streamTimeout ?? usual.streamIdle
        )
        self.upstream = upstream
        var head = upstream.makeHeadBuffer()
        write(sending.token, to: &head)
        let body = body
        sentBody = body.readableBytes <= UpstreamExchange.quietBytes ? body : nil
        if body.readableBytes > UpstreamExchange.quietBytes { swap(&leaving, &drawn) }
        releaseBody()
        if isRequestEnded || request.head.framing == .none {
            upstream.send(head, body: body, method: request.head.method)
        } else {
            upstream.begin(head, framing: request.head.framing, method: request.head.method)
            upstream.write(body)
            if upstream.isWritable { connection.resumeReading() }
        }
    }

    /// Writes the head that goes out with a token.
    func write(_ token: OutwayToken, to head: inout HeadBuffer) {
        guard let request, let course, let transaction = facts.transaction, let trace = facts.trace
        else { return }
        let writing = InwayRequest(
            token: token,
            transaction: transaction,
            trace: trace,
            startsTrace: facts.startsTrace,
            hidesAuthorization: course.hidesAuthorization,
            endUserField: course.endUserField,
            sendsBearerScheme: course.snapshot.configuration.sendsBearerScheme
        )
        request.withBytes { writing.write($0, in: $1, to: &head) }
    }

    /// Keeps a part of a body that leaves as it comes, while all of it is small.
    func keep(_ part: ByteBuffer) {
        guard let kept = sentBody?.readableBytes else { return }
        guard kept + part.readableBytes <= UpstreamExchange.quietBytes else {
            sentBody = nil
            return
        }
        sentBody?.writeImmutableBuffer(part)
    }

    func upstreamWritabilityChanged(_ isWritable: Bool) {
        guard !isRequestEnded else { return }
        if isWritable { connection.resumeReading() } else { connection.pauseReading() }
    }

    func upstreamTookHeld() {
        guard leaving > 0 else { return }
        loop.letGo(leaving)
        leaving = 0
    }

    func upstreamReceived(_ response: ReceivedResponse) {
        let refusal = response.withBytes { InwaysRefusal($0, in: $1) }
        facts.note(refusal, status: response.head.status)
        if let match, match.needsAnswerBody, !response.isGatewayError {
            let passesUnread = course?.route.rules.passesUnread(response.facts, match) == true
            guard passesUnread, response.head.framing != .none else { return hold(response, match) }
            upstream?.isAnswerHeld = false
        }
        pending = PendingAnswer(response: response)
        if replaceRefusedToken(response) { return }
        sentBody = nil
    }

    /// Lets the answer begin to leave.
    ///
    /// Not before all that came with its head was read and found right: until then the client can still
    /// be told that the answer is broken.
    func passOnPending() {
        guard let answer = pending.take(), let transaction = facts.transaction else { return }
        var head = connection.makeHeadBuffer()
        answer.response.withBytes { ClientAnswer.write($0, in: $1, transaction, to: &head) }
        machine.passesOn()
        isPassingOn = true
        sentBody = nil
        connection.beginResponse(head, framing: answer.response.passedOnFraming)
        if answer.body.readableBytes > 0 { passOn(answer.body) }
        if answer.isEnded { return endAnswer() }
        connection.flush()
    }

    private func passOn(_ part: ByteBuffer) {
        facts.responseBytes += UInt64(part.readableBytes)
        connection.writeBody(part)
        if !connection.isWritable { upstream?.pauseReading() }
    }

    private func endAnswer() {
        finish(facts.endOfAnswer)
        connection.endResponse()
    }

    /// A head whose body keeps us waiting leaves alone.
    private func awaitBody() {
        pending?.isTimed = true
        loop.later(Self.longestHeadWait) { [weak self] in
            guard let self, let pending = self.pending, pending.isTimed, self.tokenWait == nil
            else { return }
            self.passOnPending()
        }
    }

    /// Holds an answer until all of it was checked, unless its head is refused already.
    private func hold(_ response: ReceivedResponse, _ match: RequestMatch) {
        heldAnswer = response
        if let refusal = course?.route.rules.refusal(ofHead: response.facts, match: match) {
            stop(.answer(refusal))
        }
    }

    /// The whole answer is held: checks it, and passes it on as it came.
    private func releaseAnswer(_ response: ReceivedResponse) {
        guard let course, let match, let context, let transaction = facts.transaction else {
            return
        }
        switch loop.release(response.facts, body, match, course.route, context) {
        case .failure(let refusal): stop(.answer(refusal))
        case .success:
            var head = connection.makeHeadBuffer()
            response.withBytes { ClientAnswer.write($0, in: $1, transaction, to: &head) }
            let body = body
            facts.responseBytes = UInt64(body.readableBytes)
            machine.passesOn()
            guard body.readableBytes > UpstreamExchange.quietBytes else {
                finish(.answered)
                return connection.respond(head, body: body)
            }
            // A large answer keeps its room, and its record open, until it has left.
            connection.respond(head, body: body) { self.finish($0 ? .answered : .clientLeft) }
        }
    }

    func upstreamReceived(body part: ByteBuffer) {
        if heldAnswer != nil { return hold(answer: part) }
        guard let held = pending?.body.readableBytes else { return passOn(part) }
        pending?.body.writeImmutableBuffer(part)
        guard held + part.readableBytes > UpstreamExchange.quietBytes else { return }
        // The answer to a refused token is looked at no further while another token is on its way.
        if tokenWait == nil { passOnPending() } else { upstream?.pauseReading() }
    }

    func upstreamReadComplete() {
        if isPassingOn { return connection.flush() }
        guard let pending, tokenWait == nil else { return }
        if pending.body.readableBytes > 0 {
            passOnPending()
        } else if !pending.isTimed {
            awaitBody()
        }
    }

    func upstreamReceivedEnd() {
        if let heldAnswer { return releaseAnswer(heldAnswer) }
        guard pending != nil else { return endAnswer() }
        pending?.isEnded = true
        if tokenWait == nil { passOnPending() }
    }

    func upstreamFailed(_ failure: UpstreamFailure) {
        guard isPassingOn else {
            if !beginAnew(after: failure) { stop(OutwayRefusal(failure)) }
            return
        }
        if connection.takeBackResponse() {
            isPassingOn = false
            facts.responseBytes = 0
            return perform(machine.takesBack(for: OutwayRefusal(failure)))
        }
        finish(.interrupted)
        connection.abort()
    }

    func writabilityChanged(_ isWritable: Bool) {
        guard isPassingOn else { return }
        if isWritable { upstream?.resumeReading() } else { upstream?.pauseReading() }
    }
}
