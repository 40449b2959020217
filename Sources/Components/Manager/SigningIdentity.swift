public import ExchangeModel
public import PeerIdentity
public import SignedJSON

/// The key that signs our contracts and tokens, with the certificates that vouch for it.
public struct SigningIdentity: Sendable {
    /// The key is not that of the chain's first certificate.
    public struct KeyOfAnotherCertificate: Error, CustomStringConvertible {
        /// What is wrong and what to do, as part of a sentence.
        public var description: String {
            "the private key is not that of the certificate: install the two that belong together"
        }
    }

    /// The private key.
    public let key: SigningKey
    /// The certificate that vouches for the key, with its chain.
    public let certificate: SigningCertificate

    /// Joins a key with its verified chain.
    public init(key: SigningKey, chain: VerifiedChain) throws {
        certificate = try SigningCertificate(chain)
        guard certificate.key.parameters == key.verificationKey.parameters else {
            throw KeyOfAnotherCertificate()
        }
        self.key = key
    }

    /// Who we are, as the certificate says.
    public var peer: IdentifiedPeer { chain.peer }

    /// The verified chain.
    public var chain: VerifiedChain { certificate.chain }

    /// The certificate's thumbprint.
    public var thumbprint: CertificateThumbprint { certificate.thumbprint }
}
