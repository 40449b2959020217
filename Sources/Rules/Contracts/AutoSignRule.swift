public import ExchangeModel

/// A kind of contract that we accept without asking a person.
///
/// Every grant of a contract must be allowed by one and the same rule; what a rule does not name it
/// does not limit, except grant types, which must be named.
public struct AutoSignRule: Hashable, Sendable {
    /// The grant types that it allows.
    public var grantTypes: Set<GrantType>
    /// The other peers that may be on the contract; nil means any.
    public var peers: Set<PeerID>?
    /// The services that it may be about; nil means any.
    public var services: Set<ServiceName>?
    /// The purposes that it may be for; nil means any or none.
    public var purposes: Set<PurposeID>?
    /// The longest time from now to the end of validity, in seconds; nil means any.
    public var longestSeconds: Int64?

    /// States a rule.
    public init(
        grantTypes: Set<GrantType>,
        peers: Set<PeerID>? = nil,
        services: Set<ServiceName>? = nil,
        purposes: Set<PurposeID>? = nil,
        longestSeconds: Int64? = nil
    ) {
        self.grantTypes = grantTypes
        self.peers = peers
        self.services = services
        self.purposes = purposes
        self.longestSeconds = longestSeconds
    }

    /// Why this rule does not allow a contract; nil when it does.
    public func objection(
        to content: ContractContent,
        of own: PeerID,
        at now: Timestamp
    ) -> AutoSignObjection? {
        if let peers, !content.peers.subtracting([own]).isSubset(of: peers) { return .otherPeer }
        if let longestSeconds, content.notAfter > now.advanced(bySeconds: longestSeconds) {
            return .tooLong
        }
        for grant in content.grants {
            guard grantTypes.contains(grant.type) else { return .otherGrantType }
            if let services, !services.contains(grant.terms.service.name) { return .otherService }
            if case .malformed = grant.purpose { return .otherPurpose }
            if let purposes, !(grant.purpose.purpose.map { purposes.contains($0.id) } ?? false) {
                return .otherPurpose
            }
        }
        return nil
    }
}

/// Why a contract waits for a person.
public enum AutoSignObjection: String, Error, Hashable, Sendable, CaseIterable {
    /// There is no rule at all.
    case noRule = "no rule for automatic signing"
    /// The contract refers to a contract outside FSC, which a person must judge.
    case externalContract = "it refers to an external contract"
    /// A peer on it is not in the rule.
    case otherPeer = "a peer on it is not in the rule"
    /// A grant's type is not in the rule.
    case otherGrantType = "a grant type on it is not in the rule"
    /// A grant's service is not in the rule.
    case otherService = "a service on it is not in the rule"
    /// A grant's purpose is not in the rule, or cannot be read.
    case otherPurpose = "a purpose on it is not in the rule"
    /// It lasts longer than the rule allows.
    case tooLong = "it lasts longer than the rule allows"
}

extension ContractContent {
    /// Decides whether one of our rules accepts the contract without a person.
    ///
    /// Gives the position of the first rule that does, or the last rule's objection.
    public func autoSignature(
        by rules: [AutoSignRule],
        of own: PeerID,
        at now: Timestamp
    ) -> Result<Int, AutoSignObjection> {
        guard grants.allSatisfy({ $0.externalContract == nil }) else {
            return .failure(.externalContract)
        }
        var last = AutoSignObjection.noRule
        for (position, rule) in rules.enumerated() {
            guard let objection = rule.objection(to: self, of: own, at: now) else {
                return .success(position)
            }
            last = objection
        }
        return .failure(last)
    }
}
