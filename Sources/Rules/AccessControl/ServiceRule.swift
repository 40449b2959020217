public import Contracts
public import ExchangeModel

/// What a service asks of the grants that open it.
public struct ServiceRule: Hashable, Sendable {
    /// Whether a grant must be bound to a purpose; true unless the operator says otherwise.
    public let purposeRequired: Bool
    /// The SHA-256 of the present field policy, a purpose.
    public let fieldPolicies: [PurposeID: SHA256Value]

    /// States the rule of a service.
    public init(purposeRequired: Bool = true, fieldPolicies: [PurposeID: SHA256Value] = [:]) {
        self.purposeRequired = purposeRequired
        self.fieldPolicies = fieldPolicies
    }

    /// Why a grant with this purpose does not open the service; nil when it does.
    public func objection(to purpose: PurposeProperty) -> PurposeObjection? {
        switch purpose {
        case .absent: return purposeRequired ? .missing : nil
        case .malformed: return .malformed
        case .present(let purpose):
            guard let policy = fieldPolicies[purpose.id] else { return .unknown(purpose.id) }
            return policy == purpose.fieldPolicy ? nil : .fieldPolicyChanged(purpose.id)
        }
    }
}

/// Why a grant's purpose does not open a service.
public enum PurposeObjection: Hashable, Sendable {
    /// The service asks for a purpose and the grant has none.
    case missing
    /// The grant's purpose cannot be read.
    case malformed
    /// The service has no field policy for the purpose.
    case unknown(PurposeID)
    /// The provider's field policy is not the one that the grant names.
    case fieldPolicyChanged(PurposeID)
}
