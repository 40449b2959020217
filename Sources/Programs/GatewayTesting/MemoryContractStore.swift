public import AccessLog
public import Contracts
public import ExchangeModel
private import JSONTape
private import Synchronization

/// Contracts in memory, for tests.
public final class MemoryContractStore: ContractStore {
    private struct State {
        var contracts: [ContractHash: Contract] = [:]
        var queue: [Distribution.Key: Distribution] = [:]
        var submissions: [ContractHash: Submission] = [:]
        var changes: UInt64 = 0

        func excess(of submission: Submission, adding size: Int) -> ProposalExcess? {
            var (open, daily, bytes) = (0, 0, 0)
            for (hash, other) in submissions where other.peer == submission.peer {
                guard let contract = contracts[hash] else { continue }
                let isOpen = submission.isOpen(contract)
                let isRecent = other.receivedAt > submission.dayBefore
                open += isOpen ? 1 : 0
                daily += isRecent ? 1 : 0
                bytes += isOpen || isRecent ? contract.content.json.serialized().count : 0
            }
            return submission.limits.excess(
                open: open,
                daily: daily,
                bytes: bytes,
                adding: size
            )
        }

        func obstacle(
            to contract: Contract,
            from submission: Submission?
        ) -> ContractInsertion? {
            if let known = contracts[contract.hash] { return .known(known) }
            let identifier = contract.content.identifier
            if let other = contracts.values.first(where: { $0.content.identifier == identifier }) {
                return .identifierInUse(by: other.hash)
            }
            let size = contract.content.json.serialized().count
            return submission.flatMap { excess(of: $0, adding: size) }.map { .limitReached($0) }
        }

        /// The number of one more change.
        mutating func change() -> UInt64 {
            changes += 1
            return changes
        }

        mutating func send(_ messages: [Distribution]) {
            for message in messages { queue[message.key] = message }
        }
    }

    private let state = Mutex(State())

    /// Makes an empty store.
    public init() {}

    /// Stores a contract that is not there yet, within the limits of the peer that sent it, together
    /// with the messages that must be sent.
    public func insert(
        _ contract: Contract,
        sending messages: [Distribution],
        from submission: Submission?,
        as action: consuming RecordedAction
    ) async throws -> ContractInsertion {
        let (outcome, change) = state.withLock { state -> (ContractInsertion, UInt64?) in
            if let found = state.obstacle(to: contract, from: submission) { return (found, nil) }
            state.submissions[contract.hash] = submission
            state.contracts[contract.hash] = contract
            state.send(messages)
            return (.inserted, state.change())
        }
        action.end(unless: outcome.refusal, change: change)
        return outcome
    }

    /// What an insertion would find now instead of storing the contract; nil when it would store it.
    public func obstacle(
        to contract: Contract,
        from submission: Submission?
    ) async throws -> ContractInsertion? {
        state.withLock { $0.obstacle(to: contract, from: submission) }
    }

    /// Adds a signature to a contract, with the messages about it.
    public func add(
        _ signature: ContractSignature,
        to contract: ContractHash,
        sending messages: [Distribution],
        as action: consuming RecordedAction
    ) async throws -> SignatureAddition {
        let (outcome, change) = state.withLock { state -> (SignatureAddition, UInt64?) in
            guard let known = state.contracts[contract] else { return (.unknownContract, nil) }
            guard let changed = known.adding(signature) else { return (.unchanged(known), nil) }
            state.contracts[contract] = changed
            state.send(messages)
            return (.added(changed), state.change())
        }
        action.end(unless: outcome.refusal, change: change)
        return outcome
    }

    /// The contract with this content hash.
    public func contract(_ hash: ContractHash) async throws -> Contract? {
        state.withLock { $0.contracts[hash] }
    }

    /// The contract that holds the grant with this hash.
    public func contract(withGrant hash: GrantHash) async throws -> Contract? {
        state.withLock { state in
            state.contracts.values.first { $0.content.grants.contains { $0.hash == hash } }
        }
    }

    /// A page of contracts, ordered by creation and then by hash.
    public func contracts(_ query: ContractQuery) async throws -> Page<Contract> {
        state.withLock { state in
            Page(
                of: state.contracts.values.filter { query.selects($0) },
                by: \.cursor,
                order: query.order,
                after: query.after,
                limit: query.limit
            )
        }
    }

