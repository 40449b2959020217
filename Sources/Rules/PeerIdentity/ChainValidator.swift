import CLibCrypto
public import ExchangeModel

/// What a chain must be good for.
public enum ChainPurpose: String, Sendable, CaseIterable {
    /// The other end called us: extended key usage clientAuth.
    case client
    /// We called the other end: extended key usage serverAuth.
    case server
    /// A contract or token was signed: key usage digitalSignature; extended key usages do not matter.
    case signing
}

/// Path validation with revocation lists of every layer, for one set of trust material.
///
/// RFC 5280, *Certification Path Validation*, by OpenSSL's libcrypto in its strict mode at security
/// level 2 (112 bits). A validation costs 0.5 to 2.5 ms: never on an event loop.
public final class ChainValidator: Sendable {
    /// The most certificates that are looked at.
    public static let maximumPresented = 6
    /// The most bytes of DER that are looked at.
    public static let maximumBytes = 65_536
    /// The most authorities between a leaf and its anchor.
    static let maximumIntermediates: Int32 = 4

    private let material: TrustMaterial
    private let rules: SubjectRules

    /// Takes trust material and the Group's rules for subjects.
    public init(_ material: TrustMaterial, rules: SubjectRules) {
        self.material = material
        self.rules = rules
    }

    /// Verifies a chain as presented: leaf first, the rest in any order, with or without the root.
    public func validate(
        _ presented: [[UInt8]],
        purpose: ChainPurpose,
        at now: Timestamp
    ) -> Result<VerifiedChain, ChainRefusal> {
        guard let first = presented.first else { return .failure(.malformed) }
        guard presented.count <= Self.maximumPresented,
            presented.reduce(0, { $0 + $1.count }) <= Self.maximumBytes
        else { return .failure(.chainTooLong) }
        guard let stack = sluis_stack_new(), let context = X509_STORE_CTX_new() else {
            return .failure(.unacceptable)
        }
        defer {
            X509_STORE_CTX_free(context)
            sluis_stack_free(stack)
            ERR_clear_error()
        }
        for der in presented {
            guard let certificate = CertificateReading.parse(der) else {
                return .failure(.malformed)
            }
            _ = sluis_stack_take(stack, certificate)
        }
        guard let leaf = sluis_stack_at(stack, 0),
            X509_STORE_CTX_init(context, material.store.handle, leaf, stack) == 1
        else { return .failure(.unacceptable) }
        configure(context, purpose, now)
        guard X509_verify_cert(context) == 1 else {
            return .failure(ChainRefusal(library: X509_STORE_CTX_get_error(context)))
        }
        if purpose == .signing, X509_get_key_usage(leaf) & UInt32(KU_DIGITAL_SIGNATURE) == 0 {
            return .failure(.wrongPurpose)
        }
        return verified(context, leaf: leaf, digest: SHA256Value(hashing: first), at: now)
    }

    private func configure(_ context: OpaquePointer, _ purpose: ChainPurpose, _ now: Timestamp) {
        let parameters = X509_STORE_CTX_get0_param(context)
        X509_VERIFY_PARAM_set_time(parameters, time_t(now.seconds))
        let use =
            switch purpose {
            case .client: X509_PURPOSE_SSL_CLIENT
            case .server: X509_PURPOSE_SSL_SERVER
            case .signing: X509_PURPOSE_ANY
            }
        X509_VERIFY_PARAM_set_purpose(parameters, use)
        var flags = X509_V_FLAG_X509_STRICT
        if material.duty != .none { flags |= X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL }
        X509_VERIFY_PARAM_set_flags(parameters, UInt(flags))
        X509_VERIFY_PARAM_set_auth_level(parameters, 2)
        X509_VERIFY_PARAM_set_depth(parameters, Self.maximumIntermediates)
        if material.duty == .ifPresent { sluis_tolerate(context) }
    }

    private func verified(
        _ context: OpaquePointer,
        leaf: OpaquePointer,
        digest: SHA256Value,
        at now: Timestamp
    ) -> Result<VerifiedChain, ChainRefusal> {
        let publicKeyInfo = CertificateReading.publicKeyInfo(leaf)
        guard
            let peer = IdentifiedPeer(
                leaf: leaf,
                digest: digest,
                publicKeyInfo: publicKeyInfo,
                rules: rules
            )
        else { return .failure(.subjectUnusable) }
        guard let chain = X509_STORE_CTX_get0_chain(context) else { return .failure(.unacceptable) }
        var from = Int64.min
        var until = Int64.max
        var certificates: [[UInt8]] = []
        var points: [String] = []
        for position in 0..<max(sluis_stack_count(chain), 0) {
            guard let certificate = sluis_stack_at(chain, position) else { continue }
            from = max(from, sluis_not_before(certificate))
            until = min(until, sluis_not_after(certificate))
            if material.duty == .required {
                until = min(until, sluis_crl_limit(context, certificate, now.seconds))
            }
            certificates.append(CertificateReading.der(certificate))
            for point in CertificateReading.distributionPoints(certificate)
            where !points.contains(point) {
                points.append(point)
            }
        }
        guard from < until else { return .failure(.unacceptable) }
        // The library counts the last second of a certificate or list as past its end.
        let last = Timestamp(milliseconds: Timestamp(seconds: until).milliseconds - 1)
        return .success(
            VerifiedChain(
                peer: peer,
                certificates: certificates,
                validity: Timestamp(seconds: from)...last,
                leafPublicKeyInfo: publicKeyInfo,
                distributionPoints: points
            )
        )
    }
}
