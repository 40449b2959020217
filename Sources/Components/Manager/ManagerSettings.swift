public import Contracts
public import ExchangeModel
public import PeerIdentity

/// What an operator decides about a Manager.
public struct ManagerSettings: Sendable {
    /// The Group and its rules.
    public var rules: GroupRules
    /// Where other peers reach this Manager; what `Fsc-Manager-Address` says.
    public var address: PeerAddress
    /// The Directories at which this Manager announces itself.
    public var directories: [DirectoryReference] = []
    /// Contracts that are accepted without a person.
    public var autoSign: [AutoSignRule] = []
    /// How long to wait between attempts to deliver something to a peer.
    public var retry = RetryRule.standard
    /// How long an access token is valid, in seconds.
    public var tokenLifetimeSeconds: Int64 = 3_600
    /// By how many seconds our signatures, contracts and tokens are dated back, for peers whose
    /// clocks are behind (Q34).
    public var backdatedSeconds: Int64 = 5
    /// How long a call to another Manager may take.
    public var callTime: Duration = .seconds(15)

    /// States what has no default.
    public init(rules: GroupRules, address: PeerAddress) {
        self.rules = rules
        self.address = address
    }
}

/// A Directory: a peer and where its Manager is.
public struct DirectoryReference: Hashable, Sendable {
    /// The peer.
    public let peer: PeerID
    /// Where its Manager is.
    public let address: PeerAddress

    /// Names a Directory.
    public init(peer: PeerID, address: PeerAddress) {
        self.peer = peer
        self.address = address
    }
}
