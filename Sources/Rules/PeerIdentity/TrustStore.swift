import CLibCrypto
import ExchangeModel
import RevocationLists

/// A store of the library with anchors and revocation lists, filled once and then only read.
final class TrustStore: Sendable {
    private let trust: sluis_trust

    init() throws(TrustProblem) {
        trust = sluis_trust_new()
        guard trust.store != nil else { throw .outOfMemory }
    }

    deinit { sluis_trust_free(trust) }

    /// The library's store, to verify with.
    var handle: OpaquePointer? { trust.store }

    /// Adds self-signed roots and tells when the first of them ends.
    func add(anchors: [UInt8]) throws(TrustProblem) -> Timestamp {
        defer { ERR_clear_error() }
        guard !anchors.isEmpty else { throw .noAnchors }
        guard let length = Int32(exactly: anchors.count), let bio = sluis_bio_read(anchors, length)
        else { throw .anchorMalformed }
        defer { sluis_bio_free(bio) }
        var end = Int64.max
        while let root = PEM_read_bio_X509(bio, nil, { _, _, _, _ in -1 }, nil) {
            _ = sluis_stack_take(trust.anchors, root)
            guard X509_self_signed(root, 1) == 1 else { throw .anchorNotSelfSigned }
            guard X509_check_ca(root) == 1 else { throw .anchorNotAuthority }
            guard X509_STORE_add_cert(trust.store, root) == 1 else { throw .outOfMemory }
            end = min(end, sluis_not_after(root))
        }
        guard sluis_stack_count(trust.anchors) > 0 else { throw .anchorMalformed }
        return Timestamp(seconds: end)
    }

    /// Adds one revocation list; `index` is its place, for problems.
    func add(_ list: RevocationList, index: Int) throws(TrustProblem) {
        defer { ERR_clear_error() }
        let parsed = list.der.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            return d2i_X509_CRL(nil, &cursor, buffer.count)
        }
        guard let parsed else { throw .revocationList(.damaged(place: 1), index: index) }
        defer { X509_CRL_free(parsed) }
        if let any = sluis_stack_at(trust.anchors, 0) { sluis_crl_sort(parsed, any) }
        guard X509_STORE_add_crl(trust.store, parsed) == 1 else { throw .outOfMemory }
    }

    /// The anchors, and those of the certificates that are authorities and lead to one.
    func authorities(among certificates: [[UInt8]]) -> [AuthorityCertificate] {
        defer { ERR_clear_error() }
        var found: [AuthorityCertificate] = []
        for place in 0..<max(sluis_stack_count(trust.anchors), 0) {
            guard let anchor = sluis_stack_at(trust.anchors, place) else { continue }
            let der = CertificateReading.der(anchor)
            if let made = AuthorityCertificate(leadingToAnchor: der) { found.append(made) }
        }
        let parsed = certificates.prefix(ListsInForce.maximumAuthorities).compactMap { der in
            CertificateReading.parse(der).map { (der: der, handle: $0) }
        }
        defer { for certificate in parsed { X509_free(certificate.handle) } }
        for certificate in parsed where leadsToAnchor(certificate.handle, parsed.map(\.handle)) {
            guard let made = AuthorityCertificate(leadingToAnchor: certificate.der),
                !found.contains(made)
            else { continue }
            found.append(made)
        }
        return found
    }

    private func leadsToAnchor(_ authority: OpaquePointer, _ others: [OpaquePointer]) -> Bool {
        guard X509_check_ca(authority) == 1, let stack = sluis_stack_new(),
            let context = X509_STORE_CTX_new()
        else { return false }
        defer {
            X509_STORE_CTX_free(context)
            sluis_stack_free(stack)
        }
        for other in others where X509_up_ref(other) == 1 { _ = sluis_stack_take(stack, other) }
        guard X509_STORE_CTX_init(context, trust.store, authority, stack) == 1 else { return false }
        let parameters = X509_STORE_CTX_get0_param(context)
        X509_VERIFY_PARAM_set_purpose(parameters, X509_PURPOSE_ANY)
        let flags = X509_V_FLAG_X509_STRICT | X509_V_FLAG_NO_CHECK_TIME
        X509_VERIFY_PARAM_set_flags(parameters, UInt(flags))
        X509_VERIFY_PARAM_set_auth_level(parameters, 2)
        X509_VERIFY_PARAM_set_depth(parameters, ChainValidator.maximumIntermediates)
        return X509_verify_cert(context) == 1
    }
}
