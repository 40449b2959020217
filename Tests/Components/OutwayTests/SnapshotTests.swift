import AccessControl
import ExchangeModel
import Testing

@testable import Outway

/// A change of some grants leaves all others, and every earlier snapshot, as they were.
@Suite struct SnapshotTests {
    private let provider: PeerID
    private let service: ServiceName

    init() throws {
        provider = try PeerID("00000000000000000001")
        service = try ServiceName("persons")
    }

    private func hash(_ number: Int) throws -> GrantHash {
        var digest = [UInt8](repeating: 0, count: 64)
        (digest[0], digest[1]) = (UInt8(number >> 8), UInt8(number & 0xFF))
        return GrantHash(.serviceConnectionGrant, digest: digest)
    }

    private func route(_ number: Int, _ aliases: [String] = []) throws -> OutwayRoute {
        var route = OutwayRoute(grant: try hash(number), provider: provider, service: service)
        route.aliases = aliases
        return route
    }

    private func unusable(_ number: Int, _ aliases: [String] = []) throws -> UnusableGrant {
        var unusable = UnusableGrant(
            grant: try hash(number),
            provider: provider,
            service: service,
            reason: .expired(at: Timestamp(seconds: 1))
        )
        unusable.aliases = aliases
        return unusable
    }

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    private func first(_ count: Int) throws -> OutwaySnapshot {
        let routes = try (0..<count).map { try route($0, ["name-\($0)"]) }
        return OutwaySnapshot(OutwayConfiguration(routes: routes, clients: ClientPolicy([])))
    }

    @Test func `a grant that ends is over by hash and name, and all others stay`() throws {
        let before = try first(3_000)
        var change = OutwayChange()
        change.unusable = [try unusable(7, ["name-7"])]
        let after = before.applying(change)
        let key = bytes(try hash(7).rawValue)
        #expect(after.route(hash: key) == nil && after.route(alias: bytes("NAME-7")) == nil)
        #expect(after.unusable(hash: key)?.grant == (try hash(7)))
        #expect(after.unusable(alias: bytes("Name-7"))?.grant == (try hash(7)))
        for number in 0..<3_000 where number != 7 {
            let name = bytes("name-\(number)")
            #expect(after.route(alias: name)?.grant == (try hash(number)))
            #expect(after.route(hash: bytes(try hash(number).rawValue)) != nil)
        }
        #expect(before.route(hash: key) != nil && before.unusable(hash: key) == nil)
    }

    @Test func `a name moves from one grant to another in one change, in any order`() throws {
        for isReversed in [false, true] {
            let routes = [try route(1), try route(2, ["Name-1"])]
            var change = OutwayChange()
            change.routes = isReversed ? routes.reversed() : routes
            let after = try first(3).applying(change)
            #expect(after.route(alias: bytes("name-1"))?.grant == (try hash(2)))
            #expect(after.route(alias: bytes("name-2")) == nil)
            #expect(after.route(hash: bytes(try hash(1).rawValue)) != nil)
        }
    }

    @Test func `a grant that is in force again is no longer over`() throws {
        var over = OutwayChange()
        over.unusable = [try unusable(1, ["name-1"])]
        var again = OutwayChange()
        again.routes = [try route(1, ["name-1"])]
        let after = try first(3).applying(over).applying(again)
        #expect(after.route(alias: bytes("name-1"))?.grant == (try hash(1)))
        #expect(after.unusable(alias: bytes("name-1")) == nil)
        #expect(after.unusable(hash: bytes(try hash(1).rawValue)) == nil)
    }

    @Test func `a grant that is gone is neither in force nor over`() throws {
        var change = OutwayChange()
        change.gone = [try hash(1)]
        let after = try first(3).applying(change)
        let key = bytes(try hash(1).rawValue)
        #expect(after.route(hash: key) == nil && after.unusable(hash: key) == nil)
        #expect(after.route(alias: bytes("name-1")) == nil)
    }

    @Test func `of many usable grants only some are given, and that there are more`() throws {
        let snapshot = try first(100)
        let (some, areMore) = snapshot.grants(20) { _, _ in true }
        #expect(some.count == 20 && areMore)
        let (one, isAll) = snapshot.grants(20) { _, alias in alias == "name-5" }
        #expect(one.map(\.alias) == ["name-5"] && !isAll)
    }
}
