import AccessTokens
import Contracts
import ExchangeModel
import PeerTransport

/// Why there is no access token for a grant.
public struct TokenUnavailable: Error, Hashable, Sendable {
    /// What the client is told: a sentence without secrets.
    public let message: String

    /// States why.
    public init(message: String) {
        self.message = message
    }
}

/// An access token that was found fit for its route, and where it leads.
///
/// Only ``TokenStore`` makes it. The signature is the provider's business: the token came from its
/// Manager over an authenticated connection, and its Inway verifies it.
final class OutwayToken: Sendable {
    /// What is left of the validity before a token counts as ended, for the way to the Inway.
    static let reserve: Int64 = 5
    /// The longest time before its end at which a token is renewed, in seconds.
    static let longestLead: Int64 = 60

    let claims: AccessToken
    /// The token as it goes out.
    let text: [UInt8]
    /// The Inway in `aud`, reached as the peer in `iss` only, by the protocol of the route.
    let target: UpstreamTarget
    let speaks: PeerProtocol
    /// Host and port as the Inway knows itself.
    let authority: [UInt8]
    private let ends: Timestamp
    private let renews: Timestamp

    /// Checks what was fetched for a route.
    ///
    /// FSC Core 2.0.0, *Outway*: the token is of the provider's, and `gid` is our own Group (O-02,
    /// O-04). It must also be usable with the certificate that we show.
    init(
        _ text: [UInt8],
        for route: OutwayRoute,
        _ settings: OutwaySettings,
        targets: TargetTable,
        at now: Timestamp
    ) throws(TokenUnavailable) {
        let claims: AccessToken
        do throws(TokenRefusal) {
            claims = try AccessToken(reading: text)
        } catch {
            throw TokenUnavailable(message: "the provider's Manager sent no usable access token")
        }
        if let fault = Self.fault(of: claims, for: route, settings, at: now) {
            throw TokenUnavailable(message: "the provider's access token \(fault)")
        }
        self.claims = claims
        self.text = text
        ends = claims.expires.advanced(bySeconds: -Self.reserve)
        let lifetime = max(0, claims.expires.seconds - now.seconds)
        renews = claims.expires.advanced(
            bySeconds: -max(min(Self.longestLead, lifetime / 5), Self.reserve)
        )
        speaks = route.speaks
        target = targets.target(of: claims.audience, claims.issuer, speaks: speaks, settings)
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
        if claims.group != settings.group { return "is for another Group" }
        if claims.grant != route.grant { return "is for another grant" }
        if claims.issuer != route.provider { return "is not of the peer in the contract" }
        if claims.service != route.service { return "is for another Service" }
        if claims.subject != settings.ownPeer { return "is for another peer" }
        if claims.certificate != settings.transport.certificate {
            return "is bound to another certificate than this Outway shows"
        }
        if claims.expires <= now.advanced(bySeconds: reserve) { return "has ended" }
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
        (ends, renews, self.speaks) = (token.ends, token.renews, speaks)
        target = targets.target(of: claims.audience, claims.issuer, speaks: speaks, settings)
    }

    /// Whether the token may go out: valid for a while, and bound to the certificate that we show.
    func isUsable(at now: Timestamp, certificate: CertificateThumbprint) -> Bool {
        now < ends && claims.certificate == certificate
    }

    /// Whether it is time to fetch the next one.
    func wantsRenewal(at now: Timestamp) -> Bool { now >= renews }
}
