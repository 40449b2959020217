import AccessLog
import Contracts
import ExchangeModel

/// A contract store whose changes are in force at Inway and Outway before a call that made one returns.
struct ObservedContractStore: ContractStoreWrapper {
    let inner: any ContractStore
    let follower: ContractFollower

    func insert(
        _ contract: Contract,
        sending: [Distribution],
        from submission: Submission?,
        as action: consuming RecordedAction
    ) async throws -> ContractInsertion {
        let result = try await inner.insert(
            contract,
            sending: sending,
            from: submission,
            as: action
        )
        switch result {
        case .inserted: await follower.follow(contract)
        case .known(let known): await follower.follow(known)
        case .identifierInUse, .limitReached: break
        }
        return result
    }

    func add(
        _ signature: ContractSignature,
        to contract: ContractHash,
        sending: [Distribution],
        as action: consuming RecordedAction
    ) async throws -> SignatureAddition {
        let result = try await inner.add(signature, to: contract, sending: sending, as: action)
        switch result {
        case .added(let changed), .unchanged(let changed): await follower.follow(changed)
        case .unknownContract: break
        }
        return result
    }
}
