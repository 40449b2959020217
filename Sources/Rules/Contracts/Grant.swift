public import ExchangeModel
public import JSONTape
public import PeerIdentity

/// One grant of a contract.
public struct Grant: Hashable, Sendable {
    /// The grant's hash: what clients, tokens and records name it by.
    public let hash: GrantHash
    /// What the grant says.
    public let terms: GrantTerms
    /// The grant's `properties`, when it has them.
    public let properties: JSONObject?

    init(_ reading: GrantReading, hash: GrantHash) {
        self.hash = hash
        terms = reading.terms
        properties = reading.properties
    }

    /// The grant's type.
    public var type: GrantType { terms.type }

    /// The purpose that the grant is bound to.
    public var purpose: PurposeProperty { PurposeProperty(in: properties) }

    /// The contract outside FSC by which a party acts for another, when the grant names one.
    public var externalContract: ExternalContractReference? {
        ExternalContractReference(in: properties)
    }

    func check(_ rules: GroupRules, path: String) throws(ContractRefusal) {
        for peer in terms.peers where !rules.subject.form.accepts(peer.rawValue) {
            throw .memberMalformed(path, expected: "about peers whose ids have the Group's form")
        }
        if let properties {
            let bytes = JSONValue.object(properties).serialized().count
            let most = ContractContent.maximumPropertiesBytes
            guard bytes <= most else {
                throw .propertiesTooLarge(path + ".properties", bytes: bytes, most: most)
            }
            try PropertyTexts.check(properties, path: path + ".properties")
            let member = ContentMember(.object(properties), path: path + ".properties")
            try ExternalContractReference.check(member)
        }
    }
}

/// What a grant says.
public enum GrantTerms: Hashable, Sendable {
    /// A Directory lists a Service.
    case publication(PublicationTerms)
    /// An Outway may call a Service.
    case connection(ConnectionTerms)

    /// The type: a delegator makes it one of the delegated two.
    public var type: GrantType {
        switch self {
        case .publication(let terms):
            terms.delegator == nil ? .servicePublication : .delegatedServicePublication
        case .connection(let terms):
            terms.delegator == nil ? .serviceConnection : .delegatedServiceConnection
        }
    }

    /// The peers that must sign; K-12, K-14, K-17 and K-19.
    public var peers: Set<PeerID> {
        switch self {
        case .publication(let terms):
            Set([terms.directory, terms.service.peer, terms.delegator].compactMap(\.self))
        case .connection(let terms):
            Set(
                [terms.outway.peer, terms.service.peer, terms.service.delegator, terms.delegator]
                    .compactMap(\.self)
            )
        }
    }

    /// The service that the grant is about.
    public var service: ServiceReference {
        switch self {
        case .publication(let terms): terms.service
        case .connection(let terms): terms.service
        }
    }
}

/// A Service of a peer.
public struct ServiceReference: Hashable, Sendable {
    /// The peer that offers it.
    public let peer: PeerID
    /// Its name, unique at that peer.
    public let name: ServiceName
    /// The peer on whose behalf it is offered, in connection grants.
    public let delegator: PeerID?

    /// Names a service.
    public init(peer: PeerID, name: ServiceName, delegator: PeerID? = nil) {
        self.peer = peer
        self.name = name
        self.delegator = delegator
    }
}

/// The terms of a publication.
///
/// FSC Core 2.0.0, *ServicePublicationGrant*.
public struct PublicationTerms: Hashable, Sendable {
    /// The peer that lists the service.
    public let directory: PeerID
    /// The service; its delegator stands in ``delegator``.
    public let service: ServiceReference
    /// How the service is spoken to.
    public let transport: ServiceProtocol
    /// The peer on whose behalf the service is offered.
    public let delegator: PeerID?

    /// States the terms of a publication.
    public init(
        directory: PeerID,
        service: ServiceReference,
        transport: ServiceProtocol = .http1,
        delegator: PeerID? = nil
    ) {
        self.directory = directory
        self.service = service
        self.transport = transport
        self.delegator = delegator
    }
}

/// How a Service is spoken to.
///
/// FSC Core 2.0.0, *protocol*.
public enum ServiceProtocol: String, CaseIterable, Sendable {
    /// HTTP/1.1 over TCP.
    case http1 = "PROTOCOL_TCP_HTTP_1.1"
    /// HTTP/2 over TCP.
    case http2 = "PROTOCOL_TCP_HTTP_2"
}

/// The terms of a connection.
///
/// FSC Core 2.0.0, *ServiceConnectionGrant*.
public struct ConnectionTerms: Hashable, Sendable {
    /// Who may connect.
    public let outway: OutwayReference
    /// To what.
    public let service: ServiceReference
    /// The peer on whose behalf the Outway connects.
    public let delegator: PeerID?

    /// States the terms of a connection.
    public init(outway: OutwayReference, service: ServiceReference, delegator: PeerID? = nil) {
        self.outway = outway
        self.service = service
        self.delegator = delegator
    }
}

/// The Outway that may connect: a peer, and which of its certificates.
public struct OutwayReference: Hashable, Sendable {
    /// How the Outway's certificate is told from the peer's others.
    public enum Identification: Hashable, Sendable {
        /// By the public key: dies with the key.
        case publicKey(PublicKeyThumbprint)
        /// By a name in the certificate: outlives the key.
        case domainName(DomainName)
    }

    /// The peer.
    public let peer: PeerID
    /// Which of its certificates.
    public let identification: Identification

    /// Names an Outway.
    public init(peer: PeerID, identification: Identification) {
        self.peer = peer
        self.identification = identification
    }

    /// Whether a certificate is the one that the grant means; M-16 and M-17.
    public func isSatisfied(by client: IdentifiedPeer) -> Bool {
        guard client.peerID == peer else { return false }
        switch identification {
        case .publicKey(let thumbprint): return client.publicKey == thumbprint
        case .domainName(let name): return client.isNamed(name)
        }
    }
}
