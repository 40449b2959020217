public import ExchangeModel
private import Synchronization

/// The grants whose contracts are over, though tokens for them may still be about.
///
/// Shared by the policies of one Inway, and changed grant by grant: what a change costs does not depend
/// on how many there are. A request that begins after ``update(over:open:)`` has returned is judged by it.
public final class GrantEndings: Sendable {
    private let changes = Atomic<UInt64>(1)
    private let grants: Mutex<Set<GrantHash>>

    /// Takes the grants that are over at first.
    public init(_ grants: Set<GrantHash> = []) {
        self.grants = Mutex(grants)
    }

    /// Grows with every change, so that whoever remembers grants knows when to look again.
    var number: UInt64 { changes.load(ordering: .acquiring) }

    /// Puts grants among those that are over, and takes others out of them.
    public func update(over: [GrantHash], open: [GrantHash]) {
        let isChanged = grants.withLock { grants in
            let before = grants.count
            grants.subtract(open)
            let between = grants.count
            grants.formUnion(over)
            return between != before || grants.count != between
        }
        if isChanged { changes.add(1, ordering: .releasing) }
    }

    /// Whether a grant is over.
    public func contains(_ grant: GrantHash) -> Bool {
        grants.withLock { $0.contains(grant) }
    }
}
