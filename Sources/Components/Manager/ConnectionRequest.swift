public import Contracts
public import ExchangeModel
public import JSONTape

/// A connection as an operator asks for it.
public struct ConnectionRequest: Sendable {
    /// The service, as a Directory lists it.
    public var service: ServiceReference
    /// Which certificates of the Outway may use it; a domain name outlives the key.
    public var identification: OutwayReference.Identification
    /// The peer whose Outway may use it; nil means our own.
    public var outway: PeerID?
    /// The peer on whose behalf the Outway calls.
    public var delegator: PeerID?
    /// The purpose.
    public var purpose: Purpose?
    /// Further properties of the grant.
    public var properties: JSONObject?
    /// The first moment of validity.
    public var notBefore: Timestamp
    /// The end of validity.
    public var notAfter: Timestamp

    /// Asks for a connection of our own Outway.
    public init(
        service: ServiceReference,
        identification: OutwayReference.Identification,
        purpose: Purpose?,
        notBefore: Timestamp,
        notAfter: Timestamp
    ) {
        self.service = service
        self.identification = identification
        self.purpose = purpose
        self.notBefore = notBefore
        self.notAfter = notAfter
    }

    /// What the grant will say, proposed by us.
    public func terms(own: PeerID) -> ConnectionTerms {
        ConnectionTerms(
            outway: OutwayReference(peer: outway ?? own, identification: identification),
            service: service,
            delegator: delegator
        )
    }
}
