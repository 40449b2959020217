import Testing

@testable import sluis

/// Contracts are read again when they may have changed, and never missed.
@Suite struct ContractBellTests {
    @Test func `the first look reads, and the next only after a change`() {
        let bell = ContractBell()
        #expect(bell.takeChange())
        #expect(!bell.takeChange())
        bell.wake()
        #expect(!bell.takeChange())
        bell.ring()
        bell.wake()
        #expect(bell.takeChange())
        #expect(!bell.takeChange())
    }

    @Test func `what could not be read is read at the next look`() {
        let bell = ContractBell()
        #expect(bell.takeChange())
        bell.putBack()
        #expect(bell.takeChange())
    }

    @Test func `a change and the passing of time each wake, any number of them once`() async {
        let bell = ContractBell()
        var calls = bell.calls.makeAsyncIterator()
        bell.ring()
        bell.wake()
        bell.ring()
        #expect(await calls.next() != nil)
        #expect(bell.takeChange())
        bell.wake()
        #expect(await calls.next() != nil)
        #expect(!bell.takeChange())
    }
}
