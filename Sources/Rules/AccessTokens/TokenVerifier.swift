public import ExchangeModel
private import JSONTape
public import SignedJSON

/// Checks access tokens that one peer issued.
///
/// FSC Core 2.0.0, *Inway / Authorization*: the token must be signed by the peer that owns the
/// Inway.
public struct TokenVerifier: Sendable {
    private let issuer: PeerID
    private let keys: [CertificateThumbprint: VerificationKey]
    private let clockSkewSeconds: Int64

    /// Takes the keys that the issuer signs tokens with, by the certificate that holds them.
    public init(
        issuer: PeerID,
        keys: [CertificateThumbprint: VerificationKey],
        clockSkewSeconds: Int64 = 0
    ) {
        self.issuer = issuer
        self.keys = keys
        self.clockSkewSeconds = max(0, clockSkewSeconds)
    }

    /// Verifies signature, issuer and validity of a token.
    public func verify(_ bytes: [UInt8], at now: Timestamp) throws(TokenRefusal) -> AccessToken {
        let signed: CompactSignature
        do throws(SignatureProblem) {
            signed = try CompactSignature(parsing: bytes)
        } catch {
            throw .notToken(error.description)
        }
        guard let thumbprint = signed.certificateThumbprint.flatMap({ SHA256Value($0) }),
            let key = keys[CertificateThumbprint(thumbprint)]
        else { throw .unknownSigner }
        do throws(SignatureProblem) {
            try signed.verify(with: key)
        } catch {
            throw .signatureInvalid(error.description)
        }
        let token = try AccessToken(claimsOf: signed)
        guard token.issuer == issuer else { throw .otherIssuer(token.issuer) }
        try checkValidity(of: token, at: now)
        return token
    }

    /// Checks the moment again, for a token that was verified before.
    @inlinable
    public func checkValidity(of token: AccessToken, at now: Timestamp) throws(TokenRefusal) {
        guard token.notBefore <= latest(now) else { throw .notYetValid(token.notBefore) }
        guard now < token.expires else { throw .expired(token.expires) }
    }

    @usableFromInline
    func latest(_ now: Timestamp) -> Timestamp { now.advanced(bySeconds: clockSkewSeconds) }
}
