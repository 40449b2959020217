import CLibcurl

/// PEM text that could not be used as a certificate, a key or an anchor.
public enum InvalidCertificate: Error, Hashable, Sendable {
    /// No certificate could be read. Give PEM, leaf first.
    case certificateUnreadable
    /// No private key could be read. Give an unencrypted PEM key.
    case keyUnreadable
    /// The key is not that of the first certificate.
    case keyOfAnotherCertificate
    /// No trust anchor could be read.
    case anchorsUnreadable
}

/// Our own certificate, its chain and its key, parsed once.
public final class OwnCertificate: Sendable {
    // SAFETY: X509 and EVP_PKEY count references with atomics and are never changed after `init`.
    nonisolated(unsafe) private let certificates: [OpaquePointer]
    // SAFETY: as above.
    nonisolated(unsafe) private let key: OpaquePointer

    /// Reads PEM: the chain with the leaf first, and its unencrypted key.
    public init(chain: [UInt8], key: [UInt8]) throws(InvalidCertificate) {
        certificates = PEMText.certificates(chain)
        let keys = PEMText.keys(key)
        guard let first = keys.first else {
            certificates.forEach(X509_free)
            throw .keyUnreadable
        }
        keys.dropFirst().forEach(EVP_PKEY_free)
        self.key = first
        guard let leaf = certificates.first else { throw .certificateUnreadable }
        guard X509_check_private_key(leaf, first) == 1 else {
            ERR_clear_error()
            throw .keyOfAnotherCertificate
        }
    }

    deinit {
        certificates.forEach(X509_free)
        EVP_PKEY_free(key)
    }

    func install(in context: OpaquePointer) -> Bool {
        guard let leaf = certificates.first else { return false }
        return SSL_CTX_use_certificate(context, leaf) == 1
            && certificates.dropFirst().allSatisfy { sluis_ssl_add_chain(context, $0) == 1 }
            && SSL_CTX_use_PrivateKey(context, key) == 1
    }
}

/// Reads PEM, and gives no password: the library would ask for one on the terminal, and wait.
enum PEMText {
    /// The certificates in a text, up to the first that cannot be read.
    static func certificates(_ bytes: [UInt8]) -> [OpaquePointer] {
        readAll(bytes) { PEM_read_bio_X509($0, nil, { _, _, _, _ in -1 }, nil) }
    }

    /// The private keys in a text, up to the first that cannot be read.
    static func keys(_ bytes: [UInt8]) -> [OpaquePointer] {
        readAll(bytes) { PEM_read_bio_PrivateKey($0, nil, { _, _, _, _ in -1 }, nil) }
    }

    /// Everything that `read` finds, one after the other.
    private static func readAll(
        _ bytes: [UInt8],
        _ read: (OpaquePointer) -> OpaquePointer?
    ) -> [OpaquePointer] {
        bytes.withUnsafeBytes { raw in
            guard let count = CInt(exactly: raw.count), count > 0,
                let source = BIO_new_mem_buf(raw.baseAddress, count)
            else { return [] }
            defer {
                BIO_free(source)
                ERR_clear_error()
            }
            var found: [OpaquePointer] = []
            while let next = read(source) { found.append(next) }
            return found
        }
    }
}
