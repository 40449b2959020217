public import Contracts
public import ExchangeModel

/// What a service asks of the grants that open it.
///
/// A grant pins one field policy by its digest. New grants must pin the published one; grants of
/// before keep theirs, until it is withdrawn.
public struct ServiceRule: Hashable, Sendable {
    /// Whether a grant must be bound to a purpose; true unless the operator says otherwise.
    public let purposeRequired: Bool
    /// The SHA-256 of the published field policy, a purpose.
    public let fieldPolicies: [PurposeID: SHA256Value]
    /// The purposes of policies that were published before and are kept, by their digests.
    public let formerPolicies: [SHA256Value: PurposeID]
    /// The policies that the provider withdrew: they open nothing, published or not.
    public let withdrawnPolicies: Set<SHA256Value>

    /// States the rule of a service.
    public init(
        purposeRequired: Bool = true,
        fieldPolicies: [PurposeID: SHA256Value] = [:],
        formerPolicies: [SHA256Value: PurposeID] = [:],
        withdrawnPolicies: Set<SHA256Value> = []
    ) {
        self.purposeRequired = purposeRequired
        self.fieldPolicies = fieldPolicies
        self.formerPolicies = formerPolicies
        self.withdrawnPolicies = withdrawnPolicies
    }

    /// Why a grant with this purpose does not open the service; nil when it does.
    public func objection(to purpose: PurposeProperty) -> PurposeObjection? {
        switch purpose {
        case .absent: return purposeRequired ? .missing : nil
        case .malformed: return .malformed
        case .present(let purpose):
            let digest = purpose.fieldPolicy
            guard !withdrawnPolicies.contains(digest) else { return .withdrawn(purpose.id) }
            if fieldPolicies[purpose.id] == digest || formerPolicies[digest] == purpose.id {
                return nil
            }
            let isKnown =
                fieldPolicies[purpose.id] != nil || formerPolicies.values.contains(purpose.id)
            return isKnown ? .notKept(purpose.id) : .unknown(purpose.id)
        }
    }

    /// Why a grant that nobody has accepted yet should not be: a former policy serves grants of before
    /// only.
    public func objection(toNew purpose: PurposeProperty) -> PurposeObjection? {
        if let objection = objection(to: purpose) { return objection }
        guard case .present(let purpose) = purpose,
            fieldPolicies[purpose.id] != purpose.fieldPolicy
        else { return nil }
        return fieldPolicies[purpose.id] == nil
            ? .unknown(purpose.id) : .notPublished(purpose.id)
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
    /// The field policy that the grant names is not kept here.
    case notKept(PurposeID)
    /// The provider withdrew the field policy that the grant names.
    case withdrawn(PurposeID)
    /// The field policy that the grant names is kept for grants of before, but not published.
    case notPublished(PurposeID)
}
