import AccessControl
import AccessLog
import AccessTokens
import Contracts
import ExchangeModel
import HTTPWire
import LogStorage
import NIOCore
import PayloadPolicy
import PeerTransport

/// One request on its way through the Outway, on its connection's event loop.
///
/// What may happen next is decided by ``OutwayMachine``; here it is done.
final class OutwayExchange: Exchange {
    /// What is settled once a client may use a grant.
    struct Course {
        var route: ReadyRoute
        let snapshot: OutwaySnapshot
        let began: Timestamp
        /// Whether `Authorization` was for the Outway.
        let hidesAuthorization: Bool
        let endUserField: FieldName?
        /// On whose behalf the client asks, when it says so.
        let endUser: Pseudonym?
        /// Whether the TransactionID is our own, so that another one may take its place.
        let ownsTransaction: Bool
        /// Grants that mean the same, for where the provider refuses this one.
        var fallbacks: [ClientDoor.Fallback]
    }

    let loop: OutwayLoop
    let connection: ServerConnection
    let began = NIODeadline.now()
    var facts = ExchangeFacts()
    var machine = OutwayMachine()
    /// The request's head, until the exchange is over.
    private(set) var request: ReceivedRequest?
    var course: Course?
    var context: PayloadContext?
    /// What the rules made of the request's head, once the token is there.
    private(set) var match: RequestMatch?
    /// The answer's head, while its body is held to be checked.
    var heldAnswer: ReceivedResponse?
    /// Until when a token is waited for, and what for.
    var tokenWait: TokenWait?
    private(set) var isRequestEnded = false
    /// The request's body as far as it is held.
    var body = ByteBuffer()
    /// The bytes of room that were drawn for it.
    var drawn = 0
    /// The room of a large request that has not left yet.
    var leaving = 0
    /// The leg to the Inway, once the request was sent.
    var upstream: UpstreamExchange?
    var token: OutwayToken?
    /// Whether the answer is leaving.
    var isPassingOn = false
    /// The answer as far as it came and has not begun to leave.
    var pending: PendingAnswer?
    /// All of a body that is small, for as long as the request may have to be sent again.
    var sentBody: ByteBuffer?
    /// Why the Inway could not be reached at the last attempt.
    var obstacle: UpstreamFailure.Reason?
    /// Whether the request was sent again with another token.
    var hasResent = false
    /// Whether the request began anew already, as another transaction.
    var hasBegunAnew = false

    init(loop: OutwayLoop, connection: ServerConnection) {
        (self.loop, self.connection) = (loop, connection)
    }

    // MARK: The head

    func received(_ request: ReceivedRequest) {
        self.request = request
        let now = loop.settings.clock()
        switch request.withBytes({ RequestIntake.read($0, in: $1) }) {
        case .failure(let refusal):
            let client = loop.snapshot().clients.identify(connection.clientFacts)
            facts.client = (try? client.get())?.name
            stop(refusal)
        case .success(let intake):
            facts.transaction = intake.transaction ?? loop.newTransaction(at: now)
            facts.place(in: intake.trace, loop)
            admit(intake, request, at: now)
        }
    }

    private func admit(_ intake: RequestIntake, _ request: ReceivedRequest, at now: Timestamp) {
        let snapshot = loop.snapshot()
        var client = connection.clientFacts
        client.bearer = intake.bearer?.digest
        let door = ClientDoor(snapshot: snapshot, client: client)
        switch door.open(intake.choice, knownAs: &facts) {
        case .failure(let refusal): stop(refusal)
        case .success(let admission):
            guard let transaction = facts.transaction,
                isFresh(transaction, at: now) || intake.transaction == nil
            else { return stop(.transactionNotOfNow) }
            let field = snapshot.configuration.endUserFields[admission.permit.client]
            course = Course(
                route: admission.route,
                snapshot: snapshot,
                began: now,
                hidesAuthorization: admission.usedBearer && intake.bearer?.isAuthorization == true,
                endUserField: field,
                endUser: field.flatMap { endUser(in: request, $0, snapshot) },
                ownsTransaction: intake.transaction == nil,
                fallbacks: admission.fallbacks
            )
            machine.admit(admission.permit, transaction)
            connection.pauseReading()
            fetchToken(admission.route, at: now)
        }
    }

    /// A client's own TransactionID must be about now, so that it cannot be one of long ago.
    private func isFresh(_ transaction: TransactionID, at now: Timestamp) -> Bool {
        let window = loop.settings.limits.transactionWindow.components.seconds
        return transaction.isOf(now, within: window)
    }

    private func endUser(
        in request: ReceivedRequest,
        _ field: FieldName,
        _ snapshot: OutwaySnapshot
    ) -> Pseudonym? {
        guard let pseudonymiser = snapshot.configuration.pseudonymiser else { return nil }
        return request.withBytes { head, bytes in
            guard let found = head.fields.first(field, in: bytes), !found.value.isEmpty else {
                return nil
            }
            let name = String(decoding: bytes.array(found.value), as: UTF8.self)
            return pseudonymiser.pseudonym(of: name, type: "end-user")
        }
    }

    // MARK: With the token

