public import ExchangeModel
public import PeerIdentity
public import SignedJSON

/// The key that signs our contracts and tokens, with the certificates that vouch for it.
public struct SigningIdentity: Sendable {
    /// The key is not that of the chain's first certificate.
    public struct KeyOfAnotherCertificate: Error {}

    /// The private key.
    public let key: SigningKey
    /// Who we are, as the certificate says.
    public let peer: IdentifiedPeer
    /// The certificates as the key set gives them: leaf first, without the root.
    public let certificates: [[UInt8]]
    /// The verified chain.
    public let chain: VerifiedChain

    /// Joins a key with its verified chain.
    public init(key: SigningKey, chain: VerifiedChain) throws {
        let certified = try VerificationKey(subjectPublicKeyInfo: chain.leafPublicKeyInfo)
        guard certified.parameters == key.verificationKey.parameters else {
            throw KeyOfAnotherCertificate()
        }
        self.key = key
        self.chain = chain
        peer = chain.peer
        certificates = chain.certificates.count > 1 ? chain.certificates.dropLast() : []
    }

    /// The certificate's thumbprint.
    public var thumbprint: CertificateThumbprint { peer.certificate }

    /// The key as our key set offers it.
    public var jsonWebKey: JSONWebKey {
        JSONWebKey(
            certificates: certificates,
            certificateThumbprint: thumbprint.digest.bytes,
            keyID: thumbprint.description,
            algorithm: key.algorithm,
            parameters: key.verificationKey.parameters
        )
    }
}
