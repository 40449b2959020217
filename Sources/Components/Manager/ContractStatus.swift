public import AccessControl
public import Contracts
public import ExchangeModel

/// Where a contract stands.
public struct ContractStatus: Hashable, Sendable {
    /// The contract.
    public let contract: Contract
    /// Its state now.
    public let state: ContractState
    /// The peers whose accept is missing.
    public let missing: [PeerID]
    /// What waits to be sent, with attempts and the last error.
    public let waiting: [Distribution]
    /// Why the contract waits for us; nil when it does not.
    public let judgement: Judgement?
    /// Who has approved it, where more than one person must.
    public let approvals: [String]
}

/// Why an operator's action could not be done.
public enum ManagementError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is no such contract here.
    case unknownContract(ContractHash)
    /// We have signed it so already, or it is closed; its state.
    case closed(ContractState)
    /// The person has approved the contract already; another one must.
    case samePerson(String)
    /// We have accepted the contract, so it can no longer be rejected: revoke it.
    case alreadyAccepted
    /// The contract can serve nothing here: what keeps it from that.
    case cannotServe([ServingObstacle])

    /// One sentence for an operator.
    public var description: String {
        switch self {
        case .unknownContract(let hash): "there is no contract '\(hash)' here"
        case .closed(let state):
            "the contract is \(state.rawValue), and nothing changes by this signature"
        case .samePerson(let person):
            "\(person) has accepted it already: a second person must, as the configuration asks"
        case .alreadyAccepted:
            "the contract was accepted here and can no longer be rejected; end it with revoke"
        case .cannotServe(let obstacles):
            "the contract can serve nothing here: \(obstacles.sentence). Reject it and ask the peer to "
                + "propose again from what is published now, or accept it with force"
        }
    }
}

extension [ServingObstacle] {
    /// The obstacles as the middle of a sentence; those after the third are counted.
    var sentence: String {
        let rest = count - 3
        return prefix(3).map(\.description).joined(separator: "; ")
            + (rest > 0 ? "; and \(rest) more" : "")
    }
}
