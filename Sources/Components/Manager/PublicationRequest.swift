public import Contracts
public import ExchangeModel
public import JSONTape

/// A publication as an operator asks for it.
public struct PublicationRequest: Sendable {
    /// The service.
    public var service: ServiceName
    /// The Directory.
    public var directory: PeerID
    /// The peer that offers the service; nil means us.
    public var provider: PeerID?
    /// The peer on whose behalf it is offered.
    public var delegator: PeerID?
    /// How the service is spoken to.
    public var transport = ServiceProtocol.http1
    /// Properties of the grant.
    public var properties: JSONObject?
    /// The first moment of validity.
    public var notBefore: Timestamp
    /// The end of validity.
    public var notAfter: Timestamp

    /// Asks a Directory to list a service of ours.
    public init(
        service: ServiceName,
        directory: PeerID,
        notBefore: Timestamp,
        notAfter: Timestamp
    ) {
        self.service = service
        self.directory = directory
        self.notBefore = notBefore
        self.notAfter = notAfter
    }
}
