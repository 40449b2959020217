import NIOCore
import Testing

@testable import PeerTransport

@Suite struct `Equal addresses share the work` {
    let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

    @Test func `the address with least outstanding requests is next`() {
        var balance = AddressBalance(count: 3)
        for address in [0, 0, 2] { balance.began(address) }
        #expect(balance.next(at: start) == 1)
        balance.began(1)
        balance.ended(2)
        #expect(balance.next(at: start) == 2)
    }

    @Test func `equally loaded addresses take turns`() {
        var balance = AddressBalance(count: 3)
        let chosen = Set((1...3).map { _ in balance.next(at: start) })
        #expect(chosen.count == 3)
    }

    @Test func `an address that failed is left out for ten seconds`() {
        var balance = AddressBalance(count: 2)
        balance.eject(0, at: start)
        #expect((1...4).allSatisfy { _ in balance.next(at: start) == 1 })
        let later = start + AddressBalance.ejection
        #expect(Set((1...4).map { _ in balance.next(at: later) }) == [0, 1])
    }

    @Test func `only a connection shows that an address is there again`() {
        var balance = AddressBalance(count: 2)
        balance.eject(0, at: start)
        balance.began(0)
        balance.ended(0)
        #expect((1...4).allSatisfy { _ in balance.next(at: start) == 1 })
        balance.began(0)
        balance.connected(0)
        #expect(Set((1...4).map { _ in balance.next(at: start) }) == [0, 1])
    }

    @Test func `a kept connection to an address that fails is left for another address`() {
        var balance = AddressBalance(count: 2)
        #expect(balance.best(of: [0, 0], at: start, mayDial: true) == 1)
        balance.eject(0, at: start)
        balance.began(1)
        #expect(balance.best(of: [0, 1, 0], at: start, mayDial: true) == 1)
        #expect(balance.best(of: [0, 0], at: start, mayDial: true) == nil)
        #expect(balance.best(of: [0, 0], at: start, mayDial: false) == 1)
        balance.eject(1, at: start)
        #expect(balance.best(of: [0], at: start, mayDial: true) == 0)
        #expect(balance.best(of: [], at: start, mayDial: true) == nil)
    }

    @Test func `where all have failed the one that failed first is tried`() {
        var balance = AddressBalance(count: 2)
        balance.eject(1, at: start)
        balance.eject(0, at: start + .seconds(1))
        #expect((1...4).allSatisfy { _ in balance.next(at: start + .seconds(2)) == 1 })
    }

    @Test func `five failing answers in a row leave an address out, four do not`() {
        var balance = AddressBalance(count: 2)
        for _ in 1...4 { balance.answered(0, status: 503, at: start) }
        balance.answered(0, status: 200, at: start)
        for _ in 1...4 { balance.answered(0, status: 502, at: start) }
        #expect(Set((1...4).map { _ in balance.next(at: start) }) == [0, 1])
        balance.answered(0, status: 504, at: start)
        #expect((1...4).allSatisfy { _ in balance.next(at: start) == 1 })
    }
}
