public import ExchangeModel

/// A connection grant whose contract is over: what a client is told that still names it.
public struct EndedGrant: Hashable, Sendable {
    /// How the contract ended.
    public enum Ending: Hashable, Sendable {
        /// A peer revoked it, at a moment by that peer's clock.
        case revoked(by: PeerID, at: Timestamp)
        /// A peer rejected it, at a moment by that peer's clock.
        case rejected(by: PeerID, at: Timestamp)
        /// Its period is over.
        case expired(at: Timestamp)
    }

    /// The grant.
    public let grant: GrantHash
    /// The peer that offers the Service.
    public let provider: PeerID
    /// The Service.
    public let service: ServiceName
    /// How its contract ended.
    public let ending: Ending
    /// The names that lead to it and to no grant in force.
    public var aliases: [String] = []

    /// Describes a grant that can no longer be used.
    public init(grant: GrantHash, provider: PeerID, service: ServiceName, ending: Ending) {
        (self.grant, self.provider, self.service) = (grant, provider, service)
        self.ending = ending
    }

    /// What became of the contract and how to get another one, for the client's people.
    var sentence: String {
        let names = aliases.isEmpty ? "" : " (alias \(aliases.joined(separator: ", ")))"
        let end =
            switch ending {
            case .revoked(let peer, let moment): "was revoked by peer \(peer) at \(moment)"
            case .rejected(let peer, let moment): "was rejected by peer \(peer) at \(moment)"
            case .expired(let moment): "ended at \(moment)"
            }
        let option = aliases.first.map { " --alias \($0)" } ?? ""
        return "the contract of the grant \(grant)\(names) \(end); a new one is needed: "
            + "sluis contract propose --peer \(provider) --service \(service)\(option)"
    }
}
