import AccessControl
import AccessLog
import ExchangeModel
import HTTPWire
import LogStorage
import NIOCore
import PayloadPolicy
import PeerIdentity
import PeerTransport

/// One request on its way through the Inway, on its connection's event loop.
///
/// What may happen next is decided by ``InwayMachine``; here it is done.
final class InwayExchange: Exchange {
    /// What is settled once a request is authorised.
    ///
    /// A class: it is asked for in every phase.
    final class Course {
        let permit: Permit
        let service: ReadyService
        let snapshot: InwaySnapshot
        let context: PayloadContext
        let began: Timestamp
        var peer: PeerID { permit.peer.peerID }

        init(
            permit: Permit,
            service: ReadyService,
            snapshot: InwaySnapshot,
            context: PayloadContext,
            began: Timestamp
        ) {
            self.permit = permit
            self.service = service
            self.snapshot = snapshot
            self.context = context
            self.began = began
        }
    }

    let loop: InwayLoop
    let connection: ServerConnection
    private let began = NIODeadline.now()
    var facts = ExchangeFacts()
    var machine = InwayMachine()
    /// The request's head, until the exchange is over.
    private(set) var request: ReceivedRequest?
    private(set) var course: Course?
    /// What the rules made of the request's head.
    private(set) var match: RequestMatch?
    private(set) var isRequestEnded = false
    private(set) var isRecordSent = false
    /// The request's body, then the answer's, as far as it is held.
    var body = HeldBody()
    /// The room of a large request that has not left yet.
    var leaving = HeldBody()
    /// Persons that the request names: an answer does not disclose them anew.
    var namedSubjects = DistinctSubjects()
    /// Those of them that no entry holds yet.
    var unrecordedSubjects: [Pseudonym] = []
    /// The leg to the source, once the request was forwarded.
    var upstream: UpstreamExchange?
    var answer: ReceivedResponse?
    /// The answer's head and body, once they were checked.
    var checkedAnswer: (head: HeadBuffer, body: ByteBuffer)?
    /// Whether the answer leaves as it comes.
    var isPassingOn = false
    var isAnswerEnded = false

    init(loop: InwayLoop, connection: ServerConnection) {
        (self.loop, self.connection) = (loop, connection)
    }

    // MARK: The head

    func received(_ request: ReceivedRequest) {
        guard let peer = connection.peer else { return connection.abort() }
        self.request = request
        guard !connection.isOverShare else { return stop(.tooManyConnections) }
        let now = loop.settings.clock()
        switch request.withBytes({ RequestIntake.read($0, in: $1) }) {
        case .failure(let refusal): stop(refusal)
        case .success(let intake):
            facts.transaction = intake.transaction
            facts.place(in: intake.trace, loop)
            authorize(peer, intake, request, at: now)
        }
    }

    private func authorize(
        _ peer: IdentifiedPeer,
        _ intake: RequestIntake,
        _ request: ReceivedRequest,
        at now: Timestamp
    ) {
        let snapshot = loop.snapshot()
        switch loop.authorize(peer, intake.token, of: request, snapshot.access, at: now) {
        case .failure(let refusal):
            let claims = loop.claims(peer, intake.token, of: request, snapshot.access, at: now)
            if let claims { noteAsked(by: claims, request, snapshot) }
            stop(.access(refusal))
        case .success(let permit):
            facts.know(permit)
            // An id of long ago may stand in a part of the log that is not remembered.
            guard intake.transaction.isOf(now) else { return stop(.transactionNotOfNow) }
            guard let service = snapshot.services[permit.service] else {
                return stop(.serviceUnknown)
            }
            let override = request.withBytes { head, bytes in
                ProxyField.override(of: head, in: bytes, except: service.offer.passedFields)
            }
            if let override { return stop(.methodOverridden(override)) }
            let course = Course(
                permit: permit,
                service: service,
                snapshot: snapshot,
                context: PayloadContext(
                    transaction: intake.transaction,
                    purpose: permit.purpose,
                    peer: permit.peer.peerID
                ),
                began: now
            )
            self.course = course
            machine.admit(permit, intake.transaction)
            plan(course, request)
        }
    }

    /// Decides when the request is recorded, and how much of its body is waited for.
    ///
    /// A body that is checked and small is read first, so that the record names the persons in it;
    /// else the record goes to the disk while the body is still coming.
    private func plan(_ course: Course, _ request: ReceivedRequest) {
        let framing = request.head.framing
        switch loop.match(request, course) {
        case .failure(let refusal):
            facts.requestVerdict = .failed
            noteAsked(ByteBuffer())
            stop(.payload(refusal))
            record(facts.subjects)
        case .success(let match):
            self.match = match
            facts.operation = match.recordedOperation
            if !match.needsRequestBody {
                checkRequest()
                if !isSmall(framing) { connection.pauseReading() }
            } else if framing == .none {
                checkRequest()
            } else {
                if !isSmall(framing) { record([]) }
                holdRequest(framing)
            }
        }
    }

