import AccessControl
import AccessTokens
import ExchangeModel
import NIOCore
import PayloadPolicy
import PeerIdentity
import PeerTransport

/// Judging requests and answers with the loop's own memory, which is used again for each.
extension InwayLoop {
    /// Decides who may make a request; a token that was seen before costs next to nothing.
    func authorize(
        _ peer: IdentifiedPeer,
        _ token: Range<Int>,
        of request: ReceivedRequest,
        _ access: AccessPolicy,
        at now: Timestamp
    ) -> Result<Permit, AccessRefusal> {
        request.withBytes { _, bytes in
            tokens.authorize(peer, token: bytes.extracting(token), policy: access, at: now)
        }
    }

    /// What the token of a refused request says, where it is genuine.
    func claims(
        _ peer: IdentifiedPeer,
        _ token: Range<Int>,
        of request: ReceivedRequest,
        _ access: AccessPolicy,
        at now: Timestamp
    ) -> AccessToken? {
        request.withBytes { _, bytes in
            access.claims(of: bytes.array(token), shownBy: peer, at: now)
        }
    }

    /// What a refused request asked for.
    func asked(
        _ request: ReceivedRequest,
        _ body: ByteBuffer,
        _ service: ReadyService,
        _ context: PayloadContext
    ) -> AskedRequest {
        service.rules.asked(
            service.facts(of: request),
            body: body.readableBytesUInt8Span,
            context: context,
            tape: &tape
        )
    }

    /// Judges a request's head.
    func match(
        _ request: ReceivedRequest,
        _ course: InwayExchange.Course
    ) -> Result<RequestMatch, PayloadRefusal> {
        let facts = course.service.facts(of: request)
        return course.service.rules.operation(for: facts, context: course.context, tape: &tape)
    }

    /// Judges a request's body.
    func check(
        _ body: ByteBuffer,
        _ match: RequestMatch,
        _ course: InwayExchange.Course
    ) -> Result<ConformingPayload, PayloadRefusal> {
        course.service.rules.check(
            body.readableBytesUInt8Span,
            match: match,
            context: course.context,
            tape: &tape
        )
    }

    /// Judges an answer, and gives the bytes that may leave.
    func release(
        _ facts: AnswerFacts,
        _ body: ByteBuffer,
        _ match: RequestMatch,
        _ course: InwayExchange.Course
    ) -> Result<ReleasedAnswer, PayloadRefusal> {
        scratch.removeAll(keepingCapacity: true)
        let result = course.service.rules.release(
            facts,
            body: body.readableBytesUInt8Span,
            match: match,
            context: course.context,
            tape: &tape,
            into: &scratch
        )
        switch consume result {
        case .failure(let refusal): return .failure(refusal)
        case .success(let payload):
            let bytes =
                switch payload.body {
                case .original: body
                case .minimized: ByteBuffer(bytes: scratch)
                case .withheld: ByteBuffer()
                }
            return .success(ReleasedAnswer(payload: payload, body: bytes))
        }
    }
}

/// An answer that may leave, with the bytes that leave.
struct ReleasedAnswer: ~Copyable {
    let payload: ReleasedPayload
    let body: ByteBuffer
}
