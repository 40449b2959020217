public import ExchangeModel
public import PayloadPolicy

/// A connection grant that the Outway's clients can use.
public struct OutwayRoute: Sendable {
    /// The grant.
    public let grant: GrantHash
    /// The peer that offers the Service: it alone may issue the token.
    public let provider: PeerID
    /// The Service.
    public let service: ServiceName
    /// Names for the grant, in `Sluis-Alias` or as host; they outlive a renewal.
    public var aliases: [String] = []
    /// What requests are checked against before they leave; nil checks nothing.
    public var rules: PayloadRules?
    /// Our own processing activity for this use; it goes to our log only.
    public var processingActivity: String?

    /// Describes a grant as the contract has it.
    public init(grant: GrantHash, provider: PeerID, service: ServiceName) {
        (self.grant, self.provider, self.service) = (grant, provider, service)
    }
}
