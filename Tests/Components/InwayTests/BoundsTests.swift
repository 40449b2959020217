import AccessLog
import ExchangeModel
import NIOCore
import Testing

@testable import Inway

/// The bounds that keep one peer from taking what belongs to all.
@Suite struct BoundsTests {
    private func peer(_ number: Int) throws -> PeerID { try PeerID("peer-\(number)") }

    @Test func `bodies beyond the budget find no room until others let go`() throws {
        let budget = HeldBytes(limit: 100)
        let one = try peer(1)
        #expect(budget.take(100, for: one))
        #expect(!budget.take(1, for: try peer(2)))
        budget.giveBack(100, for: one)
        #expect(budget.used == 0)
        #expect(budget.take(1, for: try peer(2)))
    }

    @Test func `a peer with more than its share gets no more once half is used`() throws {
        let budget = HeldBytes(limit: 100)
        let greedy = try peer(1)
        let modest = try peer(2)
        #expect(budget.take(60, for: greedy))
        #expect(budget.take(10, for: modest))
        #expect(!budget.take(1, for: greedy))
        #expect(budget.take(20, for: modest))
    }

    @Test func `a body that lets go gives back all that it drew`() throws {
        let budget = HeldBytes(limit: 1_000_000)
        var body = HeldBody()
        let peer = try peer(1)
        for size in [10, 1_000, 70_000, 200_000] {
            let drew = body.draw(size, from: budget, for: peer)
            #expect(drew)
        }
        #expect(budget.used >= 200_000)
        body.release(to: budget)
        #expect(budget.used == 0)
        #expect(body.count == 0)
    }

    @Test func `a body without room waits until its time is up`() throws {
        let budget = HeldBytes(limit: 10)
        var body = HeldBody()
        let peer = try peer(1)
        let drew = body.draw(11, from: budget, for: peer)
        #expect(!drew)
        body.starve(until: .uptimeNanoseconds(100))
        #expect(body.isStarved)
        #expect(!body.isOverdue(at: .uptimeNanoseconds(99)))
        #expect(body.isOverdue(at: .uptimeNanoseconds(100)))
        let again = body.drawAgain(from: budget, for: peer)
        #expect(!again)
    }
}
