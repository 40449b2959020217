public import ExchangeModel
private import JSONTape
public import PeerIdentity
private import SignedJSON

/// What a signature under a contract says.
public enum SignatureKind: String, CaseIterable, Sendable {
    /// The peer agrees.
    case accept
    /// The peer does not agree.
    case reject
    /// The peer takes its agreement back.
    case revoke
}

/// A peer's signature under a contract, verified.
///
/// Only ``UnverifiedSignature/verified(by:from:over:rules:at:)`` makes one from a message; a store
/// restores what it was given. FSC Core 2.0.0, *Signatures*.
public struct ContractSignature: Hashable, Sendable {
    /// What the signature says.
    public let kind: SignatureKind
    /// Who signed.
    public let peer: PeerID
    /// The contract that was signed.
    public let contractHash: ContractHash
    /// When, by the signer's clock; whole seconds.
    public let signedAt: Timestamp
    /// The certificate whose key signed.
    public let certificate: CertificateThumbprint
    /// The last moment of that certificate; nil when it is not known.
    ///
    /// After it the signature does not count until the peer signs again (S-13).
    public let certificateEnd: Timestamp?
    /// The JWS in Compact Serialization, as it was received.
    public let text: String

    init(_ unverified: UnverifiedSignature, peer: PeerID, certificateEnd: Timestamp?) {
        kind = unverified.kind
        self.peer = peer
        contractHash = unverified.contractHash
        signedAt = unverified.signedAt
        certificate = unverified.certificate
        self.certificateEnd = certificateEnd
        text = unverified.text
    }

    /// Restores a signature from a store, which kept it when it was verified.
    public init(
        restoring text: String,
        peer: PeerID,
        certificateEnd: Timestamp?
    ) throws(ContractRefusal) {
        self.init(
            try UnverifiedSignature(parsing: text),
            peer: peer,
            certificateEnd: certificateEnd
        )
    }

    /// Whether the certificate had not ended at a moment.
    public func isCurrent(at moment: Timestamp) -> Bool {
        certificateEnd.map { moment <= $0 } ?? true
    }
}

/// A signature as a peer sent it: well formed, but by whom is not known yet.
public struct UnverifiedSignature: Sendable {
    /// What the signature says.
    public let kind: SignatureKind
    /// The contract that it claims to sign.
    public let contractHash: ContractHash
    /// When, by the signer's clock.
    public let signedAt: Timestamp
    /// The certificate whose key is said to have signed.
    public let certificate: CertificateThumbprint
    /// The JWS as received.
    public let text: String

    private let signed: CompactSignature

    /// Reads the text of a JWS and its payload; S-01 to S-04.
    public init(parsing text: String) throws(ContractRefusal) {
        do throws(SignatureProblem) {
            signed = try CompactSignature(parsing: text)
        } catch .algorithmNotAllowed(let refusal) {
            throw .signatureAlgorithmUnknown(refusal.description)
        } catch {
            throw .signatureMalformed(error.description)
        }
        guard let bytes = signed.certificateThumbprint, let digest = SHA256Value(bytes) else {
            throw .signatureMalformed("the JOSE header has no x5t#S256")
        }
        certificate = CertificateThumbprint(digest)
        let claims = try? signed.claims()
        guard case .object(let claims)? = claims else {
            throw .signatureMalformed("its payload is not a JSON object with every name once")
        }
        guard let kind = claims["type"]?.string.flatMap(SignatureKind.init(rawValue:)) else {
            throw .signatureMalformed("its payload's type is not accept, reject or revoke")
        }
        guard let hash = claims["contract_content_hash"]?.string else {
            throw .signatureMalformed("its payload has no contract_content_hash")
        }
        guard let date = NumericDate(claims["signed_at"]) else {
            throw .signatureMalformed("its payload's signed_at is not a number of seconds")
        }
        do throws(Malformed) {
            contractHash = try ContractHash(hash)
        } catch {
            let shown = String(hash.prefix(128))
            throw ContractHash.hasOtherAlgorithm(hash)
                ? .hashOfUnknownAlgorithm(shown) : .signatureForOtherHash(found: shown)
        }
        self.kind = kind
        signedAt = Timestamp(seconds: date.seconds)
        self.text = text
    }

    /// Checks that the peer that sent the signature made it over this content; S-05 to S-10.
    ///
    /// The chain must be that of the certificate that the header names, verified for signing.
    public func verified(
        by chain: VerifiedChain,
        from peer: PeerID,
        over content: ContractContent,
        rules: GroupRules,
        at now: Timestamp
    ) throws(ContractRefusal) -> ContractSignature {
        guard contractHash == content.hash else {
            throw .signatureForOtherContent(found: contractHash, expected: content.hash)
        }
        guard content.peers.contains(peer) else { throw .submitterNotOnContract(peer) }
        guard chain.peer.certificate == certificate else {
            throw .signatureNotVerified("the certificate is not the one that the header names")
        }
        guard chain.peer.peerID == peer else {
            throw .signatureOfOtherPeer(found: chain.peer.peerID, expected: peer)
        }
        guard signedAt <= now.advanced(bySeconds: rules.clockSkewSeconds) else {
            throw .signatureInFuture(signedAt: signedAt, now: now)
        }
        do throws(SignatureProblem) {
            let key = try VerificationKey(subjectPublicKeyInfo: chain.leafPublicKeyInfo)
            try signed.verify(with: key)
        } catch {
            throw .signatureNotVerified(error.description)
        }
        let leaf = chain.certificates.first.flatMap {
            try? UnverifiedCertificate(der: $0, rules: rules.subject)
        }
        return ContractSignature(self, peer: peer, certificateEnd: leaf?.validity.upperBound)
    }
}
