import AccessLog
import Contracts
import ExchangeModel
import GatewayTesting
import Manager
import NIOCore
import NIOPosix
import RequirementTrait
import Synchronization
import Testing

@Suite struct DeliveryTests {
    /// A port that takes connections and then answers with these bytes, or says nothing at all.
    private struct BadPeer {
        let channel: any Channel

        init(answering bytes: String?) async throws {
            channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .childChannelInitializer { channel in
                    guard let bytes else { return channel.eventLoop.makeSucceededVoidFuture() }
                    return channel.writeAndFlush(ByteBuffer(string: bytes))
                }
                .bind(host: "127.0.0.1", port: 0).get()
        }

        func known(as peer: PeerID, at now: Timestamp) throws -> KnownPeer {
            KnownPeer(
                id: peer,
                name: "",
                managerAddress: try PeerAddress(
                    "https://127.0.0.1:\(channel.localAddress?.port ?? 1)"
                ),
                seenAt: now
            )
        }
    }

    private static func withBadPeer(
        answering bytes: String?,
        _ test: (BadPeer) async throws -> Void
    ) async throws {
        let peer = try await BadPeer(answering: bytes)
        do {
            try await test(peer)
        } catch {
            try await peer.channel.close().get()
            throw error
        }
        try await peer.channel.close().get()
    }

