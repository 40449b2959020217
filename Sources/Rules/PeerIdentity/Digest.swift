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
