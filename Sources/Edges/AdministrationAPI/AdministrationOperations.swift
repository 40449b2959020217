public import ExchangeModel
public import JSONTape

/// What operators can do, as the program that knows all parts offers it.
///
/// Every answer is a JSON value in the shape that `schemas/administration.openapi.yaml` gives for the
/// operation of the same name. An operation that is refused throws ``OperationRefusal``; any other
/// error is a breakdown, answered as 500 without its text.
public struct AdministrationOperations: Sendable {
    /// The decisions about a contract.
    public enum ContractDecision: String, CaseIterable, Sendable {
        case accept
        case reject
        case revoke
    }

    /// What a decision about a contract says besides.
    public struct DecisionTerms: Hashable, Sendable {
        /// Whether a contract is accepted that can serve nothing here.
        public let force: Bool
        /// Why, for the record.
        public let reason: String?

        /// Says it.
        public init(force: Bool = false, reason: String? = nil) {
            (self.force, self.reason) = (force, reason)
        }
    }

    /// A page of the contracts that a filter selects: `ContractPage`.
    public var listContracts: @Sendable (ContractFilter, Caller) async throws -> JSONValue
    /// One contract: `Contract`.
    public var showContract: @Sendable (ContractHash, Caller) async throws -> JSONValue
    /// Proposes a contract from a `ContractProposal`; gives the `Contract`.
    public var proposeContract: @Sendable (JSONObject, Caller) async throws -> JSONValue
    /// Signs a contract, with force also one that can serve nothing here; gives the `Contract`.
    public var decideContract:
        @Sendable (ContractHash, ContractDecision, DecisionTerms, Caller) async throws -> JSONValue
    /// What the renewal of a contract by a `Renewal` would say otherwise: `Differences`.
    public var tryRenewal: @Sendable (ContractHash, JSONObject, Caller) async throws -> JSONValue =
        {
            _,
            _,
            _ in throw Self.notOffered
        }
    /// Proposes the grants of a contract for another period from a `Renewal`; gives the new `Contract`.
    public var renewContract: @Sendable (ContractHash, JSONObject, Caller) async throws -> JSONValue
    /// Sends at once what waits about a contract, or about all for nil: `DistributionList`.
    public var retry: @Sendable (ContractHash?, Caller) async throws -> JSONValue
    /// Everything that peers must still get: `DistributionList`.
    public var listDistributions: @Sendable (Caller) async throws -> JSONValue
    /// The peers: `PeerPage`.
    public var listPeers: @Sendable (PageFilter, Caller) async throws -> JSONValue
    /// One peer with what is agreed with it: `Peer`.
    public var showPeer: @Sendable (PeerID, Caller) async throws -> JSONValue
    /// Own services and those of the directories: `ServiceList`.
    public var listServices: @Sendable (Caller) async throws -> JSONValue
    /// Publishes a configured service; gives the contracts that were proposed: `ContractPage`.
    public var publishService: @Sendable (ServiceName, Caller) async throws -> JSONValue
    /// Ends the publication of an own service; gives the contracts that were revoked: `ContractPage`.
    public var unpublishService: @Sendable (ServiceName, Caller) async throws -> JSONValue
    /// The purposes of own and listed services: `PurposeList`.
    public var listPurposes: @Sendable (Caller) async throws -> JSONValue
    /// The exchanges that a filter selects, newest first: `ExchangePage`.
    public var listLogEntries: @Sendable (LogFilter, Caller) async throws -> JSONValue
    /// Both entries of an exchange with their inclusion proofs: `Exchange`.
    public var showLogEntry: @Sendable (TransactionID, Caller) async throws -> JSONValue
    /// Whether the gateway is ready, and why not: `Status`.
    public var status: @Sendable (Caller) async throws -> JSONValue
    /// Puts in force what the configuration and all that it names say now: `Reload`.
    public var reload: @Sendable (Caller) async throws -> JSONValue
    /// Publishes a configured service on behalf of another peer; gives the contracts that were proposed:
    /// `ContractPage`.
    public var publishForDelegator:
        @Sendable (ServiceName, PeerID, Caller) async throws -> JSONValue = { _, _, _ in
            throw Self.notOffered
        }
    /// Puts an older revocation list of an issuer in force, for a reason: `Reload`.
    public var acceptOlderList:
        @Sendable (_ issuer: String, _ reason: String, Caller) async throws -> JSONValue = {
            _,
            _,
            _ in throw Self.notOffered
        }
    /// What a reload would change: `Reload`.
    public var tryReload: @Sendable (Caller) async throws -> JSONValue = { _ in
        throw Self.notOffered
    }
    /// The field policies of own services: `FieldPolicyList`.
    public var listFieldPolicies: @Sendable (Caller) async throws -> JSONValue = { _ in
        throw Self.notOffered
    }
    /// Withdraws a field policy, or takes that back, or only tells what it would mean; gives the
    /// `FieldPolicyList` of it.
    public var changeFieldPolicy:
        @Sendable (SHA256Value, PolicyChange, Caller) async throws -> JSONValue = { _, _, _ in
            throw Self.notOffered
        }
    /// What a purpose, or the purpose of a grant, may ask and see, in words: `PurposeExplanation`.
    public var explainPurpose: @Sendable (PurposeReference, Caller) async throws -> JSONValue = {
        _,
        _ in throw Self.notOffered
    }
    /// The OpenAPI document that a purpose, or the purpose of a grant, leaves of a service's.
    public var showPurposeDocument: @Sendable (PurposeReference, Caller) async throws -> JSONValue =
        { _, _ in
            throw Self.notOffered
        }
    /// How payloads differed from their documents: `DeviationList`.
    public var listDeviations: @Sendable (Caller) async throws -> JSONValue = { _ in
        throw Self.notOffered
    }
    /// Forgets what was counted of payloads that differed; gives the empty `DeviationList`.
    public var clearDeviations: @Sendable (Caller) async throws -> JSONValue = { _ in
        throw Self.notOffered
    }