    /// Whether a body is small enough to be taken before its record is durable.
    private func isSmall(_ framing: BodyFraming) -> Bool {
        switch framing {
        case .none: true
        case .length(let length): length <= UInt64(loop.settings.limits.earlyBytes)
        case .chunked, .untilClose: false
        }
    }

    // MARK: The body

    func received(body part: ByteBuffer) {
        facts.requestBytes += UInt64(part.readableBytes)
        if let upstream {
            upstream.write(part)
            if !upstream.isWritable { connection.pauseReading() }
        } else {
            body.append(part)
            if match?.needsRequestBody == true { keepRequestWithinBounds() }
        }
    }

    func receivedEnd() {
        isRequestEnded = true
        if let upstream { return upstream.end() }
        if match?.needsRequestBody == true, !body.isStarved, facts.requestVerdict == nil {
            checkRequest()
        }
    }

    // MARK: The record

    /// Sends the record on its way to the disk, once.
    func record(_ subjects: [Pseudonym]) {
        guard !isRecordSent, let course else {
            unrecordedSubjects = subjects
            return
        }
        isRecordSent = true
        do throws(EntryRefusal) {
            var entry = facts.requestEntry(course, loop.settings)
            entry.personal.subjects = subjects
            try loop.desk.record(entry, for: self)
        } catch {
            perform(machine.recordFailed(.recordFailed))
        }
    }

    /// The request cannot be recorded as it should be: nothing of it is forwarded.
    func cannotRecord() {
        if isRecordSent {
            stop(.recordFailed)
        } else {
            perform(machine.recordFailed(.recordFailed))
        }
    }

    func recorded(_ result: Result<RecordTicket, LogRefusal>) {
        switch result {
        case .success(let ticket):
            guard let record = ticket.take() else { return }
            perform(machine.recorded(record))
        case .failure(.duplicate): perform(machine.recordFailed(.transactionUsed))
        case .failure: perform(machine.recordFailed(.recordFailed))
        }
    }

    // MARK: What the machine says

    /// Does what comes next.
    func perform(_ action: consuming InwayMachine.Action) {
        switch consume action {
        case .wait: return
        case .forward(let forwarding): forward(forwarding)
        case .refuse(let refusal, let record): refuse(refusal, record)
        case .disclose(let entry): disclose(entry)
        case .send(let payload): send(payload)
        case .close(let record): close(record, facts.outcome ?? .abandoned)
        }
    }

    /// Refuses the exchange where it stands.
    func stop(_ refusal: InwayRefusal) {
        if upstream == nil, !isRequestEnded { connection.pauseReading() }
        perform(machine.refused(refusal))
    }

    private func refuse(_ refusal: InwayRefusal, _ record: consuming OpenRecord?) {
        guard facts.outcome == nil, let peer = connection.peer else { return }
        let answer = refusal.answer
        facts.note(refusal)
        if refusal.isDenial { loop.deny(peer, refusal.phase, answer.code, facts) }
        end(refusal.outcome)
        if let record { close(record, refusal.outcome) }
        var fields = refusal.fields
        if let detail = facts.cause.detail { fields += "sluis-error-cause: \(detail)\r\n" }
        connection.respond(answer, fields: fields)
    }

    /// Ends the exchange and closes its record, as soon as there is one.
    func finish(_ outcome: Outcome) {
        end(outcome)
        if let record = machine.end() { close(record, outcome) }
    }

    /// Closes the record; persons of the request that no entry holds yet are told before its end.
    private func close(_ record: consuming OpenRecord, _ outcome: Outcome) {
        if !unrecordedSubjects.isEmpty {
            let now = loop.settings.clock()
            loop.desk.append(record.disclosure(of: unrecordedSubjects, paths: [], at: now))
            unrecordedSubjects = []
        }
        record.complete(facts.completion(outcome))
    }

    private func end(_ outcome: Outcome) {
        facts.outcome = outcome
        facts.elapsed = NIODeadline.now() - began
        if let course { loop.metrics.ended(course.service.offer.name, outcome, facts) }
        body.release(to: loop.held)
        leaving.release(to: loop.held)
        upstream?.cancel()
        (upstream, request, answer) = (nil, nil, nil)
    }

    func peerGone() {
        guard facts.outcome == nil else { return }
        finish(.clientLeft)
    }

    func bodyRefused() {
        guard facts.outcome == nil, let peer = connection.peer else { return }
        let (phase, code) = (Phase.accept, ErrorCode.malformedRequest)
        facts.status = code.status
        facts.cause = RefusalCause(.client, "body_malformed")
        loop.deny(peer, phase, code, facts)
        finish(.refused(phase, code))
        if !isRecordSent { record([]) }
    }
}
