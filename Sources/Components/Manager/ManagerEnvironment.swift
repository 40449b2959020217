public import AccessControl
public import AccessLog
public import Contracts
public import ExchangeModel
public import Logging
public import ManagerAPI
public import PeerIdentity

/// What a Manager works with, given by the program.
public struct ManagerEnvironment: Sendable {
    /// Where contracts are kept.
    public var contracts: any ContractStore
    /// Where peers are kept.
    public var peers: any PeerStore
    /// The trust that decides on signing chains now.
    public var generation: @Sendable () -> IdentityGeneration
    /// The key and certificate that sign, and those that did.
    public var signing: SigningKeys
    /// The Inway that offers a service of ours; nil when there is no such service.
    public var inway: @Sendable (ServiceName) -> PeerAddress?
    /// What keeps a contract from serving here although it could be signed, or was signed and is in
    /// force; by default nothing.
    public var obstacles: @Sendable (ContractContent, _ isInForce: Bool) -> [ServingObstacle] = {
        _,
        _ in []
    }
    /// The peers that must still say what they hold before a contract may be used, after an older store
    /// was put back; by default none.
    public var waitsFor: @Sendable (ContractContent) -> [PeerID] = { _ in [] }
    /// Who decides at the moment on contracts that no rule accepts; nil leaves them to a person.
    public var hook: @Sendable () -> DecisionHook? = { nil }
    /// Who has approved contracts, where more than one person must; nil keeps nothing.
    public var approvals: (any ApprovalStore)?
    /// Our request records, for `GET /logs`; the peer in the query has been identified.
    public var logs: @Sendable (LogRecordQuery) async throws -> Page<FSCLogRecord>
    /// Puts on record what is about to be done in management; an error keeps it from being done.
    public var begin: @Sendable (ActionIntention) async throws -> RecordedAction
    /// Puts on record what changes nothing: refusals, and what waits for a person.
    public var record: @Sendable (AuditEntry) async throws -> Void
    /// The present moment.
    public var now: @Sendable () -> Timestamp
    /// Where breakdowns and stalled contracts are told.
    public var logger: Logger

    /// Takes what a Manager works with.
    public init(
        contracts: any ContractStore,
        peers: any PeerStore,
        generation: @escaping @Sendable () -> IdentityGeneration,
        signing: SigningKeys,
        inway: @escaping @Sendable (ServiceName) -> PeerAddress?,
        logs: @escaping @Sendable (LogRecordQuery) async throws -> Page<FSCLogRecord>,
        begin: @escaping @Sendable (ActionIntention) async throws -> RecordedAction,
        record: @escaping @Sendable (AuditEntry) async throws -> Void,
        now: @escaping @Sendable () -> Timestamp,
        logger: Logger
    ) {
        self.contracts = contracts
        self.peers = peers
        self.generation = generation
        self.signing = signing
        self.inway = inway
        self.logs = logs
        self.begin = begin
        self.record = record
        self.now = now
        self.logger = logger
    }
    /// The key and certificate that sign now.
    func identity() -> SigningIdentity { signing.present }
}
