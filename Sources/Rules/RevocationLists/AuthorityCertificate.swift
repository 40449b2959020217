private import CLibCrypto

/// The certificate of an authority that a path leads to, to prove revocation lists with.
///
/// Who makes a value vouches that the certificate leads to an anchor of the Group.
public struct AuthorityCertificate: Hashable, Sendable {
    /// The certificate's bytes.
    public let der: [UInt8]
    /// The authority's name in one line, RFC 2253.
    public let name: String
    /// SHA-256 of its public key: authorities of one name differ in it.
    let key: [UInt8]

    /// Reads one certificate in DER; nil when it is none, or has no name.
    public init?(leadingToAnchor der: [UInt8]) {
        defer { ERR_clear_error() }
        guard let parsed = Self.parse(der) else { return nil }
        defer { X509_free(parsed) }
        name = DistinguishedName.line(of: X509_get_subject_name(parsed))
        guard !name.isEmpty else { return nil }
        var start: UnsafeMutablePointer<UInt8>?
        let length = Int(sluis_public_key_info(parsed, &start))
        defer { sluis_free(start) }
        guard length > 0, let start else { return nil }
        key = [UInt8](unsafeUninitializedCapacity: 32) { digest, count in
            _ = SHA256(start, length, digest.baseAddress)
            count = 32
        }
        self.der = der
    }

    /// Whether this authority signed a list and may sign lists.
    ///
    /// Costs a signature check and a hash over the list: never on an event loop.
    public func signed(_ list: RevocationList) -> Bool {
        guard name == list.issuer, let authority = Self.parse(der) else { return false }
        defer { X509_free(authority) }
        let parsed = list.der.withUnsafeBufferPointer { bytes in
            var cursor = bytes.baseAddress
            return d2i_X509_CRL(nil, &cursor, bytes.count)
        }
        guard let parsed else { return false }
        defer { X509_CRL_free(parsed) }
        return sluis_crl_signed_by(parsed, authority) == 1
    }

    private static func parse(_ der: [UInt8]) -> OpaquePointer? {
        der.withUnsafeBufferPointer { bytes in
            var cursor = bytes.baseAddress
            return d2i_X509(nil, &cursor, bytes.count)
        }
    }
}
