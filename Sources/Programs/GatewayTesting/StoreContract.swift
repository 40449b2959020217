private import CertificateAuthority
public import Contracts
private import ExchangeModel
private import JSONTape
private import SignedJSON

/// What every ``ContractStore`` and ``PeerStore`` must do, whatever it is made of.
///
/// Memory, SQLite and later PostgreSQL run the same checks.
public enum StoreContract {
    /// A promise that a store did not keep.
    public struct Broken: Error, CustomStringConvertible {
        /// The promise.
        public let promise: String

        /// The promise.
        public var description: String { "the store does not keep its promise: \(promise)" }
    }

    /// Checks a store of contracts; each call of `make` gives a new, empty store.
    public static func checkContracts(
        _ make: () async throws -> any ContractStore
    ) async throws {
        let sample = try Sample()
        try await insertion(try await make(), sample)
        try await signatures(try await make(), sample)
        try await endings(try await make(), sample)
        try await lists(try await make(), sample)
        try await filters(try await make(), sample)
        try await senders(try await make(), sample)
        try await days(try await make(), sample)
        try await queue(try await make(), sample)
        try await queueFollowsTheContract(try await make(), sample)
        try await outcomes(try await make(), sample)
        try await delivery(try await make(), sample)
        try await states(try await make(), sample)
        try await connections(try await make(), sample)
        try await services(try await make(), sample)
        try await certificates(try await make(), sample)
        try await outlines(try await make())
    }

    /// Checks a store of peers; each call of `make` gives a new, empty store.
    public static func checkPeers(_ make: () async throws -> any PeerStore) async throws {
        try await peers(try await make())
        try await peerPages(try await make())
    }

    static func expect(_ holds: Bool, _ promise: String) throws(Broken) {
        guard holds else { throw Broken(promise: promise) }
    }

    private static func insertion(_ store: any ContractStore, _ sample: Sample) async throws {
        let contract = try sample.contract(1)
        try expect(try await store.contract(contract.hash) == nil, "a new store is empty")
        try expect(try await store.insert(contract, sending: []) == .inserted, "insert stores")
        let found = try await store.contract(contract.hash)
        try expect(found == contract, "a contract is found by hash")
        try expect(
            found?.content.json.serialized() == contract.content.json.serialized(),
            "the content is kept verbatim, with unknown members and every order"
        )
        try expect(found?.signatures == contract.signatures, "signatures are kept whole")
        let known = try await store.insert(Contract(contract.content, signatures: []), sending: [])
        try expect(known == .known(contract), "a known contract is left alone")
        let twin = try sample.contract(1, service: "other")
        let refused = try await store.insert(twin, sending: [])
        try expect(
            refused == .identifierInUse(by: contract.hash),
            "an identifier is used only once"
        )
        try expect(
            try await store.contract(twin.hash) == nil,
            "a refused contract is not stored"
        )
        for grant in contract.content.grants {
            try expect(
                try await store.contract(withGrant: grant.hash) == contract,
                "a contract is found by grant"
            )
        }
        let unknown = GrantHash(
            .serviceConnectionGrant,
            digest: [UInt8](repeating: 1, count: 64)
        )
        try expect(
            try await store.contract(withGrant: unknown) == nil,
            "an unknown grant has no contract"
        )
    }

    private static func signatures(_ store: any ContractStore, _ sample: Sample) async throws {
        let contract = try sample.contract(1)
        let accept = try sample.signature(.accept, of: Sample.provider, under: contract, second: 10)
        try expect(
            try await store.add(accept, to: contract.hash, sending: []) == .unknownContract,
            "an unknown contract takes no signature"
        )
        _ = try await store.insert(contract, sending: [])
        guard case .added(let changed) = try await store.add(accept, to: contract.hash, sending: [])
        else { throw Broken(promise: "a signature is added") }
        try expect(changed.state(at: Sample.now) == .valid, "the second accept makes it valid")
        try expect(try await store.contract(contract.hash) == changed, "the signature is stored")
        try expect(
            try await store.add(accept, to: contract.hash, sending: []) == .unchanged(changed),
            "the same signature changes nothing"
        )
        let newer = try sample.signature(.accept, of: Sample.provider, under: contract, second: 20)
        guard case .added(let renewed) = try await store.add(newer, to: contract.hash, sending: [])
        else { throw Broken(promise: "a newer accept takes the place of the older") }
        try expect(renewed.signatures.count == 2, "an accept is replaced, not added")
        try expect(
            try await store.contract(contract.hash)?.signatures == renewed.signatures,
            "the renewed signatures are stored"
        )
    }

    private static func endings(_ store: any ContractStore, _ sample: Sample) async throws {
        let contract = try sample.contract(1)
        _ = try await store.insert(contract, sending: [])
        let revoke = try sample.signature(.revoke, of: Sample.consumer, under: contract, second: 30)
        guard case .added(let revoked) = try await store.add(revoke, to: contract.hash, sending: [])
        else { throw Broken(promise: "a revoke is added") }
        try expect(revoked.state(at: Sample.now) == .revoked, "a revoke ends the contract")
        let accept = try sample.signature(.accept, of: Sample.provider, under: contract, second: 40)
        try expect(
            try await store.add(accept, to: contract.hash, sending: []) == .unchanged(revoked),
            "a revoked contract takes no accept"
        )
    }

    private static func lists(_ store: any ContractStore, _ sample: Sample) async throws {
        var expected: [ContractHash] = []
        for number in 1...7 {
            let contract = try sample.contract(number, createdAt: Int64(number / 2))
            _ = try await store.insert(contract, sending: [])
            expected.append(contract.hash)
        }
        for order in [PageOrder.ascending, .descending] {
            var found: [Contract] = []
            var query = ContractQuery(order: order, limit: 3)
            for _ in 0..<3 {
                let page = try await store.contracts(query)
                found += page.elements
                query.after = page.next.flatMap { PageCursor(text: $0.text) }
                if page.next == nil { break }
            }
            let isOrdered = zip(found, found.dropFirst()).allSatisfy {
                order == .ascending ? $0.cursor < $1.cursor : $1.cursor < $0.cursor
            }
            try expect(isOrdered, "contracts are ordered by creation and hash")
            try expect(
                found.map(\.hash).sorted() == expected.sorted(),
                "pages together hold every contract once"
            )
        }
        let whole = try await store.contracts(ContractQuery(limit: 7))
        try expect(
            whole.elements.count == 7 && whole.next == nil,
            "a last page has no next cursor"
        )
    }

    private static func filters(_ store: any ContractStore, _ sample: Sample) async throws {
        let connection = try sample.contract(1)
        let publication = try sample.publication(2)
        for contract in [connection, publication] {
            _ = try await store.insert(contract, sending: [])
        }
        let byType = try await store.contracts(ContractQuery(grantTypes: [.servicePublication]))
        try expect(byType.elements == [publication], "contracts are filtered by grant type")
        let byPeer = try await store.contracts(ContractQuery(peer: Sample.consumer))
        try expect(byPeer.elements == [connection], "contracts are filtered by peer")
        let grants = connection.content.grants.map(\.hash)
        let byGrant = try await store.contracts(ContractQuery(grants: grants))
        try expect(byGrant.elements == [connection], "contracts are filtered by grant")
        let none = try await store.contracts(
            ContractQuery(peer: Sample.consumer, grantTypes: [.servicePublication])
        )
        try expect(none.elements.isEmpty && none.next == nil, "filters are joined by and")
    }
}
