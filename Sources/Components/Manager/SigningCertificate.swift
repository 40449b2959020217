public import ExchangeModel
public import PeerIdentity
public import SignedJSON

/// The public half of a key that signs, or signed, our contracts and tokens: what others verify with.
public struct SigningCertificate: Sendable {
    /// The verified chain.
    public let chain: VerifiedChain
    /// The public key.
    public let key: VerificationKey
    private let parameters: KeyParameters

    /// Takes the key of a verified chain's leaf; throws where it is of a kind that cannot sign.
    public init(_ chain: VerifiedChain) throws(SignatureProblem) {
        self.chain = chain
        key = try VerificationKey(subjectPublicKeyInfo: chain.leafPublicKeyInfo)
        guard let parameters = key.parameters else { throw .keyUnsupported }
        self.parameters = parameters
    }

    /// The certificate's thumbprint.
    public var thumbprint: CertificateThumbprint { chain.peer.certificate }

    /// The certificates as the key set gives them: leaf first, without the root.
    public var certificates: [[UInt8]] {
        chain.certificates.count > 1 ? chain.certificates.dropLast() : []
    }

    /// The key as our key set offers it.
    public var jsonWebKey: JSONWebKey {
        JSONWebKey(
            certificates: certificates,
            certificateThumbprint: thumbprint.digest.bytes,
            keyID: thumbprint.description,
            algorithm: parameters.algorithm,
            parameters: parameters
        )
    }
}
