import Contracts
import ExchangeModel

extension StoreContract {
    private static func due(_ now: Timestamp) -> DueTime { DueTime(now, retry: .standard) }

    static func queue(_ store: any ContractStore, _ sample: Sample) async throws {
        let contract = try sample.contract(1)
        let now = Sample.now
        try expect(
            try await store.duePeers(at: due(now), limit: 10) == DuePeers([], next: nil),
            "a new queue is empty"
        )
        let first = Distribution(.contract, of: contract.hash, to: Sample.provider, at: now)
        let later = Distribution(
            .accept,
            of: contract.hash,
            to: Sample.directory,
            at: now.advanced(bySeconds: 5)
        )
        _ = try await store.insert(contract, sending: [first, later])
        try expect(
            try await store.duePeers(at: due(now.advanced(bySeconds: -1)), limit: 10)
                == DuePeers([], next: now),
            "the earliest message is known before it is due"
        )
        try expect(
            try await store.dueDistributions(at: due(now), limit: 10) == [first],
            "due messages are given"
        )
        try expect(
            try await store.dueDistributions(at: due(now.advanced(bySeconds: 5)), limit: 1) == [
                first
            ],
            "the longest waiting comes first"
        )
        let failed = first.failed("peer '1' is not reached", at: now, retry: .standard)
        try await store.update(failed)
        try expect(
            try await store.distributions(of: contract.hash).contains(failed),
            "attempts, moment and error are kept"
        )
        try expect(
            try await store.dueDistributions(at: due(now), limit: 10).isEmpty,
            "a failed message waits for its moment"
        )
        try await store.remove(first.key)
        try await store.update(failed)
        try expect(
            try await store.distributions(of: nil) == [later],
            "a removed message stays removed"
        )
        try expect(
            try await store.distributions(of: sample.contract(2).hash).isEmpty,
            "messages belong to their contract"
        )
    }

    static func queueFollowsTheContract(
        _ store: any ContractStore,
        _ sample: Sample
    ) async throws {
        let contract = try sample.contract(1)
        let message = Distribution(
            .accept,
            of: contract.hash,
            to: Sample.consumer,
            at: Sample.now
        )
        _ = try await store.insert(contract, sending: [])
        _ = try await store.insert(contract, sending: [message])
        try expect(
            try await store.distributions(of: nil).isEmpty,
            "a known contract brings no messages"
        )
        let accept = try sample.signature(.accept, of: Sample.provider, under: contract, second: 10)
        _ = try await store.add(accept, to: contract.hash, sending: [message])
        try expect(
            try await store.distributions(of: nil) == [message],
            "a signature and its messages are stored together"
        )
        try await store.remove(message.key)
        _ = try await store.add(accept, to: contract.hash, sending: [message])
        try expect(
            try await store.distributions(of: nil).isEmpty,
            "a signature that changes nothing brings no messages"
        )
    }

