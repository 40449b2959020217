public import ExchangeModel
private import Glibc

/// A root, an intermediate that issues the leaves, and their revocation lists: a test Group's trust.
///
/// Every moment is an argument with the wall clock as default, so that tests may stand still.
public final class CertificateGroup: Sendable {
    /// How long a leaf is valid unless asked otherwise: a year, in seconds.
    public static let leafLifetime: Int64 = 366 * 86_400
    /// How long a revocation list is valid: thirty days, in seconds.
    public static let listLifetime: Int64 = 30 * 86_400

    /// The trust anchor.
    public let root: Authority
    /// The authority that issues leaves.
    public let intermediate: Authority
    /// When the Group was made.
    public let madeAt: Timestamp

    /// Makes a root and an intermediate.
    public init(
        named name: String = "Test Group",
        key: KeyAlgorithm = .ec256,
        at now: Timestamp = CertificateGroup.wallClock
    ) throws(IssuingProblem) {
        root = try Authority(root: name + " Root", key: key, at: now)
        intermediate = try root.intermediate(name + " Issuing", key: key, at: now)
        madeAt = now
    }

    /// The present moment of this machine.
    public static var wallClock: Timestamp { Timestamp(seconds: Int64(time(nil))) }

    /// The trust anchors in PEM.
    public var anchorsPEM: [UInt8] { Array(root.certificatePEM.utf8) }

    /// Issues a certificate for client and server use, valid from an hour before the Group was made.
    ///
    /// The `serialNumber` is the OIN, in the subject's attribute of that name.
    public func issue(
        organization: String,
        serialNumber: String?,
        dnsNames: [String] = ["localhost"],
        addresses: [String] = ["127.0.0.1"],
        key: KeyAlgorithm = .ec256
    ) throws(IssuingProblem) -> IssuedCertificate {
        try intermediate.issue(
            request(
                organization: organization,
                serialNumber: serialNumber,
                dnsNames: dnsNames,
                addresses: addresses,
                key: key
            )
        )
    }

    /// The description that ``issue(organization:serialNumber:dnsNames:addresses:key:)`` starts from,
    /// to be changed and given to ``intermediate``.
    public func request(
        organization: String,
        serialNumber: String?,
        dnsNames: [String] = ["localhost"],
        addresses: [String] = ["127.0.0.1"],
        key: KeyAlgorithm = .ec256
    ) -> CertificateRequest {
        CertificateRequest(
            organization: organization,
            serialNumber: serialNumber,
            dnsNames: dnsNames,
            addresses: addresses,
            notBefore: madeAt.advanced(bySeconds: -3_600),
            notAfter: madeAt.advanced(bySeconds: Self.leafLifetime),
            key: key
        )
    }

    /// DER of the root's and the intermediate's revocation lists, valid from an hour before `now`.
    public func revocationLists(
        at now: Timestamp = CertificateGroup.wallClock
    ) throws(IssuingProblem) -> [[UInt8]] {
        var lists: [[UInt8]] = []
        for authority in [root, intermediate] {
            lists.append(
                try authority.revocationList(
                    thisUpdate: now.advanced(bySeconds: -3_600),
                    nextUpdate: now.advanced(bySeconds: Self.listLifetime)
                )
            )
        }
        return lists
    }
}
