public import Contracts
public import ExchangeModel

/// Why a Manager refuses what a peer asks.
public enum ManagerRefusal: Error, Hashable, Sendable {
    /// The contract or signature is refused.
    case contract(ContractRefusal)
    /// `Fsc-Manager-Address` is missing (M-24).
    case addressMissing
    /// `Fsc-Manager-Address` is not `https://host:port`.
    case addressMalformed
    /// The port of the address is not one that the Group allows.
    case portNotAllowed(UInt16)
    /// The body is not what the operation takes; what is wrong.
    case bodyMalformed(String)
    /// The body is longer than is read.
    case bodyTooLarge(most: Int)
    /// A query parameter is malformed; its name.
    case parameterMalformed(String)
    /// There is no such operation.
    case unknownOperation
    /// Expect asks for something else than `100-continue`.
    case expectationUnsupported
    /// As many reads of the log as may wait do so already.
    case overloaded
    /// The connection has no identified peer.
    case peerUnknown
    /// The contract is not used until these peers have told what they hold: we were restored.
    case contractHeld([PeerID])
    /// It could not be put on record, so it was not done; the peer should try again.
    case notRecorded
    /// The certificate of the connection is the Group's and has no usable peer id.
    case peerUnnamed
    /// Something broke on our side.
    case breakdown

    /// The error answer: one code and one sentence a reason.
    public var answer: ErrorAnswer {
        switch self {
        case .contract(let refusal):
            Self.answer(refusal.code, refusal.message)
        case .addressMissing:
            Self.answer(.managerAddressMissing, "the header Fsc-Manager-Address is missing")
        case .addressMalformed:
            Self.answer(.malformedRequest, "Fsc-Manager-Address is not https://host:port")
        case .portNotAllowed(let port):
            Self.answer(
                .malformedRequest,
                "the port \(port) of Fsc-Manager-Address is not of this Group"
            )
        case .bodyMalformed(let reason): Self.answer(.malformedRequest, reason)
        case .bodyTooLarge(let most):
            Self.answer(.payloadTooLarge, "the body is longer than \(most) bytes")
        case .parameterMalformed(let name):
            Self.answer(.malformedRequest, "the query parameter \(name) is malformed")
        case .unknownOperation:
            Self.answer(.unknownResource, "the Manager has no such operation")
        case .expectationUnsupported:
            Self.answer(.expectationUnsupported, "Expect may only be 100-continue")
        case .overloaded:
            Self.answer(.overloaded, "too many reads of the log wait already; ask one by one")
        case .peerUnknown:
            Self.answer(
                .peerCertificateVerificationFailed,
                "the connection has no verified certificate"
            )
        case .contractHeld(let peers):
            Self.answer(
                .contractHeld,
                "this Manager was restored from an older state; the contract is held until "
                    + "\(peers.map(\.rawValue).joined(separator: ", ")) has told what it holds"
            )
        case .notRecorded:
            Self.answer(
                .transactionLogWriteError,
                "nothing was changed: it cannot be recorded now; try again later"
            )
        case .peerUnnamed:
            Self.answer(
                .peerCertificateVerificationFailed,
                "the certificate has no single peer id and name in the form that the Group wants"
            )
        case .breakdown:
            Self.answer(.internalError, "the Manager could not do this now; try again later")
        }
    }

    private static func answer(_ code: ErrorCode, _ message: String) -> ErrorAnswer {
        ErrorAnswer(code, domain: .manager, message: message)
    }
}
