public import ExchangeModel
private import Synchronization

/// The grants that are not used for now, each with the peers that must still say what became of it.
///
/// Shared by Inway and Outway of a gateway that was put back from an older state. A request that begins
/// after ``replace(with:)`` has returned is judged by it; while nothing is held, asking costs one read.
public final class HeldGrants: Sendable {
    private let count = Atomic<Int>(0)
    private let grants = Mutex<[GrantHash: [PeerID]]>([:])

    /// Holds nothing at first.
    public init() {}

    /// Every grant that is held.
    public var all: [GrantHash: [PeerID]] { grants.withLock { $0 } }

    /// Holds these grants and no others from now on.
    public func replace(with held: [GrantHash: [PeerID]]) {
        grants.withLock { grants in
            grants = held
            count.store(held.count, ordering: .releasing)
        }
    }

    /// The peers that a grant waits for; none for one that may be used.
    public func missing(for grant: GrantHash) -> [PeerID] {
        guard count.load(ordering: .acquiring) > 0 else { return [] }
        return grants.withLock { $0[grant] ?? [] }
    }
}
