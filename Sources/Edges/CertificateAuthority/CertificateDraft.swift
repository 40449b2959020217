private import CLibCrypto
internal import ExchangeModel

/// A certificate that is not signed yet.
struct CertificateDraft {
    /// Whose certificate it is going to be.
    enum Role {
        case authority
        case leaf(Set<CertificateUse>)
    }

    let subject: SubjectName
    let alternatives: String?
    let role: Role
    let notBefore: Timestamp
    let notAfter: Timestamp
    let distributionPoints: [String]

    /// Signs for a public key; without an issuer the certificate signs itself.
    func signed(
        for publicKey: OpaquePointer,
        by issuer: Certificate?,
        with key: PrivateKey
    ) throws(IssuingProblem) -> Certificate {
        guard let handle = X509_new() else { throw .fromLibrary("making a certificate") }
        let certificate = Certificate(owning: handle)
        let signer = issuer ?? certificate
        try subject.write(to: X509_get_subject_name(handle))
        guard let serial = Self.freshSerialNumber() else { throw .fromLibrary("a serial number") }
        defer { ASN1_INTEGER_free(serial) }
        guard X509_set_version(handle, 2) == 1, X509_set_serialNumber(handle, serial) == 1,
            X509_set_issuer_name(handle, X509_get_subject_name(signer.handle)) == 1,
            sluis_set_validity(handle, notBefore.seconds, notAfter.seconds) == 1,
            X509_set_pubkey(handle, publicKey) == 1
        else { throw .fromLibrary("filling a certificate") }
        for (extensionNumber, value) in try extensions() {
            guard sluis_certificate_extend(handle, signer.handle, extensionNumber, value) == 1
            else {
                throw .fromLibrary("the extension \(value)")
            }
        }
        guard X509_sign(handle, key.handle, key.digest) > 0 else { throw .fromLibrary("signing") }
        return certificate
    }

    /// What RFC 5280, *Certificate Extensions*, and the library's strict mode ask for.
    private func extensions() throws(IssuingProblem) -> [(Int32, String)] {
        var list: [(Int32, String)] = [
            (NID_subject_key_identifier, "hash"), (NID_authority_key_identifier, "keyid:always"),
        ]
        switch role {
        case .authority:
            list.append((NID_basic_constraints, "critical,CA:true"))
            list.append((NID_key_usage, "critical,keyCertSign,cRLSign"))
        case .leaf(let uses):
            list.append((NID_basic_constraints, "critical,CA:false"))
            list.append((NID_key_usage, "critical,digitalSignature"))
            if !uses.isEmpty {
                list.append(
                    (NID_ext_key_usage, uses.map(\.rawValue).sorted().joined(separator: ","))
                )
            }
        }
        if let alternatives { list.append((NID_subject_alt_name, alternatives)) }
        for point in distributionPoints where point.contains(where: { ",;\n\0".contains($0) }) {
            throw .nameUnusable(point)
        }
        if !distributionPoints.isEmpty {
            let points = distributionPoints.map { "URI:" + $0 }.joined(separator: ",")
            list.append((NID_crl_distribution_points, points))
        }
        return list
    }

    /// A positive number of 127 random bits.
    private static func freshSerialNumber() -> UnsafeMutablePointer<ASN1_INTEGER>? {
        var bytes = [UInt8](repeating: 0, count: 16)
        guard RAND_bytes(&bytes, Int32(bytes.count)) == 1 else { return nil }
        bytes[0] = bytes[0] & 0x3F | 0x40
        return sluis_serial(bytes, Int32(bytes.count))
    }
}
