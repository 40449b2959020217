import AccessTokens
import Contracts
import ExchangeModel
import PeerTransport

/// What the token store knows of one grant.
struct TokenEntry {
    /// What is worth a word in the gateway's own log.
    enum Words {
        case failed(TokenUnavailable)
        case again
        case moved(PeerAddress)
    }

    /// The pause after the first attempt that failed; it doubles up to ``longestPause``.
    static let firstPause = Duration.milliseconds(10)
    static let longestPause = Duration.milliseconds(500)
    /// The least time between two words about failures of one grant.
    static let wordPause = Duration.seconds(60)
    /// The least time between two fetches that renew a token which still serves.
    static let renewalPause = Duration.seconds(1)
    /// The least time between a token and the one for the certificate that follows.
    static let followPause = Duration.milliseconds(100)

    var token: OutwayToken?
    /// Why the last attempt failed; nil once one has succeeded.
    var failure: TokenUnavailable?
    /// When a token was last fetched because the one that was held led to no answer.
    var replacedAt: ContinuousClock.Instant?
    var isFetching = false
    private(set) var waiters: [TokenStore.Waiter] = []
    /// Before this a refusal holds, and a token that still serves is not renewed.
    private var rests: ContinuousClock.Instant?
    private var fetchedAt: ContinuousClock.Instant?
    private var mayTellAt: ContinuousClock.Instant?
    private var mayTellFallbackAt: ContinuousClock.Instant?
    private var hasTold = false

    /// The provider's refusal, for as long as it is not asked again.
    func refusal(at now: ContinuousClock.Instant) -> TokenUnavailable? {
        guard let failure, failure.isFinal, !isFetching, !mayFetch(at: now) else { return nil }
        return failure
    }

    func mayFetch(at now: ContinuousClock.Instant) -> Bool { rests.map { now >= $0 } ?? true }

    /// Whether a token for our new certificate may be asked for.
    func mayFollow(at now: ContinuousClock.Instant) -> Bool {
        guard failure == nil, let fetchedAt else { return mayFetch(at: now) }
        return now >= fetchedAt + Self.followPause
    }

    func mayReplace(after pause: Duration, at now: ContinuousClock.Instant) -> Bool {
        replacedAt.map { now >= $0 + pause } ?? true
    }

    mutating func add(_ waiter: TokenStore.Waiter) { waiters.append(waiter) }

    mutating func takeWaiters() -> [TokenStore.Waiter] {
        defer { waiters = [] }
        return waiters
    }

    /// Takes out those who can wait no longer.
    mutating func takeLate(at now: ContinuousClock.Instant) -> [TokenStore.Waiter] {
        let late = waiters.filter { $0.deadline <= now }
        waiters.removeAll { $0.deadline <= now }
        return late
    }

    /// Takes a token; gives the one that it follows.
    mutating func succeed(
        with token: OutwayToken,
        at now: ContinuousClock.Instant
    ) -> OutwayToken? {
        defer { self.token = token }
        (isFetching, failure, rests) = (false, nil, now + Self.renewalPause)
        fetchedAt = now
        return self.token
    }

    mutating func fail(_ failure: TokenUnavailable, until moment: ContinuousClock.Instant) {
        (isFetching, self.failure, rests) = (false, failure, moment)
    }

    /// Whether a word about a fallback is due.
    mutating func mayTellFallback(at now: ContinuousClock.Instant) -> Bool {
        guard mayTellFallbackAt.map({ now >= $0 }) ?? true else { return false }
        mayTellFallbackAt = now + Self.wordPause
        return true
    }

    /// What is to be told of an attempt: the first failure and one a minute, its end, a new address.
    mutating func words(
        for result: Result<OutwayToken, TokenUnavailable>,
        at now: ContinuousClock.Instant
    ) -> Words? {
        switch result {
        case .failure(let failure):
            guard mayTellAt.map({ now >= $0 }) ?? true else { return nil }
            (mayTellAt, hasTold) = (now + Self.wordPause, true)
            return .failed(failure)
        case .success(let new):
            let hadTold = hasTold
            hasTold = false
            if let token, token.claims.audience != new.claims.audience {
                return .moved(new.claims.audience)
            }
            return hadTold ? .again : nil
        }
    }
}
