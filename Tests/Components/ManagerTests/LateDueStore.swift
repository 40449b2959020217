import Contracts
import ExchangeModel

/// A store that always finds messages due to one peer, as a look does that was taken before they were
/// sent.
struct LateDueStore: ContractStoreWrapper {
    let inner: any ContractStore
    let peer: PeerID

    func duePeers(at due: DueTime, limit: Int) async throws -> DuePeers {
        DuePeers([peer], next: try await inner.duePeers(at: due, limit: limit).next)
    }
}
