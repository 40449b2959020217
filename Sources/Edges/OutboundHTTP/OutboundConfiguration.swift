public import ExchangeModel
import Glibc

/// Bounds of a client, and the way to other hosts.
public struct OutboundConfiguration: Sendable {
    /// Calls under way or waiting; one more is refused as overloaded.
    public var maximumCalls = 256
    /// Calls under way in all; more wait their turn.
    public var activeCalls = 64
    /// Calls under way to one host and port, as many connections with HTTP/1.1.
    public var activeCallsPerHost = 8
    /// Connections kept open, with those of the calls under way.
    public var keptConnections = 32
    /// How long TCP and TLS together may take.
    public var connectTime: Duration = .seconds(5)
    /// A connection idle for longer is not used again; libcurl closes it at the next call.
    public var idleTime: Duration = .seconds(60)
    /// A connection older than this is not used again, so that peers prove themselves again.
    public var connectionLifetime: Duration = .seconds(900)
    /// Where names are, in the form of curl's option `--resolve`: host, port, address by colons.
    ///
    /// One table holds for all calls.
    public var resolve: [String] = []
    /// Where connections for a name and port go, in the form of curl's option `--connect-to`: host,
    /// port, address, port by colons.
    ///
    /// The name in certificates and in the request stays the first one.
    public var connectTo: [String] = []
    /// A plain HTTP proxy, `http://host:port`; https goes through a CONNECT tunnel.
    ///
    /// The proxies that the environment names are never used.
    public var proxy: String?
    /// Where calls to peers may go.
    public var peerAddresses = AddressRules()
    /// Where all other calls may go: addresses that documents of others name.
    public var webAddresses = AddressRules()
    /// The time by which certificates are judged.
    public var clock: @Sendable () -> Timestamp = OutboundConfiguration.systemClock

    /// The bounds as documented, no table, no proxy, public addresses only.
    public init() {}

    private static let systemClock: @Sendable () -> Timestamp = {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Timestamp(milliseconds: Int64(now.tv_sec) * 1_000 + Int64(now.tv_nsec) / 1_000_000)
    }
}
