public import Contracts
public import ExchangeModel
public import PeerIdentity

/// What a Group decides, with the values of the Digikoppeling REST profile where nothing is said.
public struct GroupSettings: Hashable, Sendable {
    /// The Group's name in contracts and tokens.
    public var id: GroupID
    /// A PEM file of root certificates.
    public var trustAnchors: String
    /// Where the revocation lists are.
    public var revocationLists: [RevocationSource]
    /// A PEM file of the roots that https servers of revocation lists are trusted by; nil for the Group's
    /// trust anchors.
    public var revocationListAnchors: String?
    /// How often revocation lists are read again, seconds.
    public var revocationRefresh: Int64
    /// Whether a chain without a current revocation list is refused.
    ///
    /// False only in a loosened Group.
    public var revocationRequired: Bool
    /// The form that a peer id must have.
    public var peerIDForm: PeerIDForm
    /// The directories of the Group.
    public var directories: [DirectorySettings]
    /// The ports that peers may advertise; empty for any, in a loosened Group only.
    public var advertisedPorts: Set<UInt16>
    /// The most grants in one contract.
    public var maximumGrants: Int
    /// The clock difference that is tolerated, seconds.
    public var clockSkew: Int64
    /// Names with fixed addresses, as `host:port:address:port`.
    public var resolve: [ResolveEntry]
    /// Whether peers may be at loopback or private addresses.
    public var allowPrivateAddresses: Bool
}

/// Where a revocation list comes from.
public enum RevocationSource: Hashable, Sendable {
    /// A file, DER or PEM.
    case file(String)
    /// An http or https URL.
    case url(String)
}

/// A directory of the Group.
public struct DirectorySettings: Hashable, Sendable {
    /// Who runs it.
    public var peerID: PeerID
    /// Its Manager's address.
    public var address: PeerAddress
}

/// A name and port that is reached at a fixed address and port.
public struct ResolveEntry: Hashable, Sendable {
    /// The name in URLs, in lower case.
    public var host: String
    /// The port in URLs.
    public var port: UInt16
    /// The address that is connected to.
    public var address: String
    /// The port that is connected to.
    public var addressPort: UInt16
}