    @Test(
        .requirement("FSC Core 2.0.0: S-09"),
        arguments: [nil, "HTTP/1.1 200 OK\r\n\r\n", "garbage"] as [String?]
    )
    func `what a silent or senseless peer does not take is queued, backed off and visible`(
        answer: String?
    ) async throws {
        try await NodeGroup.run(callTime: .seconds(5)) { nodes in
            try await nodes.announceAll()
            let consumer = try nodes.consumer.manager
            try await Self.withBadPeer(answering: answer) { bad in
                try await nodes.consumer.knownPeers.upsert(
                    bad.known(as: nodes.provider.id, at: nodes.now)
                )
                let contract = try await consumer.propose(nodes.connection(), by: "beheerder")
                #expect(try await consumer.deliverDue() == 1)
                let waiting = try #require(
                    try await consumer.status(of: contract.hash).waiting.first
                )
                #expect(waiting.key.peer == nodes.provider.id)
                #expect(waiting.attempts == 1)
                #expect(waiting.nextAttempt == nodes.now.advanced(bySeconds: 1))
                #expect(waiting.lastError?.hasPrefix("the peer's Manager: ") == true)
                #expect(try await consumer.deliverDue() == 0)
            }
            // Every second attempt asks the directory where the peer is now.
            nodes.consumer.facts.aheadSeconds.withLock { $0 = 2 }
            #expect(try await consumer.deliverDue() == 1)
            #expect(try await consumer.waiting().isEmpty)
        }
    }

    @Test(.requirement("FSC Core 2.0.0: S-09"))
    func `a peer that hangs holds up nobody else`() async throws {
        try await NodeGroup.run(callTime: .seconds(60)) { nodes in
            try await nodes.announceAll()
            let consumer = try nodes.consumer.manager
            try await Self.withBadPeer(answering: nil) { bad in
                try await nodes.consumer.knownPeers.upsert(
                    bad.known(as: nodes.delegator.id, at: nodes.now)
                )
                var request = try nodes.connection()
                request.delegator = nodes.delegator.id
                let first = try await consumer.propose(request, by: "beheerder")
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await consumer.run() }
                    try await eventually("the first delivery to the provider") {
                        try await nodes.provider.store.contract(first.hash)
                    }
                    let second = try await consumer.propose(nodes.connection(), by: "beheerder")
                    try await eventually("the second delivery to the provider") {
                        try await nodes.provider.store.contract(second.hash)
                    }
                    // What the provider took is struck off once its answer is read.
                    try await eventually("nothing waiting for the provider") {
                        let waiting = try await consumer.waiting()
                        return waiting.contains { $0.key.peer == nodes.provider.id } ? nil : true
                    }
                    group.cancelAll()
                }
                let waiting = try await consumer.waiting()
                #expect(waiting.map(\.key.peer) == [nodes.delegator.id])
            }
        }
    }

    @Test(.requirement("FSC Core 2.0.0: S-09"))
    func `a message that was sent since it was found due is not sent again before its time`()
        async throws
    {
        try await NodeGroup.run { nodes in
            let consumer = try nodes.consumer.manager
            var environment = consumer.environment
            environment.contracts = LateDueStore(
                inner: nodes.consumer.store,
                peer: nodes.provider.id
            )
            let trust = nodes.consumer.trust
            let late = FSCManager(
                settings: consumer.settings,
                environment: environment,
                calls: PeerCalls(
                    client: nodes.consumer.client,
                    trust: { trust },
                    own: consumer.settings.address
                )
            )
            let contract = try await late.propose(nodes.connection(), by: "beheerder")
            #expect(try await late.deliverDue() == 1)
            #expect(try await late.deliverDue() == 0)
            let waiting = try await late.status(of: contract.hash).waiting
            #expect(waiting.map(\.attempts) == [1])
        }
    }

    @Test(.requirement("FSC Core 2.0.0: S-04"))
    func `what we sign has the moment of signing`() async throws {
        try await NodeGroup.run { nodes in
            try await nodes.announceAll()
            let consumer = try nodes.consumer.manager
            let contract = try await consumer.propose(nodes.connection(), by: "beheerder")
            try await nodes.settle()
            nodes.provider.facts.aheadSeconds.withLock { $0 = 3 }
            let accepted = try await nodes.provider.manager.sign(
                .accept,
                contract.hash,
                by: "beheerder"
            )
            let (own, other) = (nodes.provider.id, nodes.consumer.id)
            let seconds = nodes.now.seconds
            #expect(accepted.signature(.accept, of: other)?.signedAt.seconds == seconds)
            #expect(accepted.signature(.accept, of: own)?.signedAt.seconds == seconds + 3)
        }
    }

    @Test func `messages to a peer that cannot be reached share its reason`() async throws {
        try await NodeGroup.run { nodes in
            let consumer = try nodes.consumer.manager
            _ = try await consumer.propose(nodes.connection(), by: "beheerder")
            _ = try await consumer.propose(nodes.connection(), by: "beheerder")
            #expect(try await consumer.deliverDue() == 2)
            let waiting = try await consumer.waiting()
            #expect(waiting.map(\.attempts) == [1, 1])
            #expect(Set(waiting.map(\.lastError)).count == 1)
        }
    }

    @Test(
        .requirement("FSC Core 2.0.0: S-09"),
        arguments: [Int64(3_600), -3_600]
    )
    func `what waits for a peer is sent soon when the clock was set by an hour`(
        step: Int64
    ) async throws {
        try await NodeGroup.run { nodes in
            let consumer = try nodes.consumer.manager
            _ = try await consumer.propose(nodes.connection(), by: "beheerder")
            #expect(try await consumer.deliverDue() == 1)
            #expect(try await consumer.deliverDue() == 0)
            nodes.consumer.facts.aheadSeconds.withLock { $0 = step }
            // Due at once, and then backed off by the clock as it is now.
            #expect(try await consumer.deliverDue() == 1)
            #expect(try await consumer.deliverDue() == 0)
            let waiting = try #require(try await consumer.waiting().first)
            #expect(waiting.attempts == 2)
            let now = nodes.now.advanced(bySeconds: step)
            #expect(waiting.nextAttempt == now.advanced(bySeconds: 2))
        }
    }

    @Test func `a message about a contract that has ended is given up on record`() async throws {
        try await NodeGroup.run { nodes in
            let consumer = try nodes.consumer.manager
            let contract = try await consumer.propose(nodes.connection(), by: "beheerder")
            try await consumer.deliverDue()
            nodes.consumer.facts.aheadSeconds.withLock { $0 = 90_000 }
            try await consumer.deliverDue()
            #expect(try await consumer.waiting().isEmpty)
            let entry = try #require(nodes.consumer.facts.audit.outcomes.last)
            #expect(entry.action == "contract.undelivered")
            #expect(entry.object == contract.hash.rawValue)
            #expect(entry.result == .failed)
        }
    }

    @Test func `a signature that its peer gave up sending is fetched`() async throws {
        try await NodeGroup.run { nodes in
            try await nodes.announceAll()
            let consumer = try nodes.consumer.manager
            let provider = try nodes.provider.manager
            let contract = try await consumer.propose(nodes.connection(), by: "beheerder")
            try await nodes.settle()
            #expect(try await consumer.askForSignatures() == 0)
            try await provider.sign(.accept, contract.hash, by: "beheerder")
            for message in try await provider.waiting() {
                try await nodes.provider.store.remove(message.key)
            }
            try await nodes.settle()
            #expect(try await consumer.status(of: contract.hash).state == .proposed)
            #expect(try await consumer.askForSignatures() == 1)
            #expect(try await consumer.status(of: contract.hash).state == .valid)
            #expect(try await consumer.askForSignatures() == 0)
        }
    }
}
