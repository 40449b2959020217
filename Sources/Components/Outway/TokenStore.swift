import AccessTokens
import ExchangeModel
import PeerTransport
import Synchronization

/// The access tokens of all event loops: one fetch at a time for each grant, renewed before the end.
///
/// Safe from any thread. Fetches run in ``run()``, off the event loops.
final class TokenStore: Sendable {
    typealias Waiter = @Sendable (Result<OutwayToken, TokenUnavailable>) -> Void

    /// What a request gets at once.
    enum Answer {
        case ready(OutwayToken)
        case failed(TokenUnavailable)
        /// The waiter will be called, once.
        case waiting
    }

    private struct Entry {
        var token: OutwayToken?
        var failure: TokenUnavailable?
        var retryAt = ContinuousClock.now
        var isFetching = false
        var waiters: [Waiter] = []
    }

    private struct State {
        var entries: [GrantHash: Entry] = [:]
        var isStopped = false
    }

    static let stopping = TokenUnavailable(message: "the Outway is stopping")

    private let settings: OutwaySettings
    private let targets = TargetTable()
    private let state = Mutex(State())
    private let drops = Atomic<UInt64>(0)
    private let wanted: AsyncStream<OutwayRoute>
    private let want: AsyncStream<OutwayRoute>.Continuation

    init(_ settings: OutwaySettings) {
        self.settings = settings
        (wanted, want) = AsyncStream.makeStream()
    }

    /// Grows when a token was dropped: what a loop remembers from before does not count.
    var generation: UInt64 { drops.load(ordering: .acquiring) }

    /// The token of a route, or word that it is on its way.
    func token(for route: OutwayRoute, at now: Timestamp, _ waiter: @escaping Waiter) -> Answer {
        let certificate = settings.transport.certificate
        return state.withLock { state in
            guard !state.isStopped else { return .failed(Self.stopping) }
            var entry = state.entries[route.grant] ?? Entry()
            defer { state.entries[route.grant] = entry }
            if var token = entry.token, token.isUsable(at: now, certificate: certificate),
                token.claims.issuer == route.provider
            {
                if token.speaks != route.speaks {
                    token = OutwayToken(token, speaks: route.speaks, settings, targets)
                    entry.token = token
                }
                if token.wantsRenewal(at: now) { fetch(route, &entry) }
                return .ready(token)
            }
            entry.token = nil
            if let failure = entry.failure, !entry.isFetching, ContinuousClock.now < entry.retryAt {
                return .failed(failure)
            }
            entry.waiters.append(waiter)
            fetch(route, &entry)
            return .waiting
        }
    }

    /// Forgets a token that the Inway rejected; the next request has a new one.
    func drop(_ token: OutwayToken) {
        state.withLock { state in
            let grant = token.claims.grant
            if state.entries[grant]?.token === token { state.entries[grant]?.token = nil }
        }
        drops.add(1, ordering: .releasing)
    }

    /// Fetches what is wanted until ``stop()``.
    func run() async {
        await withDiscardingTaskGroup { group in
            for await route in wanted {
                group.addTask { await self.serve(route) }
            }
            group.cancelAll()
        }
    }

    /// Ends ``run()`` and fails all who wait.
    func stop() {
        want.finish()
        let waiters = state.withLock { state in
            state.isStopped = true
            let waiters = state.entries.values.flatMap(\.waiters)
            state.entries.removeAll()
            return waiters
        }
        for waiter in waiters { waiter(.failure(Self.stopping)) }
    }

    private func fetch(_ route: OutwayRoute, _ entry: inout Entry) {
        guard !entry.isFetching else { return }
        guard entry.waiters.isEmpty == false || ContinuousClock.now >= entry.retryAt else { return }
        entry.isFetching = true
        want.yield(route)
    }

    private func serve(_ route: OutwayRoute) async {
        let result: Result<OutwayToken, TokenUnavailable>
        do {
            let text = try await settings.accessToken(route.grant)
            result = Result { () throws(TokenUnavailable) in
                try OutwayToken(text, for: route, settings, targets: targets, at: settings.clock())
            }
        } catch let unavailable as TokenUnavailable {
            result = .failure(unavailable)
        } catch {
            result = .failure(
                TokenUnavailable(message: "the provider's Manager gave no access token")
            )
        }
        settle(route, result)
    }

    private func settle(_ route: OutwayRoute, _ result: Result<OutwayToken, TokenUnavailable>) {
        let waiters: [Waiter] = state.withLock { state in
            guard var entry = state.entries[route.grant] else { return [] }
            entry.isFetching = false
            switch result {
            case .success(let token): (entry.token, entry.failure) = (token, nil)
            case .failure(let failure):
                entry.failure = failure
                entry.retryAt = .now + settings.limits.tokenPause
            }
            let waiters = entry.waiters
            entry.waiters = []
            state.entries[route.grant] = entry
            return waiters
        }
        for waiter in waiters { waiter(result) }
    }
}