    static func delivery(_ store: any ContractStore, _ sample: Sample) async throws {
        let contract = try sample.contract(1)
        let now = Sample.now
        func message(
            _ kind: Distribution.Message,
            _ peer: PeerID,
            _ seconds: Int64
        ) -> Distribution {
            Distribution(kind, of: contract.hash, to: peer, at: now.advanced(bySeconds: seconds))
        }
        let contractFirst = message(.contract, Sample.provider, -1)
        let sent = message(.accept, Sample.provider, -3)
        let other = message(.accept, Sample.directory, -2)
        let later = message(.reject, Sample.consumer, 5)
        _ = try await store.insert(contract, sending: [contractFirst, sent, other, later])
        try expect(
            try await store.duePeers(at: due(now), limit: 10)
                == DuePeers([Sample.provider, Sample.directory], next: sent.nextAttempt),
            "peers with due messages are given once, the longest waiting first"
        )
        try expect(
            try await store.duePeers(at: due(now), limit: 1).peers == [Sample.provider],
            "no more peers are given than asked for"
        )
        try expect(
            try await store.dueDistributions(to: Sample.provider, at: due(now), limit: 10)
                == [sent, contractFirst],
            "due messages of one peer are given, the longest waiting first"
        )
        try expect(
            try await store.dueDistributions(to: Sample.consumer, at: due(now), limit: 10).isEmpty,
            "a peer whose messages are not due has none"
        )
        let failed = sent.failed("peer '1' is not reached", at: now, retry: .standard)
        try await store.settle(sent, as: failed)
        try expect(
            try await store.dueDistributions(to: Sample.provider, at: due(now), limit: 10)
                == [contractFirst],
            "a message that failed waits for its moment"
        )
        let before = now.advanced(bySeconds: -3_600)
        let ahead = try await store.dueDistributions(
            to: Sample.provider,
            at: due(before),
            limit: 10
        )
        try expect(
            Set(ahead) == [contractFirst, failed],
            "an attempt further ahead than the longest wait is due: the clock was set back"
        )
        try expect(
            Set(try await store.duePeers(at: due(before), limit: 10).peers)
                == [Sample.provider, Sample.directory, Sample.consumer],
            "so are the peers of such attempts"
        )
        try expect(
            try await store.dueDistributions(at: due(before), limit: 10).count == 4,
            "and they are among all that are due"
        )
        try await store.settle(sent, as: nil)
        try expect(
            try await store.distributions(of: contract.hash).contains(failed),
            "a message that took the place of the one that was sent stays"
        )
        try await store.settle(failed, as: nil)
        try await store.settle(contractFirst, as: nil)
        try expect(
            try await store.distributions(of: contract.hash)
                == [later, other].sorted { $0.key < $1.key },
            "a message that was taken is gone"
        )
        try await store.settle(sent, as: failed)
        try expect(
            try await store.distributions(of: contract.hash).count == 2,
            "a message that is gone stays so"
        )
    }

    static func peers(_ store: any PeerStore) async throws {
        let first = KnownPeer(
            id: Sample.provider,
            name: "Gemeente Voorbeeld",
            managerAddress: nil,
            seenAt: Sample.now
        )
        try expect(try await store.peer(first.id) == nil, "a new store knows nobody")
        try await store.upsert(first)
        try expect(try await store.peer(first.id) == first, "a peer is found")
        let moved = KnownPeer(
            id: first.id,
            name: "Gemeente Élders",
            managerAddress: try PeerAddress("https://manager.example:8443"),
            seenAt: Sample.now.advanced(bySeconds: 1)
        )
        try await store.upsert(moved)
        try expect(try await store.peer(first.id) == moved, "what is known of a peer is replaced")
        let found = try await store.peers(PeerQuery(nameContaining: "gemeente é"))
        try expect(found.elements == [moved], "names are searched without regard to case")
        let other = try await store.peers(PeerQuery(nameContaining: "waterschap"))
        try expect(other.elements.isEmpty, "other names are not found")
        let wild = try await store.peers(PeerQuery(nameContaining: "%"))
        try expect(wild.elements.isEmpty, "a search text is taken literally")
    }

    static func peerPages(_ store: any PeerStore) async throws {
        var ids: [PeerID] = []
        for number in 1...5 {
            let id = try PeerID("0000000000000000000\(number)")
            ids.append(id)
            try await store.upsert(
                KnownPeer(id: id, name: "Peer", managerAddress: nil, seenAt: Sample.now)
            )
        }
        var found: [PeerID] = []
        var query = PeerQuery(order: .ascending, limit: 2)
        for _ in 0..<3 {
            let page = try await store.peers(query)
            found += page.elements.map(\.id)
            query.after = page.next
        }
        try expect(found == ids, "pages together hold every peer once, in order")
        let hidden = try await store.peers(PeerQuery(isReachable: true, limit: 2))
        try expect(
            hidden.elements.isEmpty && hidden.next == nil,
            "peers that cannot be reached leave no hole in a page"
        )
        let reached = KnownPeer(
            id: ids[0],
            name: "Peer",
            managerAddress: try PeerAddress("https://manager.example:8443"),
            seenAt: Sample.now
        )
        try await store.upsert(reached)
        let reachable = try await store.peers(PeerQuery(isReachable: true, limit: 1))
        try expect(
            reachable.elements == [reached] && reachable.next == nil,
            "a page is filled with peers that can be reached"
        )
        let chosen = try await store.peers(
            PeerQuery(nameContaining: "no such", ids: [ids[3], ids[1]], limit: 1)
        )
        try expect(
            Set(chosen.elements.map(\.id)) == [ids[1], ids[3]] && chosen.next == nil,
            "chosen peers are given without regard to name and page"
        )
    }
}
