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
}
