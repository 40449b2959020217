public import ExchangeModel

/// Which part of a list is asked for.
public struct PageFilter: Hashable, Sendable {
    /// The most elements of a page when the request does not say.
    public static let defaultLimit = 100
    /// The most elements of a page.
    public static let greatestLimit = 1_000

    /// The most elements.
    public let limit: Int
    /// The place after which the page begins, as an earlier page gave it.
    public let cursor: String?

    /// Describes a page.
    public init(limit: Int = PageFilter.defaultLimit, cursor: String? = nil) {
        self.limit = limit
        self.cursor = cursor
    }
}

/// Which contracts are asked for.
public struct ContractFilter: Hashable, Sendable {
    /// The states a contract can have.
    public enum State: String, CaseIterable, Sendable {
        case proposed
        case valid
        case rejected
        case revoked
        case expired
    }

    /// Only contracts in this state.
    public let state: State?
    /// Only contracts on which this peer occurs.
    public let peer: PeerID?
    /// Only contracts with a grant for this service.
    public let service: ServiceName?
    /// Only contracts whose hash begins so after its last dollar sign, or that hold the grant with this
    /// hash.
    public let hash: String?
    /// The page.
    public let page: PageFilter

    /// Describes a selection.
    public init(
        state: State? = nil,
        peer: PeerID? = nil,
        service: ServiceName? = nil,
        hash: String? = nil,
        page: PageFilter = PageFilter()
    ) {
        self.state = state
        self.peer = peer
        self.service = service
        self.hash = hash
        self.page = page
    }
}

/// Which exchanges of the log are asked for.
public struct LogFilter: Hashable, Sendable {
    /// What became of an exchange.
    public enum Outcome: String, CaseIterable, Sendable {
        /// The answer of the service reached the client.
        case answered
        /// Refused, on record or as a denial.
        case refused
        /// It broke down on the way.
        case failed
        /// No completion is in the log.
        case unknown
    }

    /// Not before this moment.
    public let from: Timestamp?
    /// Before this moment.
    public let until: Timestamp?
    /// Only exchanges with this peer.
    public let peer: PeerID?
    /// Only exchanges for this service.
    public let service: ServiceName?
    /// Only exchanges under this purpose.
    public let purpose: PurposeID?
    /// Only exchanges with this outcome.
    public let outcome: Outcome?
    /// Only this exchange.
    public let transaction: TransactionID?
    /// The page.
    public let page: PageFilter

    /// Describes a selection.
    public init(
        from: Timestamp? = nil,
        until: Timestamp? = nil,
        peer: PeerID? = nil,
        service: ServiceName? = nil,
        purpose: PurposeID? = nil,
        outcome: Outcome? = nil,
        transaction: TransactionID? = nil,
        page: PageFilter = PageFilter()
    ) {
        self.from = from
        self.until = until
        self.peer = peer
        self.service = service
        self.purpose = purpose
        self.outcome = outcome
        self.transaction = transaction
        self.page = page
    }

    /// Whether nothing but the transaction selects, the page aside.
    public var isByTransactionOnly: Bool {
        from == nil && until == nil && peer == nil && service == nil && purpose == nil
            && outcome == nil
    }
}
