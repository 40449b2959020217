import CLibCrypto
import ExchangeModel

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
    func add(list: [UInt8], index: Int) throws(TrustProblem) -> RevocationListStatus {
        defer { ERR_clear_error() }
        guard let parsed = Self.parse(list) else { throw .revocationListMalformed(index: index) }
        defer { X509_CRL_free(parsed) }
        let nextUpdate = sluis_next_update(parsed)
        let thisUpdate = sluis_this_update(parsed)
        guard thisUpdate != .min else { throw .revocationListMalformed(index: index) }
        guard nextUpdate != .min else { throw .revocationListWithoutNextUpdate(index: index) }
        if let any = sluis_stack_at(trust.anchors, 0) { sluis_crl_sort(parsed, any) }
        guard X509_STORE_add_crl(trust.store, parsed) == 1 else { throw .outOfMemory }
        return RevocationListStatus(
            issuer: CertificateReading.line(of: X509_CRL_get_issuer(parsed)),
            thisUpdate: Timestamp(seconds: thisUpdate),
            nextUpdate: Timestamp(seconds: nextUpdate),
            entries: max(Int(sluis_revoked_count(parsed)), 0),
            number: Self.number(of: parsed)
        )
    }

    /// The list's number without leading zeros; nil when it has none.
    ///
    /// RFC 5280, *CRL Number*.
    private static func number(of list: OpaquePointer) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 20)
        guard let length = Int(exactly: sluis_crl_number(list, &bytes, Int32(bytes.count))),
            (0...bytes.count).contains(length)
        else { return nil }
        return Array(bytes.prefix(length).drop { $0 == 0 })
    }

    private static func parse(_ bytes: [UInt8]) -> OpaquePointer? {
        if bytes.first == 0x30 {
            return bytes.withUnsafeBufferPointer { buffer in
                var cursor = buffer.baseAddress
                guard let list = d2i_X509_CRL(nil, &cursor, buffer.count) else { return nil }
                guard cursor == buffer.baseAddress.map({ $0 + buffer.count }) else {
                    X509_CRL_free(list)
                    return nil
                }
                return list
            }
        }
        guard let length = Int32(exactly: bytes.count), let bio = sluis_bio_read(bytes, length)
        else {
            return nil
        }
        defer { sluis_bio_free(bio) }
        return PEM_read_bio_X509_CRL(bio, nil, { _, _, _, _ in -1 }, nil)
    }
}
