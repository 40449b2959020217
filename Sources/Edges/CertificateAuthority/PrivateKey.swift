private import CLibCrypto

/// What kind of key a certificate is made for.
public enum KeyAlgorithm: Sendable, CaseIterable {
    /// NIST P-256, the default.
    case ec256
    /// NIST P-384.
    case ec384
    /// RSA with a modulus of 2,048 bits, the smallest that is accepted.
    case rsa2048
    /// RSA with a modulus of 1,024 bits: made only to be refused as too weak.
    case rsa1024
}

/// A private key in memory.
public final class PrivateKey: Sendable {
    // SAFETY: complete before `init` returns and never changed afterwards; libcrypto counts
    // references atomically and locks its own caches. Freed once, in `deinit`.
    nonisolated(unsafe) let handle: OpaquePointer

    /// Makes a new key from the library's random source.
    public init(_ algorithm: KeyAlgorithm) throws(IssuingProblem) {
        let made =
            switch algorithm {
            case .ec256: sluis_ec_key("P-256")
            case .ec384: sluis_ec_key("P-384")
            case .rsa2048: sluis_rsa_key(2_048)
            case .rsa1024: sluis_rsa_key(1_024)
            }
        guard let made else { throw .fromLibrary("making a key") }
        handle = made
    }

    /// Reads an unencrypted key in PEM, PKCS #8 or the older forms.
    public init(pem: some StringProtocol) throws(IssuingProblem) {
        let read = PEM.reading(Array(pem.utf8)) { bio in
            PEM_read_bio_PrivateKey(bio, nil, { _, _, _, _ in -1 }, nil)
        }
        ERR_clear_error()
        guard let read else { throw .keyUnreadable }
        handle = read
    }

    deinit { EVP_PKEY_free(handle) }

    /// The key in PEM, PKCS #8 without encryption.
    ///
    /// Secret.
    public var pem: String {
        PEM.writing { bio in PEM_write_bio_PKCS8PrivateKey(bio, handle, nil, nil, 0, nil, nil) }
    }

    /// DER of the SubjectPublicKeyInfo.
    public var publicKeyInfo: [UInt8] { DER.bytes { i2d_PUBKEY(handle, $0) } }

    /// The hash that signatures with this key are made over.
    var digest: OpaquePointer? { EVP_PKEY_get_bits(handle) == 384 ? EVP_sha384() : EVP_sha256() }
}
