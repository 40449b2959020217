public import Contracts
public import ExchangeModel
public import PeerIdentity
private import Synchronization

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
    /// How many different persons must accept a contract before we sign it.
    ///
    /// Rules and the decision hook are not persons: what they accept is signed at once.
    public var acceptingPersons = 1
    /// How many contracts another peer may leave here.
    public var proposals = ProposalLimits.standard
    /// The properties that grants may have; nil means any.
    ///
    /// FSC Core 2.0.0, *Properties*, allows only those of extensions that the Group uses, and the
    /// extension itself asks not to restrict them: any, unless the Group says otherwise (P-08, P-09).
    public var allowedProperties: Set<String>?
    /// How long to wait between attempts to deliver something to a peer.
    public var retry = RetryRule.standard
    /// How long an access token is valid, in seconds.
    public var tokenLifetimeSeconds: Int64 = 3_600
    /// By how many seconds the creation of our contracts and the begin of our tokens are dated back, for
    /// peers whose clocks are behind (Q34); signatures have the moment of signing.
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

/// The settings that are in force; replaced as a whole.
final class PresentSettings: Sendable {
    private let value: Mutex<ManagerSettings>

    init(_ settings: ManagerSettings) {
        value = Mutex(settings)
    }

    var settings: ManagerSettings { value.withLock { $0 } }

    func replace(with settings: ManagerSettings) {
        value.withLock { $0 = settings }
    }
}
