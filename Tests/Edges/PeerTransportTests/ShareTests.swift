import ExchangeModel
import HTTPWire
import NIOCore
import RequirementTrait
import Testing

@testable import PeerTransport

@Suite struct `What parties share` {
    static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    private func peer(_ number: Int) throws -> PeerID { try PeerID("peer-\(number)") }

    @Test func `of connections is three quarters for one, and something for whoever comes next`()
        throws
    {
        var shares = PartyShares(limit: 16)
        let (greedy, other, third) = (try peer(1), try peer(2), try peer(3))
        #expect(shares.room(greedy) == 12)
        for _ in 1...12 {
            #expect(shares.mayGo(greedy))
            shares.began(greedy)
        }
        #expect(!shares.mayGo(greedy) && shares.room(greedy) == 0)
        #expect(shares.mayGo(other) && shares.room(other) == 3)
        #expect(shares.mayGo(nil) && shares.room(nil) == 4)
        for _ in 1...3 { shares.began(other) }
        #expect(!shares.mayGo(other) && shares.mayGo(third))
        for _ in 1...12 { shares.ended(greedy) }
        #expect(shares.mayGo(other) && shares.busy == 3)
    }

    @Test func `of few connections is never nothing`() throws {
        for limit in 1...4 {
            var shares = PartyShares(limit: limit)
            let (one, two) = (try peer(1), try peer(2))
            #expect(shares.mayGo(one) && shares.room(one) >= 1)
            shares.began(one)
            #expect(shares.mayGo(two) == (limit > 1))
        }
    }

    /// Answers are held until they are released; who asked is in the path.
    private func target(_ port: Int, connections: Int, waiting: Int = 100) -> UpstreamTarget {
        var limits = UpstreamLimits()
        (limits.connections, limits.waiting) = (connections, waiting)
        limits.answer = .seconds(2)
        return UpstreamTarget(
            addresses: [.init(host: "127.0.0.1", port: port)],
            security: .plain,
            limits: limits
        )
    }

    @Test func `a party that fills a slow target leaves room for another one`() async throws {
        let answers = Array(repeating: "SILENCE", count: 6) + [Self.ok]
        try await ScriptedServer.with(answers) { (server) async throws in
            try await PoolUser.with { (user) async throws in
                let target = target(server.port, connections: 8)
                let (greedy, other) = (try peer(1), try peer(2))
                try await withThrowingTaskGroup(of: Void.self) { (tasks) async throws in
                    for _ in 1...20 {
                        tasks.addTask { _ = try await user.ask(target, party: greedy) }
                    }
                    #expect(try await eventually { server.requests.count == 6 })
                    #expect(try await user.ask(target, party: other).body == "ok")
                    tasks.cancelAll()
                }
            }
        }
    }

    @Test func `requests that wait go in turns by party`() async throws {
        let answers = Array(repeating: Self.ok, count: 20)
        try await ScriptedServer.with(answers) { (server) async throws in
            try await PoolUser.with { (user) async throws in
                let target = target(server.port, connections: 1)
                let lines = try await user.askTogether(
                    target,
                    [try peer(1), try peer(1), try peer(1), try peer(1), try peer(2), try peer(3)]
                )
                #expect(lines == [200, 200, 200, 200, 200, 200])
                let order = server.requests.compactMap {
                    $0.split(separator: " ").dropFirst().first
                }
                #expect(order.prefix(4).contains("/peer-2") && order.prefix(4).contains("/peer-3"))
            }
        }
    }

    @Test func `whoever has most waiting gives way when too many wait`() async throws {
        let answers = Array(repeating: Self.ok, count: 20)
        try await ScriptedServer.with(answers) { (server) async throws in
            try await PoolUser.with { (user) async throws in
                let target = target(server.port, connections: 1, waiting: 3)
                let (greedy, other) = (try peer(1), try peer(2))
                let statuses = try await user.askTogether(
                    target,
                    [greedy, greedy, greedy, greedy, other, other]
                )
                // The greedy one's fourth finds no place and its third loses it; then both have as
                // many that nobody gives way.
                #expect(statuses == [200, 200, 0, 0, 200, 0])
            }
        }
    }

    @Test(.requirement("RFC 9113: Stream Concurrency"))
    func `requests beyond those that the other end takes at a time go over another connection`()
        async throws
    {
        let group = try TestGroup()
        let steps = Array(repeating: FrameServer.Step.ok, count: 5)
        try await FrameServer.with(group, steps, streams: 2) { (server) async throws in
            try await PoolUser.with { (user) async throws in
                let target = UpstreamTarget(
                    addresses: [.init(host: "127.0.0.1", port: server.port)],
                    security: .peer(
                        try group.tls(group.alice),
                        host: TestGroup.serverName,
                        expected: try PeerID(TestGroup.providerID),
                        speaks: .http2
                    )
                )
                let parties = try (1...5).map { try peer($0) }
                let statuses = try await user.askTogether(target, parties)
                #expect(statuses == [200, 200, 200, 200, 200])
                #expect((2...3).contains(server.connections.now))
            }
        }
    }

    @Test func `places at a listener are a peer's own, and are given back`() throws {
        let room = PeerRoom(bound: 3)
        let (one, two) = (try peer(1), try peer(2))
        var places = (1...3).compactMap { _ in room.enter(one, weight: 1) }
        #expect(places.count == 3 && places.allSatisfy { !$0.isOverShare })
        #expect(room.enter(one, weight: 1)?.isOverShare == true)
        #expect(room.enter(two, weight: 3)?.isOverShare == false)
        places += (1...PeerRoom.spare).compactMap { _ in room.enter(one, weight: 1) }
        #expect(places.count == 3 + PeerRoom.spare && room.enter(one, weight: 1) == nil)
        places.removeAll()
        #expect(room.enter(one, weight: 3)?.isOverShare == false)
    }
}
