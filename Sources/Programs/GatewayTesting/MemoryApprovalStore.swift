public import AccessLog
public import Contracts
public import ExchangeModel
private import Synchronization

/// Approvals in memory, for tests.
public final class MemoryApprovalStore: ApprovalStore {
    private let approvals = Mutex<[ContractHash: [String]]>([:])

    /// Makes an empty store.
    public init() {}

    /// Keeps a person's approval; gives everybody who has approved the contract, in their order.
    public func approve(
        _ contract: ContractHash,
        by person: String,
        at now: Timestamp,
        as action: consuming RecordedAction
    ) async throws -> [String] {
        let persons = approvals.withLock { approvals in
            var persons = approvals[contract] ?? []
            if !persons.contains(person) { persons.append(person) }
            approvals[contract] = persons
            return persons
        }
        action.end(.done)
        return persons
    }

    /// Everybody who has approved the contract, in their order.
    public func approvers(of contract: ContractHash) async throws -> [String] {
        approvals.withLock { $0[contract] ?? [] }
    }
}
