import AccessControl
import AccessLog
import ExchangeModel
import PayloadPolicy

/// The course of one exchange: which proofs were earned, and what comes next.
///
/// States hold the proofs and give them up once, so that no phase can be skipped: only a
/// ``Forwarding`` opens the way to the source, and it is made here alone, out of a permit, a durable
/// record and a conforming payload of the same exchange. No socket, clock or disk is known here.
struct InwayMachine: ~Copyable {
    /// What the caller does next.
    enum Action: ~Copyable {
        /// Nothing until the next event.
        case wait
        /// Send the request to the source.
        case forward(Forwarding)
        /// Answer with a refusal, and close the record with it when there is one.
        case refuse(InwayRefusal, OpenRecord?)
        /// Make the persons of the answer durable before anything leaves.
        case disclose(LogEntry)
        /// Send the checked answer.
        case send(ReleasedPayload)
        /// The exchange has ended before: only the record is to be closed.
        case close(OpenRecord)
    }

    private enum State: ~Copyable {
        /// Nobody has permitted anything.
        case unadmitted
        /// Record and body are both on their way.
        case preparing(Admission, Body)
        /// The record stands; the body is still being read or checked.
        case recorded(Admission, OpenRecord)
        /// The source has the request.
        case forwarded(OpenRecord)
        /// The answer waits for its disclosure.
        case withheld(OpenRecord, ReleasedPayload)
        /// The answer is leaving.
        case answering(OpenRecord)
        /// The exchange ended before its record was confirmed.
        case orphaned
        case ended
    }

    private struct Admission {
        let permit: Permit
        let transaction: TransactionID
    }

    /// What is known of the request's body before the record is confirmed.
    private enum Body: ~Copyable {
        case unread
        case conforming(ConformingPayload)
        case refused(InwayRefusal)
    }

    private var state = State.unadmitted

    /// A permit is there, and the record is on its way to the disk.
    mutating func admit(_ permit: consuming Permit, _ transaction: TransactionID) {
        switch take() {
        case .unadmitted:
            state = .preparing(Admission(permit: permit, transaction: transaction), .unread)
        default: preconditionFailure("an exchange is admitted once")
        }
    }

    /// The record is durable.
    mutating func recorded(_ record: consuming OpenRecord) -> Action {
        switch take() {
        case .preparing(let admission, let body):
            switch consume body {
            case .unread:
                state = .recorded(admission, record)
                return .wait
            case .conforming(let payload): return forward(admission, record, payload)
            case .refused(let refusal): return .refuse(refusal, record)
            }
        case .orphaned: return .close(record)
        default: preconditionFailure("an exchange has one record")
        }
    }

    /// The record could not be made durable: nothing is forwarded, whatever the body is.
    mutating func recordFailed(_ refusal: InwayRefusal) -> Action {
        switch take() {
        case .preparing: return .refuse(refusal, nil)
        case .orphaned: return .wait
        case .ended: return .wait
        default: preconditionFailure("a confirmed record cannot fail")
        }
    }

    /// The request's body may pass.
    mutating func conforms(_ payload: consuming ConformingPayload) -> Action {
        switch take() {
        case .preparing(let admission, _):
            state = .preparing(admission, .conforming(payload))
            return .wait
        case .recorded(let admission, let record): return forward(admission, record, payload)
        default: preconditionFailure("a request is forwarded once, after it was admitted")
        }
    }

    /// The exchange cannot go on.
    ///
    /// A request that is refused before its record is confirmed waits for it: what was received is
    /// on record as refused.
    mutating func refused(_ refusal: InwayRefusal) -> Action {
        switch take() {
        case .unadmitted: return .refuse(refusal, nil)
        case .preparing(let admission, _):
            state = .preparing(admission, .refused(refusal))
            return .wait
        case .recorded(_, let record): return .refuse(refusal, record)
        case .forwarded(let record): return .refuse(refusal, record)
        case .withheld(let record, _): return .refuse(refusal, record)
        case .answering(let record): return .close(record)
        case .orphaned:
            state = .orphaned
            return .wait
        case .ended: return .wait
        }
    }

    /// The source's answer was checked and minimised; persons in it are recorded first.
    mutating func released(
        _ payload: consuming ReleasedPayload,
        subjects: [Pseudonym],
        at moment: Timestamp
    ) -> Action {
        switch take() {
        case .forwarded(let record):
            precondition(payload.transaction == record.transaction, "an answer of another exchange")
            guard !subjects.isEmpty else {
                state = .answering(record)
                return .send(payload)
            }
            let entry = record.disclosure(
                of: subjects,
                paths: payload.paths,
                released: ReleasedFields(fields: payload.fields.flatMap { NumberSet($0) }),
                at: moment
            )
            state = .withheld(record, payload)
            return .disclose(entry)
        default: preconditionFailure("an answer follows a forwarded request")
        }
    }

    /// The disclosure is durable.
    mutating func disclosed() -> Action {
        switch take() {
        case .withheld(let record, let payload):
            state = .answering(record)
            return .send(payload)
        case .ended: return .wait
        default: preconditionFailure("a disclosure belongs to a withheld answer")
        }
    }

    /// An answer that no rule holds back begins to leave.
    mutating func passesOn(_ payload: consuming ReleasedPayload) {
        switch take() {
        case .forwarded(let record):
            precondition(payload.transaction == record.transaction, "an answer of another exchange")
            state = .answering(record)
        default: preconditionFailure("an answer follows a forwarded request")
        }
    }

    /// The answer that had begun is taken back: nothing of it has left.
    mutating func takesBack() {
        switch take() {
        case .answering(let record): state = .forwarded(record)
        default: preconditionFailure("only an answer that has begun is taken back")
        }
    }

    /// The exchange is over: gives the record to close, when it is confirmed and still open.
    mutating func end() -> OpenRecord? {
        switch take() {
        case .recorded(_, let record): return record
        case .forwarded(let record): return record
        case .withheld(let record, _): return record
        case .answering(let record): return record
        case .preparing: state = .orphaned
        case .orphaned: state = .orphaned
        case .unadmitted: break
        case .ended: break
        }
        return nil
    }

    private mutating func forward(
        _ admission: Admission,
        _ record: consuming OpenRecord,
        _ payload: consuming ConformingPayload
    ) -> Action {
        precondition(record.transaction == admission.transaction, "a record of another exchange")
        precondition(payload.transaction == admission.transaction, "a payload of another exchange")
        state = .forwarded(record)
        return .forward(Forwarding(permit: admission.permit, payload: payload))
    }

    private mutating func take() -> State {
        var taken = State.ended
        swap(&taken, &state)
        return taken
    }
}

/// Leave to send one request to the source: permit, record and payload were all there.
///
/// Only ``InwayMachine`` makes it, and sending uses it up.
struct Forwarding: ~Copyable {
    /// Who may make the request and what for.
    let permit: Permit
    private let payload: ConformingPayload

    fileprivate init(permit: Permit, payload: consuming ConformingPayload) {
        self.permit = permit
        self.payload = payload
    }
}
