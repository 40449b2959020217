public import AccessLog
public import Contracts
public import ExchangeModel
private import Synchronization

/// Peers in memory, for tests.
public final class MemoryPeerStore: PeerStore {
    private let peers = Mutex<[PeerID: KnownPeer]>([:])

    /// Makes an empty store.
    public init() {}

    /// Stores what is known of a peer now, in place of what was known.
    public func upsert(_ peer: KnownPeer, as action: consuming RecordedAction) async throws {
        peers.withLock { $0[peer.id] = peer }
        action.end(.done)
    }

    /// Keeps that a known peer was heard, when nothing else about it changed.
    public func heard(_ id: PeerID, at moment: Timestamp) async throws {
        peers.withLock { peers in
            guard let known = peers[id] else { return }
            peers[id] = KnownPeer(
                id: id,
                name: known.name,
                managerAddress: known.managerAddress,
                seenAt: moment
            )
        }
    }

    /// The peer with this identity.
    public func peer(_ id: PeerID) async throws -> KnownPeer? {
        peers.withLock { $0[id] }
    }

    /// A page of peers, ordered by identity; asked by ids, all of them.
    public func peers(_ query: PeerQuery) async throws -> Page<KnownPeer> {
        let selected = peers.withLock { $0.values.filter { query.selects($0) } }
        let isByIdentity = query.ids != nil
        return Page(
            of: selected,
            by: \.cursor,
            order: query.order,
            after: isByIdentity ? nil : query.after,
            limit: isByIdentity ? .max : query.limit
        )
    }
}
