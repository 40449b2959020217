public import AccessTokens
import Contracts
public import ExchangeModel
public import JSONTape
public import PeerIdentity

/// Proof that a peer may call a service.
///
/// Only ``AccessPolicy`` makes permits, from a verified token that is bound to the certificate of
/// the connection. FSC Core 2.0.0, *Inway / Authorization*.
public struct Permit: Sendable {
    /// The peer that calls, as its certificate proved.
    public let peer: IdentifiedPeer
    /// What the provider granted; the token that said so.
    public let token: VerifiedToken

    init(peer: IdentifiedPeer, token: VerifiedToken) {
        self.peer = peer
        self.token = token
    }

    /// The grant that the call rests on.
    public var grant: GrantHash { token.claims.grant }
    /// The service that may be called.
    public var service: ServiceName { token.claims.service }
    /// The purpose that the call is bound to.
    public var purpose: Purpose? { token.claims.purpose.purpose }
    /// The end of the token's validity.
    public var tokenExpires: Timestamp { token.claims.expires }
    /// The peer on whose behalf the Outway calls.
    public var connectionDelegator: PeerID? { token.claims.connectionDelegator }
    /// The peer on whose behalf the service is offered.
    public var serviceDelegator: PeerID? { token.claims.serviceDelegator }
    /// The grant's properties.
    public var properties: JSONObject? { token.claims.properties }
    /// Further facts that the issuer added.
    public var additional: JSONObject? { token.claims.additional }
}

/// A token whose signature, issuer, Group, service and purpose were found right.
///
/// Shared by every call that uses it: handing it on costs one reference.
public final class VerifiedToken: Sendable {
    /// What it says.
    public let claims: AccessToken

    init(_ claims: AccessToken) {
        self.claims = claims
    }
}
