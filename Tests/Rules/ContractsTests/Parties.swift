import CertificateAuthority
import Contracts
import ExchangeModel
import JSONTape
import PeerIdentity
import SignedJSON
import Testing

/// Three peers with real certificates, and the contracts between them.
struct Parties {
    struct Party {
        let peer: PeerID
        let key: SigningKey
        let chain: [[UInt8]]
        let thumbprint: CertificateThumbprint
    }

    let now = CertificateGroup.wallClock
    let rules: GroupRules
    let provider: Party
    let consumer: Party
    let stranger: Party
    private let generation: IdentityGeneration

    init(keys: [KeyAlgorithm] = [.ec256, .rsa2048, .ec256]) throws {
        let group = try CertificateGroup()
        var parties: [Party] = []
        for (number, key) in keys.enumerated() {
            let id = "0000000000000000000\(number + 1)"
            let issued = try group.issue(
                organization: "Organisation \(number)",
                serialNumber: id,
                key: key
            )
            parties.append(
                Party(
                    peer: try PeerID(id),
                    key: try SigningKey(pem: issued.privateKeyPEM),
                    chain: issued.chainDER,
                    thumbprint: CertificateThumbprint(
                        SHA256Value(hashing: issued.certificateDER)
                    )
                )
            )
        }
        (provider, consumer, stranger) = (parties[0], parties[1], parties[2])
        rules = GroupRules(id: try GroupID("test-group"))
        let trust = try TrustMaterial(
            anchors: group.anchorsPEM,
            revocationLists: group.revocationLists()
        )
        generation = IdentityGeneration(trust, rules: rules.subject, at: now)
    }

    func content(lasting seconds: Int64 = 3_600) throws -> ContractContent {
        try content(
            .connection(
                ConnectionTerms(
                    outway: OutwayReference(
                        peer: consumer.peer,
                        identification: .domainName(try DomainName("localhost"))
                    ),
                    service: ServiceReference(
                        peer: provider.peer,
                        name: try ServiceName("register")
                    )
                )
            ),
            lasting: seconds
        )
    }

    func publication() throws -> ContractContent {
        try content(
            .publication(
                PublicationTerms(
                    directory: stranger.peer,
                    service: ServiceReference(
                        peer: provider.peer,
                        name: try ServiceName("register")
                    )
                )
            ),
            lasting: 3_600
        )
    }

    private func content(_ terms: GrantTerms, lasting seconds: Int64) throws -> ContractContent {
        try ContractProposal(
            group: rules.id,
            notBefore: now.advanced(bySeconds: -10),
            notAfter: now.advanced(bySeconds: seconds),
            grants: [GrantProposal(terms)]
        ).content(identifier: TransactionID(high: 1, low: UInt64(seconds)), createdAt: now)
    }

    func chain(of party: Party) throws -> VerifiedChain {
        try generation.verify(party.chain, purpose: .signing, at: now).get()
    }

    func text(
        _ kind: SignatureKind,
        by party: Party,
        over hash: ContractHash,
        at moment: Timestamp? = nil,
        key: SigningKey? = nil
    ) throws -> String {
        try SigningStatement.text(
            kind,
            of: hash,
            at: moment ?? now,
            key: key ?? party.key,
            certificate: party.thumbprint
        )
    }

    @discardableResult
    func verify(
        _ text: String,
        from party: Party,
        over content: ContractContent
    ) throws -> ContractSignature {
        try UnverifiedSignature(parsing: text).verified(
            by: try chain(of: party),
            from: party.peer,
            over: content,
            rules: rules,
            at: now
        )
    }

    func verified(
        _ kind: SignatureKind,
        by party: Party,
        over content: ContractContent
    ) throws -> ContractSignature {
        try verify(try text(kind, by: party, over: content.hash), from: party, over: content)
    }
}
