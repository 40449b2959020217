private import CLibCrypto
public import ExchangeModel
private import RevocationLists

/// What a certificate says of itself, without any proof.
///
/// For an operator's own certificates, diagnosis, and finding revocation lists before any chain can
/// be verified. Never a ground to trust anybody.
public struct UnverifiedCertificate: Hashable, Sendable {
    /// The certificate's bytes.
    public let der: [UInt8]
    /// The subject in one line, RFC 2253.
    public let subject: String
    /// The issuer in one line, RFC 2253.
    public let issuer: String
    /// The serial number in hexadecimal.
    public let serialNumber: String
    /// The subject's peer id by the Group's rules; nil when there is none of the right form.
    public let peerID: PeerID?
    /// The subject's name by the Group's rules.
    public let name: String?
    /// The moments in which the certificate is valid.
    public let validity: ClosedRange<Timestamp>
    /// Host names in lower case.
    public let dnsNames: [String]
    /// URIs at which the issuer publishes its revocation list.
    public let distributionPoints: [String]
    /// SHA-256 of the DER SubjectPublicKeyInfo.
    public let publicKey: PublicKeyThumbprint

    /// Reads one certificate in DER.
    public init(der: [UInt8], rules: SubjectRules) throws(Malformed) {
        defer { ERR_clear_error() }
        guard let parsed = CertificateReading.parse(der) else {
            throw Malformed(expected: "a certificate in DER")
        }
        defer { X509_free(parsed) }
        let from = sluis_not_before(parsed)
        let until = sluis_not_after(parsed)
        guard from != .min, until != .min, from <= until else {
            throw Malformed(expected: "a certificate with a period of validity")
        }
        self.der = der
        subject = DistinguishedName.line(of: X509_get_subject_name(parsed))
        issuer = DistinguishedName.line(of: X509_get_issuer_name(parsed))
        serialNumber = CertificateReading.serialNumber(parsed)
        let text = CertificateReading.attribute(rules.peerID, of: parsed)
        peerID = text.flatMap { rules.form.accepts($0) ? try? PeerID($0) : nil }
        name = CertificateReading.attribute(rules.name, of: parsed)
        validity = Timestamp(seconds: from)...Timestamp(seconds: until)
        dnsNames = CertificateReading.alternativeNames(parsed).dnsNames
        distributionPoints = CertificateReading.distributionPoints(parsed)
        publicKey = PublicKeyThumbprint(of: CertificateReading.publicKeyInfo(parsed))
    }

    /// Reads every certificate of a PEM text, in order; other blocks are passed over.
    ///
    /// Throws when there is none, or one is damaged.
    public static func chain(
        pem: [UInt8],
        rules: SubjectRules
    ) throws(Malformed) -> [UnverifiedCertificate] {
        defer { ERR_clear_error() }
        guard let found = CertificateReading.certificates(pem: pem) else {
            throw Malformed(expected: "certificates in PEM, none of them damaged")
        }
        guard !found.isEmpty else { throw Malformed(expected: "certificates in PEM") }
        var chain: [UnverifiedCertificate] = []
        for der in found { chain.append(try UnverifiedCertificate(der: der, rules: rules)) }
        return chain
    }
}
