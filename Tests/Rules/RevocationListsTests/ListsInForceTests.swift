import CertificateAuthority
import ExchangeModel
import RevocationLists
import Testing

@Suite struct `Another list takes the place of the one in force only by the rules` {
    let maker: ListMaker
    let known: [AuthorityCertificate]
    let now = ListMaker.now

    init() throws {
        maker = try ListMaker()
        known = [maker.group.root, maker.group.intermediate].compactMap {
            AuthorityCertificate(leadingToAnchor: $0.certificateDER)
        }
    }

    private func isTaken(_ verdict: ListsInForce.Verdict) -> Bool {
        if case .taken = verdict { true } else { false }
    }

    @Test func `a newer list is taken, the same changes nothing, an older one is refused`() throws {
        var lists = ListsInForce()
        let (old, new) = (try maker.list(from: -2), try maker.list(from: -1))
        #expect(isTaken(lists.take(old, knowing: known, at: now)))
        #expect(lists.take(old, knowing: known, at: now) == .unchanged)
        #expect(isTaken(lists.take(new, knowing: known, at: now)))
        #expect(lists.take(old, knowing: known, at: now) == .refused(.older(than: new)))
        #expect(lists.lists(at: now) == [new])
    }

    @Test func `an older list stays out also when that in force has ended`() throws {
        var lists = ListsInForce()
        let new = try maker.list(from: -1, until: 1)
        _ = lists.take(new, knowing: known, at: now)
        let later = now.advanced(bySeconds: 2 * ListMaker.day)
        let old = try maker.list(from: -2, until: 30)
        #expect(lists.take(old, knowing: known, at: later) == .refused(.older(than: new)))
    }

    @Test func `a forged list and one of another key of the same name are refused`() throws {
        var lists = ListsInForce()
        let good = try maker.list(from: -2)
        _ = lists.take(good, knowing: known, at: now)
        var bytes = try maker.der(from: -1)
        bytes[bytes.count - 1] ^= 1
        let flipped = try #require(RevocationListFile(bytes).lists.first)
        let other = try ListMaker().list(from: -1)
        for forged in [flipped, other] {
            #expect(lists.take(forged, knowing: known, at: now) == .refused(.forged))
        }
        #expect(lists.lists(at: now) == [good])
    }

    @Test func `the list of another authority leaves it in force, beside its own`() throws {
        var lists = ListsInForce()
        let (good, other) = (try maker.list(), try maker.list(of: maker.group.root))
        _ = lists.take(good, knowing: known, at: now)
        #expect(isTaken(lists.take(other, knowing: known, at: now)))
        #expect(Set(lists.lists(at: now)) == [good, other])
    }

    @Test func `a list of the future, or one that has ended, leaves one that holds in force`()
        throws
    {
        var lists = ListsInForce()
        let present = try maker.list(from: -3, until: 30, number: 1)
        _ = lists.take(present, knowing: known, at: now)
        for (from, until) in [(Int64(1), Int64(40)), (-2, -1)] {
            let odd = try maker.list(from: from, until: until, number: 2)
            let verdict = lists.take(odd, knowing: known, at: now)
            #expect(verdict == .refused(.notInItsTime(than: present)))
        }
        #expect(lists.lists(at: now) == [present])
        var empty = ListsInForce()
        let future = try maker.list(from: 1)
        #expect(isTaken(empty.take(future, knowing: known, at: now)))
    }

    @Test func `numbers decide where both lists have one, else the moments`() throws {
        var lists = ListsInForce()
        let first = try maker.list(from: -2, number: 300)
        _ = lists.take(first, knowing: known, at: now)
        let lower = try maker.list(from: -1, number: 255)
        #expect(lists.take(lower, knowing: known, at: now) == .refused(.older(than: first)))
        let without = try maker.list(from: -1, number: -1)
        #expect(isTaken(lists.take(without, knowing: known, at: now)))
        let longer = try maker.list(from: -1, until: 60, number: -1)
        #expect(isTaken(lists.take(longer, knowing: known, at: now)))
        #expect(lists.take(without, knowing: known, at: now) == .unchanged)
        #expect(lists.lists(at: now) == [longer])
    }

    /// Two lists of one authority with the same number: the first revokes nobody, the second somebody.
    private func pair(
        bare: Int64,
        full: Int64,
        number: Int64 = 5
    ) throws -> (bare: RevocationList, full: RevocationList) {
        let leaf = try maker.group.issue(organization: "x", serialNumber: nil)
        let first = try maker.list(from: bare, number: number)
        try maker.group.intermediate.revoke(leaf.certificateDER, at: now)
        return (first, try maker.list(from: full, number: number))
    }

    @Test(
        arguments: [(Int64(-2), Int64(-1)), (-1, -1)]
    )
    func `a list with the number of the one in force that revokes more is taken, and told`(
        bare: Int64,
        full: Int64
    ) throws {
        let (first, second) = try pair(bare: bare, full: full)
        var lists = ListsInForce()
        _ = lists.take(first, knowing: known, at: now)
        let verdict = lists.take(second, knowing: known, at: now)
        let authority = try #require(lists.entries.keys.first)
        #expect(verdict == .takenWithSameNumber(authority, as: first))
        #expect(lists.lists(at: now) == [second])
        #expect(lists.take(second, knowing: known, at: now) == .unchanged)
    }

