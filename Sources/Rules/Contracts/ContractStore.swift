public import AccessLog
public import ExchangeModel

/// Where contracts, their signatures and what must still be sent about them are kept.
///
/// Each call is one transaction: what it returns from is durable, and a contract is never stored
/// without the messages that must follow. Content is immutable and kept verbatim, with the order of
/// arrays (FSC Core 2.0.0, *Contracts*). An error is a breakdown of the store; nothing was changed.
///
/// A decision comes with the proof that it is on record, which the store uses up: it keeps where that
/// stands beside what it changes, and ends the action with the number of the change, or as refused.
public protocol ContractStore: Sendable {
    /// Stores a contract that is not there yet, together with the messages that must be sent.
    ///
    /// A contract that is already there is left alone, also its signatures and messages. Where it
    /// came from another peer, that peer's limits are checked in the same transaction.
    func insert(
        _ contract: Contract,
        sending: [Distribution],
        from submission: Submission?,
        as action: consuming RecordedAction
    ) async throws -> ContractInsertion

    /// What an insertion would find now instead of storing the contract; nil when it would store it.
    ///
    /// For what is not worth a record: known contracts, and those beyond a peer's limits.
    func obstacle(
        to contract: Contract,
        from submission: Submission?
    ) async throws -> ContractInsertion?

    /// Adds a signature to a contract by ``Contract/adding(_:)``, with the messages about it.
    ///
    /// Messages are stored only when the signature changed the contract.
    func add(
        _ signature: ContractSignature,
        to contract: ContractHash,
        sending: [Distribution],
        as action: consuming RecordedAction
    ) async throws -> SignatureAddition

    /// The contract with this content hash.
    func contract(_ hash: ContractHash) async throws -> Contract?

    /// The contract that holds the grant with this hash.
    func contract(withGrant hash: GrantHash) async throws -> Contract?

    /// A page of contracts, ordered by creation and then by hash.
    func contracts(_ query: ContractQuery) async throws -> Page<Contract>

    /// The contracts with connection grants on which a peer occurs, in any order; of one contract, or
    /// all.
    func connections(
        of peer: PeerID,
        in contract: ContractHash?
    ) async throws -> [ConnectionContract]

    /// A page of the services that contracts in force publish, each once, as the newest has it.
    func publishedServices(
        _ query: ServiceQuery,
        at now: Timestamp
    ) async throws -> Page<PublishedService>

    /// The contracts that are not over and hold a signature of a peer by another certificate.
    func contracts(
        signedBy peer: PeerID,
        notWith certificate: CertificateThumbprint,
        at now: Timestamp
    ) async throws -> [ContractHash]

    /// The peers on contracts that are proposed or valid at a moment.
    func peers(onContractsOpenAt now: Timestamp) async throws -> Set<PeerID>

    /// The texts of the signatures under contracts; nothing for a contract that is not there.
    func signatureTexts(
        under contracts: Set<ContractHash>
    ) async throws -> [ContractHash: Set<String>]

    /// Messages whose next attempt is due, in the order of their moments.
    func dueDistributions(at due: DueTime, limit: Int) async throws -> [Distribution]

    /// The peers that messages are due to, and when the next attempt of any is.
    func duePeers(at due: DueTime, limit: Int) async throws -> DuePeers

    /// Messages to one peer whose next attempt is due, in the order of their moments.
    func dueDistributions(
        to peer: PeerID,
        at due: DueTime,
        limit: Int
    ) async throws -> [Distribution]

    /// Messages that wait, of one contract or of all, ordered by contract, peer and message.
    func distributions(of contract: ContractHash?) async throws -> [Distribution]

    /// Stores a message's new attempts, moment and error; nothing when it no longer waits.
    func update(_ distribution: Distribution) async throws

    /// Forgets a message that was delivered or can never be.
    func remove(_ distribution: Distribution.Key) async throws

    /// Stores what became of a message that was sent: nil when the peer has it.
    ///
    /// Nothing when it no longer waits, or when a newer one has taken its place while it was sent.
    func settle(_ sent: Distribution, as failed: Distribution?) async throws
}

