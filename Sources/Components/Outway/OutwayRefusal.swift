import AccessControl
import AccessLog
import ExchangeModel
import PayloadPolicy
import PeerTransport

/// Every reason for which the Outway answers a request itself.
enum OutwayRefusal: Error {
    // The head.
    /// CONNECT, or TRACE that would send secret fields back. FSC Core 2.0.0, *Outway* (O-09).
    case methodRefused
    /// The client asked to speak another protocol.
    case upgradeRefused
    /// A field that the Outway reads stands more than once, or Connection names it.
    case fieldUnusable
    /// The TransactionID is no UUID of version 7.
    case transactionMalformed
    /// The TransactionID was made too long before or after now.
    case transactionNotOfNow
    // Who may send it.
    case client(ClientRefusal)
    /// No grant is named, or none of ours; the text lists those that the client may use.
    case grantUnknown(usable: String)
    /// The grant that is named is ours, and its contract is over or not in force yet.
    case grantUnusable(UnusableGrant, usable: String)
    /// The contract is not used until these peers have told what they hold.
    case grantHeld([PeerID])
    // The token.
    case token(TokenUnavailable)
    /// No token within the time that a request waits for one; why the last attempt failed.
    case tokenLate(TokenUnavailable?)
    // What is checked.
    /// The document that the grant pins is not here.
    case document(DocumentObstacle)
    case payload(PayloadRefusal)
    /// The answer breaks the document that the grant pins.
    case answer(PayloadRefusal)
    /// The bodies that the process holds leave no room.
    case overloaded
    // The record.
    case recordFailed
    /// The TransactionID stands in the log already, as far back as its window allows.
    case transactionUsed
    // The Inway.
    /// Too many requests wait for it.
    case inwayBusy
    case unreachable(UpstreamFailure.Reason)
    case timedOut

    /// The phase that refuses.
    var phase: Phase {
        switch self {
        case .methodRefused, .upgradeRefused, .fieldUnusable, .transactionMalformed,
            .transactionNotOfNow:
            .accept
        case .client, .grantUnknown, .grantUnusable, .grantHeld: .client
        case .token, .tokenLate: .token
        case .document, .payload: .validate
        case .answer: .release
        case .overloaded, .inwayBusy: .admit
        case .recordFailed, .transactionUsed: .record
        case .unreachable, .timedOut: .forward
        }
    }

    /// Whether it is recorded by itself; what the Inway did stands with the request's own record.
    var isDenial: Bool {
        switch self {
        case .inwayBusy, .unreachable, .timedOut, .answer: false
        default: true
        }
    }

    /// How a recorded request ended that is answered so.
    var outcome: Outcome {
        switch self {
        case .unreachable: .unreachable
        case .timedOut: .timedOut
        default: .refused(phase, answer.code)
        }
    }

    /// What is answered; status and code go together.
    ///
    /// FSC Core 2.0.0, *Error Handling*.
    var answer: ErrorAnswer {
        switch self {
        case .methodRefused: say(.methodUnsupported, "the method cannot pass an Outway")
        case .upgradeRefused: say(.malformedRequest, "an upgrade of the connection cannot pass")
        case .fieldUnusable:
            say(.malformedRequest, "Fsc-Grant-Hash and Sluis-Alias must stand once each")
        case .transactionMalformed:
            say(.invalidLogRecordID, "Fsc-Transaction-Id must be one fresh UUID of version 7")
        case .transactionNotOfNow:
            say(.invalidLogRecordID, "Fsc-Transaction-Id \(TransactionID.windowRule)")
        case .client(let refusal): refusal.answer
        case .grantUnknown(let usable):
            say(.unknownGrantHash, "name a grant in Fsc-Grant-Hash or Sluis-Alias; \(usable)")
        case .grantUnusable(let ended, let usable):
            say(.unknownGrantHash, "\(ended.sentence); \(usable)")
        case .grantHeld(let peers):
            say(
                .contractHeld,
                "this gateway was restored from an older state; the contract is held until "
                    + "\(peers.map(\.rawValue).joined(separator: ", ")) has told what it holds"
            )
        case .token(let unavailable): say(.tokenUnavailable, unavailable.message)
        case .tokenLate(let last):
            say(
                .tokenUnavailable,
                "the access token did not come in time"
                    + (last.map { ": \($0.message)" } ?? "")
            )
        case .document(.unavailable):
            say(
                .purposeDocumentUnavailable,
                "the provider has not given the document that the grant pins; try again later"
            )
        case .document(.mismatch):
            say(
                .purposeDocumentMismatch,
                "the provider's document is not the one that the grant pins; a new contract is needed"
            )
        case .payload(let refusal), .answer(let refusal): refusal.answer(from: .outway)
        case .overloaded: say(.overloaded, "too many bodies are being checked; try again")
        case .recordFailed: say(.transactionLogWriteError, "the transaction could not be recorded")
        case .transactionUsed:
            say(.invalidLogRecordID, "Fsc-Transaction-Id was used before; make a new one")
        case .inwayBusy:
            say(.overloaded, "too many requests wait for the provider's Inway; try again")
        case .unreachable(let reason):
            say(.inwayUnreachable, "the provider's Inway cannot be used: \(reason.sentence)")
        case .timedOut: say(.inwayTimeout, "the provider's Inway did not answer in time")
        }
    }

    /// Field lines that the answer has besides.
    var fields: String {
        switch answer.status {
        case 503: "retry-after: 1\r\n"
        case 405: "allow: \(allowedMethods.joined(separator: ", "))\r\n"
        default: ""
        }
    }

    /// The methods that a request may have instead.
    private var allowedMethods: [String] {
        if case .payload(let refusal) = self, let methods = refusal.allowedMethods {
            return methods
        }
        return ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]
    }

    private func say(_ code: ErrorCode, _ message: String) -> ErrorAnswer {
        ErrorAnswer(code, domain: .outway, message: message)
    }

    /// What a failed exchange with the Inway is to the client.
    init(_ failure: UpstreamFailure) {
        self =
            switch failure.reason {
            case .answerTimeout: .timedOut
            case .poolExhausted: .inwayBusy
            default: .unreachable(failure.reason)
            }
    }
}
