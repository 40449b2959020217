public import AccessTokens
public import Contracts
public import ExchangeModel
public import PeerIdentity
private import Synchronization

/// Decides which calls an Inway permits.
///
/// FSC Core 2.0.0, *Inway / Authorization*: the token is signed by the peer that owns the Inway, is
/// bound to the certificate of the connection, names a known service and the right Group. RFC 7519,
/// *"aud" (Audience) Claim*: it is for this Inway. Beyond that the grant's purpose must be one that
/// the service has a field policy for, and the policy that it pins one that is kept and not withdrawn.
///
/// Immutable but for the grants whose contracts end: a new configuration is a new policy with a greater
/// generation.
public final class AccessPolicy: Sendable {
    private static let generations = Atomic<UInt64>(0)

    /// Grows with every policy that is made: what was decided under another one does not count.
    public let generation: UInt64
    private let group: GroupID
    private let verifier: TokenVerifier
    private let services: [ServiceName: ServiceRule]
    let endedGrants: GrantEndings
    private let heldGrants: HeldGrants
    private let address: PeerAddress?

    /// Makes a policy for the services of one Inway.
    ///
    /// `endedGrants` are those of contracts that were revoked or have ended: tokens that were issued
    /// for them before are refused from now on. `heldGrants` are those of contracts that are not used for
    /// now, because a peer has not said yet what became of them. `address` is the Inway's own, which tokens must have as
    /// their audience; nil accepts any.
    public init(
        group: GroupID,
        verifier: TokenVerifier,
        services: [ServiceName: ServiceRule],
        endedGrants: GrantEndings = GrantEndings(),
        heldGrants: HeldGrants = HeldGrants(),
        address: PeerAddress? = nil
    ) {
        generation = Self.generations.wrappingAdd(1, ordering: .relaxed).newValue
        self.group = group
        self.verifier = verifier
        self.services = services
        self.endedGrants = endedGrants
        self.heldGrants = heldGrants
        self.address = address
    }

    /// Decides on a call without any memory of earlier ones.
    ///
    /// The token is the content of `Fsc-Authorization`, with or without `Bearer` (Q18). Costs a
    /// signature verification; the data plane goes through ``TokenCache``.
    public func authorize(
        _ peer: IdentifiedPeer,
        token: [UInt8],
        at now: Timestamp
    ) -> Result<Permit, AccessRefusal> {
        do throws(AccessRefusal) {
            let verified = try verify(Array(BearerToken.text(in: token)), at: now)
            return permit(peer, verified, at: now)
        } catch {
            return .failure(error)
        }
    }

    /// Establishes all that does not depend on the connection.
    func verify(_ token: [UInt8], at now: Timestamp) throws(AccessRefusal) -> VerifiedToken {
        guard !token.isEmpty else { throw .tokenMissing }
        let claims: AccessToken
        do throws(TokenRefusal) {
            claims = try verifier.verify(token, at: now)
        } catch {
            throw .token(error)
        }
        guard claims.group == group else { throw .otherGroup(claims.group) }
        guard address == nil || claims.audience == address else {
            throw .otherAudience(claims.audience)
        }
        guard !endedGrants.contains(claims.grant) else { throw .grantEnded }
        guard let rule = services[claims.service] else { throw .unknownService(claims.service) }
        try check(claims, by: rule)
        return VerifiedToken(claims)
    }

    /// Establishes what depends on the connection and the moment; done again for every call.
    func permit(
        _ peer: IdentifiedPeer,
        _ token: VerifiedToken,
        at now: Timestamp
    ) -> Result<Permit, AccessRefusal> {
        do throws(TokenRefusal) {
            try verifier.checkValidity(of: token.claims, at: now)
        } catch {
            return .failure(.token(error))
        }
        guard token.claims.certificate == peer.certificate else {
            return .failure(.otherCertificate)
        }
        guard token.claims.subject == peer.peerID else { return .failure(.otherSubject) }
        guard heldGrants.missing(for: token.claims.grant).isEmpty else {
            return .failure(.grantHeld)
        }
        return .success(Permit(peer: peer, token: token))
    }

    /// What a token says that is not permitted, where it is genuine and shown by its owner: its refusal is
    /// recorded with it.
    public func claims(
        of token: [UInt8],
        shownBy peer: IdentifiedPeer,
        at now: Timestamp
    ) -> AccessToken? {
        let text = Array(BearerToken.text(in: token))
        guard let claims = try? verifier.verify(text, at: now), claims.group == group,
            claims.certificate == peer.certificate, claims.subject == peer.peerID
        else { return nil }
        return claims
    }

    private func check(_ claims: AccessToken, by rule: ServiceRule) throws(AccessRefusal) {
        switch rule.objection(to: claims.purpose) {
        case nil: return
        case .missing: throw .purposeMissing(claims.service)
        case .malformed: throw .purposeMalformed
        case .unknown(let id): throw .purposeUnknown(id)
        case .notKept(let id), .notPublished(let id): throw .policyNotKept(id)
        case .withdrawn(let id): throw .policyWithdrawn(id)
        }
    }
}
