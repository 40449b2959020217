import AccessControl
import AccessLog
import AccessTokens
import Contracts
import ExchangeModel
import GatewayConfiguration
import HTTPWire
import Manager
import NIOCore
import Outway
import Synchronization

/// Keeps the Outway's routes equal to the connection contracts that are in force.
final class OutwayRoutes: ContractDependent {
    private struct State {
        var grants: OutwayGrants
        var told: [GrantHash: Told] = [:]
        /// The grants that need a document.
        var uses: [PinnedDocuments.Wish: Set<GrantHash>] = [:]
        /// The grants in force by service.
        var callers: [ServiceReference: Set<GrantHash>] = [:]
    }

    /// What the Outway was told of a grant last.
    private enum Told: Equatable {
        case route(UsableGrant)
        case unusable(UnusableGrant)
    }

    private let server: OutwayServer
    private let listener: Mutex<OutwayListenerSettings>
    private let book: AliasBook
    private let listed: ListedProtocols
    private let documents: PinnedDocuments
    private let state: Mutex<State>

    init(
        server: OutwayServer,
        own: PeerID,
        listener: OutwayListenerSettings,
        book: AliasBook,
        listed: ListedProtocols,
        documents: PinnedDocuments
    ) {
        self.server = server
        self.listener = Mutex(listener)
        self.book = book
        (self.listed, self.documents) = (listed, documents)
        let names = book.all.merging(listener.aliases) { _, configured in configured }
        state = Mutex(State(grants: OutwayGrants(outway: own, names: names)))
        book.onChange { [weak self] in self?.named($0, $1) }
        listed.onChange { [weak self] in self?.heard(of: $0) }
        documents.onChange { [weak self] in self?.fetched($0) }
    }

    /// Takes over who may call, the names for grants and how payloads are checked.
    func replace(_ parts: GatewayParts, _ pseudonymiser: Pseudonymiser, held: HeldGrants) {
        guard let next = parts.settings.outway else { return }
        let former = listener.withLock { listener in
            defer { listener = next }
            return listener.aliases
        }
        let isCheckedAnew = documents.replace(checks: DocumentChecks(next))
        let stored = book.all
        state.withLock { state in
            var touched: Set<GrantHash> = []
            for name in former.keys where next.aliases[name] == nil && stored[name] == nil {
                touched.formUnion(state.grants.forget(name))
            }
            for (name, grant) in stored.merging(next.aliases, uniquingKeysWith: { $1 })
            where former[name] != next.aliases[name] {
                touched.formUnion(state.grants.name(grant, name))
            }
            if isCheckedAnew { touched.formUnion(state.told.keys) }
            var change = OutwayChange()
            var isUnused = false
            for grant in touched {
                // What was told before was checked otherwise.
                if isCheckedAnew { leaveTold(grant, &state) }
                tell(grant, &state, &change, &isUnused)
            }
            var configuration = parts.outwayConfiguration(pseudonymiser, held: held)
            tell(all: state, to: &configuration)
            server.replace(configuration)
        }
    }

    /// Writes all that the Outway is told of grants into a configuration.
    private func tell(all state: State, to configuration: inout OutwayConfiguration) {
        for told in state.told.values {
            switch told {
            case .route(let usable): configuration.routes.append(route(usable))
            case .unusable(let unusable): configuration.unusable.append(unusable)
            }
        }
    }

    private func leaveTold(_ grant: GrantHash, _ state: inout State) {
        if case .route(let usable) = state.told[grant] { leave(usable.reference, grant, &state) }
        state.told[grant] = nil
    }

    func apply(_ contracts: [ConnectionContract], at now: Timestamp) {
        change { state in
            contracts.reduce(into: []) { $0.formUnion(state.grants.set($1, at: now)) }
        }
    }

    /// The grant in force that a name leads to, with what it means.
    func holder(of name: String) -> (grant: GrantHash, meaning: OutwayGrants.Meaning)? {
        state.withLock { $0.grants.holder(of: name) }
    }

    private func named(_ grant: GrantHash, _ name: String) {
        // What the configuration says of a name counts.
        guard listener.withLock(\.aliases)[name] == nil else { return }
        change { $0.grants.name(grant, name) }
    }

    private func heard(of services: Set<ServiceReference>) {
        change { state in
            services.reduce(into: []) { $0.formUnion(state.callers[$1] ?? []) }
        }
    }

