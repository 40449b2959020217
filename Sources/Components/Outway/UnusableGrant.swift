public import ExchangeModel

/// A connection grant that is ours and cannot be used: what a client is told that names it.
public struct UnusableGrant: Hashable, Sendable {
    /// Why it cannot be used.
    public enum Reason: Hashable, Sendable {
        /// A peer revoked its contract, at a moment by that peer's clock.
        case revoked(by: PeerID, at: Timestamp)
        /// A peer rejected its contract, at a moment by that peer's clock.
        case rejected(by: PeerID, at: Timestamp)
        /// The period of its contract is over.
        case expired(at: Timestamp)
        /// These peers have not accepted its contract.
        case unsigned(missing: [PeerID])
        /// The period of its contract has not begun.
        case notBegun(until: Timestamp)

        /// The word for records.
        var name: String {
            switch self {
            case .revoked: "revoked"
            case .rejected: "rejected"
            case .expired: "expired"
            case .unsigned: "unsigned"
            case .notBegun: "not_begun"
            }
        }
    }

    /// The grant.
    public let grant: GrantHash
    /// The peer that offers the Service.
    public let provider: PeerID
    /// The Service.
    public let service: ServiceName
    /// Why it cannot be used.
    public let reason: Reason
    /// The purpose that it is bound to.
    public var purpose: PurposeID?
    /// The names that lead to it and to no grant in force.
    public var aliases: [String] = []

    /// Describes a grant that cannot be used.
    public init(grant: GrantHash, provider: PeerID, service: ServiceName, reason: Reason) {
        (self.grant, self.provider, self.service) = (grant, provider, service)
        self.reason = reason
    }

    /// What is the matter with the contract and what to do, for the client's people.
    var sentence: String {
        let names = aliases.isEmpty ? "" : " (alias \(aliases.joined(separator: ", ")))"
        let contract = "the contract of the grant \(grant)\(names)"
        switch reason {
        case .revoked(let peer, let moment):
            return "\(contract) was revoked by peer \(peer) at \(moment); \(proposal)"
        case .rejected(let peer, let moment):
            return "\(contract) was rejected by peer \(peer) at \(moment); \(proposal)"
        case .expired(let moment): return "\(contract) ended at \(moment); \(proposal)"
        case .unsigned(let missing):
            let peers = missing.map(\.rawValue).joined(separator: ", ")
            return
                "\(contract) waits for the signature of peer \(peers), who can run sluis contract "
                + "accept '\(grant)'"
        case .notBegun(let moment): return "\(contract) begins at \(moment)"
        }
    }

    private var proposal: String {
        let option = aliases.first.map { " --alias \($0)" } ?? ""
        let purpose = purpose.map { " --purpose \($0)" } ?? ""
        return "a new one is needed: sluis contract propose --peer \(provider) --service \(service)"
            + purpose + option
    }
}