    @Test(
        arguments: [(Int64(-1), Int64(-2)), (-1, -1)]
    )
    func `a list with the number of the one in force that lifts a revocation is refused`(
        bare: Int64,
        full: Int64
    ) throws {
        let (lifting, present) = try pair(bare: bare, full: full)
        var lists = ListsInForce()
        _ = lists.take(present, knowing: known, at: now)
        let verdict = lists.take(lifting, knowing: known, at: now)
        #expect(verdict == .refused(.lifting(1, than: present)))
        #expect(lists.lists(at: now) == [present])
        let words = ListsInForce.Refusal.lifting(1, than: present).words(for: lifting)
        #expect(words.contains("revokes 1 fewer") && words.contains("accept-older-list"))
        // A person may know better, on record.
        #expect(lists.takeOlder(lifting, knowing: known) != nil)
        #expect(lists.lists(at: now) == [lifting])
    }

    @Test func `an older moment under the same number stays out, whatever it revokes`() throws {
        let (present, other) = try pair(bare: -1, full: -2)
        var lists = ListsInForce()
        _ = lists.take(present, knowing: known, at: now)
        let verdict = lists.take(other, knowing: known, at: now)
        #expect(verdict == .refused(.older(than: present)))
    }

    @Test func `a greater number, or a later moment without numbers, may lift a revocation`()
        throws
    {
        let leaf = try maker.group.issue(organization: "x", serialNumber: nil)
        let numbers: [Int64] = [6, -1]
        let bares = try numbers.map { try maker.list(from: -1, number: $0) }
        try maker.group.intermediate.revoke(leaf.certificateDER, at: now)
        for (number, bare) in zip(numbers, bares) {
            let full = try maker.list(from: -2, number: number == 6 ? 5 : -1)
            var lists = ListsInForce()
            _ = lists.take(full, knowing: known, at: now)
            #expect(isTaken(lists.take(bare, knowing: known, at: now)))
            #expect(lists.lists(at: now) == [bare])
        }
    }

    @Test func `without numbers two lists of one moment are held to the same rule`() throws {
        let (bare, full) = try pair(bare: -1, full: -1, number: -1)
        var lists = ListsInForce()
        _ = lists.take(full, knowing: known, at: now)
        #expect(
            lists.take(bare, knowing: known, at: now) == .refused(.lifting(1, than: full))
        )
        var others = ListsInForce()
        _ = others.take(bare, knowing: known, at: now)
        #expect(isTaken(others.take(full, knowing: known, at: now)))
    }

    @Test func `the same list signed anew changes nothing`() throws {
        var lists = ListsInForce()
        let first = try maker.list(from: -1, number: 5)
        _ = lists.take(first, knowing: known, at: now)
        let again = try maker.list(from: -1, number: 5)
        #expect(lists.take(again, knowing: known, at: now) == .unchanged)
        #expect(lists.lists(at: now) == [first])
    }

    @Test func `a person may take an older list, never a forged one`() throws {
        var lists = ListsInForce()
        let (old, new) = (try maker.list(from: -2), try maker.list(from: -1))
        _ = lists.take(new, knowing: known, at: now)
        let forged = try ListMaker().list(from: -2)
        #expect(lists.takeOlder(forged, knowing: known) == nil)
        #expect(lists.lists(at: now) == [new])
        #expect(lists.takeOlder(old, knowing: known) != nil)
        #expect(lists.lists(at: now) == [old])
        #expect(lists.take(old, knowing: known, at: now) == .unchanged)
    }

    @Test func `a list of an authority that was not seen yet is proven or dropped later`() throws {
        for isForged in [true, false] {
            var lists = ListsInForce()
            let list = try isForged ? ListMaker().list() : maker.list()
            #expect(isTaken(lists.take(list, knowing: [], at: now)))
            #expect(!lists.entries.values.contains { $0.isProven })
            #expect(lists.prove(knowing: [], at: now) == [])
            #expect(lists.prove(knowing: known, at: now) == (isForged ? [list] : []))
            #expect(lists.lists(at: now) == (isForged ? [] : [list]))
            #expect(!lists.entries.values.contains { !$0.isProven })
        }
    }

    @Test func `what a disk kept holds over a start, and what was forged on it is told`() throws {
        var lists = ListsInForce()
        let (kept, old) = (try maker.list(from: -1, until: 1), try maker.list(from: -2))
        let forged = try ListMaker().list(of: nil)
        #expect(lists.restore([kept, forged], knowing: known, at: now) == [forged])
        #expect(lists.lists(at: now) == [kept])
        #expect(lists.take(old, knowing: known, at: now) == .refused(.older(than: kept)))
        // Ended, and no source has given it: it is kept to compare with, and judges nobody.
        var fresh = ListsInForce()
        _ = fresh.restore([kept], knowing: known, at: now)
        let later = now.advanced(bySeconds: 2 * ListMaker.day)
        #expect(fresh.lists(at: later) == [])
        #expect(fresh.take(old, knowing: known, at: later) == .refused(.older(than: kept)))
    }

    @Test func `an authority that may not sign lists proves none`() throws {
        let leaf = try maker.group.issue(organization: "x", serialNumber: nil)
        let certificate = try #require(
            AuthorityCertificate(leadingToAnchor: leaf.certificateDER)
        )
        #expect(!certificate.signed(try maker.list()))
        #expect(AuthorityCertificate(leadingToAnchor: [0x30, 0]) == nil)
    }
}
