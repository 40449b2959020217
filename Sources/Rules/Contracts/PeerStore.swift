public import AccessLog
public import ExchangeModel

/// Where the peers are kept that announced themselves or that a contract was negotiated with.
///
/// FSC Core 2.0.0, *Providing a list of Peers*. Each call is one transaction; an error is a
/// breakdown of the store and nothing was changed.
public protocol PeerStore: Sendable {
    /// Stores what is known of a peer now, in place of all that was known of it before.
    ///
    /// Uses up the proof that it is on record: where a peer's Manager is decides whom we speak to.
    func upsert(_ peer: KnownPeer, as action: consuming RecordedAction) async throws

    /// Keeps that a known peer was heard, when nothing else about it changed.
    func heard(_ id: PeerID, at moment: Timestamp) async throws

    /// The peer with this identity.
    func peer(_ id: PeerID) async throws -> KnownPeer?

    /// A page of peers, ordered by identity.
    func peers(_ query: PeerQuery) async throws -> Page<KnownPeer>
}

/// What is known of another peer, as its certificate and its Manager said.
public struct KnownPeer: Hashable, Sendable {
    /// The peer's identity.
    public let id: PeerID
    /// The organisation's name, as its certificate has it.
    public let name: String
    /// Where its Manager is; nil until the peer has told.
    public let managerAddress: PeerAddress?
    /// When the peer was last heard, to a minute.
    public let seenAt: Timestamp

    /// Describes a peer.
    public init(id: PeerID, name: String, managerAddress: PeerAddress?, seenAt: Timestamp) {
        self.id = id
        self.name = name
        self.managerAddress = managerAddress
        self.seenAt = seenAt
    }

    /// Whether it is worth keeping that the peer was heard at a moment: not for each of many messages.
    ///
    /// A clock that was set back makes everything that was kept worth replacing.
    public func isStale(at moment: Timestamp) -> Bool {
        moment < seenAt || moment >= seenAt.advanced(bySeconds: 60)
    }

    /// The place of the peer in lists.
    public var cursor: PageCursor { PageCursor(position: 0, key: id.rawValue) }
}

/// Which peers a page holds.
public struct PeerQuery: Hashable, Sendable {
    /// Only peers whose name contains this text, regardless of case.
    public var nameContaining: String?
    /// Only these peers; nil means all.
    ///
    /// When given, name and paging do not count (Q28).
    public var ids: [PeerID]?
    /// Only peers whose Manager's address is known.
    public var isReachable: Bool
    /// The order by identity.
    public var order: PageOrder
    /// The place after which the page begins.
    public var after: PageCursor?
    /// The most peers on the page.
    public var limit: Int

    /// Describes a page.
    public init(
        nameContaining: String? = nil,
        ids: [PeerID]? = nil,
        isReachable: Bool = false,
        order: PageOrder = .descending,
        after: PageCursor? = nil,
        limit: Int = Page<Int>.defaultLimit
    ) {
        self.nameContaining = nameContaining
        self.ids = ids
        self.isReachable = isReachable
        self.order = order
        self.after = after
        self.limit = limit
    }

    /// Whether a peer belongs to the selection, whatever the page.
    public func selects(_ peer: KnownPeer) -> Bool {
        if isReachable, peer.managerAddress == nil { return false }
        if let ids { return ids.contains(peer.id) }
        guard let nameContaining, !nameContaining.isEmpty else { return true }
        return peer.name.lowercased().contains(nameContaining.lowercased())
    }
}
