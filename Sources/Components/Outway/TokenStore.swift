import AccessTokens
import ExchangeModel
import Logging
import PeerTransport
import Synchronization

/// The access tokens of all event loops: one fetch at a time for each grant, renewed before the end.
///
/// A token goes with the certificate that it is bound to: after a change of our certificate the pair of
/// before serves until the token for the new one is there. Safe from any thread. Fetches run in
/// ``run()``, off the event loops.
final class TokenStore: Sendable {
    typealias Tell = @Sendable (Result<OutwayToken, TokenUnavailable>) -> Void

    /// What a request gets at once.
    enum Answer {
        case ready(OutwayToken)
        case failed(TokenUnavailable)
        /// Whoever asked will be told, once.
        case waiting
    }

    /// Why another token is wanted than the one that is held.
    enum Cause {
        /// The Inway refused it.
        case refused
        /// Its Inway cannot be reached; it may have moved.
        case unreachable
    }

    /// A request that waits for a token, and until when.
    struct Waiter {
        let deadline: ContinuousClock.Instant
        let tell: Tell
    }

    private struct State {
        var entries: [GrantHash: TokenEntry] = [:]
        var isStopped = false
    }

    static let stopping = TokenUnavailable(message: "the Outway is stopping")
    static let crowded = TokenUnavailable(message: "too many requests wait for an access token")

    private let settings: OutwaySettings
    private let logger: Logger
    private let targets = TargetTable()
    private let state = Mutex(State())
    private let changes = Atomic<UInt64>(0)
    private let wanted: AsyncStream<OutwayRoute>
    private let want: AsyncStream<OutwayRoute>.Continuation

    init(_ settings: OutwaySettings, logger: Logger) {
        (self.settings, self.logger) = (settings, logger)
        (wanted, want) = AsyncStream.makeStream()
    }

    /// Grows when a token took the place of another before its time: what a loop remembers from before
    /// does not count.
    var generation: UInt64 { changes.load(ordering: .acquiring) }

    /// The token of a route, or word that it is on its way.
    func token(for route: OutwayRoute, at now: Timestamp, _ waiter: Waiter) -> Answer {
        let present = settings.transport.certificate
        return state.withLock { state in
            guard !state.isStopped else { return .failed(Self.stopping) }
            var entry = state.entries[route.grant] ?? TokenEntry()
            defer { state.entries[route.grant] = entry }
            if let token = usable(&entry, route, at: now) {
                let isOld = token.claims.certificate != present
                if isOld
                    ? entry.mayFollow(at: .now)
                    : token.wantsRenewal(at: now) && entry.mayFetch(at: .now)
                {
                    fetch(route, &entry)
                }
                return .ready(token)
            }
            entry.token = nil
            if let failure = entry.refusal(at: .now) { return .failed(failure) }
            return wait(route, &entry, waiter)
        }
    }

    /// Another token in the place of one that did not lead to an answer.
    ///
    /// Asks the provider's Manager at most once in ``OutwayLimits/tokenReplacement`` for each grant;
    /// between, what is held stays, and whoever asks is told so.
    func replacement(
        of old: OutwayToken,
        for route: OutwayRoute,
        _ cause: Cause,
        at now: Timestamp,
        _ waiter: Waiter?
    ) -> Answer {
        state.withLock { state in
            guard !state.isStopped, var entry = state.entries[route.grant] else {
                return .failed(Self.stopping)
            }
            defer { state.entries[route.grant] = entry }
            let (held, moment) = (usable(&entry, route, at: now), ContinuousClock.now)
            if let held, held.text != old.text { return .ready(held) }
            if held == nil, let failure = entry.refusal(at: moment) { return .failed(failure) }
            let pause = settings.limits.tokenReplacement
            let isAllowed = held == nil || entry.mayReplace(after: pause, at: moment)
            guard isAllowed || entry.isFetching else {
                return .failed(TokenUnavailable(message: "the access token was fetched just now"))
            }
            if isAllowed {
                entry.replacedAt = moment
                if cause == .refused { entry.token = nil }
                changes.add(1, ordering: .releasing)
            }
            guard let waiter else {
                fetch(route, &entry)
                return .waiting
            }
            return wait(route, &entry, waiter)
        }
    }

    /// Why the last attempt to fetch a grant's token failed, while none has succeeded since.
    func failure(for grant: GrantHash) -> TokenUnavailable? {
        state.withLock { $0.entries[grant]?.failure }
    }

