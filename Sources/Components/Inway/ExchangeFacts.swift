import AccessControl
import AccessLog
import AccessTokens
import Contracts
import ExchangeModel
import JSONTape
import NIOCore
import PayloadPolicy
import PeerIdentity

/// What became known of an exchange, for the entries that tell of it.
struct ExchangeFacts {
    var transaction: TransactionID?
    var trace: TraceContext?
    private(set) var parentSpan: UInt64?
    private var grant: GrantHash?
    private var service: ServiceName?
    private var purpose: PurposeID?
    var operation: String?
    private var fieldPolicy: SHA256Value?
    /// Whom a refused request asked about, which fields by name, and how many others.
    private(set) var subjects: [Pseudonym] = []
    private var fields: [String] = []
    private var unknownFields: UInt64?
    /// Why the request's body is not looked at, when it is not.
    var unchecked: UncheckedReason?
    /// The status that was answered; 0 when none was.
    var status = 0
    var requestBytes: UInt64 = 0
    var responseBytes: UInt64 = 0
    var releasedPaths: [String] = []
    private var released = ReleasedFields()
    var requestVerdict: Verdict?
    var responseVerdict: Verdict?
    /// Why it came to nothing, as far as that is known.
    var cause = RefusalCause()
    /// How the exchange ended, once it has.
    var outcome: Outcome?
    /// From the request's head to the end of the answer.
    var elapsed = TimeAmount.zero

    /// Whether the trace began here.
    var startsTrace: Bool { parentSpan == nil }

    mutating func know(_ permit: Permit) {
        know(permit.token.claims)
    }

    mutating func know(_ claims: AccessToken) {
        grant = claims.grant
        service = claims.service
        purpose = claims.purpose.purpose?.id
        fieldPolicy = claims.purpose.purpose?.fieldPolicy
    }

    /// Takes what a refused request asked for.
    mutating func note(_ asked: AskedRequest, subjects: [Pseudonym]) {
        operation = asked.operation ?? operation
        self.subjects = subjects
        fields = Array(asked.fields.prefix(EntryGuard.maximumPaths))
        let unnamed = asked.unknownFields + asked.fields.count - fields.count
        unknownFields = unnamed > 0 ? UInt64(unnamed) : nil
    }

    /// Takes a place in the caller's trace, or begins one.
    mutating func place(in parent: TraceContext?, _ loop: InwayLoop) {
        parentSpan = parent?.span
        trace = parent?.child(span: loop.nextSpan()) ?? loop.newTrace()
    }

    /// The record that must be durable before the request is forwarded.
    ///
    /// FSC Logging 1.1.0, *Field mapping*: `gth`, `sub`, `iss`, `svc`, `act.sub` and `pdi` of the token.
    func requestEntry(_ course: InwayExchange.Course, _ settings: InwaySettings) -> RequestEntry {
        let permit = course.permit
        var entry = RequestEntry(
            createdAt: course.began,
            transaction: course.context.transaction,
            direction: .incoming,
            grant: permit.grant,
            service: permit.service,
            source: RequestEntry.Party(permit.peer.peerID, delegator: permit.connectionDelegator),
            destination: RequestEntry.Party(
                settings.ownPeer,
                delegator: permit.serviceDelegator
            )
        )
        if let signed = permit.purpose {
            let (purpose, activity) = course.service.offer.words(for: signed)
            entry.processing = RequestEntry.Processing(
                purpose: purpose.id,
                label: purpose.label,
                activity: activity,
                legalBasis: purpose.legalBasis,
                fieldPolicy: signed.fieldPolicy
            )
        }
        entry.additionalData = ExternalContractReference.logged(from: permit.properties).map {
            String(decoding: JSONValue.object($0).serialized(), as: UTF8.self)
        }
        entry.operation = operation
        entry.trace = trace
        entry.parentSpan = parentSpan
        entry.peerCertificate = permit.peer.certificate
        entry.unchecked = unchecked?.rawValue
        entry.personal.paths = fields
        entry.unknownFields = unknownFields
        return entry
    }

    /// Takes what the check of the request's body found.
    mutating func note(_ verdict: PayloadVerdict) {
        requestVerdict = verdict.recorded
        if case .unchecked(let reason) = verdict { unchecked = reason }
    }

    /// Takes what the check of the answer found.
    mutating func note(_ payload: borrowing ReleasedPayload) {
        responseVerdict = payload.verdict.recorded
        releasedPaths = payload.paths
        released.fields = payload.fields.flatMap { NumberSet($0) }
    }

    /// Forgets an answer that was begun and of which nothing has left.
    mutating func tookBack() {
        (responseVerdict, releasedPaths, responseBytes) = (nil, [], 0)
    }

    /// Tells a refusal what was known by then.
    func fill(_ entry: inout DenialEntry) {
        entry.transaction = transaction
        entry.grant = grant
        entry.service = service
        entry.purpose = purpose
        entry.operation = operation
        entry.traceID = trace?.trace
        entry.span = trace?.span
        entry.parentSpan = parentSpan
        entry.cause = cause
        entry.fieldPolicy = fieldPolicy
        entry.personal.subjects = subjects
        entry.personal.paths = fields
        entry.unknownFields = unknownFields
    }

    /// Takes why we refuse; the status that the source had answered stands beside it.
    mutating func note(_ refusal: InwayRefusal) {
        cause = refusal.cause
        if status != 0 { cause.peerStatus = status }
        status = refusal.answer.status
    }

    /// How a recorded exchange ended.
    func completion(_ outcome: Outcome) -> Completion {
        var completion = Completion(
            outcome,
            status: status == 0 ? nil : status,
            requestBytes: requestBytes,
            responseBytes: responseBytes,
            duration: UInt64(clamping: elapsed.nanoseconds / 1_000_000),
            releasedPaths: releasedPaths,
            requestVerdict: requestVerdict,
            responseVerdict: responseVerdict
        )
        completion.released = released
        completion.cause = cause
        return completion
    }
}

extension PayloadVerdict {
    /// The verdict as completions hold it.
    var recorded: Verdict {
        switch self {
        case .checked: .passed
        case .deviating: .tolerated
        case .unchecked: .unchecked
        }
    }
}
