import Contracts
import ExchangeModel
import Outway
import PeerTransport

/// A connection grant in force, with the names that clients call it by.
struct UsableGrant: Hashable {
    let hash: GrantHash
    /// The service, with the peer on whose behalf it is offered.
    let reference: ServiceReference
    let aliases: [String]
    /// Names of a grant that means the same; they lead here while the provider refuses that one.
    let fallbackAliases: [String]
    /// When its contract ends.
    let until: Timestamp
    /// The document that the grant pins.
    let document: SHA256Value?
    /// The purpose that it is bound to.
    let purpose: PurposeID?
    /// How the service is spoken to.
    var speaks = PeerProtocol.http1
    /// Whether its document can be checked against.
    var state: PinnedDocuments.State?
}

extension UnusableGrant.Reason {
    /// How a contract ended; nil while it may be used or accepted.
    init?(_ standing: ContractStanding, at now: Timestamp) {
        switch standing.state(at: now) {
        case .proposed, .valid: return nil
        case .revoked, .rejected, .expired: break
        }
        guard let ending = standing.ending else {
            self = .expired(at: standing.notAfter)
            return
        }
        self =
            ending.kind == .revoke
            ? .revoked(by: ending.peer, at: ending.signedAt)
            : .rejected(by: ending.peer, at: ending.signedAt)
    }

    /// When the contract ended, or begins.
    var moment: Timestamp {
        switch self {
        case .revoked(_, let moment), .rejected(_, let moment), .expired(let moment),
            .notBegun(let moment):
            moment
        case .unsigned: Timestamp(milliseconds: .max)
        }
    }
}
