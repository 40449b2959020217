public import AccessLog
public import ExchangeModel

/// A contract store over another one, which answers all that this one does not answer itself.
public protocol ContractStoreWrapper: ContractStore {
    /// The store below.
    var inner: any ContractStore { get }
}

extension ContractStoreWrapper {
    /// Stores a contract that is not there yet, together with the messages that must be sent.
    ///
    /// A contract that is already there is left alone, also its signatures and messages. Where it
    /// came from another peer, that peer's limits are checked in the same transaction.
    public func insert(
        _ contract: Contract,
        sending: [Distribution],
        from submission: Submission?,
        as action: consuming RecordedAction
    ) async throws -> ContractInsertion {
        try await inner.insert(contract, sending: sending, from: submission, as: action)
    }

    /// What an insertion would find now instead of storing the contract; nil when it would store it.
    public func obstacle(
        to contract: Contract,
        from submission: Submission?
    ) async throws -> ContractInsertion? {
        try await inner.obstacle(to: contract, from: submission)
    }

    /// Adds a signature to a contract by ``Contract/adding(_:)``, with the messages about it.
    ///
    /// Messages are stored only when the signature changed the contract.
    public func add(
        _ signature: ContractSignature,
        to contract: ContractHash,
        sending: [Distribution],
        as action: consuming RecordedAction
    ) async throws -> SignatureAddition {
        try await inner.add(signature, to: contract, sending: sending, as: action)
    }

    /// The contract with this content hash.
    public func contract(_ hash: ContractHash) async throws -> Contract? {
        try await inner.contract(hash)
    }

    /// The contract that holds the grant with this hash.
    public func contract(withGrant hash: GrantHash) async throws -> Contract? {
        try await inner.contract(withGrant: hash)
    }

    /// A page of contracts, ordered by creation and then by hash.
    public func contracts(_ query: ContractQuery) async throws -> Page<Contract> {
        try await inner.contracts(query)
    }

    /// The contracts with connection grants on which a peer occurs, in any order; of one contract, or
    /// all.
    public func connections(
        of peer: PeerID,
        in contract: ContractHash?
    ) async throws -> [ConnectionContract] {
        try await inner.connections(of: peer, in: contract)
    }

    /// A page of the services that contracts in force publish, each once, as the newest has it.
    public func publishedServices(
        _ query: ServiceQuery,
        at now: Timestamp
    ) async throws -> Page<PublishedService> {
        try await inner.publishedServices(query, at: now)
    }

    /// The contracts that are not over and hold a signature of a peer by another certificate.
    public func contracts(
        signedBy peer: PeerID,
        notWith certificate: CertificateThumbprint,
        at now: Timestamp
    ) async throws -> [ContractHash] {
        try await inner.contracts(signedBy: peer, notWith: certificate, at: now)
    }

    /// The peers on contracts that are proposed or valid at a moment.
    public func peers(onContractsOpenAt now: Timestamp) async throws -> Set<PeerID> {
        try await inner.peers(onContractsOpenAt: now)
    }

    /// The texts of the signatures under contracts; nothing for a contract that is not there.
    public func signatureTexts(
        under contracts: Set<ContractHash>
    ) async throws -> [ContractHash: Set<String>] {
        try await inner.signatureTexts(under: contracts)
    }

    /// Messages whose next attempt is due, in the order of their moments.
    public func dueDistributions(at due: DueTime, limit: Int) async throws -> [Distribution] {
        try await inner.dueDistributions(at: due, limit: limit)
    }

    /// The peers that messages are due to, and when the next attempt of any is.
    public func duePeers(at due: DueTime, limit: Int) async throws -> DuePeers {
        try await inner.duePeers(at: due, limit: limit)
    }

    /// Messages to one peer whose next attempt is due, in the order of their moments.
    public func dueDistributions(
        to peer: PeerID,
        at due: DueTime,
        limit: Int
    ) async throws -> [Distribution] {
        try await inner.dueDistributions(to: peer, at: due, limit: limit)
    }

    /// Messages that wait, of one contract or of all, ordered by contract, peer and message.
    public func distributions(of contract: ContractHash?) async throws -> [Distribution] {
        try await inner.distributions(of: contract)
    }

    /// Stores a message's new attempts, moment and error; nothing when it no longer waits.
    public func update(_ distribution: Distribution) async throws {
        try await inner.update(distribution)
    }

    /// Forgets a message that was delivered or can never be.
    public func remove(_ distribution: Distribution.Key) async throws {
        try await inner.remove(distribution)
    }

    /// Stores what became of a message that was sent: nil when the peer has it.
    ///
    /// Nothing when it no longer waits, or when a newer one has taken its place while it was sent.
    public func settle(_ sent: Distribution, as failed: Distribution?) async throws {
        try await inner.settle(sent, as: failed)
    }
}