    /// Messages whose next attempt is due, in the order of their moments.
    public func dueDistributions(at due: DueTime, limit: Int) async throws -> [Distribution] {
        state.withLock { state in
            Array(
                state.queue.values.filter { due.includes($0.nextAttempt) }
                    .sorted { ($0.nextAttempt, $0.key) < ($1.nextAttempt, $1.key) }
                    .prefix(max(limit, 0))
            )
        }
    }

    /// The contracts with connection grants on which a peer occurs; of one contract, or all.
    public func connections(
        of peer: PeerID,
        in contract: ContractHash?
    ) async throws -> [ConnectionContract] {
        state.withLock { state in
            state.contracts.values
                .filter { contract == nil || $0.hash == contract }
                .filter { $0.content.peers.contains(peer) }
                .compactMap { ConnectionContract($0, for: peer) }
        }
    }

    /// A page of the services that contracts in force publish, each once, as the newest has it.
    public func publishedServices(
        _ query: ServiceQuery,
        at now: Timestamp
    ) async throws -> Page<PublishedService> {
        if let after = query.after, PublishedService.place(of: after) == nil {
            return Page([], next: nil)
        }
        return state.withLock { state in
            Page(
                of: PublishedService.newest(of: state.contracts.values, at: now)
                    .filter { query.selects($0) },
                by: \.cursor,
                order: query.order,
                after: query.after,
                limit: query.limit
            )
        }
    }

    /// The contracts that are not over and hold a signature of a peer by another certificate.
    public func contracts(
        signedBy peer: PeerID,
        notWith certificate: CertificateThumbprint,
        at now: Timestamp
    ) async throws -> [ContractHash] {
        state.withLock { state in
            state.contracts.values.filter { contract in
                contract.content.notAfter > now
                    && contract.signatures.contains {
                        $0.peer == peer && $0.certificate != certificate
                    }
            }.map(\.hash)
        }
    }

    /// The peers on contracts that are proposed or valid at a moment.
    public func peers(onContractsOpenAt now: Timestamp) async throws -> Set<PeerID> {
        state.withLock { state in
            Set(
                state.contracts.values
                    .filter { [.proposed, .valid].contains($0.state(at: now)) }
                    .flatMap(\.content.peers)
            )
        }
    }

    /// The texts of the signatures under contracts; nothing for a contract that is not there.
    public func signatureTexts(
        under contracts: Set<ContractHash>
    ) async throws -> [ContractHash: Set<String>] {
        state.withLock { state in
            state.contracts.filter { contracts.contains($0.key) && !$0.value.signatures.isEmpty }
                .mapValues { Set($0.signatures.map(\.text)) }
        }
    }

    /// The peers that messages are due to, and when the next attempt of any is.
    public func duePeers(at due: DueTime, limit: Int) async throws -> DuePeers {
        var peers: [PeerID] = []
        for message in try await dueDistributions(at: due, limit: .max)
        where !peers.contains(message.key.peer) { peers.append(message.key.peer) }
        return DuePeers(
            Array(peers.prefix(max(limit, 0))),
            next: state.withLock { $0.queue.values.map(\.nextAttempt).min() }
        )
    }

    /// Messages to one peer whose next attempt is due, in the order of their moments.
    public func dueDistributions(
        to peer: PeerID,
        at due: DueTime,
        limit: Int
    ) async throws -> [Distribution] {
        let messages = try await dueDistributions(at: due, limit: .max)
        return Array(messages.filter { $0.key.peer == peer }.prefix(max(limit, 0)))
    }

    /// Stores what became of a message that was sent, unless a newer one has taken its place.
    public func settle(_ sent: Distribution, as failed: Distribution?) async throws {
        state.withLock { state in
            if state.queue[sent.key] == sent { state.queue[sent.key] = failed }
        }
    }

    /// Messages that wait, of one contract or of all, ordered by contract, peer and message.
    public func distributions(of contract: ContractHash?) async throws -> [Distribution] {
        state.withLock { state in
            state.queue.values.filter { contract == nil || $0.key.contract == contract }
                .sorted { $0.key < $1.key }
        }
    }

    /// Stores a message's new attempts, moment and error; nothing when it no longer waits.
    public func update(_ distribution: Distribution) async throws {
        state.withLock { state in
            if state.queue[distribution.key] != nil { state.queue[distribution.key] = distribution }
        }
    }

    /// Forgets a message that was delivered or can never be.
    public func remove(_ distribution: Distribution.Key) async throws {
        state.withLock { state in
            state.queue[distribution] = nil
        }
    }
}
