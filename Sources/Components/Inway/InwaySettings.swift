public import AccessControl
public import AccessLog
public import ExchangeModel
public import LogStorage
public import NIOCore
public import PeerTransport

/// What an Inway is for as long as it runs.
///
/// What may change while it runs is its ``InwayConfiguration``.
public struct InwaySettings: Sendable {
    /// The address to listen on.
    public var host: String
    /// The port to listen on; 0 takes a free one.
    public var port: Int
    /// How peers are identified.
    public var transport: MutualTLS
    /// The event loops.
    public var loops: TransportLoops
    /// Where every exchange is recorded.
    public var log: SegmentLog
    /// The peer that this Inway belongs to.
    public var ownPeer: PeerID
    /// The clock.
    public var clock: @Sendable () -> Timestamp
    /// Deadlines and bounds of connections; peers may speak HTTP/2 unless it is taken away.
    public var server: ServerLimits
    /// Bounds of the Inway's own.
    public var limits = InwayLimits()

    /// Makes settings from what has no default.
    public init(
        host: String,
        port: Int,
        transport: MutualTLS,
        loops: TransportLoops,
        log: SegmentLog,
        ownPeer: PeerID,
        clock: @escaping @Sendable () -> Timestamp
    ) {
        self.host = host
        self.port = port
        self.transport = transport
        self.loops = loops
        self.log = log
        self.ownPeer = ownPeer
        self.clock = clock
        server = ServerLimits()
        server.http2 = HTTP2Limits()
    }
}

/// The bounds of an Inway.
public struct InwayLimits: Hashable, Sendable {
    /// Bytes of bodies that the whole process holds for a check.
    public var heldBytes = 256 * 1_024 * 1_024
    /// How long a body waits for room among them before it is refused.
    public var heldWait: TimeAmount = .seconds(5)
    /// Bytes of a streamed body that are taken while its record is not durable yet.
    public var earlyBytes = 64 * 1_024
    /// Refusals of one peer that are recorded one by one, per second and event loop.
    public var denialsPerSecond = 20
    /// How long a record may take to become durable.
    public var recordDeadline: Duration = .seconds(2)
    /// How long requests under way may take once the Inway stops.
    public var drain: TimeAmount = .seconds(30)

    /// The defaults of the product.
    public init() {}
}

/// What an Inway offers and to whom; replaced as a whole while it runs.
public struct InwayConfiguration: Sendable {
    /// The Services.
    public var services: [OfferedService]
    /// Who may use them.
    public var access: AccessPolicy
    /// Makes pseudonyms of the persons that answers name; without one such answers are withheld.
    public var pseudonymiser: Pseudonymiser?

    /// Makes a configuration.
    public init(
        services: [OfferedService],
        access: AccessPolicy,
        pseudonymiser: Pseudonymiser? = nil
    ) {
        self.services = services
        self.access = access
        self.pseudonymiser = pseudonymiser
    }
}
