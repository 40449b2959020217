import CertificateAuthority
import ExchangeModel
import PeerIdentity

/// A Group at a fixed moment, and the ways to judge chains by it.
struct TrialGroup {
    static let oin = "00000001001234567000"
    static let day: Int64 = 86_400

    let now = Timestamp(seconds: 1_800_000_000)
    let group: CertificateGroup

    init() throws {
        group = try CertificateGroup(at: now)
    }

    /// A good certificate, unless the closure spoils its description.
    func certificate(
        _ change: (inout CertificateRequest) -> Void = { _ in }
    ) throws -> IssuedCertificate {
        var request = group.request(
            organization: "Gemeente Utrecht",
            serialNumber: Self.oin,
            dnsNames: ["fsc.utrecht.example"]
        )
        change(&request)
        return try group.intermediate.issue(request)
    }

    /// A list of an authority from days before now to days after it.
    func list(of authority: Authority, from: Int64 = -1, until: Int64 = 30) throws -> [UInt8] {
        try authority.revocationList(
            thisUpdate: now.advanced(bySeconds: from * Self.day),
            nextUpdate: now.advanced(bySeconds: until * Self.day)
        )
    }

    func material(
        lists: [[UInt8]]? = nil,
        duty: RevocationDuty = .required
    ) throws -> TrustMaterial {
        try TrustMaterial(
            anchors: group.anchorsPEM,
            revocationLists: lists ?? group.revocationLists(at: now),
            duty: duty
        )
    }

    func judge(
        _ chain: [[UInt8]],
        lists: [[UInt8]]? = nil,
        duty: RevocationDuty = .required,
        rules: SubjectRules = SubjectRules(),
        purpose: ChainPurpose = .client,
        at moment: Timestamp? = nil
    ) throws -> Result<VerifiedChain, ChainRefusal> {
        ChainValidator(try material(lists: lists, duty: duty), rules: rules)
            .validate(chain, purpose: purpose, at: moment ?? now)
    }
}

extension Result {
    /// The refusal; nil where there is none.
    var refusal: Failure? {
        if case .failure(let reason) = self { reason } else { nil }
    }
}
