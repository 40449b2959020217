import AccessLog
import ExchangeModel
import HTTPWire
import NIOCore
import PayloadPolicy
import PeerTransport

/// The wait of an exchange for a token.
struct TokenWait {
    /// What a token is waited for.
    enum Purpose {
        /// The request has none yet.
        case first
        /// The one that it has led to no answer.
        case replacement
    }

    let purpose: Purpose
    let deadline: NIODeadline
}

/// The token of an exchange: waited for, replaced where it led to no answer, and given up.
extension OutwayExchange {
    func fetchToken(_ route: ReadyRoute, at now: Timestamp) {
        switch loop.token(for: route.route, at: now, self) {
        case .ready(let token): authorize(token)
        case .failed(let unavailable): haveNoToken(unavailable)
        case .waiting: wait(for: .first)
        }
    }

    private func wait(for purpose: TokenWait.Purpose) {
        tokenWait = TokenWait(purpose: purpose, deadline: .now() + loop.settings.limits.token)
    }

    func received(_ result: Result<OutwayToken, TokenUnavailable>) {
        switch (tokenWait.take()?.purpose, result) {
        case (nil, _): return
        case (.first, .success(let token)): authorize(token)
        case (.first, .failure(let unavailable)): haveNoToken(unavailable)
        case (.replacement, .success(let token)): take(replacement: token)
        case (.replacement, .failure): haveNoReplacement()
        }
    }

    /// Whether a token is still waited for; gives up when its time is over.
    func stillAwaitsToken(at now: NIODeadline) -> Bool {
        guard let tokenWait else { return false }
        guard now >= tokenWait.deadline else { return true }
        self.tokenWait = nil
        switch tokenWait.purpose {
        case .first: stop(.tokenLate(facts.grant.flatMap { loop.tokenFailure(for: $0) }))
        case .replacement: haveNoReplacement()
        }
        return false
    }

    /// The provider gives none: a grant that means the same is used where there is one.
    private func haveNoToken(_ unavailable: TokenUnavailable) {
        guard unavailable.isFinal, facts.outcome == nil, var course, !course.fallbacks.isEmpty
        else {
            return stop(.token(unavailable))
        }
        let next = course.fallbacks.removeFirst()
        loop.fellBack(from: course.route.route, to: next.route.route, unavailable)
        course.route = next.route
        self.course = course
        machine.admitInstead(next.permit)
        facts.grant = next.route.grant
        fetchToken(next.route, at: loop.settings.clock())
    }

    // MARK: Another token

    /// No connection to the Inway can be made: it may have moved, and a new token names its address.
    func upstreamCannotConnect(_ reason: UpstreamFailure.Reason) -> Bool {
        obstacle = reason
        if tokenWait != nil { return true }
        guard let token, let course else { return false }
        switch loop.replacement(of: token, for: course.route.route, .unreachable, self) {
        case .ready(let other): return move(to: other) || reason.mayPass
        case .failed: return reason.mayPass
        case .waiting:
            wait(for: .replacement)
            return true
        }
    }

    /// Has the request, of which nothing has left, go where another token leads.
    private func move(to other: OutwayToken) -> Bool {
        guard let token, other.target !== token.target, let upstream, upstream.isWaiting,
            let sending = machine.renew(other, afterRefusal: false)
        else { return false }
        var head = upstream.makeHeadBuffer()
        write(sending.token, to: &head)
        self.token = other
        return loop.pool.move(upstream, to: other.target, head: head)
    }

    /// Whether the Inway refused the token, and another one is tried or waited for.
    ///
    /// An Inway refuses a token before it records or forwards anything, so the request may be sent
    /// once more under the same TransactionID, where all of it is still held.
    func replaceRefusedToken(_ response: ReceivedResponse) -> Bool {
        guard let token, let course,
            response.withBytes({ ClientAnswer.rejectsToken($0, in: $1) })
        else { return false }
        let route = course.route.route
        guard isRequestEnded || request?.head.framing == BodyFraming.none, sentBody != nil,
            !hasResent
        else {
            // This request cannot be sent again; the next one finds a new token.
            _ = loop.replacement(of: token, for: route, .refused, nil)
            return false
        }
        switch loop.replacement(of: token, for: route, .refused, self) {
        case .ready(let other): return resend(with: other)
        case .failed: return false
        case .waiting:
            wait(for: .replacement)
            return true
        }
    }

    private func take(replacement other: OutwayToken) {
        guard let token else { return }
        guard pending != nil else {
            // The Inway could not be reached.
            if !move(to: other), upstream?.isWaiting == true { stopUnlessItPasses() }
            return
        }
        if other.text == token.text || !resend(with: other) { haveNoReplacement() }
    }

    private func haveNoReplacement() {
        if pending == nil {
            if upstream?.isWaiting == true { stopUnlessItPasses() }
        } else {
            passOnPending()
        }
    }

    /// Connecting is tried again unless what stands in its way will not pass.
    private func stopUnlessItPasses() {
        if let obstacle, !obstacle.mayPass { stop(.unreachable(obstacle)) }
    }

    /// Sends the whole request once more with another token; false where it was done already.
    private func resend(with other: OutwayToken) -> Bool {
        guard let sentBody, let sending = machine.renew(other, afterRefusal: true) else {
            return false
        }
        upstream?.cancel()
        (upstream, pending) = (nil, nil)
        (token, body, hasResent) = (other, sentBody, true)
        facts.note(nil, status: 0)
        send(sending)
        return true
    }

    // MARK: Another transaction

    /// A kept connection was lost with a request that changes nothing: the Inway may have recorded it,
    /// so it is not repeated but made once more, as a transaction of its own; false where it may not be.
    ///
    /// RFC 9110, *Idempotent Methods*; FSC Logging 1.1.0, *TransactionID*: an id stands for one record.
    func beginAnew(after failure: UpstreamFailure) -> Bool {
        guard failure.reason == .closedBeforeAnswer, failure.onKeptConnection, !hasBegunAnew,
            let course, course.ownsTransaction, let request, let token, let context,
            request.head.framing == BodyFraming.none,
            request.head.method == .get || request.head.method == .head
        else { return false }
        let transaction = loop.newTransaction(at: loop.settings.clock())
        guard let record = machine.beginAnew(transaction, token) else { return false }
        facts.elapsed = NIODeadline.now() - began
        facts.cause = OutwayRefusal(failure).cause
        record.complete(facts.completion(OutwayRefusal(failure).outcome))
        facts.cause = RefusalCause()
        hasBegunAnew = true
        facts.transaction = transaction
        (upstream, pending, heldAnswer, body) = (nil, nil, nil, ByteBuffer())
        self.context = PayloadContext(
            transaction: transaction,
            purpose: context.purpose,
            peer: context.peer
        )
        checkRequest()
        return true
    }
}

extension UpstreamFailure.Reason {
    /// Whether it may pass while a request waits: an Inway that restarts, a network that is mended.
    fileprivate var mayPass: Bool {
        switch self {
        case .nameUnknown, .connectFailed, .connectTimeout, .handshakeRefused, .chainRefused,
            .untrusted, .misnamed, .ownCertificateRefused:
            true
        default: false
        }
    }
}
