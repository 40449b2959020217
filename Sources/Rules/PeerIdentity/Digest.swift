private import CLibCrypto
public import ExchangeModel

extension SHA256Value {
    /// The SHA-256 of bytes: of a certificate's DER or of a DER SubjectPublicKeyInfo.
    public init(hashing bytes: [UInt8]) {
        self = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { digest in
            _ = SHA256(bytes, bytes.count, digest.baseAddress)
            guard let value = SHA256Value(digest) else {
                preconditionFailure("a SHA-256 digest has 32 bytes")
            }
            return value
        }
    }
}

extension SHA256Value {
    /// The SHA-256 of the certificates of a chain, each in DER, in the order in which they were sent.
    public init(hashingChain certificates: [[UInt8]]) {
        // Of their digests: so no two chains can run together to the same bytes.
        self.init(hashing: certificates.flatMap { SHA256Value(hashing: $0).bytes })
    }
}

extension CertificateThumbprint {
    /// The thumbprint of a certificate in DER.
    ///
    /// RFC 7515, *"x5t#S256" Header Parameter*.
    public init(of certificate: [UInt8]) {
        self.init(SHA256Value(hashing: certificate))
    }
}

extension PublicKeyThumbprint {
    /// The thumbprint of a DER SubjectPublicKeyInfo.
    ///
    /// FSC Core 2.0.0, *Public key thumbprint* (Q10).
    public init(of publicKeyInfo: [UInt8]) {
        self.init(SHA256Value(hashing: publicKeyInfo))
    }
}
