import AccessLog
import AccessTokens
import Contracts
import ExchangeModel
import HTTPWire
import NIOCore
import PayloadPolicy
import PeerTransport

/// Bodies that are held for a check, within the Service's and the process's bounds.
extension InwayExchange {
    /// Prepares to hold a request's body.
    func holdRequest(_ framing: BodyFraming) {
        guard case .length(let length) = framing, let course else { return }
        let limit = course.service.rules.limits.requestBytes
        guard length <= UInt64(limit) else { return refuseRequest(.requestTooLarge(limit: limit)) }
        draw(Int(length), for: course.peer)
    }

    /// A part of the request's body was added.
    func keepRequestWithinBounds() {
        guard let course else { return }
        let limit = course.service.rules.limits.requestBytes
        guard body.count <= limit else { return refuseRequest(.requestTooLarge(limit: limit)) }
        draw(body.count, for: course.peer)
    }

    /// A part of the answer's body was added.
    func keepAnswerWithinBounds() {
        guard let course else { return }
        let limit = course.service.rules.limits.answerBytes
        guard body.count <= limit else { return exceed(.answerTooLarge(limit: limit)) }
        draw(body.count, for: course.peer)
    }

    private func draw(_ count: Int, for peer: PeerID) {
        guard !body.draw(count, from: loop.held, for: peer) else { return }
        if !body.isStarved { loop.wait(self) }
        body.starve(until: .now() + loop.settings.limits.heldWait)
        if let upstream { upstream.pauseReading() } else { connection.pauseReading() }
    }

    /// Asks for room again: in every sweep until there is some, or the time is up.
    func askForRoom(at now: NIODeadline) {
        guard body.isStarved, let course else { return }
        if body.drawAgain(from: loop.held, for: course.peer) {
            goOn()
        } else if body.isOverdue(at: now) {
            if upstream == nil { refuseRequest(nil) } else { exceed(nil) }
        } else {
            loop.wait(self)
        }
    }

    /// There is room again for the body that waited.
    private func goOn() {
        if let upstream {
            if isAnswerEnded { releaseAnswer() } else { upstream.resumeReading() }
        } else if isRequestEnded {
            checkRequest()
        } else {
            connection.resumeReading()
        }
    }

    /// The body is not read any further; nil stands for want of room.
    ///
    /// What was received is on record as refused.
    private func refuseRequest(_ refusal: PayloadRefusal?) {
        guard facts.requestVerdict == nil else { return }
        facts.requestVerdict = refusal == nil ? .unchecked : .failed
        noteAsked(ByteBuffer())
        stop(refusal.map(InwayRefusal.payload) ?? .overloaded)
        record(facts.subjects)
    }

    /// Takes what a refused request asked for into its records, with as much of its body as was read.
    func noteAsked(_ body: ByteBuffer) {
        guard let request, let course else { return }
        let asked = loop.asked(request, body, course.service, course.context)
        facts.note(asked, subjects: pseudonyms(asked.subjects, course.snapshot) ?? [])
    }

    /// The same for a request that its token does not permit, for what the token says.
    func noteAsked(by claims: AccessToken, _ request: ReceivedRequest, _ snapshot: InwaySnapshot) {
        facts.know(claims)
        guard let service = snapshot.services[claims.service], let transaction = facts.transaction
        else { return }
        let context = PayloadContext(
            transaction: transaction,
            purpose: claims.purpose.purpose,
            peer: claims.subject
        )
        let asked = loop.asked(request, ByteBuffer(), service, context)
        facts.note(asked, subjects: pseudonyms(asked.subjects, snapshot) ?? [])
    }

    /// All of the request that is needed is held: checks and records it.
    func checkRequest() {
        guard let course, let match else { return }
        switch loop.check(body.buffer, match, course) {
        case .success(let payload):
            facts.note(payload.verdict)
            guard let subjects = pseudonyms(payload.subjects) else { return cannotRecord() }
            namedSubjects = DistinctSubjects(payload.subjects)
            perform(machine.conforms(payload))
            record(subjects)
        case .failure(let refusal):
            facts.requestVerdict = .failed
            noteAsked(body.buffer)
            stop(.payload(refusal))
            record(facts.subjects)
        }
    }

    /// The persons' pseudonyms; nil when there is no key to make them with.
    func pseudonyms(_ subjects: [SubjectIdentifier]) -> [Pseudonym]? {
        pseudonyms(subjects, course?.snapshot)
    }

    private func pseudonyms(
        _ subjects: [SubjectIdentifier],
        _ snapshot: InwaySnapshot?
    ) -> [Pseudonym]? {
        guard !subjects.isEmpty else { return [] }
        guard let pseudonymiser = snapshot?.pseudonymiser else { return nil }
        return subjects.map {
            pseudonymiser.pseudonym(of: $0.value, type: $0.idType)
        }
    }
}
