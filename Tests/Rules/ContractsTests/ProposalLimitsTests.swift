import Contracts
import ExchangeModel
import Testing

@Suite struct ProposalLimitsTests {
    private let limits = ProposalLimits(open: 2, daily: 3, bytes: 100)

    @Test func `what is within every limit comes in`() {
        #expect(limits.excess(open: 1, daily: 2, bytes: 0, adding: 100) == nil)
        #expect(ProposalLimits.standard.excess(open: 0, daily: 0, bytes: 0, adding: 1) == nil)
    }

    @Test func `the first limit that is reached is named`() {
        #expect(limits.excess(open: 2, daily: 3, bytes: 99, adding: 9) == .open(most: 2))
        #expect(limits.excess(open: 1, daily: 3, bytes: 0, adding: 1) == .daily(most: 3))
        #expect(limits.excess(open: 0, daily: 0, bytes: 1, adding: 100) == .bytes(most: 100))
        #expect(limits.excess(open: 0, daily: 0, bytes: .max, adding: 1) == .bytes(most: 100))
        let none = ProposalLimits(open: -1, daily: -1, bytes: -1)
        #expect(none.excess(open: 0, daily: 0, bytes: 0, adding: 0) == .open(most: 0))
    }

    @Test func `a refusal for a limit is 429 and names the limit`() throws {
        let refusal = ContractRefusal.limitReached(
            try PeerID("00000000000000000002"),
            .open(most: 2)
        )
        #expect(refusal.code == .rateLimited)
        #expect(refusal.code.status == 429)
        #expect(refusal.message.contains("2 contracts that wait"))
    }
}
