public import ExchangeModel
public import NIOCore
public import PayloadPolicy
public import PeerTransport

/// A connection grant that the Outway's clients can use.
public struct OutwayRoute: Sendable {
    /// The grant.
    public let grant: GrantHash
    /// The peer that offers the Service: it alone may issue the token.
    public let provider: PeerID
    /// The Service.
    public let service: ServiceName
    /// How the Service's Inway is spoken to, as a Directory lists it.
    ///
    /// FSC Core 2.0.0, *Protocols*. An Inway that does not speak it is not used.
    public var speaks = PeerProtocol.http1
    /// Names for the grant, in `Sluis-Alias` or as host; they outlive a renewal.
    public var aliases: [String] = []
    /// Names that lead here while the provider refuses the grants that hold them.
    ///
    /// Of several routes with a name, the one whose contract lasts longest is the next to try.
    public var fallbackAliases: [String] = []
    /// The purpose that the grant is bound to.
    public var purpose: PurposeID?
    /// When the contract of the grant ends.
    public var until = Timestamp(seconds: 0)
    /// What requests are checked against before they leave; nil checks nothing.
    public var rules: PayloadRules?
    /// Why requests of the grant must not be sent: its document is to be checked against, and not
    /// here.
    public var obstacle: DocumentObstacle?
    /// How long an answer may take; nil stands for what holds for all Inways.
    public var answerTimeout: TimeAmount?
    /// How long an event stream may be silent; nil stands for what holds for all Inways.
    public var streamTimeout: TimeAmount?
    /// Our own processing activity for this use; it goes to our log only.
    public var processingActivity: String?

    /// Describes a grant as the contract has it.
    public init(grant: GrantHash, provider: PeerID, service: ServiceName) {
        (self.grant, self.provider, self.service) = (grant, provider, service)
    }
}

/// Why the document that a grant pins cannot be checked against.
public enum DocumentObstacle: Hashable, Sendable {
    /// The provider has not given it yet.
    case unavailable
    /// What the provider gave is not what both peers signed for.
    case mismatch
}