/// What became of a contract that was to be stored.
public enum ContractInsertion: Hashable, Sendable {
    /// It is stored now.
    case inserted
    /// It was stored before, with the signatures it has.
    case known(Contract)
    /// Another contract has the same `iv`: this one must be refused.
    ///
    /// FSC Core 2.0.0, *Contract Validation*: each Peer ensures that only one exists with an iv.
    case identifierInUse(by: ContractHash)
    /// The peer that sent it has left as much here as it may: this one must be refused.
    case limitReached(ProposalExcess)

    /// Why an action that wanted to insert ends as refused; nil when it was done.
    public var refusal: String? {
        switch self {
        case .inserted: nil
        case .known: "the contract is here already"
        case .identifierInUse: "another contract has the same iv"
        case .limitReached(let excess): "the peer has reached \(excess)"
        }
    }
}

/// What became of a signature that was to be added.
public enum SignatureAddition: Hashable, Sendable {
    /// The contract has the signature now.
    case added(Contract)
    /// The contract had it, or a newer one, or is closed for it.
    case unchanged(Contract)
    /// There is no such contract.
    case unknownContract

    /// Why an action that wanted to add ends as refused; nil when it was done.
    public var refusal: String? {
        switch self {
        case .added: nil
        case .unchanged: "the contract has it, a newer one, or is closed for it"
        case .unknownContract: "there is no such contract"
        }
    }
}

/// Which contracts a page holds.
public struct ContractQuery: Hashable, Sendable {
    /// States at a moment.
    public struct States: Hashable, Sendable {
        /// The states.
        public let among: Set<ContractState>
        /// The moment.
        public let moment: Timestamp

        /// Names states at a moment.
        public init(_ among: Set<ContractState>, at moment: Timestamp) {
            (self.among, self.moment) = (among, moment)
        }

        /// Whether a contract is in one of them.
        public func contain(_ contract: Contract) -> Bool {
            among.contains(contract.state(at: moment))
        }
    }

    /// Only contracts on which this peer occurs.
    public var peer: PeerID?
    /// Only contracts with a grant of one of these types; empty means all.
    public var grantTypes: Set<GrantType>
    /// Only contracts with one of these grants; empty means all.
    public var grants: [GrantHash]
    /// Only contracts with a grant for a service of this name.
    public var service: ServiceName?
    /// Only contracts in one of these states.
    public var states: States?
    /// Only contracts whose period ends at this moment or before.
    public var endsBy: Timestamp?
    /// Only contracts whose hash begins so, after its last dollar sign.
    public var hashPrefix: String?
    /// Newest first, FSC's default, or oldest first.
    public var order: PageOrder
    /// The place after which the page begins.
    public var after: PageCursor?
    /// The most contracts on the page.
    public var limit: Int

    /// Describes a page.
    public init(
        peer: PeerID? = nil,
        grantTypes: Set<GrantType> = [],
        grants: [GrantHash] = [],
        order: PageOrder = .descending,
        after: PageCursor? = nil,
        limit: Int = Page<Int>.defaultLimit
    ) {
        self.peer = peer
        self.grantTypes = grantTypes
        self.grants = grants
        self.order = order
        self.after = after
        self.limit = limit
    }

    /// Whether a contract belongs to the selection, whatever the page.
    public func selects(_ contract: Contract) -> Bool {
        if let peer, !contract.content.peers.contains(peer) { return false }
        if !grantTypes.isEmpty,
            !contract.content.grants.contains(where: { grantTypes.contains($0.type) })
        {
            return false
        }
        if let states, !states.contain(contract) { return false }
        if let service,
            !contract.content.grants.contains(where: { $0.terms.service.name == service })
        {
            return false
        }
        if let endsBy, contract.content.notAfter > endsBy { return false }
        if let hashPrefix,
            contract.hash.rawValue.split(separator: "$").last?.hasPrefix(hashPrefix) != true
        {
            return false
        }
        return grants.isEmpty || contract.content.grants.contains { grants.contains($0.hash) }
    }
}
