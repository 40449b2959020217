import Contracts
import ExchangeModel
import GatewayTesting
import Logging
import Synchronization
import Testing

@testable import sluis

/// A decision on a contract is in force before its answer leaves, and costs what it changes.
@Suite struct ContractFollowerTests {
    private let scene: ContractScene
    private let stored = CountedStore()
    private let part = ToldPart()
    private let clock = TestMoment()
    private let follower: ContractFollower
    private let store: ObservedContractStore

    init() throws {
        scene = try ContractScene()
        let clock = clock
        follower = ContractFollower(
            store: stored,
            own: scene.outway,
            clock: { clock.now },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        follower.add(part)
        store = ObservedContractStore(inner: stored, follower: follower)
    }

    @Test func `accept, reject and revoke are in force when the store's call returns`() async throws
    {
        try await follower.start()
        let contract = try scene.contract(1, by: [scene.outway])
        _ = try await store.insert(contract, sending: [])
        #expect(part.state(contract) == .proposed && !part.isInForce(contract))
        let accept = try scene.sign(.accept, scene.provider, contract)
        _ = try await store.add(accept, to: contract.hash, sending: [])
        #expect(part.isInForce(contract))
        let revoke = try scene.sign(.revoke, scene.provider, contract)
        _ = try await store.add(revoke, to: contract.hash, sending: [])
        #expect(part.state(contract) == .revoked && !part.isInForce(contract))
    }

    @Test func `a reject of a contract that we accepted ends it at once`() async throws {
        try await follower.start()
        let contract = try scene.contract(1)
        _ = try await store.insert(contract, sending: [])
        #expect(part.isInForce(contract))
        let reject = try scene.sign(.reject, scene.provider, contract)
        _ = try await store.add(reject, to: contract.hash, sending: [])
        #expect(part.state(contract) == .rejected && !part.isInForce(contract))
    }

    @Test func `of a delegated connection every signature counts, the last one puts it in force`()
        async throws
    {
        try await follower.start()
        let delegator = try PeerID("00000000000000000004")
        let contract = try scene.contract(1, delegator: delegator, by: [scene.provider])
        _ = try await store.insert(contract, sending: [])
        for peer in [scene.outway, delegator] {
            #expect(!part.isInForce(contract))
            let accept = try scene.sign(.accept, peer, contract)
            _ = try await store.add(accept, to: contract.hash, sending: [])
        }
        #expect(part.isInForce(contract))
    }

    @Test func `a change reads and tells one contract, however many there are`() async throws {
        for number in 1...200 {
            _ = try await stored.insert(scene.contract(UInt64(number)), sending: [])
        }
        try await follower.start()
        #expect(part.count == 200)
        let before = stored.rowsRead
        let contract = try scene.contract(1_000)
        _ = try await store.insert(contract, sending: [])
        let revoke = try scene.sign(.revoke, scene.outway, contract)
        _ = try await store.add(revoke, to: contract.hash, sending: [])
        #expect(part.count == 202)
        #expect(stored.rowsRead == before + 2)
    }

    @Test func `time tells what it changes, and nothing else`() async throws {
        for number in 1...50 {
            _ = try await stored.insert(scene.contract(UInt64(number), until: 900), sending: [])
        }
        let soon = try scene.contract(100, from: 1, until: 3)
        _ = try await stored.insert(soon, sending: [])
        try await follower.start()
        let before = (told: part.count, read: stored.rowsRead)
        #expect(follower.passTime() == .seconds(1))
        clock.advance(milliseconds: 999)
        #expect(follower.passTime() == .milliseconds(1))
        #expect(!part.isInForce(soon) && part.count == before.told)
        clock.advance(milliseconds: 1)
        follower.passTime()
        #expect(part.isInForce(soon) && part.count == before.told + 1)
        clock.advance(milliseconds: 2_000)
        follower.passTime()
        #expect(part.state(soon) == .expired && part.count == before.told + 2)
        #expect(stored.rowsRead == before.read)
        clock.advance(milliseconds: 1_000_000)
        follower.passTime()
        #expect(part.count == before.told + 52)
    }

    @Test func `when the clock is set back, what had ended may be in force again`() async throws {
        let contract = try scene.contract(1, until: 100)
        _ = try await stored.insert(contract, sending: [])
        try await follower.start()
        clock.advance(milliseconds: 100_000)
        follower.passTime()
        #expect(part.state(contract) == .expired)
        clock.advance(milliseconds: -60_000)
        follower.passTime()
        #expect(part.isInForce(contract))
        clock.advance(milliseconds: 60_000)
        follower.passTime()
        #expect(part.state(contract) == .expired)
    }

    @Test func `a revoke that comes while an earlier change is read is not undone by it`()
        async throws
    {
        try await follower.start()
        let contract = try scene.contract(1)
        let gate = stored.holdNextRead()
        async let first = store.insert(contract, sending: [])
        await gate.reached()
        let revoke = try scene.sign(.revoke, scene.provider, contract)
        _ = try await store.add(revoke, to: contract.hash, sending: [])
        #expect(part.state(contract) == .revoked)
        gate.open()
        _ = try await first
        #expect(part.state(contract) == .revoked)
    }

    @Test func `a revoke that comes while all contracts are read at the start is not undone`()
        async throws
    {
        let contract = try scene.contract(1)
        _ = try await stored.insert(contract, sending: [])
        let gate = stored.holdNextRead()
        async let start: Void = follower.start()
        await gate.reached()
        let revoke = try scene.sign(.revoke, scene.provider, contract)
        _ = try await store.add(revoke, to: contract.hash, sending: [])
        gate.open()
        try await start
        #expect(part.state(contract) == .revoked)
    }

    @Test func `a change that cannot be read is in force all the same`() async throws {
        try await follower.start()
        let contract = try scene.contract(1)
        _ = try await store.insert(contract, sending: [])
        stored.failReads()
        let revoke = try scene.sign(.revoke, scene.provider, contract)
        _ = try await store.add(revoke, to: contract.hash, sending: [])
        #expect(part.state(contract) == .revoked)
    }

    @Test func `after a burst of a thousand proposals every one is known`() async throws {
        try await follower.start()
        let contracts = try (1...1_000).map { try scene.contract(UInt64($0)) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for contract in contracts {
                group.addTask { [store] in _ = try await store.insert(contract, sending: []) }
            }
            try await group.waitForAll()
        }
        #expect(contracts.allSatisfy { part.isInForce($0) })
        #expect(part.count == 1_000 && stored.rowsRead == 1_000)
    }

    @Test func `after a restart what stood before stands`() async throws {
        let (valid, revoked) = (try scene.contract(1), try scene.contract(2))
        for contract in [valid, revoked] { _ = try await stored.insert(contract, sending: []) }
        let revoke = try scene.sign(.revoke, scene.provider, revoked)
        _ = try await stored.add(revoke, to: revoked.hash, sending: [])
        try await follower.start()
        #expect(part.isInForce(valid) && part.state(revoked) == .revoked)
    }
}

@Suite struct TimelineTests {
    @Test func `events come in the order of their moments, and none before its moment`() {
        var timeline = Timeline<Int>()
        #expect(timeline.next == nil && timeline.take(until: Timestamp(seconds: 9)) == nil)
        let seconds: [Int64] = [5, 3, 8, 3, 1, 9, 2, 7, 7, 4]
        for second in seconds { timeline.add(Int(second), at: Timestamp(seconds: second)) }
        var found: [Int] = []
        while let (moment, event) = timeline.take(until: Timestamp(seconds: 7)) {
            #expect(moment == Timestamp(seconds: Int64(event)))
            found.append(event)
        }
        #expect(found == [1, 2, 3, 3, 4, 5, 7, 7])
        #expect(timeline.next == Timestamp(seconds: 8))
    }
}