    private func fetched(_ document: SHA256Value) {
        change { state in
            state.uses.reduce(into: []) { touched, use in
                if use.key.digest == document { touched.formUnion(use.value) }
            }
        }
    }

    /// Tells the Outway what some grants are now, where that is something else than before.
    private func change(_ touch: (inout State) -> Set<GrantHash>) {
        state.withLock { state in
            var change = OutwayChange()
            var isUnused = false
            for grant in touch(&state) { tell(grant, &state, &change, &isUnused) }
            if isUnused { documents.keep(only: Set(state.uses.keys)) }
            server.apply(change)
        }
    }

    private func tell(
        _ grant: GrantHash,
        _ state: inout State,
        _ change: inout OutwayChange,
        _ isUnused: inout Bool
    ) {
        let entry = state.grants.entry(of: grant)
        let document = need(grant, entry, &state, &isUnused)
        var told: Told?
        switch entry {
        case .inForce(var usable):
            usable.speaks = listed.spoken(by: usable.reference)
            usable.state = document
            told = .route(usable)
        case .over(let unusable): told = .unusable(unusable)
        case .waiting(let waiting): told = waiting.map(Told.unusable)
        case nil: break
        }
        let before = state.told[grant]
        guard told != before else { return }
        if case .route(let usable) = before { leave(usable.reference, grant, &state) }
        if case .route(let usable) = told {
            state.callers[usable.reference, default: []].insert(grant)
        }
        state.told[grant] = told
        switch told {
        case .route(let usable): change.routes.append(route(usable))
        case .unusable(let unusable): change.unusable.append(unusable)
        case nil: change.gone.append(grant)
        }
    }

    /// Asks for the document of a grant that is in force, or may come into force: the first request finds
    /// it here.
    ///
    /// Only of contracts that we accepted: what a peer merely proposes costs us nothing.
    private func need(
        _ grant: GrantHash,
        _ entry: OutwayGrants.Entry?,
        _ state: inout State,
        _ isUnused: inout Bool
    ) -> PinnedDocuments.State? {
        guard let (digest, provider) = state.grants.pinned(by: grant) else { return nil }
        let wish = PinnedDocuments.Wish(digest: digest, provider: provider)
        switch entry {
        case .inForce, .waiting(.some):
            state.uses[wish, default: []].insert(grant)
            return documents.state(of: digest, from: provider)
        case .waiting, .over, nil:
            if state.uses[wish]?.remove(grant) != nil, state.uses[wish]?.isEmpty == true {
                state.uses[wish] = nil
                isUnused = true
            }
            return nil
        }
    }

    private func leave(_ service: ServiceReference, _ grant: GrantHash, _ state: inout State) {
        state.callers[service]?.remove(grant)
        if state.callers[service]?.isEmpty == true { state.callers[service] = nil }
    }

    private func route(_ usable: UsableGrant) -> OutwayRoute {
        var route = OutwayRoute(
            grant: usable.hash,
            provider: usable.reference.peer,
            service: usable.reference.name
        )
        route.aliases = usable.aliases
        (route.fallbackAliases, route.until) = (usable.fallbackAliases, usable.until)
        route.speaks = usable.speaks
        route.purpose = usable.purpose
        route.rules = documents.rules(usable.document)
        route.obstacle = documents.obstacle(usable.state)
        let names = usable.aliases + usable.fallbackAliases
        let waits = listener.withLock { $0.waits(for: usable.hash, aliases: names) }
        route.answerTimeout = .seconds(waits.answer)
        route.streamTimeout = .seconds(waits.stream)
        return route
    }
}

extension GatewayParts {
    /// Who may call the Outway, without any grants yet.
    func outwayConfiguration(
        _ pseudonymiser: Pseudonymiser,
        held: HeldGrants
    ) -> OutwayConfiguration {
        var configuration = OutwayConfiguration(routes: [], clients: clients ?? ClientPolicy([]))
        configuration.pseudonymiser = pseudonymiser
        configuration.heldGrants = held
        for client in settings.outway?.clients ?? [] {
            configuration.endUserFields[client.name] = client.endUserField
        }
        return configuration
    }
}

extension FSCManager {
    /// An access token's text for our Outway; what it throws says what the client is told.
    func outwayToken(for grant: GrantHash) async throws -> [UInt8] {
        do {
            return Array(try await accessToken(for: grant).text.utf8)
        } catch let error as OutwayTokenError {
            throw TokenUnavailable(
                message: "\(error)",
                isFinal: error.isFinal,
                cause: error.cause
            )
        }
    }
}
