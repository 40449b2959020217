import CLibCrypto
import ExchangeModel

/// Reading of certificates by the library, without any judgement.
enum CertificateReading {
    /// Names of a certificate's subjectAltName.
    struct AlternativeNames {
        var dnsNames: [String] = []
        var addresses: [[UInt8]] = []
    }

    /// At most so many bytes of an attribute or name are taken; longer ones count as unreadable.
    static let maximumNameBytes = 1_024
    /// At most so many URIs of distribution points are taken.
    static let maximumDistributionPoints = 16

    /// Parses exactly one certificate in DER; the caller frees it.
    static func parse(_ der: [UInt8]) -> OpaquePointer? {
        der.withUnsafeBufferPointer { bytes in
            var cursor = bytes.baseAddress
            guard let certificate = d2i_X509(nil, &cursor, bytes.count) else { return nil }
            guard cursor == bytes.baseAddress.map({ $0 + bytes.count }) else {
                X509_free(certificate)
                return nil
            }
            return certificate
        }
    }

    static func der(_ certificate: OpaquePointer) -> [UInt8] {
        bytes { i2d_X509(certificate, $0) }
    }

    static func publicKeyInfo(_ certificate: OpaquePointer) -> [UInt8] {
        bytes { sluis_public_key_info(certificate, $0) }
    }

    /// The subject attribute's only value; nil where it is absent, repeated, empty, too long, not UTF-8
    /// or has a control character.
    static func attribute(_ attribute: SubjectAttribute, of certificate: OpaquePointer) -> String? {
        var start: UnsafeMutablePointer<UInt8>?
        let length = sluis_subject(certificate, attribute.number, &start)
        guard length > 0, let start else { return nil }
        defer { sluis_free(start) }
        let value = UnsafeBufferPointer(start: start, count: Int(length))
        guard value.count <= maximumNameBytes, value.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            return nil
        }
        return String(validating: value, as: UTF8.self)
    }

    /// Host names (lower case, wildcards as they stand) and IP addresses; other forms are passed over.
    static func alternativeNames(_ certificate: OpaquePointer) -> AlternativeNames {
        var result = AlternativeNames()
        guard let names = sluis_alternative_names(certificate) else { return result }
        defer { sluis_names_free(names) }
        for position in 0..<max(sluis_names_count(names), 0) {
            var length: Int32 = 0
            if let start = sluis_name_at(names, position, GEN_DNS, &length), length > 0 {
                let bytes = UnsafeBufferPointer(start: start, count: Int(length))
                if bytes.count <= 255, bytes.allSatisfy({ (0x21...0x7E).contains($0) }) {
                    result.dnsNames.append(String(decoding: bytes, as: UTF8.self).lowercased())
                }
            } else if let start = sluis_name_at(names, position, GEN_IPADD, &length) {
                if length == 4 || length == 16 {
                    result.addresses.append(
                        Array(UnsafeBufferPointer(start: start, count: Int(length)))
                    )
                }
            }
        }
        return result
    }

    /// URIs of the CRL distribution points.
    static func distributionPoints(_ certificate: OpaquePointer) -> [String] {
        var points: [String] = []
        while points.count < maximumDistributionPoints,
            let text = sluis_distribution_point(certificate, Int32(points.count))
        {
            points.append(String(cString: text))
            sluis_free(text)
        }
        return points
    }

    /// Every certificate of a PEM text in DER, in order; other blocks and other text are passed over.
    ///
    /// Nil where a certificate is damaged or cut off.
    static func certificates(pem: [UInt8]) -> [[UInt8]]? {
        guard let length = Int32(exactly: pem.count), length > 0,
            let bio = sluis_bio_read(pem, length)
        else { return [] }
        defer { sluis_bio_free(bio) }
        ERR_clear_error()
        var found: [[UInt8]] = []
        while let parsed = PEM_read_bio_X509(bio, nil, { _, _, _, _ in -1 }, nil) {
            found.append(der(parsed))
            X509_free(parsed)
        }
        return sluis_pem_at_end() == 1 ? found : nil
    }

    /// The serial number in hexadecimal.
    static func serialNumber(_ certificate: OpaquePointer) -> String {
        var start: UnsafePointer<UInt8>?
        let length = sluis_serial_bytes(X509_get0_serialNumber(certificate), &start)
        return Hexadecimal.encode(
            Array(UnsafeBufferPointer(start: start, count: min(max(Int(length), 0), 32)))
        )
    }

    private static func bytes(
        _ encode: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>) -> Int32
    ) -> [UInt8] {
        var start: UnsafeMutablePointer<UInt8>?
        let length = encode(&start)
        defer { sluis_free(start) }
        return Array(UnsafeBufferPointer(start: start, count: max(Int(length), 0)))
    }
}
