import Synchronization

/// The budget of the whole process for bodies that are held for a check.
final class HeldBytes: Sendable {
    private let limit: Int
    private let count = Atomic<Int>(0)

    init(limit: Int) {
        self.limit = limit
    }

    /// The bytes held now.
    var used: Int { count.load(ordering: .relaxed) }

    /// Takes bytes out of the budget; false when there are not enough.
    func take(_ bytes: Int) -> Bool {
        guard count.add(bytes, ordering: .relaxed).newValue <= limit else {
            giveBack(bytes)
            return false
        }
        return true
    }

    /// Gives bytes back.
    func giveBack(_ bytes: Int) {
        count.subtract(bytes, ordering: .relaxed)
    }
}
