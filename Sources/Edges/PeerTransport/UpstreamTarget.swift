public import ExchangeModel
import NIOPosix

/// Where requests are forwarded to: addresses that are equal to each other, and how to trust them.
///
/// A class, so that its identity names the kept connections: make one per Service or Inway, keep it.
public final class UpstreamTarget: Sendable {
    /// A host and port to connect to.
    public struct Address: Hashable, Sendable {
        /// A name or a literal address.
        public let host: String
        /// The port.
        public let port: Int

        /// Names a host and a port.
        public init(host: String, port: Int) {
            (self.host, self.port) = (host, port)
        }
    }

    /// How the other end is trusted.
    public enum Security: Sendable {
        /// No TLS: loopback, or where the configuration allows it.
        case plain
        /// TLS with trust anchors of the source's own.
        case tls(ClientTLS)
        /// Mutual TLS within the Group, to this peer only, by the protocol that its Service names;
        /// every connection shows the certificate that is named, else the present one.
        case peer(
            MutualTLS,
            host: String,
            expected: PeerID,
            speaks: PeerProtocol = .http1,
            showing: CertificateThumbprint? = nil
        )
    }

    /// The addresses, used by least outstanding requests.
    public let addresses: [Address]
    /// How the other end is trusted.
    public let security: Security
    /// Deadlines and bounds.
    public let limits: UpstreamLimits
    /// What looks names up; nil stands for the system.
    let resolver: (any Resolver & Sendable)?

    /// Describes a target; needs at least one address.
    public convenience init(
        addresses: [Address],
        security: Security,
        limits: UpstreamLimits = UpstreamLimits()
    ) {
        self.init(addresses: addresses, security: security, limits: limits, resolver: nil)
    }

    /// `resolver` exists for the tests of names with several addresses.
    init(
        addresses: [Address],
        security: Security,
        limits: UpstreamLimits = UpstreamLimits(),
        resolver: (any Resolver & Sendable)?
    ) {
        precondition(!addresses.isEmpty, "a target has at least one address")
        (self.addresses, self.security, self.limits) = (addresses, security, limits)
        self.resolver = resolver
    }

    /// Whether each request has a stream of HTTP/2.
    var speaksHTTP2: Bool {
        if case .peer(_, _, _, speaks: .http2, _) = security { true } else { false }
    }

    /// Whether a request that left may be sent once more by the pool itself.
    ///
    /// Not to a peer: its Inway may have recorded the transaction, and would refuse it as used.
    var mayRepeat: Bool { !isPeer }

    /// Whether it is another peer's Inway.
    var isPeer: Bool {
        if case .peer = security { true } else { false }
    }

    /// Grows when kept connections should not be used again.
    var securityVersion: UInt64 {
        if case .peer(let tls, _, _, _, _) = security { tls.version } else { 0 }
    }
}