    /// Puts on record that a backup is made into a folder; gives the `Backup`.
    public var beginBackup: @Sendable (_ folder: String, Caller) async throws -> JSONValue = {
        _,
        _ in throw Self.notOffered
    }
    /// Puts on record how a backup ended, with why it failed; gives a `Reload`.
    public var endBackup:
        @Sendable (TransactionID, _ failure: String?, Caller) async throws -> JSONValue = {
            _,
            _,
            _ in throw Self.notOffered
        }

    /// A withdrawal of a field policy, or the end of one.
    public struct PolicyChange: Hashable, Sendable {
        /// Whether the policy is withdrawn; else the withdrawal is taken back.
        public let isWithdrawal: Bool
        /// Why, for the record.
        public let reason: String
        /// Whether only to tell what it would mean.
        public let isTrial: Bool

        /// Says it.
        public init(isWithdrawal: Bool, reason: String, isTrial: Bool = false) {
            (self.isWithdrawal, self.reason) = (isWithdrawal, reason)
            self.isTrial = isTrial
        }
    }

    private static let notOffered = OperationRefusal(
        .unavailable,
        "this gateway does not offer the operation"
    )

    /// Takes all operations.
    public init(
        listContracts: @escaping @Sendable (ContractFilter, Caller) async throws -> JSONValue,
        showContract: @escaping @Sendable (ContractHash, Caller) async throws -> JSONValue,
        proposeContract: @escaping @Sendable (JSONObject, Caller) async throws -> JSONValue,
        decideContract:
            @escaping @Sendable (ContractHash, ContractDecision, DecisionTerms, Caller) async throws
            -> JSONValue,
        renewContract:
            @escaping @Sendable (ContractHash, JSONObject, Caller) async throws -> JSONValue,
        retry: @escaping @Sendable (ContractHash?, Caller) async throws -> JSONValue,
        listDistributions: @escaping @Sendable (Caller) async throws -> JSONValue,
        listPeers: @escaping @Sendable (PageFilter, Caller) async throws -> JSONValue,
        showPeer: @escaping @Sendable (PeerID, Caller) async throws -> JSONValue,
        listServices: @escaping @Sendable (Caller) async throws -> JSONValue,
        publishService: @escaping @Sendable (ServiceName, Caller) async throws -> JSONValue,
        unpublishService: @escaping @Sendable (ServiceName, Caller) async throws -> JSONValue,
        listPurposes: @escaping @Sendable (Caller) async throws -> JSONValue,
        listLogEntries: @escaping @Sendable (LogFilter, Caller) async throws -> JSONValue,
        showLogEntry: @escaping @Sendable (TransactionID, Caller) async throws -> JSONValue,
        status: @escaping @Sendable (Caller) async throws -> JSONValue,
        reload: @escaping @Sendable (Caller) async throws -> JSONValue
    ) {
        self.listContracts = listContracts
        self.showContract = showContract
        self.proposeContract = proposeContract
        self.decideContract = decideContract
        self.renewContract = renewContract
        self.retry = retry
        self.listDistributions = listDistributions
        self.listPeers = listPeers
        self.showPeer = showPeer
        self.listServices = listServices
        self.publishService = publishService
        self.unpublishService = unpublishService
        self.listPurposes = listPurposes
        self.listLogEntries = listLogEntries
        self.showLogEntry = showLogEntry
        self.status = status
        self.reload = reload
    }
}
