import AccessLog
import Contracts
import ExchangeModel

/// A contract store that tells when contracts may have changed.
struct ObservedContractStore: ContractStore {
    let stored: any ContractStore
    let changed: @Sendable () -> Void

    func insert(
        _ contract: Contract,
        sending: [Distribution],
        from submission: Submission?,
        as action: consuming RecordedAction
    ) async throws -> ContractInsertion {
        defer { changed() }
        return try await stored.insert(contract, sending: sending, from: submission, as: action)
    }

    func obstacle(
        to contract: Contract,
        from submission: Submission?
    ) async throws -> ContractInsertion? {
        try await stored.obstacle(to: contract, from: submission)
    }

    func add(
        _ signature: ContractSignature,
        to contract: ContractHash,
        sending: [Distribution],
        as action: consuming RecordedAction
    ) async throws -> SignatureAddition {
        defer { changed() }
        return try await stored.add(signature, to: contract, sending: sending, as: action)
    }

    func contract(_ hash: ContractHash) async throws -> Contract? {
        try await stored.contract(hash)
    }

    func contract(withGrant hash: GrantHash) async throws -> Contract? {
        try await stored.contract(withGrant: hash)
    }

    func contracts(_ query: ContractQuery) async throws -> Page<Contract> {
        try await stored.contracts(query)
    }

    func dueDistributions(at now: Timestamp, limit: Int) async throws -> [Distribution] {
        try await stored.dueDistributions(at: now, limit: limit)
    }

    func nextDistribution() async throws -> Timestamp? {
        try await stored.nextDistribution()
    }

    func distributions(of contract: ContractHash?) async throws -> [Distribution] {
        try await stored.distributions(of: contract)
    }

    func update(_ distribution: Distribution) async throws {
        try await stored.update(distribution)
    }

    func remove(_ distribution: Distribution.Key) async throws {
        try await stored.remove(distribution)
    }
}
