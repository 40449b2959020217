import AccessControl
import AccessLog
import ExchangeModel
import HTTPWire
import OpenAPI
import PayloadPolicy
import Synchronization

/// One configuration made ready for requests; immutable, so that every request sees one only.
final class OutwaySnapshot: Sendable {
    /// What is configured beside the grants, which stand in tables.
    let configuration: OutwayConfiguration
    private let tables: Tables

    /// The grants by what clients call them by.
    private struct Tables: Sendable {
        var byHash = ShardedTable<ReadyRoute>()
        var byAlias = ShardedTable<ReadyRoute>()
        /// Where an alias leads while the provider refuses its grant, the next one first.
        var fallbacks = ShardedTable<[ReadyRoute]>()
        var unusableByHash = ShardedTable<UnusableGrant>()
        var unusableByAlias = ShardedTable<UnusableGrant>()

        mutating func apply(_ change: OutwayChange) {
            for grant in change.gone { remove(grant) }
            for route in change.routes { remove(route.grant) }
            for unusable in change.unusable { remove(unusable.grant) }
            for route in change.routes {
                let ready = ReadyRoute(route)
                byHash[Array(route.grant.rawValue.utf8)] = ready
                for alias in route.aliases { byAlias[Array(alias.lowercased().utf8)] = ready }
                for alias in route.fallbackAliases {
                    var others = fallbacks[Array(alias.lowercased().utf8)] ?? []
                    let place = others.firstIndex { $0.route.until < route.until }
                    others.insert(ready, at: place ?? others.endIndex)
                    fallbacks[Array(alias.lowercased().utf8)] = others
                }
            }
            for unusable in change.unusable {
                unusableByHash[Array(unusable.grant.rawValue.utf8)] = unusable
                for alias in unusable.aliases {
                    unusableByAlias[Array(alias.lowercased().utf8)] = unusable
                }
            }
        }

        /// Takes out what a grant was, with the names that led to it and to no other since.
        private mutating func remove(_ grant: GrantHash) {
            let key = Array(grant.rawValue.utf8)
            for alias in byHash[key]?.route.aliases ?? [] {
                let name = Array(alias.lowercased().utf8)
                if byAlias[name]?.grant == grant { byAlias[name] = nil }
            }
            for alias in byHash[key]?.route.fallbackAliases ?? [] {
                let name = Array(alias.lowercased().utf8)
                let others = fallbacks[name]?.filter { $0.grant != grant } ?? []
                fallbacks[name] = others.isEmpty ? nil : others
            }
            for alias in unusableByHash[key]?.aliases ?? [] {
                let name = Array(alias.lowercased().utf8)
                if unusableByAlias[name]?.grant == grant { unusableByAlias[name] = nil }
            }
            byHash[key] = nil
            unusableByHash[key] = nil
        }
    }

    var clients: ClientPolicy { configuration.clients }

    init(_ configuration: OutwayConfiguration) {
        var tables = Tables()
        var change = OutwayChange()
        (change.routes, change.unusable) = (configuration.routes, configuration.unusable)
        tables.apply(change)
        self.tables = tables
        var rest = configuration
        (rest.routes, rest.unusable) = ([], [])
        self.configuration = rest
    }

    private init(_ configuration: OutwayConfiguration, _ tables: Tables) {
        (self.configuration, self.tables) = (configuration, tables)
    }

    /// The snapshot with some grants changed; what it costs depends on these alone.
    func applying(_ change: OutwayChange) -> OutwaySnapshot {
        var tables = tables
        tables.apply(change)
        return OutwaySnapshot(configuration, tables)
    }

    /// The route of a grant hash as it was sent.
    func route(hash: [UInt8]) -> ReadyRoute? { tables.byHash[hash] }

    /// The route of an alias, or of a host without its port; letters of either case.
    func route(alias: [UInt8]) -> ReadyRoute? { tables.byAlias[Self.lowercased(alias)] }

    /// The routes of an alias where the provider refuses its grant, the next one first.
    func fallbacks(alias: [UInt8]) -> [ReadyRoute] {
        tables.fallbacks.count == 0 ? [] : tables.fallbacks[Self.lowercased(alias)] ?? []
    }

    /// The grant that is over of a hash as it was sent.
    func unusable(hash: [UInt8]) -> UnusableGrant? { tables.unusableByHash[hash] }

    /// The grant that is over of an alias, or of a host without its port; letters of either case.
    func unusable(alias: [UInt8]) -> UnusableGrant? {
        tables.unusableByAlias[Self.lowercased(alias)]
    }

    private static func lowercased(_ alias: [UInt8]) -> [UInt8] {
        alias.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    }

    /// Some of the grants that pass a test, each with its first alias, and whether there are more.
    func grants(
        _ most: Int,
        where passes: (_ grant: GrantHash, _ alias: String?) -> Bool
    ) -> (found: [(hash: GrantHash, alias: String?)], areMore: Bool) {
        let (routes, areMore) = tables.byHash.first(most) {
            passes($0.grant, $0.route.aliases.first?.lowercased())
        }
        let found = routes.map { (hash: $0.grant, alias: $0.route.aliases.first?.lowercased()) }
        return (found.sorted { ($0.alias ?? "~", $0.hash) < ($1.alias ?? "~", $1.hash) }, areMore)
    }
}

/// A route with what is the same for all its requests.
final class ReadyRoute: Sendable {
    let route: OutwayRoute
    let rules: PayloadRules
    /// Request fields that operations declare as parameters, by the names that the rules use.
    let parameterFields: [(name: String, field: FieldName)]

    var grant: GrantHash { route.grant }

    init(_ route: OutwayRoute) {
        self.route = route
        rules = route.rules ?? Self.unchecked
        parameterFields = (rules.document?.parameterFields ?? []).compactMap { name in
            FieldName(name).map { (name, $0) }
        }
    }

    private static let unchecked: PayloadRules = {
        do throws(PayloadRulesProblem) {
            return try PayloadRules(document: nil, requestMode: .off, answerMode: .off)
        } catch {
            preconditionFailure("rules without checks need no document")
        }
    }()
}

/// Where the snapshot in force hangs: swapped by anyone, looked at by every event loop.
final class SnapshotBoard: Sendable {
    private let number = Atomic<UInt64>(1)
    private let current: Mutex<OutwaySnapshot>

    init(_ first: OutwaySnapshot) {
        current = Mutex(first)
    }

    /// The snapshot in force.
    var newest: OutwaySnapshot { current.withLock { $0 } }

    /// Puts a snapshot in force for all requests that begin after this.
    func replace(with snapshot: OutwaySnapshot) {
        current.withLock { $0 = snapshot }
        number.add(1, ordering: .releasing)
    }

    /// Puts a change in force for all requests that begin after this.
    func apply(_ change: OutwayChange) {
        current.withLock { $0 = $0.applying(change) }
        number.add(1, ordering: .releasing)
    }

    /// The snapshot in force, when it is another one than was seen at a number; one atomic read.
    func news(since seen: inout UInt64) -> OutwaySnapshot? {
        let now = number.load(ordering: .acquiring)
        guard now != seen else { return nil }
        seen = now
        return current.withLock { $0 }
    }
}
