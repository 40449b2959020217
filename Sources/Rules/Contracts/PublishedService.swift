public import ExchangeModel
public import JSONTape

/// A Service that a valid contract publishes here.
///
/// FSC Core 2.0.0, *Providing a list of Services*.
public struct PublishedService: Hashable, Sendable {
    /// What makes two publications those of one Service: its name is unique within its Peer.
    ///
    /// A Service that a Peer offers on behalf of another is another one: contracts name the delegator.
    public struct Identity: Hashable, Sendable {
        /// The Peer that offers it.
        public let peer: PeerID
        /// Its name.
        public let name: ServiceName
        /// The Peer on whose behalf it is offered.
        public let delegator: PeerID?
    }

    /// What is published.
    public let terms: PublicationTerms
    /// The properties of the publication grant.
    public let properties: JSONObject?
    /// The grant that publishes it.
    public let grant: GrantHash
    /// The place of the service in lists: its contract's place and the grant's number in it.
    public let cursor: PageCursor

    /// Which Service it is.
    public var identity: Identity {
        Identity(peer: terms.service.peer, name: terms.service.name, delegator: terms.delegator)
    }

    /// The services that a contract publishes; empty when it is not in force.
    ///
    /// Whoever has the contract lists them: the Directory, and the peers that signed with it.
    public static func listed(by contract: Contract, now: Timestamp) -> [PublishedService] {
        guard contract.isInForce(at: now) else { return [] }
        return contract.content.grants.enumerated().compactMap { number, grant in
            guard case .publication(let terms) = grant.terms else { return nil }
            return PublishedService(
                terms: terms,
                properties: grant.properties,
                grant: grant.hash,
                cursor: cursor(of: contract.hash, contract.content.createdAt, place: number)
            )
        }
    }

    /// The services of contracts in any order that are listed: each once, as the newest contract in
    /// force has it.
    ///
    /// A name is unique within its Peer. FSC Core 2.0.0, *Service*.
    public static func newest(
        of contracts: some Sequence<Contract>,
        at now: Timestamp
    ) -> [PublishedService] {
        var newest: [Identity: PublishedService] = [:]
        for service in contracts.flatMap({ listed(by: $0, now: now) }) {
            if let present = newest[service.identity], service.cursor < present.cursor { continue }
            newest[service.identity] = service
        }
        return Array(newest.values)
    }

    /// The place in lists of the grant with a number in a contract.
    public static func cursor(
        of contract: ContractHash,
        _ createdAt: Timestamp,
        place: Int
    ) -> PageCursor {
        PageCursor(
            position: createdAt.seconds,
            key: contract.rawValue + " " + padded(place)
        )
    }

    /// Restores what a store kept.
    public init(
        terms: PublicationTerms,
        properties: JSONObject?,
        grant: GrantHash,
        cursor: PageCursor
    ) {
        (self.terms, self.properties) = (terms, properties)
        (self.grant, self.cursor) = (grant, cursor)
    }

    /// Four digits and more, so that texts have the order of numbers.
    private static func padded(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    }

    /// The contract and the grant's number of a service's place; nil when it is the place of none.
    public static func place(of cursor: PageCursor) -> (contract: ContractHash, number: Int)? {
        let parts = cursor.key.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, let hash = try? ContractHash(parts[0]), let number = Int(parts[1])
        else { return nil }
        return (hash, number)
    }
}

/// Which services a page holds.
public struct ServiceQuery: Hashable, Sendable {
    /// Services of this peer.
    public var peer: PeerID?
    /// Services whose name contains this text, regardless of case; either filter is enough (Q28).
    public var nameContaining: String?
    /// Newest or oldest publication first.
    public var order: PageOrder
    /// The place after which the page begins.
    public var after: PageCursor?
    /// The most services on the page.
    public var limit: Int

    /// Describes a page.
    public init(
        peer: PeerID? = nil,
        nameContaining: String? = nil,
        order: PageOrder = .descending,
        after: PageCursor? = nil,
        limit: Int = Page<Int>.defaultLimit
    ) {
        self.peer = peer
        self.nameContaining = nameContaining
        self.order = order
        self.after = after
        self.limit = limit
    }

    /// Whether a service belongs to the selection, whatever the page.
    public func selects(_ service: PublishedService) -> Bool {
        if peer == nil, nameContaining == nil { return true }
        if let peer, service.terms.service.peer == peer { return true }
        guard let nameContaining else { return false }
        let name = service.terms.service.name.rawValue.lowercased()
        return name.contains(nameContaining.lowercased())
    }
}
