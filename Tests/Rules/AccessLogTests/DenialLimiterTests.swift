import AccessLog
import ExchangeModel
import Testing

@Suite struct `Refusals are recorded within bounds` {
    let now = Timestamp(seconds: 1_800_000_000)

    @Test func `above the bound they are counted and told as one`() {
        var limiter = DenialLimiter<String?>(perSecond: 2)
        let recorded = (1...5).filter { _ in
            limiter.mayRecord("desk", .client, .grantNotAllowed, at: now)
        }
        #expect(recorded.count == 2)
        let later = now.advanced(bySeconds: 1)
        let summaries = limiter.nextSecond(.outgoing, at: later)
        #expect(summaries.map(\.party) == ["desk"])
        #expect(summaries.first?.entry.count == 3)
        #expect(summaries.first?.entry.period == 1_000)
        #expect(summaries.first?.entry.code == .grantNotAllowed)
        #expect(summaries.first?.entry.direction == .outgoing)
        #expect(limiter.nextSecond(.outgoing, at: later).isEmpty)
        let mayAgain = limiter.mayRecord("desk", .client, .grantNotAllowed, at: later)
        #expect(mayAgain)
    }

    @Test func `one party's refusals do not hide another's`() {
        var limiter = DenialLimiter<String?>(perSecond: 1)
        let first = limiter.mayRecord("desk", .client, .grantNotAllowed, at: now)
        let other = limiter.mayRecord(nil, .client, .clientNotAllowed, at: now)
        let third = limiter.mayRecord("desk", .client, .grantNotAllowed, at: now)
        #expect(first && other && !third)
    }
}
