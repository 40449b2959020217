import ExchangeModel
import Synchronization

/// The moments at which Directories were last asked where a peer's Manager is.
final class AddressSearches: Sendable {
    /// The least time between two searches for one peer.
    static let pause = Duration.seconds(3)
    /// The peers that are remembered; with one more, those whose pause is over are forgotten.
    static let maximumPeers = 4_096

    private let asked = Mutex<[PeerID: ContinuousClock.Instant]>([:])

    /// Whether a search may begin now; it then has begun.
    func mayAsk(about peer: PeerID, at now: ContinuousClock.Instant = .now) -> Bool {
        asked.withLock { asked in
            if let last = asked[peer], now < last + Self.pause { return false }
            if asked.count >= Self.maximumPeers {
                asked = asked.filter { now < $0.value + Self.pause }
            }
            guard asked.count < Self.maximumPeers else { return false }
            asked[peer] = now
            return true
        }
    }
}
