public import AccessLog
import AccessTokens
import Contracts
import ExchangeModel
import PeerTransport

/// Why there is no access token for a grant.
public struct TokenUnavailable: Error, Hashable, Sendable {
    /// What the client is told: a sentence without secrets.
    public let message: String
    /// Whether the provider has decided, so that asking again at once is of no use.
    ///
    /// What is not final is waited for: the request has its deadline.
    public let isFinal: Bool
    /// What is recorded of it.
    public let cause: RefusalCause

    /// States why.
    public init(
        message: String,
        isFinal: Bool = false,
        cause: RefusalCause = RefusalCause(.token)
    ) {
        (self.message, self.isFinal, self.cause) = (message, isFinal, cause)
    }
}

/// An access token that was found fit for its route, and where it leads.
///
/// Only ``TokenStore`` makes it. The signature is the provider's business: the token came from its
/// Manager over an authenticated connection, and its Inway verifies it.
final class OutwayToken: Sendable {
    /// The longest time before its end at which a token is renewed, in seconds.
    static let longestLead: Int64 = 60

    let claims: AccessToken
    /// The token as it goes out.
    let text: [UInt8]
    /// The Inway in `aud`, reached as the peer in `iss` only, by the protocol of the route, with the
    /// certificate that the token is bound to.
    let target: UpstreamTarget
    let speaks: PeerProtocol
    /// Host and port as the Inway knows itself.
    let authority: [UInt8]
    private let renews: Timestamp

    /// Checks what was fetched for a route; `shown` is our certificate of when that began.
    ///
    /// FSC Core 2.0.0, *Outway*: the token is of the provider's, and `gid` is our own Group (O-02,
    /// O-04). It must also be bound to a certificate that we show; where that was replaced while the
    /// token came, the next one is for the present certificate.
    init(
        _ text: [UInt8],
        for route: OutwayRoute,
        _ settings: OutwaySettings,
        targets: TargetTable,
        shown: CertificateThumbprint,
        at now: Timestamp
    ) throws(TokenUnavailable) {
        let claims: AccessToken
        do throws(TokenRefusal) {
            claims = try AccessToken(reading: text)
        } catch {
            throw TokenUnavailable(
                message: "the provider's Manager sent no usable access token: \(error)",
                isFinal: true,
                cause: RefusalCause(.token, "misfit")
            )
        }
        if let fault = Self.fault(of: claims, for: route, settings, at: now) {
            throw TokenUnavailable(
                message: "the provider's access token \(fault)",
                isFinal: true,
                cause: RefusalCause(.token, "misfit")
            )
        }
        guard settings.transport.shows(claims.certificate) else {
            throw TokenUnavailable(
                message: "the provider's access token is bound to another certificate than this "
                    + "Outway shows (claim cnf.x5t#S256)",
                // It may be the certificate of a moment ago.
                isFinal: settings.transport.certificate == shown,
                cause: RefusalCause(.token, "misfit")
            )
        }
        self.claims = claims
        self.text = text
        let lifetime = max(0, claims.expires.milliseconds - now.milliseconds)
        let lead = min(Self.longestLead * 1_000, lifetime / 5)
        renews = Timestamp(milliseconds: claims.expires.milliseconds - lead)
        speaks = route.speaks
        target = targets.target(of: claims, speaks: speaks, settings)
        let audience = claims.audience
        let host = audience.host.contains(":") ? "[\(audience.host)]" : audience.host
        authority = Array((audience.port == 443 ? host : "\(host):\(audience.port)").utf8)
    }

    private static func fault(
        of claims: AccessToken,
        for route: OutwayRoute,
        _ settings: OutwaySettings,
        at now: Timestamp
    ) -> String? {
        if claims.group != settings.group { return "is for another Group (claim gid)" }
        if claims.grant != route.grant { return "is for another grant (claim gth)" }
        if claims.issuer != route.provider {
            return "is not of the peer in the contract (claim iss)"
        }
        if claims.service != route.service { return "is for another Service (claim svc)" }
        if claims.subject != settings.ownPeer { return "is for another peer (claim sub)" }
        if claims.expires <= now { return "has ended (claim exp)" }
        return nil
    }

    /// The same token over another protocol.
    init(
        _ token: OutwayToken,
        speaks: PeerProtocol,
        _ settings: OutwaySettings,
        _ targets: TargetTable
    ) {
        (claims, text, authority) = (token.claims, token.text, token.authority)
        (renews, self.speaks) = (token.renews, speaks)
        target = targets.target(of: claims, speaks: speaks, settings)
    }

    /// Whether the token may go out: it is good to its last moment.
    ///
    /// One that ends on its way is refused as expired before anything is recorded, and replaced.
    func isUsable(at now: Timestamp) -> Bool { now < claims.expires }

    /// Whether it is time to fetch the next one.
    func wantsRenewal(at now: Timestamp) -> Bool { now >= renews }
}
