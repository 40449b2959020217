import ExchangeModel

/// How many of a target's connections each party uses, and may use.
///
/// A party may have three times as many as are left over: alone it gets three quarters, two get
/// three sevenths each, and whoever comes next always finds some. Requests for no party are not held
/// back.
struct PartyShares {
    /// A party's connections for each that is left over.
    static let share = 3

    private let limit: Int
    private var used: [PeerID: Int] = [:]
    /// The connections that carry a request.
    private(set) var busy = 0

    init(limit: Int) {
        self.limit = limit
    }

    /// How many more requests of a party may go now.
    func room(_ party: PeerID?) -> Int {
        let left = limit - busy
        guard let party else { return left }
        let used = used[party] ?? 0
        // With each that goes one fewer is left over.
        return min(left, (Self.share * left - used + Self.share) / (Self.share + 1))
    }

    /// Whether a request of a party may go now.
    func mayGo(_ party: PeerID?) -> Bool {
        guard let party else { return true }
        return used[party] ?? 0 < Self.share * (limit - busy)
    }

    mutating func began(_ party: PeerID?) {
        busy += 1
        if let party { used[party, default: 0] += 1 }
    }

    mutating func ended(_ party: PeerID?) {
        busy -= 1
        guard let party, let count = used[party] else { return }
        used[party] = count > 1 ? count - 1 : nil
    }
}
