public import Contracts
import ExchangeModel

/// What a store must answer without reading contents, against what the contracts themselves say.
extension StoreContract {
    private static let moments = [-61, -60, 0, 100, 101, 3_599, 3_600, 90_000].map {
        Sample.now.advanced(bySeconds: $0)
    }

    /// Contracts in every state that signatures and time bring about, all of them stored.
    private static func everyState(
        _ store: any ContractStore,
        _ sample: Sample,
        make: (Int) throws -> Contract,
        other: PeerID
    ) async throws -> [Contract] {
        let endings: [[(SignatureKind, PeerID, Int64)]] = [
            [], [(.accept, other, 86_400)], [(.accept, other, 100)],
            [(.accept, other, 86_400), (.revoke, Sample.provider, 86_400)],
            [(.reject, other, 86_400)],
            [(.reject, other, 86_400), (.revoke, Sample.provider, 86_400)],
        ]
        var stored: [Contract] = []
        for (number, signatures) in endings.enumerated() {
            var contract = try make(number + 1)
            _ = try await store.insert(contract, sending: [])
            for (kind, peer, seconds) in signatures {
                let signature = try sample.signature(
                    kind,
                    of: peer,
                    under: contract,
                    second: 10,
                    lasting: seconds
                )
                guard
                    case .added(let changed) = try await store.add(
                        signature,
                        to: contract.hash,
                        sending: []
                    )
                else { throw Broken(promise: "a signature is added") }
                contract = changed
            }
            stored.append(contract)
        }
        return stored
    }

    /// Puts contracts of all kinds and states into a store.
    public static func fill(_ store: any ContractStore) async throws {
        let sample = try Sample()
        _ = try await everyState(
            store,
            sample,
            make: { try sample.contract($0) },
            other: Sample.provider
        )
        _ = try await everyState(
            store,
            sample,
            make: { try sample.publication($0 + 100) },
            other: Sample.directory
        )
        let submission = Submission(
            peer: Sample.consumer,
            own: Sample.provider,
            receivedAt: Sample.now,
            limits: .standard
        )
        _ = try await store.insert(try sample.contract(200), sending: [], from: submission)
    }

    static func states(_ store: any ContractStore, _ sample: Sample) async throws {
        let stored = try await everyState(
            store,
            sample,
            make: { try sample.contract($0, service: "service-\($0 % 2)") },
            other: Sample.provider
        )
        for moment in moments {
            for state in ContractState.allCases {
                var query = ContractQuery(peer: Sample.consumer)
                query.states = ContractQuery.States([state], at: moment)
                let found = try await store.contracts(query).elements
                try expect(
                    Set(found) == Set(stored.filter { query.selects($0) }),
                    "contracts are filtered by their state, \(state) at \(moment)"
                )
            }
        }
        var query = ContractQuery()
        query.states = ContractQuery.States([], at: Sample.now)
        try expect(
            try await store.contracts(query).elements.isEmpty,
            "no contract is in none of the states"
        )
        query.states = ContractQuery.States(Set(ContractState.allCases), at: Sample.now)
        try expect(
            try await store.contracts(query).elements.count == stored.count,
            "every contract is in one of the states"
        )
        query = ContractQuery()
        query.service = try ServiceName("service-1")
        try expect(
            Set(try await store.contracts(query).elements)
                == Set(stored.filter { query.selects($0) })
                && stored.contains { !query.selects($0) },
            "contracts are filtered by the service's name"
        )
        query = ContractQuery()
        query.endsBy = stored[0].content.notAfter.advanced(bySeconds: -1)
        try expect(
            try await store.contracts(query).elements.isEmpty,
            "contracts that end later are left out"
        )
        query.endsBy = stored[0].content.notAfter
        try expect(
            try await store.contracts(query).elements.count == stored.count,
            "contracts that end by a moment are found"
        )
        for contract in stored {
            query = ContractQuery()
            query.hashPrefix = (contract.hash.rawValue.split(separator: "$").last?.prefix(12))
                .map(String.init)
            try expect(
                try await store.contracts(query).elements == [contract],
                "a contract is found by the first characters of its hash"
            )
        }
        query.hashPrefix = "%"
        try expect(
            try await store.contracts(query).elements.isEmpty,
            "the characters of a hash are taken literally"
        )
    }

    static func connections(_ store: any ContractStore, _ sample: Sample) async throws {
        let stored = try await everyState(
            store,
            sample,
            make: { try sample.contract($0) },
            other: Sample.provider
        )
        _ = try await store.insert(try sample.publication(20), sending: [])
        for peer in [Sample.consumer, Sample.provider] {
            let expected = stored.compactMap { ConnectionContract($0, for: peer) }
            try expect(
                Set(try await store.connections(of: peer, in: nil)) == Set(expected)
                    && expected.count == stored.count,
                "connection contracts are known with where they stand"
            )
            for contract in expected {
                try expect(
                    try await store.connections(of: peer, in: contract.hash) == [contract],
                    "one connection contract is known by itself"
                )
                for moment in moments {
                    let whole = stored.first { $0.hash == contract.hash }
                    try expect(
                        contract.standing.state(at: moment) == whole?.state(at: moment),
                        "where a contract stands decides its state"
                    )
                }
            }
        }
        try expect(
            try await store.connections(of: Sample.directory, in: nil).isEmpty,
            "a peer that is on no connection has none"
        )
    }

