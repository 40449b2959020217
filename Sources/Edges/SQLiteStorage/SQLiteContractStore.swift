public import AccessLog
public import Contracts
public import ExchangeModel
import GRDB
import JSONTape

/// Contracts, their signatures and the messages about them, in SQLite.
public struct SQLiteContractStore: ContractStore {
    let database: StateDatabase

    init(_ database: StateDatabase) {
        self.database = database
    }

    /// Stores a contract that is not there yet, within the limits of the peer that sent it, together
    /// with the messages that must be sent.
    public func insert(
        _ contract: Contract,
        sending messages: [Distribution],
        from submission: Submission?,
        as action: consuming RecordedAction
    ) async throws -> ContractInsertion {
        let bytes = contract.content.json.serialized()
        return try await database.carryOut(action) { database in
            if let found = try Self.obstacle(to: contract, bytes.count, from: submission, database)
            {
                return (found, found.refusal)
            }
            try ContractRows.insert(contract, bytes, from: submission, database)
            for message in messages { try DistributionRows.put(message, database) }
            return (.inserted, nil)
        }
    }

    /// What an insertion would find now instead of storing the contract; nil when it would store it.
    public func obstacle(
        to contract: Contract,
        from submission: Submission?
    ) async throws -> ContractInsertion? {
        let size = contract.content.json.serialized().count
        return try await database.read { database in
            try Self.obstacle(to: contract, size, from: submission, database)
        }
    }

    private static func obstacle(
        to contract: Contract,
        _ size: Int,
        from submission: Submission?,
        _ database: Database
    ) throws -> ContractInsertion? {
        if let known = try ContractRows.find(contract.hash, database) { return .known(known) }
        let other = try String.fetchOne(
            database.cachedStatement(sql: "SELECT hash FROM contract WHERE identifier = ?"),
            arguments: [contract.content.identifier.description]
        )
        if let other { return .identifierInUse(by: try ContractHash(other)) }
        guard let submission else { return nil }
        return try ContractRows.excess(of: submission, adding: size, database)
            .map { .limitReached($0) }
    }

    /// Adds a signature to a contract, with the messages about it.
    public func add(
        _ signature: ContractSignature,
        to contract: ContractHash,
        sending messages: [Distribution],
        as action: consuming RecordedAction
    ) async throws -> SignatureAddition {
        try await database.carryOut(action) { database in
            guard let known = try ContractRows.find(contract, database) else {
                let outcome = SignatureAddition.unknownContract
                return (outcome, outcome.refusal)
            }
            guard let changed = known.adding(signature) else {
                let outcome = SignatureAddition.unchanged(known)
                return (outcome, outcome.refusal)
            }
            try ContractRows.put(signature, database)
            try OutlineRows.update(changed, database)
            for message in messages { try DistributionRows.put(message, database) }
            return (.added(changed), nil)
        }
    }

    /// The contract with this content hash.
    public func contract(_ hash: ContractHash) async throws -> Contract? {
        try await database.read { try ContractRows.find(hash, $0) }
    }

    /// The contract that holds the grant with this hash.
    public func contract(withGrant hash: GrantHash) async throws -> Contract? {
        try await database.read { try ContractRows.find(withGrant: hash, $0) }
    }

    /// A page of contracts, ordered by creation and then by hash.
    public func contracts(_ query: ContractQuery) async throws -> Page<Contract> {
        let limit = max(query.limit, 1)
        let isAscending = query.order == .ascending
        let found = try await database.read { database in
            var (conditions, arguments) = ContractRows.conditions(query)
            if let after = query.after {
                conditions.append("(created_at, hash) \(isAscending ? ">" : "<") (?, ?)")
                arguments += [after.position, after.key]
            }
            let direction = isAscending ? "ASC" : "DESC"
            return try ContractRows.contracts(
                database,
                where: conditions.joined(separator: " AND "),
                arguments: arguments,
                order: "created_at \(direction), hash \(direction)",
                limit: limit == .max ? limit : limit + 1
            )
        }
        let page = Array(found.prefix(limit))
        return Page(page, next: found.count > limit ? page.last?.cursor : nil)
    }

    /// Messages whose next attempt is due, in the order of their moments.
    public func dueDistributions(at due: DueTime, limit: Int) async throws -> [Distribution] {
        try await database.read { database in
            try DistributionRows.find(
                database,
                """
                WHERE (next_attempt <= ? OR next_attempt > ?)
                ORDER BY next_attempt, contract, peer, message LIMIT ?
                """,
                [due.now.milliseconds, due.latest.milliseconds, max(limit, 0)]
            )
        }
    }

    /// Messages that wait, of one contract or of all, ordered by contract, peer and message.
    public func distributions(of contract: ContractHash?) async throws -> [Distribution] {
        try await database.read { database in
            let condition = contract == nil ? "" : "WHERE contract = ?"
            return try DistributionRows.find(
                database,
                "\(condition) ORDER BY contract, peer, message",
                contract.map { [$0.rawValue] } ?? []
            )
        }
    }

    /// Stores a message's new attempts, moment and error; nothing when it no longer waits.
    public func update(_ distribution: Distribution) async throws {
        try await database.write { try DistributionRows.update(distribution, $0) }
    }

    /// Forgets a message that was delivered or can never be.
    public func remove(_ distribution: Distribution.Key) async throws {
        try await database.write { try DistributionRows.remove(distribution, $0) }
    }
}
