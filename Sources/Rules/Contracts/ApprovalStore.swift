public import AccessLog
public import ExchangeModel

/// Where it is kept who has approved a contract, when more than one person must accept it.
///
/// Each call is one transaction; an error is a breakdown of the store and nothing was changed. An
/// approval uses up the proof that it is on record, and ends the action.
public protocol ApprovalStore: Sendable {
    /// Keeps a person's approval; gives everybody who has approved the contract, in their order.
    func approve(
        _ contract: ContractHash,
        by person: String,
        at now: Timestamp,
        as action: consuming RecordedAction
    ) async throws -> [String]

    /// Everybody who has approved the contract, in their order.
    func approvers(of contract: ContractHash) async throws -> [String]
}