    static func services(_ store: any ContractStore, _ sample: Sample) async throws {
        var stored = try await everyState(
            store,
            sample,
            make: {
                try sample.publication($0, service: "Service-\($0 % 3)", createdAt: Int64($0))
            },
            other: Sample.directory
        )
        for number in 10..<16 {
            let contract = try sample.publication(
                number,
                service: "other-\(number % 4)",
                createdAt: Int64(number / 2),
                from: number == 15 ? 50 : -60,
                delegator: number % 2 == 0 ? Sample.consumer : nil
            )
            _ = try await store.insert(contract, sending: [])
            var signed = contract
            for peer in [Sample.directory, Sample.consumer]
            where signed.content.peers.contains(peer) {
                let accept = try sample.signature(.accept, of: peer, under: signed, second: 10)
                if case .added(let changed) = try await store.add(
                    accept,
                    to: contract.hash,
                    sending: []
                ) {
                    signed = changed
                }
            }
            stored.append(signed)
        }
        let queries = [
            ServiceQuery(), ServiceQuery(nameContaining: "ICE-1"),
            ServiceQuery(nameContaining: "-2"),
            ServiceQuery(peer: Sample.provider), ServiceQuery(peer: Sample.consumer),
            ServiceQuery(peer: Sample.consumer, nameContaining: "other"),
            ServiceQuery(nameContaining: ""), ServiceQuery(nameContaining: "%"),
        ]
        for moment in moments {
            let listed = PublishedService.newest(of: stored, at: moment)
            for var query in queries {
                let expected = Set(listed.filter { query.selects($0) })
                for order in [PageOrder.ascending, .descending] {
                    (query.order, query.limit, query.after) = (order, 2, nil)
                    var found: [PublishedService] = []
                    repeat {
                        let page = try await store.publishedServices(query, at: moment)
                        found += page.elements
                        query.after = page.next
                    } while query.after != nil && found.count < 50
                    let isOrdered = zip(found, found.dropFirst()).allSatisfy {
                        order == .ascending ? $0.cursor < $1.cursor : $1.cursor < $0.cursor
                    }
                    try expect(
                        isOrdered && found.count == expected.count && Set(found) == expected,
                        "services are listed once, as the newest contract in force has them"
                    )
                }
            }
        }
        let strange = ServiceQuery(after: PageCursor(position: 0, key: "no place"))
        try expect(
            try await store.publishedServices(strange, at: Sample.now).elements.isEmpty,
            "after a place that is none there is nothing"
        )
    }

    static func certificates(_ store: any ContractStore, _ sample: Sample) async throws {
        let contract = try sample.contract(1)
        _ = try await store.insert(contract, sending: [])
        let accept = try sample.signature(.accept, of: Sample.provider, under: contract, second: 10)
        _ = try await store.add(accept, to: contract.hash, sending: [])
        let other = CertificateThumbprint(SHA256Value.repeating(9))
        func found(
            by peer: PeerID,
            at moment: Timestamp = Sample.now
        ) async throws -> [ContractHash] {
            try await store.contracts(signedBy: peer, notWith: other, at: moment)
        }
        try expect(
            try await found(by: Sample.provider) == [contract.hash],
            "a contract that was signed with another certificate is found"
        )
        try expect(
            try await found(by: Sample.directory).isEmpty,
            "a contract that a peer has not signed is not"
        )
        try expect(
            try await found(by: Sample.provider, at: contract.content.notAfter).isEmpty,
            "nor one that is over"
        )
        let renewed = try sample.signature(
            .accept,
            of: Sample.provider,
            under: contract,
            second: 20,
            certificate: 9
        )
        _ = try await store.add(renewed, to: contract.hash, sending: [])
        try expect(
            try await found(by: Sample.provider).isEmpty,
            "nor one that was signed again"
        )
    }

    static func outlines(_ store: any ContractStore) async throws {
        try await fill(store)
        var all: [Contract] = []
        var query = ContractQuery(limit: Page<Int>.greatestLimit)
        repeat {
            let page = try await store.contracts(query)
            all += page.elements
            query.after = page.next
        } while query.after != nil
        for moment in moments {
            let open = all.filter { [.proposed, .valid].contains($0.state(at: moment)) }
            try expect(
                try await store.peers(onContractsOpenAt: moment)
                    == Set(open.flatMap(\.content.peers)),
                "the peers on open contracts are those of the contracts themselves"
            )
        }
        let strange = try Sample().contract(9_999).hash
        let texts = all.filter { !$0.signatures.isEmpty }
            .map { ($0.hash, Set($0.signatures.map(\.text))) }
        try expect(
            try await store.signatureTexts(under: Set(all.map(\.hash) + [strange]))
                == Dictionary(uniqueKeysWithValues: texts),
            "the texts of signatures are those of the contracts, and none of a strange one"
        )
        try expect(
            try await store.signatureTexts(under: []).isEmpty,
            "of no contract there are no signatures"
        )
    }
}
