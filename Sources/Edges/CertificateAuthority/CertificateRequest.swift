public import ExchangeModel

/// What a certificate may be used for (extended key usage).
public enum CertificateUse: String, Sendable, CaseIterable {
    /// To call others: `clientAuth`.
    case client = "clientAuth"
    /// To be called: `serverAuth`.
    case server = "serverAuth"
}

/// What an organisation's certificate should say.
///
/// Every part can be wrong on purpose, for tests.
public struct CertificateRequest: Sendable {
    /// Subject organizationName; nil leaves the attribute out.
    ///
    /// At most 64 characters.
    public var organization: String?
    /// Subject commonName; nil leaves the attribute out.
    public var commonName: String?
    /// Subject serialNumber, as many times as given: one OIN is right, none or two are wrong.
    public var serialNumbers: [String]
    /// Host names in subjectAltName.
    public var dnsNames: [String]
    /// IP addresses in subjectAltName, as text.
    public var addresses: [String]
    /// Extended key usages; empty leaves the extension out.
    public var uses: Set<CertificateUse> = [.client, .server]
    /// The first moment of validity, in whole seconds.
    public var notBefore: Timestamp
    /// The last moment of validity, in whole seconds.
    public var notAfter: Timestamp
    /// The kind of key that is made, unless ``privateKey`` is given.
    public var key: KeyAlgorithm
    /// A key to certify again instead of a new one.
    public var privateKey: PrivateKey?
    /// URIs of the CRL distribution points; empty leaves the extension out.
    public var distributionPoints: [String] = []

    /// Describes a good certificate for client and server use; `serialNumber` is the OIN.
    public init(
        organization: String?,
        serialNumber: String?,
        dnsNames: [String] = ["localhost"],
        addresses: [String] = ["127.0.0.1"],
        notBefore: Timestamp,
        notAfter: Timestamp,
        key: KeyAlgorithm = .ec256
    ) {
        self.organization = organization
        self.commonName = dnsNames.first ?? organization
        self.serialNumbers = serialNumber.map { [$0] } ?? []
        self.dnsNames = dnsNames
        self.addresses = addresses
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.key = key
    }
}

/// A certificate with its chain and private key, as an organisation installs them.
public struct IssuedCertificate: Sendable {
    /// DER of the certificates: leaf first, then the intermediates; the root is left out.
    public let chainDER: [[UInt8]]
    /// The same certificates in PEM.
    public let chainPEM: String
    /// The private key.
    ///
    /// Secret.
    public let privateKey: PrivateKey

    /// DER of the leaf.
    public var certificateDER: [UInt8] { chainDER.first ?? [] }
    /// The private key in PEM, PKCS #8 without encryption.
    ///
    /// Secret.
    public var privateKeyPEM: String { privateKey.pem }
    /// DER of the leaf's SubjectPublicKeyInfo.
    public var publicKeyInfo: [UInt8] { privateKey.publicKeyInfo }
}
