public import AccessLog
public import Contracts
public import ExchangeModel
public import PeerIdentity
public import SignedJSON

/// What a Manager does for other peers: one closure an operation of FSC's interface.
///
/// FSC Core 2.0.0, *manager.yaml*, and FSC Logging 1.1.0, *logging.yaml*. A refusal is the
/// caller's to mend; a thrown error is a breakdown on our side and is answered without its text.
public struct ManagerOperations: Sendable {
    /// A peer tells where its Manager is: `PUT /announce`.
    public var announce:
        @Sendable (_ caller: IdentifiedPeer, _ address: PeerAddress) async throws
            -> Result<Void, ManagerRefusal>
    /// A peer proposes a contract: `POST /contracts`.
    public var submit:
        @Sendable (_ caller: IdentifiedPeer, _ address: PeerAddress, _ body: SignedContent)
            async throws -> Result<Void, ManagerRefusal>
    /// A peer accepts, rejects or revokes a contract: `PUT /contracts/{hash}/…`.
    public var sign:
        @Sendable (
            _ kind: SignatureKind, _ path: String, _ caller: IdentifiedPeer, _ address: PeerAddress,
            _ body: SignedContent
        ) async throws -> Result<Void, ManagerRefusal>
    /// Contracts, the caller's own only: `GET /contracts`.
    public var contracts: @Sendable (_ query: ContractQuery) async throws -> Page<Contract>
    /// A peer asks for an access token: `POST /token`.
    public var token:
        @Sendable (_ caller: IdentifiedPeer, _ request: TokenRequest) async throws
            -> Result<TokenAnswer, TokenError>
    /// The peers that are known here: `GET /peers`.
    public var peers: @Sendable (_ query: PeerQuery) async throws -> Page<KnownPeer>
    /// The services that are published here: `GET /services`.
    public var services: @Sendable (_ query: ServiceQuery) async throws -> Page<ServiceListing>
    /// The certificates that we sign with: `GET /.well-known/jwks.json`.
    public var keySet: @Sendable () -> JSONWebKeySet
    /// Who we are: `GET /peer`.
    public var own: @Sendable () -> PeerDescription
    /// Log records in which the caller takes part: `GET /logs`.
    public var logs: @Sendable (_ query: LogRecordQuery) async throws -> Page<FSCLogRecord>
    /// The derived OpenAPI document with a digest, or nil: `GET /purpose-documents/{sha256}`.
    ///
    /// An addition to FSC's interface.
    public var purposeDocument: @Sendable (_ digest: SHA256Value) async throws -> [UInt8]? = { _ in
        nil
    }

    /// Takes the operations.
    public init(
        announce:
            @escaping @Sendable (IdentifiedPeer, PeerAddress) async throws -> Result<
                Void, ManagerRefusal
            >,
        submit:
            @escaping @Sendable (IdentifiedPeer, PeerAddress, SignedContent) async throws ->
            Result<Void, ManagerRefusal>,
        sign:
            @escaping @Sendable (
                SignatureKind, String, IdentifiedPeer, PeerAddress, SignedContent
            ) async throws -> Result<Void, ManagerRefusal>,
        contracts: @escaping @Sendable (ContractQuery) async throws -> Page<Contract>,
        token:
            @escaping @Sendable (IdentifiedPeer, TokenRequest) async throws -> Result<
                TokenAnswer, TokenError
            >,
        peers: @escaping @Sendable (PeerQuery) async throws -> Page<KnownPeer>,
        services: @escaping @Sendable (ServiceQuery) async throws -> Page<ServiceListing>,
        keySet: @escaping @Sendable () -> JSONWebKeySet,
        own: @escaping @Sendable () -> PeerDescription,
        logs: @escaping @Sendable (LogRecordQuery) async throws -> Page<FSCLogRecord>
    ) {
        self.announce = announce
        self.submit = submit
        self.sign = sign
        self.contracts = contracts
        self.token = token
        self.peers = peers
        self.services = services
        self.keySet = keySet
        self.own = own
        self.logs = logs
    }
}

/// Who a peer is, as `GET /peer` says it.
public struct PeerDescription: Hashable, Sendable {
    /// The peer's identity.
    public let id: PeerID
    /// The organisation's name.
    public let name: String
    /// The version of FSC that the peer speaks (Q35).
    public let version: String

    /// Describes a peer.
    public init(id: PeerID, name: String, version: String = "2.0.0") {
        self.id = id
        self.name = name
        self.version = version
    }
}

/// Which log records a page holds.
public struct LogRecordQuery: Hashable, Sendable {
    /// The peer that asks: only records in which it takes part are given (M-26).
    public var peer: PeerID
    /// Records after this moment.
    public var after: Timestamp?
    /// Records before this moment.
    public var before: Timestamp?
    /// Records of one of these grants; with ``services`` either condition is enough (Q28).
    public var grants: [GrantHash] = []
    /// Records of one of these services.
    public var services: [ServiceName] = []
    /// Only these transactions; when given, nothing else counts.
    public var transactions: [TransactionID]?
    /// Newest or oldest first.
    public var order: PageOrder = .descending
    /// The place after which the page begins.
    public var cursor: PageCursor?
    /// The most records on the page.
    public var limit: Int = Page<Int>.defaultLimit

    /// Asks for the newest records of a peer.
    public init(peer: PeerID) {
        self.peer = peer
    }
}
