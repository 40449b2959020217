import AccessControl
import AccessLog
import AccessTokens
import Contracts
import ExchangeModel
import JSONTape
import NIOCore
import PayloadPolicy

/// What became known of an exchange, for the entries that tell of it.
struct ExchangeFacts {
    var transaction: TransactionID?
    var trace: TraceContext?
    private(set) var parentSpan: UInt64?
    /// The client's configured name.
    var client: String?
    var grant: GrantHash?
    var service: ServiceName?
    /// The peer that offers the Service.
    var provider: PeerID?
    var purpose: PurposeID?
    var operation: String?
    /// Why the request's body is not looked at, when it is not.
    var unchecked: UncheckedReason?
    /// The status that was answered; 0 when none was.
    var status = 0
    var requestBytes: UInt64 = 0
    var responseBytes: UInt64 = 0
    var requestVerdict: Verdict?
    /// Why it came to nothing, as far as that is known.
    var cause = RefusalCause()
    /// How the exchange ended, once it has.
    var outcome: Outcome?
    /// From the request's head to the end of the answer.
    var elapsed = TimeAmount.zero

    /// Whether the trace began here.
    var startsTrace: Bool { parentSpan == nil }

    /// Takes a place in the client's trace, or begins one.
    mutating func place(in parent: TraceContext?, _ loop: OutwayLoop) {
        parentSpan = parent?.span
        trace = parent?.child(span: loop.nextSpan()) ?? loop.newTrace()
    }

    mutating func know(_ token: AccessToken) {
        service = token.service
        purpose = token.purpose.purpose?.id
    }

    /// The record that must be durable before the request is sent.
    ///
    /// FSC Logging 1.1.0, *Field mapping*: `gth`, `sub`, `iss`, `svc`, `act.sub` and `pdi` of the token.
    func requestEntry(
        _ token: AccessToken,
        _ course: OutwayExchange.Course,
        _ transaction: TransactionID
    ) -> RequestEntry {
        var entry = RequestEntry(
            createdAt: course.began,
            transaction: transaction,
            direction: .outgoing,
            grant: token.grant,
            service: token.service,
            source: RequestEntry.Party(token.subject, delegator: token.connectionDelegator),
            destination: RequestEntry.Party(token.issuer, delegator: token.serviceDelegator)
        )
        if let purpose = token.purpose.purpose {
            entry.processing = RequestEntry.Processing(
                purpose: purpose.id,
                label: purpose.label,
                activity: course.route.route.processingActivity,
                legalBasis: purpose.legalBasis,
                fieldPolicy: purpose.fieldPolicy
            )
        }
        entry.additionalData = ExternalContractReference.logged(from: token.properties).map {
            String(decoding: JSONValue.object($0).serialized(), as: UTF8.self)
        }
        entry.client = client
        entry.operation = operation
        entry.trace = trace
        entry.parentSpan = parentSpan
        entry.unchecked = unchecked?.rawValue
        entry.personal.endUser = course.endUser
        return entry
    }

    /// Takes what the check of the request's body found.
    mutating func note(_ verdict: PayloadVerdict) {
        switch verdict {
        case .checked: requestVerdict = .passed
        case .deviating: requestVerdict = .tolerated
        case .unchecked(let reason): (requestVerdict, unchecked) = (.unchecked, reason)
        }
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
        entry.client = client
        entry.destination = provider.map { RequestEntry.Party($0) }
        entry.cause = cause
    }

    /// Takes what the Inway said in the head of its answer.
    mutating func note(_ refusal: InwaysRefusal?, status: Int) {
        self.status = status
        cause = refusal?.cause ?? RefusalCause()
    }

    /// How an exchange ended whose answer has left whole: what the Inway refused was not answered.
    var endOfAnswer: Outcome {
        guard let code = cause.peerCode.flatMap({ ErrorCode(rawValue: $0.description) }) else {
            return .answered
        }
        return .refused(.forward, code)
    }

    /// Takes why we refuse; what the Inway had answered stands beside it.
    mutating func note(_ refusal: OutwayRefusal) {
        let received = (code: cause.peerCode, status: status)
        cause = refusal.cause
        if received.status != 0 {
            cause.peerCode = cause.peerCode ?? received.code
            cause.peerStatus = cause.peerStatus ?? received.status
        }
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
            requestVerdict: requestVerdict
        )
        completion.cause = cause
        return completion
    }
}
