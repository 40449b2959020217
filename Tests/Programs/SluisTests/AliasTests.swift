import CertificateAuthority
import Contracts
import ExchangeModel
import Outway
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

    /// A connection contract that both peers have accepted, unless the provider has not, and that may be
    /// revoked.
    private func contract(
        _ number: UInt64,
        from start: Int64 = -10,
        until end: Int64,
        service: String = "persons",
        isRevoked: Bool = false,
        isSigned: Bool = true
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
        var kinds: [(SignatureKind, PeerID)] = [(.accept, outway)]
        if isSigned { kinds.append((.accept, provider)) }
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

    private func grants(
        _ contracts: [Contract],
        _ names: [String: Contract]
    ) -> OutwayGrants {
        var grants = OutwayGrants(
            outway: outway,
            names: names.compactMapValues { $0.content.grants.first?.hash }
        )
        for contract in contracts.compactMap({ ConnectionContract($0, for: outway) }) {
            _ = grants.set(contract, at: Self.now)
        }
        return grants
    }

    private func aliases(
        _ contracts: [Contract],
        _ names: [String: Contract]
    ) -> [GrantHash: [String]] {
        let grants = grants(contracts, names)
        var found: [GrantHash: [String]] = [:]
        for hash in contracts.flatMap(\.content.grants).map(\.hash) {
            if case .inForce(let usable)? = grants.entry(of: hash) { found[hash] = usable.aliases }
        }
        return found
    }

    @Test
    func `an alias of a contract that waits tells who must still sign, also beside one that ended`()
        throws
    {
        let old = try contract(1, until: -1)
        let waiting = try contract(2, until: 1_000, isSigned: false)
        let grants = grants([old, waiting], ["persons": waiting])
        guard case .waiting(let told?)? = grants.entry(of: try grant(waiting)) else {
            Issue.record("it does not wait")
            return
        }
        #expect(told.reason == .unsigned(missing: [provider]) && told.aliases == ["persons"])
        guard case .over(let ended)? = grants.entry(of: try grant(old)) else {
            Issue.record("it is not over")
            return
        }
        #expect(ended.aliases == [])
        let begins = try contract(3, from: 50, until: 1_000)
        let later = self.grants([begins], ["persons": begins])
        guard case .waiting(let soon?)? = later.entry(of: try grant(begins)) else {
            Issue.record("it has begun")
            return
        }
        #expect(soon.reason == .notBegun(until: Self.now.advanced(bySeconds: 50)))
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

    @Test func `an alias falls back to contracts in force that mean the same, and to no others`()
        throws
    {
        let newest = try contract(1, until: 3_000)
        let (older, oldest) = (try contract(2, until: 2_000), try contract(3, until: 1_000))
        let others = [
            try contract(4, until: 500, service: "buildings"), try contract(5, until: -1),
            try contract(6, until: 900, isRevoked: true), try contract(7, from: 50, until: 900),
        ]
        let contracts = [oldest, newest, older] + others
        let grants = grants(contracts, ["persons": oldest])
        let usable = try contracts.map(grant).compactMap { hash -> UsableGrant? in
            guard case .inForce(let usable)? = grants.entry(of: hash) else { return nil }
            return usable
        }
        let holder = try #require(usable.first { $0.aliases == ["persons"] })
        #expect(try holder.hash == grant(newest) && holder.fallbackAliases.isEmpty)
        let next = usable.filter { $0.fallbackAliases == ["persons"] }.sorted {
            $0.until > $1.until
        }
        #expect(try next.map(\.hash) == [grant(older), grant(oldest)])
    }

    @Test func `a name in use is held by what its grant means, also after a renewal`() throws {
        let (old, new) = (try contract(1, until: 0), try contract(2, until: 1_000))
        let over = try contract(3, until: 0, service: "buildings")
        func holder(_ named: Contract, _ contracts: [Contract]) throws -> ContractHash? {
            let found = grants(contracts + [named], ["persons": named]).holder(of: "persons")
            return contracts.first { $0.content.grants.first?.hash == found?.grant }?.hash
        }
        #expect(try holder(old, [old, new]) == new.hash)
        #expect(try holder(new, [new]) == new.hash)
        #expect(try holder(over, [over, new]) == nil)
    }

    private func unusable(
        _ contracts: [Contract],
        _ names: [String: Contract]
    ) -> [GrantHash: UnusableGrant] {
        let grants = grants(contracts, names)
        var found: [GrantHash: UnusableGrant] = [:]
        for hash in contracts.flatMap(\.content.grants).map(\.hash) {
            if case .over(let unusable)? = grants.entry(of: hash) { found[hash] = unusable }
        }
        return found
    }

    @Test func `of a grant whose contract is over it is known how it ended, with its names`()
        throws
    {
        let revoked = try contract(1, until: 100, isRevoked: true)
        let expired = try contract(2, until: -1, service: "buildings")
        let valid = try contract(3, until: 100, service: "cars")
        let found = unusable([revoked, expired, valid], ["persons": revoked, "cars": valid])
        #expect(Set(found.keys) == [try grant(revoked), try grant(expired)])
        let first = try #require(found[grant(revoked)])
        #expect(first.reason == .revoked(by: provider, at: Self.now))
        #expect(first.aliases == ["persons"] && first.service.rawValue == "persons")
        #expect(first.provider == provider)
        let second = try #require(found[grant(expired)])
        #expect(second.reason == .expired(at: Self.now.advanced(bySeconds: -1)))
        #expect(second.aliases.isEmpty)
    }

    @Test func `a name that a renewal serves leads to no grant that is over`() throws {
        let old = try contract(1, until: -1)
        let new = try contract(2, until: 1_000)
        #expect(try unusable([old, new], ["persons": old])[grant(old)]?.aliases == [])
    }

    @Test func `of grants that meant the same a name tells of the one that ended last`() throws {
        let old = try contract(1, until: -5)
        let renewed = try contract(2, until: 1_000, isRevoked: true)
        let found = unusable([old, renewed], ["persons": old])
        #expect(try found[grant(old)]?.aliases == [])
        #expect(try found[grant(renewed)]?.aliases == ["persons"])
    }

    @Test func `an alias without any contract in force names nothing`() throws {
        let old = try contract(1, until: -1)
        #expect(aliases([old], ["persons": old]).isEmpty)
    }
}