    /// The token that is held where it may still go out, over the protocol of the route.
    private func usable(
        _ entry: inout TokenEntry,
        _ route: OutwayRoute,
        at now: Timestamp
    ) -> OutwayToken? {
        guard let token = entry.token, token.isUsable(at: now),
            token.claims.issuer == route.provider,
            settings.transport.shows(token.claims.certificate)
        else { return nil }
        guard token.speaks != route.speaks else { return token }
        let other = OutwayToken(token, speaks: route.speaks, settings, targets)
        entry.token = other
        return other
    }

    private func wait(_ route: OutwayRoute, _ entry: inout TokenEntry, _ waiter: Waiter) -> Answer {
        guard entry.waiters.count < settings.limits.tokenWaiters else {
            return .failed(entry.failure ?? Self.crowded)
        }
        entry.add(waiter)
        fetch(route, &entry)
        return .waiting
    }

    private func fetch(_ route: OutwayRoute, _ entry: inout TokenEntry) {
        guard !entry.isFetching else { return }
        entry.isFetching = true
        want.yield(route)
    }

    // MARK: Fetching

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
        for waiter in waiters { waiter.tell(.failure(Self.stopping)) }
    }

    /// Fetches a token, again and again for as long as a request waits and the provider has not refused.
    private func serve(_ route: OutwayRoute) async {
        var pause = TokenEntry.firstPause
        while true {
            let result = await fetched(route)
            let goesOn = settle(route, result, pause: pause)
            guard goesOn, (try? await Task.sleep(for: pause)) != nil else { return }
            pause = min(pause * 2, TokenEntry.longestPause)
        }
    }

    private func fetched(_ route: OutwayRoute) async -> Result<OutwayToken, TokenUnavailable> {
        let shown = settings.transport.certificate
        do {
            let text = try await settings.accessToken(route.grant)
            return Result { () throws(TokenUnavailable) in
                try OutwayToken(
                    text,
                    for: route,
                    settings,
                    targets: targets,
                    shown: shown,
                    at: settings.clock()
                )
            }
        } catch let unavailable as TokenUnavailable {
            return .failure(unavailable)
        } catch {
            return .failure(
                TokenUnavailable(message: "the access token could not be asked for here")
            )
        }
    }

    /// Tells those who wait what came of an attempt; gives whether there is to be another one.
    private func settle(
        _ route: OutwayRoute,
        _ result: Result<OutwayToken, TokenUnavailable>,
        pause: Duration
    ) -> Bool {
        let now = ContinuousClock.now
        var words: TokenEntry.Words?
        let (waiters, goesOn) = state.withLock { state -> ([Waiter], Bool) in
            guard var entry = state.entries[route.grant] else { return ([], false) }
            defer { state.entries[route.grant] = entry }
            words = entry.words(for: result, at: now)
            switch result {
            case .success(let token):
                let former = entry.succeed(with: token, at: now)
                if let former, former.target !== token.target {
                    changes.add(1, ordering: .releasing)
                }
            case .failure(let failure) where failure.isFinal:
                entry.fail(failure, until: now + settings.limits.tokenPause)
            case .failure(let failure):
                let late = entry.takeLate(at: now)
                guard entry.waiters.isEmpty else {
                    entry.failure = failure
                    return (late, true)
                }
                // Nobody waits: the next who asks begins anew, after a while.
                let rest = entry.token == nil ? pause : settings.limits.tokenPause
                entry.fail(failure, until: now + rest)
                return (late, false)
            }
            return (entry.takeWaiters(), false)
        }
        if let words { tell(words, route) }
        for waiter in waiters { waiter.tell(result) }
        return goesOn
    }

    /// Tells, at most once a minute, that an alias is served by another grant that means the same.
    func fellBack(from old: OutwayRoute, to new: OutwayRoute, _ reason: TokenUnavailable) {
        let isDue = state.withLock {
            $0.entries[old.grant]?.mayTellFallback(at: .now) ?? false
        }
        guard isDue else { return }
        logger.warning(
            "the provider refuses a grant; its names are served by another contract that means the same",
            metadata: [
                "refused": "\(old.grant)", "serving": "\(new.grant)",
                "names": "\(old.aliases.joined(separator: ", "))", "reason": "\(reason.message)",
            ]
        )
    }

    private func tell(_ words: TokenEntry.Words, _ route: OutwayRoute) {
        let grant: Logger.Metadata = [
            "grant": "\(route.grant)", "provider": "\(route.provider)",
            "service": "\(route.service)",
        ]
        switch words {
        case .failed(let failure):
            logger.warning(
                "no access token for a grant",
                metadata: grant.merging(["reason": "\(failure.message)"]) { $1 }
            )
        case .again: logger.notice("there is an access token again for a grant", metadata: grant)
        case .moved(let address):
            logger.notice(
                "the provider's Inway has another address",
                metadata: grant.merging(["address": "\(address)"]) { $1 }
            )
        }
    }
}
