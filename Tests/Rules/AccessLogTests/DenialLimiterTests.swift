import AccessLog
import ExchangeModel
import Foundation
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

    @Test func `a summary names each person asked about once, and counts those beyond its bound`()
        throws
    {
        let key = try Pseudonymiser(keyID: KeyID("k1"), key: Array(repeating: 7, count: 32))
        func person(_ number: Int) -> Pseudonym {
            key.pseudonym(of: String(format: "%09d", number), type: "NUMBER")
        }
        var limiter = DenialLimiter<String?>(perSecond: 1)
        let most = DenialLimiter<String?>.maximumSubjects
        for number in [0, 1, 1, 2, 1] {
            _ = limiter.mayRecord(
                "desk",
                .validate,
                .fieldNotAllowed,
                about: [person(number)],
                at: now
            )
        }
        let few = try #require(limiter.nextSecond(.incoming, at: now).first?.entry)
        #expect(few.personal.subjects == [person(1), person(2)] && few.omittedSubjects == nil)
        for number in 0...most + 3 {
            _ = limiter.mayRecord(
                "desk",
                .validate,
                .fieldNotAllowed,
                about: [person(number)],
                at: now
            )
        }
        let many = try #require(limiter.nextSecond(.incoming, at: now).first?.entry)
        #expect(many.personal.subjects.count == most && many.omittedSubjects == 3)
        #expect(many.count == UInt64(most + 3))
    }

    @Test func `one party's refusals do not hide another's`() {
        var limiter = DenialLimiter<String?>(perSecond: 1)
        let first = limiter.mayRecord("desk", .client, .grantNotAllowed, at: now)
        let other = limiter.mayRecord(nil, .client, .clientNotAllowed, at: now)
        let third = limiter.mayRecord("desk", .client, .grantNotAllowed, at: now)
        #expect(first && other && !third)
    }
}
