public import AccessControl
public import AccessLog
public import Contracts
public import ExchangeModel
public import HTTPWire
public import LogStorage
public import NIOCore
public import PeerTransport

/// What an Outway is for as long as it runs.
///
/// What may change while it runs is its ``OutwayConfiguration``.
public struct OutwaySettings: Sendable {
    /// The address to listen on.
    public var host: String
    /// The port to listen on; 0 takes a free one.
    public var port: Int
    /// How clients connect: plain on loopback, else TLS.
    public var security: Listener.Security = .plain
    /// Shows our identity to Inways and decides about theirs.
    public var transport: MutualTLS
    /// The event loops.
    public var loops: TransportLoops
    /// Where every exchange is recorded.
    public var log: SegmentLog
    /// The Group.
    public var group: GroupID
    /// The peer that this Outway belongs to.
    public var ownPeer: PeerID
    /// Gets an access token for a grant from the provider's Manager.
    ///
    /// Called off the event loops, for one grant at most once at a time. A thrown
    /// ``TokenUnavailable`` says in its own words what the client is told, and whether asking again
    /// helps: then it is, for as long as requests wait.
    public var accessToken: @Sendable (GrantHash) async throws -> [UInt8]
    /// Where to connect for an Inway's address; by default what it says.
    public var resolve: @Sendable (PeerAddress) -> [UpstreamTarget.Address] = {
        [UpstreamTarget.Address(host: $0.host, port: Int($0.port))]
    }
    /// The clock.
    public var clock: @Sendable () -> Timestamp
    /// Deadlines and bounds of clients' connections.
    public var server = ServerLimits()
    /// Deadlines and bounds of connections to Inways; answers may take longer than usual, as it is the
    /// Inway that knows how long its source may take.
    public var upstream = UpstreamLimits()
    /// Bounds of the Outway's own.
    public var limits = OutwayLimits()

    /// Makes settings from what has no default.
    public init(
        host: String,
        port: Int,
        transport: MutualTLS,
        loops: TransportLoops,
        log: SegmentLog,
        group: GroupID,
        ownPeer: PeerID,
        clock: @escaping @Sendable () -> Timestamp,
        accessToken: @escaping @Sendable (GrantHash) async throws -> [UInt8]
    ) {
        self.host = host
        self.port = port
        self.transport = transport
        self.loops = loops
        self.log = log
        self.group = group
        self.ownPeer = ownPeer
        self.clock = clock
        self.accessToken = accessToken
    }
}

/// The bounds of an Outway.
public struct OutwayLimits: Hashable, Sendable {
    /// Bytes of bodies that the whole process holds for a check.
    public var heldBytes = 64 * 1_024 * 1_024
    /// Bytes of a streamed body that are taken before its record is durable.
    public var earlyBytes = 64 * 1_024
    /// How long a request waits for an access token.
    public var token: TimeAmount = .seconds(10)
    /// How long after a refusal the same grant's token is not asked for again.
    public var tokenPause: Duration = .seconds(1)
    /// The least time between two fetches of a grant's token because an Inway refused the one that is
    /// held, or cannot be reached.
    public var tokenReplacement: Duration = .seconds(3)
    /// Requests of one grant that wait for a token.
    public var tokenWaiters = 16_384
    /// How far a client's TransactionID may lie before and after now.
    public var transactionWindow: Duration = .seconds(TransactionID.windowSeconds)
    /// Refusals of one client that are recorded one by one, per second and event loop.
    public var denialsPerSecond = 20
    /// How long a record may take to become durable.
    public var recordDeadline: Duration = .seconds(2)
    /// How long requests under way may take once the Outway stops.
    public var drain: TimeAmount = .seconds(30)

    /// The defaults of the product.
    public init() {}
}

/// Which grants an Outway uses and for whom; replaced as a whole while it runs.
public struct OutwayConfiguration: Sendable {
    /// The connection grants that are in force.
    public var routes: [OutwayRoute]
    /// The connection grants whose contracts are over, or not in force yet, for what clients are told.
    public var unusable: [UnusableGrant] = []
    /// Who may use which of them.
    public var clients: ClientPolicy
    /// The request field that names the end user, by client; it never leaves the organisation.
    public var endUserFields: [String: FieldName] = [:]
    /// Makes pseudonyms of end users; without one they are not recorded.
    public var pseudonymiser: Pseudonymiser?
    /// The grants that are not used for now.
    public var heldGrants = HeldGrants()
    /// Whether the access token goes out as `Bearer` and the token (Q18), or bare.
    public var sendsBearerScheme = true

    /// Makes a configuration.
    public init(routes: [OutwayRoute], clients: ClientPolicy) {
        self.routes = routes
        self.clients = clients
    }
}
