import AccessControl
import AccessLog
import ExchangeModel
import HTTPWire
import PayloadPolicy
import PeerTransport

/// Every reason for which the Inway answers a request itself.
enum InwayRefusal: Error {
    // The head.
    /// CONNECT or TRACE.
    case methodRefused
    /// The client asked to speak another protocol.
    case upgradeRefused
    /// Connection names a field that must reach the source unchanged.
    case fieldHidden
    /// The path may lead above the Service's base path.
    case pathLeaves
    /// Fsc-Authorization stands more than once.
    case fieldRepeated
    case tokenMissing
    case transactionMissing
    case transactionMalformed
    /// The TransactionID was made too long before or after now.
    case transactionNotOfNow
    // Who may make the request.
    case access(AccessRefusal)
    /// The token names a Service that this Inway does not offer.
    case serviceUnknown
    /// The field asks for another method than the one that is judged and recorded.
    case methodOverridden(FieldName)
    // The record.
    /// The record could not be made durable.
    case recordFailed
    /// The TransactionID stands in the log already, as far back as its window allows.
    case transactionUsed
    // The request's body.
    case payload(PayloadRefusal)
    /// The bodies that the process holds leave no room.
    case overloaded
    /// The peer has more connections than its share.
    case tooManyConnections
    // The source.
    /// Too many requests wait for the source.
    case sourceBusy
    case unreachable(UpstreamFailure.Reason)
    case timedOut
    /// The answer is not acceptable HTTP/1.1.
    case answerUnusable
    /// The answer's head is longer than the Outway takes.
    case answerHeadTooLong
    case answer(PayloadRefusal)
    /// The persons in the answer could not be recorded.
    case disclosureFailed

    /// The phase that refuses.
    var phase: Phase {
        switch self {
        case .methodRefused, .upgradeRefused, .pathLeaves, .fieldHidden, .fieldRepeated,
            .transactionMissing, .transactionMalformed, .transactionNotOfNow, .methodOverridden:
            .accept
        case .tokenMissing, .access, .serviceUnknown: .authorise
        case .recordFailed, .transactionUsed: .record
        case .payload: .validate
        case .overloaded, .tooManyConnections, .sourceBusy: .admit
        case .unreachable, .timedOut: .forward
        case .answerUnusable, .answerHeadTooLong, .answer, .disclosureFailed: .release
        }
    }

    /// Whether the peer asked for what it may not have; else it is our side that cannot deliver.
    var isDenial: Bool {
        switch self {
        case .sourceBusy, .unreachable, .timedOut, .answerUnusable, .answerHeadTooLong, .answer:
            false
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
    var answer: ErrorAnswer {
        switch self {
        case .methodRefused: say(.methodUnsupported, "the method cannot pass an Inway")
        case .upgradeRefused: say(.malformedRequest, "an upgrade of the connection cannot pass")
        case .fieldHidden:
            say(
                .malformedRequest,
                "Connection must not name Fsc-Authorization or Fsc-Transaction-Id"
            )
        case .pathLeaves:
            say(.malformedRequest, "the path must not lead above its beginning with ..")
        case .fieldRepeated: say(.accessTokenInvalid, "Fsc-Authorization must stand once")
        case .tokenMissing:
            say(.accessTokenMissing, "send the access token in Fsc-Authorization")
        case .transactionMissing:
            say(.missingLogRecordID, "send the transaction's UUID in Fsc-Transaction-Id")
        case .transactionMalformed:
            say(.invalidLogRecordID, "Fsc-Transaction-Id must be one UUID of version 7")
        case .transactionNotOfNow:
            say(.invalidLogRecordID, "Fsc-Transaction-Id \(TransactionID.windowRule)")
        case .access(let refusal): refusal.answer
        case .serviceUnknown: say(.serviceNotFound, "this Inway does not offer the Service")
        case .methodOverridden(let field):
            say(
                .malformedRequest,
                "\(field) asks for another method than the request has: send the method itself; "
                    + "the provider says in its configuration (passedFields) which services take the field"
            )
        case .recordFailed: say(.transactionLogWriteError, "the transaction could not be recorded")
        case .transactionUsed:
            say(.invalidLogRecordID, "Fsc-Transaction-Id was used before; make a new one")
        case .payload(let refusal), .answer(let refusal): refusal.answer(from: .inway)
        case .overloaded: say(.overloaded, "too many bodies are being checked; try again")
        case .tooManyConnections:
            say(.overloaded, "you have too many connections here: use fewer, and keep them")
        case .sourceBusy: say(.overloaded, "too many requests wait for the Service; try again")
        case .unreachable(let reason):
            say(.serviceUnreachable, "the Service cannot be reached: \(reason.sentence)")
        case .timedOut: say(.serviceTimeout, "the Service did not answer in time")
        case .answerUnusable:
            say(.answerInvalid, "the Service's answer is not well-formed HTTP/1.1")
        case .answerHeadTooLong:
            say(
                .answerInvalid,
                "the fields of the Service's answer are longer than the Outway takes"
            )
        case .disclosureFailed:
            say(.transactionLogWriteError, "the persons in the answer could not be recorded")
        }
    }

    /// Field lines that the answer has besides.
    var fields: String {
        switch answer.status {
        case 401: "www-authenticate: Bearer\r\n"
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
        ErrorAnswer(code, domain: .inway, message: message)
    }

    /// What a failed exchange with the source is to the peer.
    init(_ failure: UpstreamFailure) {
        self =
            switch failure.reason {
            case .answerTimeout: .timedOut
            case .poolExhausted: .sourceBusy
            case .malformedAnswer: .answerUnusable
            case .nameUnknown, .connectFailed, .connectTimeout, .handshakeRefused, .chainRefused,
                .untrusted, .misnamed, .ownCertificateRefused, .protocolRefused,
                .certificateReplaced, .wrongPeer, .headNotTaken, .closedBeforeAnswer,
                .closedDuringAnswer:
                .unreachable(failure.reason)
            }
    }
}
