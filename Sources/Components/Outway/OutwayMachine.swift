import AccessControl
import AccessLog
import AccessTokens
import ExchangeModel
import PayloadPolicy

/// The course of one exchange: which proofs were earned, and what comes next.
///
/// Only a ``Sending`` opens the way to the Inway, and it is made here alone, out of a client's permit,
/// a token of that grant, a conforming payload and a durable record, all of the same exchange.
struct OutwayMachine: ~Copyable {
    /// What the caller does next.
    enum Action: ~Copyable {
        /// Nothing until the next event.
        case wait
        /// Send the request to the Inway.
        case send(Sending)
        /// Answer with a refusal, and close the record with it when there is one.
        case refuse(OutwayRefusal, OpenRecord?)
        /// The exchange has ended before: only the record is to be closed.
        case close(OpenRecord)
    }

    private enum State: ~Copyable {
        /// Nobody has permitted anything.
        case unadmitted
        /// The token is on its way.
        case admitted(OutwayPermit, TransactionID)
        /// The body is being read and checked.
        case authorized(Ready)
        /// The record is on its way to the disk.
        case recording(Ready, ConformingPayload)
        /// The Inway has the request, or will have it.
        case sent(Sent)
        /// The answer is leaving.
        case answering(OpenRecord)
        /// The exchange ended before its record was confirmed.
        case orphaned
        case ended
    }

    private struct Ready {
        let permit: OutwayPermit
        let transaction: TransactionID
        let token: OutwayToken
    }

    /// What was sent; another token of the same grant may take the place of the first.
    private struct Sent: ~Copyable {
        let record: OpenRecord
        let ready: Ready
        let payload: ConformingPayload
        /// Whether an Inway has refused a token already.
        var wasRefused = false
    }

    private var state = State.unadmitted

    /// The client may use the grant.
    mutating func admit(_ permit: OutwayPermit, _ transaction: TransactionID) {
        switch take() {
        case .unadmitted: state = .admitted(permit, transaction)
        default: preconditionFailure("an exchange is admitted once")
        }
    }

    /// The provider has refused the grant; another one that means the same takes its place.
    mutating func admitInstead(_ permit: OutwayPermit) {
        switch take() {
        case .admitted(_, let transaction): state = .admitted(permit, transaction)
        default: preconditionFailure("a grant is replaced before its token is there")
        }
    }

    /// A token is there; false when the exchange has ended meanwhile.
    mutating func authorize(_ token: OutwayToken) -> Bool {
        switch take() {
        case .admitted(let permit, let transaction):
            precondition(token.claims.grant == permit.grant, "a token of another grant")
            state = .authorized(Ready(permit: permit, transaction: transaction, token: token))
            return true
        case .ended: return false
        default: preconditionFailure("an exchange has one token, after it was admitted")
        }
    }

    /// The request may leave as far as its body is concerned; its record is sent to the disk.
    mutating func conforms(_ payload: consuming ConformingPayload) {
        switch take() {
        case .authorized(let ready):
            precondition(payload.transaction == ready.transaction, "a payload of another exchange")
            state = .recording(ready, payload)
        default: preconditionFailure("a body is judged once, after the token is there")
        }
    }

    /// The record is durable.
    mutating func recorded(_ record: consuming OpenRecord) -> Action {
        switch take() {
        case .recording(let ready, let payload):
            precondition(record.transaction == ready.transaction, "a record of another exchange")
            let sending = Sending(permit: ready.permit, token: ready.token)
            state = .sent(Sent(record: record, ready: ready, payload: payload))
            return .send(sending)
        case .orphaned: return .close(record)
        default: preconditionFailure("an exchange has one record")
        }
    }

    /// The record could not be made durable: nothing is sent.
    mutating func recordFailed(_ refusal: OutwayRefusal) -> Action {
        switch take() {
        case .recording: return .refuse(refusal, nil)
        case .orphaned: return .wait
        case .ended: return .wait
        default: preconditionFailure("a confirmed record cannot fail")
        }
    }

    /// The exchange cannot go on.
    mutating func refused(_ refusal: OutwayRefusal) -> Action {
        switch take() {
        case .unadmitted: return .refuse(refusal, nil)
        case .admitted: return .refuse(refusal, nil)
        case .authorized: return .refuse(refusal, nil)
        case .recording:
            state = .orphaned
            return .refuse(refusal, nil)
        case .sent(let sent): return .refuse(refusal, sent.record)
        case .answering(let record): return .close(record)
        case .orphaned:
            state = .orphaned
            return .wait
        case .ended: return .wait
        }
    }

    /// Leave to send the request with another token of its grant; nil where there is none.
    ///
    /// While nothing of the request has left there may be many; after an Inway has refused a token,
    /// which it does before it records anything, there is one more, so that no answer leads to a loop.
    mutating func renew(_ token: OutwayToken, afterRefusal isRefused: Bool) -> Sending? {
        switch take() {
        case .sent(var sent):
            precondition(token.claims.grant == sent.ready.permit.grant, "a token of another grant")
            let mayGo = !(isRefused && sent.wasRefused)
            if isRefused { sent.wasRefused = true }
            let permit = sent.ready.permit
            state = .sent(sent)
            return mayGo ? Sending(permit: permit, token: token) : nil
        case .ended: return nil
        default: preconditionFailure("a token is replaced after the request was sent")
        }
    }

    /// The connection was lost with a request that changes nothing: it begins anew as a transaction.
    ///
    /// Gives the record of the first one, to close.
    mutating func beginAnew(_ transaction: TransactionID, _ token: OutwayToken) -> OpenRecord? {
        switch take() {
        case .sent(let sent):
            let permit = sent.ready.permit
            precondition(transaction != sent.ready.transaction, "a new transaction has a new id")
            precondition(token.claims.grant == permit.grant, "a token of another grant")
            state = .authorized(Ready(permit: permit, transaction: transaction, token: token))
            return sent.record
        case .ended: return nil
        default: preconditionFailure("only what was sent can begin anew")
        }
    }

    /// The Inway's answer begins to leave.
    mutating func passesOn() {
        switch take() {
        case .sent(let sent): state = .answering(sent.record)
        default: preconditionFailure("an answer follows a sent request")
        }
    }

    /// The answer that had begun is taken back, since nothing of it has left: a refusal goes instead.
    mutating func takesBack(for refusal: OutwayRefusal) -> Action {
        switch take() {
        case .answering(let record): return .refuse(refusal, record)
        default: preconditionFailure("only an answer that has begun is taken back")
        }
    }

    /// The exchange is over: gives the record to close, when it is confirmed and still open.
    mutating func end() -> OpenRecord? {
        switch take() {
        case .sent(let sent): return sent.record
        case .answering(let record): return record
        case .recording: state = .orphaned
        case .orphaned: state = .orphaned
        default: break
        }
        return nil
    }

    private mutating func take() -> State {
        var taken = State.ended
        swap(&taken, &state)
        return taken
    }
}

/// Leave to send one request to the Inway: permit, token, record and payload were all there.
///
/// Only ``OutwayMachine`` makes it, and sending uses it up.
struct Sending: ~Copyable {
    /// Who asked, for which grant.
    let permit: OutwayPermit
    /// What opens the Inway.
    let token: OutwayToken

    fileprivate init(permit: OutwayPermit, token: OutwayToken) {
        (self.permit, self.token) = (permit, token)
    }
}