    func authorize(_ token: OutwayToken) {
        guard facts.outcome == nil, let request, let course, let transaction = facts.transaction,
            machine.authorize(token)
        else { return }
        self.token = token
        facts.know(token.claims)
        let context = PayloadContext(
            transaction: transaction,
            purpose: token.claims.purpose.purpose,
            peer: token.claims.issuer
        )
        self.context = context
        if let obstacle = course.route.route.obstacle { return stop(.document(obstacle)) }
        switch loop.match(request, course.route, context) {
        case .failure(let refusal):
            facts.operation = loop.operation(of: request, course.route, context)
            stop(.payload(refusal))
        case .success(let match):
            self.match = match
            facts.operation = match.recordedOperation
            if !match.needsRequestBody || request.head.framing == .none {
                checkRequest()
                if !isSmall(request.head.framing) { return }
            } else if case .length(let length) = request.head.framing {
                hold(total: length)
            }
            if facts.outcome == nil { connection.resumeReading() }
        }
    }

    // MARK: The body

    /// Whether a body is small enough to be taken before its record is durable.
    private func isSmall(_ framing: BodyFraming) -> Bool {
        switch framing {
        case .none: true
        case .length(let length): length <= UInt64(loop.settings.limits.earlyBytes)
        case .chunked, .untilClose: false
        }
    }

    func received(body part: ByteBuffer) {
        facts.requestBytes += UInt64(part.readableBytes)
        if let upstream {
            keep(part)
            upstream.write(part)
            if !upstream.isWritable { connection.pauseReading() }
            return
        }
        if body.readableBytes == 0 { body = part } else { body.writeImmutableBuffer(part) }
        if match?.needsRequestBody == true { hold(total: UInt64(body.readableBytes)) }
    }

    func receivedEnd() {
        isRequestEnded = true
        if let upstream { return upstream.end() }
        if match?.needsRequestBody == true, facts.requestVerdict == nil { checkRequest() }
    }

    /// All of the request that is needed is held: checks it, then records that it will be sent.
    func checkRequest() {
        guard let course, let match, let context, let token, let transaction = facts.transaction
        else { return }
        switch loop.check(body, match, course.route, context) {
        case .failure(let refusal):
            facts.requestVerdict = .failed
            stop(.payload(refusal))
        case .success(let payload):
            facts.note(payload.verdict)
            let subjects = payload.subjects
            machine.conforms(payload)
            var entry = facts.requestEntry(token.claims, course, transaction)
            if let pseudonymiser = course.snapshot.configuration.pseudonymiser {
                entry.personal.subjects = subjects.map {
                    pseudonymiser.pseudonym(
                        of: String(decoding: $0.value, as: UTF8.self),
                        type: $0.idType
                    )
                }
            }
            record(entry)
        }
    }

    // MARK: The record

    private func record(_ entry: RequestEntry) {
        do throws(EntryRefusal) {
            try loop.record(entry, for: self)
        } catch {
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

    func perform(_ action: consuming OutwayMachine.Action) {
        switch consume action {
        case .wait: return
        case .send(let sending): send(sending)
        case .refuse(let refusal, let record): refuse(refusal, record)
        case .close(let record): record.complete(facts.completion(facts.outcome ?? .abandoned))
        }
    }

    /// Refuses the exchange where it stands.
    func stop(_ refusal: OutwayRefusal) {
        perform(machine.refused(refusal))
    }

    private func refuse(_ refusal: OutwayRefusal, _ record: consuming OpenRecord?) {
        guard facts.outcome == nil else { return }
        let answer = refusal.answer
        facts.note(refusal)
        if refusal.isDenial {
            loop.deny(refusal.phase, answer.code, facts, at: loop.settings.clock())
        }
        end(refusal.outcome, isRecorded: record != nil)
        if let record { record.complete(facts.completion(refusal.outcome)) }
        var fields = refusal.fields
        if let transaction = facts.transaction {
            fields += "fsc-transaction-id: \(transaction)\r\n"
        }
        connection.respond(answer, fields: fields)
    }

    /// Ends the exchange and closes its record, as soon as there is one.
    func finish(_ outcome: Outcome) {
        let record = machine.end()
        end(outcome, isRecorded: record != nil)
        if let record { record.complete(facts.completion(outcome)) }
    }

    private func end(_ outcome: Outcome, isRecorded: Bool) {
        facts.outcome = outcome
        facts.elapsed = NIODeadline.now() - began
        if isRecorded { loop.metrics.ended(outcome, facts) }
        releaseBody()
        upstreamTookHeld()
        tokenWait = nil
        upstream?.cancel()
        (upstream, request, token, heldAnswer) = (nil, nil, nil, nil)
        (pending, sentBody) = (nil, nil)
    }

    func peerGone() {
        guard facts.outcome == nil else { return }
        finish(.clientLeft)
    }

    func bodyRefused() {
        guard facts.outcome == nil else { return }
        let (phase, code) = (Phase.accept, ErrorCode.malformedRequest)
        facts.status = code.status
        facts.cause = RefusalCause(.client, "body_malformed")
        loop.deny(phase, code, facts, at: loop.settings.clock())
        finish(.refused(phase, code))
    }
}
