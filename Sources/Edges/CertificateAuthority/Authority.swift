private import CLibCrypto
public import ExchangeModel
private import Synchronization

/// A certificate authority in memory: a root or an intermediate of a test Group.
///
/// It issues leaves and intermediates and remembers what it revoked. Nothing is written to disk;
/// ``init(certificateDER:privateKey:above:revocationList:)`` takes up a stored one.
public final class Authority: Sendable {
    /// Validity of authorities that are made without another wish: ten years, in seconds.
    public static let lifetime: Int64 = 10 * 366 * 86_400

    /// DER of this authority's certificate and of those above it; a root is left out, so that this
    /// is what follows a leaf in a handshake.
    public let chainDER: [[UInt8]]
    /// The authority's private key.
    ///
    /// Secret.
    public let privateKey: PrivateKey
    private let certificate: Certificate
    private let revoked: Mutex<[[UInt8]: Timestamp]>

    /// Makes a self-signed root, valid from an hour before `now`.
    public init(
        root name: String,
        key: KeyAlgorithm = .ec256,
        at now: Timestamp,
        lifetime: Int64 = Authority.lifetime
    ) throws(IssuingProblem) {
        privateKey = try PrivateKey(key)
        certificate = try Self.draft(name, now, lifetime)
            .signed(for: privateKey.handle, by: nil, with: privateKey)
        chainDER = []
        revoked = Mutex([:])
    }

    private init(
        certificate: Certificate,
        privateKey: PrivateKey,
        chain: [[UInt8]],
        revoked: [[UInt8]: Timestamp]
    ) {
        self.certificate = certificate
        self.privateKey = privateKey
        self.chainDER = chain
        self.revoked = Mutex(revoked)
    }

    /// Takes up an authority whose parts were stored.
    ///
    /// `above` holds the certificates between this one and the root, nearest first, without the
    /// root; `revocationList` is DER of its last list, whose entries are kept and whose signature is
    /// checked.
    public convenience init(
        certificateDER: [UInt8],
        privateKey: PrivateKey,
        above: [[UInt8]] = [],
        revocationList: [UInt8]? = nil
    ) throws(IssuingProblem) {
        let certificate = try Certificate(der: certificateDER)
        defer { ERR_clear_error() }
        guard X509_check_private_key(certificate.handle, privateKey.handle) == 1 else {
            throw .keyMismatch
        }
        let isRoot = X509_self_signed(certificate.handle, 0) == 1
        var revoked: [[UInt8]: Timestamp] = [:]
        if let revocationList {
            revoked = try RevocationList.entries(of: revocationList, signedBy: privateKey)
        }
        self.init(
            certificate: certificate,
            privateKey: privateKey,
            chain: isRoot ? [] : [certificateDER] + above,
            revoked: revoked
        )
    }

    /// Makes an authority under this one, valid from an hour before `now`.
    public func intermediate(
        _ name: String,
        key: KeyAlgorithm = .ec256,
        at now: Timestamp,
        lifetime: Int64 = Authority.lifetime,
        distributionPoints: [String] = []
    ) throws(IssuingProblem) -> Authority {
        let key = try PrivateKey(key)
        let made = try Self.draft(name, now, lifetime, distributionPoints)
            .signed(for: key.handle, by: certificate, with: privateKey)
        return Authority(
            certificate: made,
            privateKey: key,
            chain: [made.der] + chainDER,
            revoked: [:]
        )
    }

    /// DER of the authority's own certificate.
    public var certificateDER: [UInt8] { certificate.der }

    /// The authority's own certificate in PEM.
    public var certificatePEM: String {
        PEM.writing { PEM_write_bio_X509($0, certificate.handle) }
    }

    /// Makes a leaf certificate, with a new key unless the request brings one.
    public func issue(_ request: CertificateRequest) throws(IssuingProblem) -> IssuedCertificate {
        let key: PrivateKey
        if let given = request.privateKey { key = given } else { key = try PrivateKey(request.key) }
        let chain = [try leaf(request, for: key.handle).der] + chainDER
        return IssuedCertificate(
            chainDER: chain,
            chainPEM: try PEM.certificates(chain),
            privateKey: key
        )
    }

    /// Certifies the key of a signing request; the names are those of the request.
    ///
    /// Returns DER of the chain, leaf first, without the root.
    public func certify(
        _ request: SigningRequest,
        notBefore: Timestamp,
        notAfter: Timestamp,
        distributionPoints: [String] = []
    ) throws(IssuingProblem) -> [[UInt8]] {
        var description = CertificateRequest(
            organization: request.organization,
            serialNumber: request.serialNumber,
            dnsNames: request.dnsNames,
            addresses: request.addresses,
            notBefore: notBefore,
            notAfter: notAfter
        )
        description.distributionPoints = distributionPoints
        let key = try request.publicKey()
        defer { EVP_PKEY_free(key) }
        return [try leaf(description, for: key).der] + chainDER
    }

    /// Marks a certificate of this authority as revoked, from `moment` on the lists made later.
    public func revoke(_ certificateDER: [UInt8], at moment: Timestamp) throws(IssuingProblem) {
        let condemned = try Certificate(der: certificateDER)
        defer { ERR_clear_error() }
        guard X509_check_issued(certificate.handle, condemned.handle) == X509_V_OK,
            X509_verify(condemned.handle, privateKey.handle) == 1
        else { throw .notIssuedHere }
        let serialNumber = condemned.serialNumber
        revoked.withLock { list in
            if list[serialNumber] == nil { list[serialNumber] = moment }
        }
    }

    /// DER of a revocation list of everything revoked so far.
    ///
    /// Its number is `thisUpdate` in milliseconds unless another is given; a negative one leaves it out,
    /// and without `nextUpdate` the list never ends.
    public func revocationList(
        thisUpdate: Timestamp,
        nextUpdate: Timestamp?,
        number: Int64? = nil,
        extensions: [RevocationListExtension] = []
    ) throws(IssuingProblem) -> [UInt8] {
        let list = RevocationList(
            entries: revoked.withLock { $0 },
            thisUpdate: thisUpdate,
            nextUpdate: nextUpdate,
            number: number ?? thisUpdate.milliseconds,
            extensions: extensions
        )
        return try list.signed(by: certificate, with: privateKey)
    }

    private func leaf(
        _ request: CertificateRequest,
        for key: OpaquePointer
    ) throws(IssuingProblem) -> Certificate {
        let draft = CertificateDraft(
            subject: SubjectName(
                organization: request.organization,
                commonName: request.commonName,
                serialNumbers: request.serialNumbers
            ),
            alternatives: try SubjectName.alternatives(
                dnsNames: request.dnsNames,
                addresses: request.addresses
            ),
            role: .leaf(request.uses),
            notBefore: request.notBefore,
            notAfter: request.notAfter,
            distributionPoints: request.distributionPoints
        )
        return try draft.signed(for: key, by: certificate, with: privateKey)
    }

    private static func draft(
        _ name: String,
        _ now: Timestamp,
        _ lifetime: Int64,
        _ distributionPoints: [String] = []
    ) -> CertificateDraft {
        CertificateDraft(
            subject: SubjectName(organization: name, commonName: name),
            alternatives: nil,
            role: .authority,
            notBefore: now.advanced(bySeconds: -3_600),
            notAfter: now.advanced(bySeconds: lifetime),
            distributionPoints: distributionPoints
        )
    }
}
