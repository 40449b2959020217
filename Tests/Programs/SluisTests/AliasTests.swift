import CertificateAuthority
import Contracts
import ExchangeModel
import PeerIdentity
import SignedJSON
import Testing

@testable import sluis

@Suite struct AliasTests {
    private static let now = Timestamp(seconds: 1_800_000_000)
    private let key: SigningKey
    private let outway: PeerID
    private let provider: PeerID

    init() throws {
        key = try SigningKey(pem: PrivateKey(.ec256).pem)
        outway = try PeerID("00000000000000000002")
        provider = try PeerID("00000000000000000001")
    }

    /// A connection contract that both peers have accepted, and that may be revoked.
    private func contract(
        _ number: UInt64,
        from start: Int64 = -10,
        until end: Int64,
        service: String = "persons",
        isRevoked: Bool = false
    ) throws -> Contract {
        let terms = ConnectionTerms(
            outway: OutwayReference(
                peer: outway,
                identification: .domainName(try DomainName("outway.example"))
            ),
            service: ServiceReference(peer: provider, name: try ServiceName(service))
        )
        let content = try ContractProposal(
            group: GroupID("test"),
            notBefore: Self.now.advanced(bySeconds: start),
            notAfter: Self.now.advanced(bySeconds: end),
            grants: [GrantProposal(.connection(terms))]
        ).content(identifier: TransactionID(high: 1, low: number), createdAt: Self.now)
        var kinds: [(SignatureKind, PeerID)] = [(.accept, outway), (.accept, provider)]
        if isRevoked { kinds.append((.revoke, provider)) }
        return Contract(
            content,
            signatures: try kinds.map { kind, peer in
                try ContractSignature(
                    restoring: SigningStatement.text(
                        kind,
                        of: content.hash,
                        at: Self.now,
                        key: key,
                        certificate: CertificateThumbprint(SHA256Value(hashing: [1]))
                    ),
                    peer: peer,
                    certificateEnd: nil
                )
            }
        )
    }

    private func aliases(
        _ contracts: [Contract],
        _ names: [String: Contract]
    ) -> [GrantHash: [String]] {
        let usable = UsableGrant.all(
            of: contracts,
            outway: outway,
            names: names.compactMapValues { $0.content.grants.first?.hash },
            at: Self.now
        )
        return Dictionary(uniqueKeysWithValues: usable.map { ($0.hash, $0.aliases) })
    }

    private func grant(_ contract: Contract) throws -> GrantHash {
        try #require(contract.content.grants.first?.hash)
    }

    @Test func `an alias follows a renewal once it is in force`() throws {
        let old = try contract(1, until: 100)
        let new = try contract(2, until: 1_000)
        let found = aliases([old, new], ["persons": old])
        #expect(try found[grant(new)] == ["persons"])
        #expect(try found[grant(old)] == [])
    }

    @Test func `an alias stays while the renewal has not begun`() throws {
        let old = try contract(1, until: 100)
        let new = try contract(2, from: 50, until: 1_000)
        let found = aliases([old, new], ["persons": old])
        #expect(try found == [grant(old): ["persons"]])
    }

    @Test func `an alias of a contract that has ended names its renewal`() throws {
        let old = try contract(1, until: -1)
        let new = try contract(2, until: 1_000)
        #expect(try aliases([old, new], ["persons": old]) == [grant(new): ["persons"]])
    }

    @Test func `an alias never moves to another service, nor to a revoked contract`() throws {
        let old = try contract(1, until: 100)
        let other = try contract(2, until: 1_000, service: "buildings")
        let revoked = try contract(3, until: 1_000, isRevoked: true)
        let found = aliases([old, other, revoked], ["persons": old])
        #expect(try found == [grant(old): ["persons"], grant(other): []])
    }

    @Test func `an alias without any contract in force names nothing`() throws {
        let old = try contract(1, until: -1)
        #expect(aliases([old], ["persons": old]).isEmpty)
    }
}
