import AccessLog
import ExchangeModel
import HTTPWire
import NIOCore
import PayloadPolicy
import PeerTransport

/// The leg to the Inway and the answer's way back.
extension OutwayExchange: UpstreamDelegate {
    /// Sends the request; the leave to do so is used up.
    func send(_ sending: consuming Sending) {
        guard let request, let course, let transaction = facts.transaction, let trace = facts.trace
        else { return }
        let upstream = loop.pool.exchange(with: sending.token.target, delegate: self)
        upstream.isAnswerHeld = match?.needsAnswerBody == true
        self.upstream = upstream
        var head = upstream.makeHeadBuffer()
        let writing = InwayRequest(
            token: sending.token,
            transaction: transaction,
            trace: trace,
            startsTrace: facts.startsTrace,
            hidesAuthorization: course.hidesAuthorization,
            endUserField: course.endUserField,
            sendsBearerScheme: course.snapshot.configuration.sendsBearerScheme
        )
        request.withBytes { writing.write($0, in: $1, to: &head) }
        let body = body
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
        guard let transaction = facts.transaction else { return }
        facts.status = response.head.status
        if let token, response.withBytes({ ClientAnswer.rejectsToken($0, in: $1) }) {
            loop.drop(token)
        }
        if let match, match.needsAnswerBody, !response.isGatewayError {
            return hold(response, match)
        }
        var head = connection.makeHeadBuffer()
        response.withBytes { ClientAnswer.write($0, in: $1, transaction, to: &head) }
        machine.passesOn()
        isPassingOn = true
        connection.beginResponse(head, framing: response.passedOnFraming)
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
        facts.responseBytes += UInt64(part.readableBytes)
        connection.writeBody(part)
        if !connection.isWritable { upstream?.pauseReading() }
    }

    func upstreamReadComplete() {
        if isPassingOn { connection.flush() }
    }

    func upstreamReceivedEnd() {
        if let heldAnswer { return releaseAnswer(heldAnswer) }
        finish(.answered)
        connection.endResponse()
    }

    func upstreamFailed(_ failure: UpstreamFailure) {
        guard isPassingOn else { return stop(OutwayRefusal(failure)) }
        finish(.interrupted)
        connection.abort()
    }

    func writabilityChanged(_ isWritable: Bool) {
        guard isPassingOn else { return }
        if isWritable { upstream?.resumeReading() } else { upstream?.pauseReading() }
    }
}
