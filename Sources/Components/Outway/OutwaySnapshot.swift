import AccessControl
import AccessLog
import ExchangeModel
import HTTPWire
import OpenAPI
import PayloadPolicy
import Synchronization

/// One configuration made ready for requests; immutable, so that every request sees one only.
final class OutwaySnapshot: Sendable {
    let configuration: OutwayConfiguration
    private let byHash: [[UInt8]: ReadyRoute]
    private let byAlias: [[UInt8]: ReadyRoute]
    private let endedByHash: [[UInt8]: EndedGrant]
    private let endedByAlias: [[UInt8]: EndedGrant]

    var clients: ClientPolicy { configuration.clients }

    init(_ configuration: OutwayConfiguration) {
        self.configuration = configuration
        var byHash: [[UInt8]: ReadyRoute] = [:]
        var byAlias: [[UInt8]: ReadyRoute] = [:]
        for route in configuration.routes {
            let ready = ReadyRoute(route)
            byHash[Array(route.grant.rawValue.utf8)] = ready
            for alias in route.aliases { byAlias[Array(alias.lowercased().utf8)] = ready }
        }
        (self.byHash, self.byAlias) = (byHash, byAlias)
        var endedByHash: [[UInt8]: EndedGrant] = [:]
        var endedByAlias: [[UInt8]: EndedGrant] = [:]
        for ended in configuration.ended {
            endedByHash[Array(ended.grant.rawValue.utf8)] = ended
            for alias in ended.aliases { endedByAlias[Array(alias.lowercased().utf8)] = ended }
        }
        (self.endedByHash, self.endedByAlias) = (endedByHash, endedByAlias)
    }

    /// The route of a grant hash as it was sent.
    func route(hash: [UInt8]) -> ReadyRoute? { byHash[hash] }

    /// The route of an alias, or of a host without its port; letters of either case.
    func route(alias: [UInt8]) -> ReadyRoute? {
        byAlias[Self.lowercased(alias)]
    }

    /// The grant that is over of a hash as it was sent.
    func ended(hash: [UInt8]) -> EndedGrant? { endedByHash[hash] }

    /// The grant that is over of an alias, or of a host without its port; letters of either case.
    func ended(alias: [UInt8]) -> EndedGrant? { endedByAlias[Self.lowercased(alias)] }

    private static func lowercased(_ alias: [UInt8]) -> [UInt8] {
        alias.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    }

    /// Every grant with its first alias, in the configuration's order.
    var grants: [(hash: GrantHash, alias: String?)] {
        configuration.routes.map { ($0.grant, $0.aliases.first?.lowercased()) }
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
        let declared = (rules.document?.operations ?? []).flatMap(\.parameters)
            .filter { $0.place == .header }
            .map(\.name)
        parameterFields = Set(declared).sorted().compactMap { name in
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

    /// The snapshot in force, when it is another one than was seen at a number; one atomic read.
    func news(since seen: inout UInt64) -> OutwaySnapshot? {
        let now = number.load(ordering: .acquiring)
        guard now != seen else { return nil }
        seen = now
        return current.withLock { $0 }
    }
}
