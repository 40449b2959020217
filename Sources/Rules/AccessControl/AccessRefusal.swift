public import AccessTokens
public import Contracts
public import ExchangeModel

/// Why a call is not permitted.
public enum AccessRefusal: Error, Hashable, Sendable {
    /// The request has no token.
    case tokenMissing
    /// The token is none of ours, or is not valid now.
    case token(TokenRefusal)
    /// The token is bound to another certificate than the connection's.
    case otherCertificate
    /// The contract of the token's grant was revoked or has ended: propose a new one.
    case grantEnded
    /// The contract is not used for now: the provider was restored from an older state. Try again.
    case grantHeld
    /// The token is for another peer than the connection's.
    case otherSubject
    /// The token belongs to another Group.
    case otherGroup(GroupID)
    /// The token is for an Inway at another address.
    case otherAudience(PeerAddress)
    /// The service is not offered by this Inway.
    case unknownService(ServiceName)
    /// The service asks for a purpose and the grant has none.
    case purposeMissing(ServiceName)
    /// The grant's purpose cannot be read.
    case purposeMalformed
    /// The service has no field policy for the grant's purpose.
    case purposeUnknown(PurposeID)
    /// The field policy that both peers signed for is not kept here.
    case policyNotKept(PurposeID)
    /// The provider withdrew the field policy that both peers signed for.
    case policyWithdrawn(PurposeID)

    /// The code of the error answer.
    public var code: ErrorCode {
        switch self {
        case .tokenMissing: .accessTokenMissing
        case .token(.expired): .accessTokenExpired
        case .token, .otherCertificate, .otherSubject, .otherAudience, .grantEnded:
            .accessTokenInvalid
        case .grantHeld: .contractHeld
        case .otherGroup: .wrongGroupIDInToken
        case .unknownService: .serviceNotFound
        case .purposeMissing, .purposeMalformed, .purposeUnknown: .purposeRequired
        case .policyNotKept: .policyNotKept
        case .policyWithdrawn: .policyWithdrawn
        }
    }

    /// A short name for records: what of the code's causes it is.
    public var label: String {
        switch self {
        case .tokenMissing: "token_missing"
        case .token(let refusal): refusal.label
        case .otherCertificate: "other_certificate"
        case .grantEnded: "grant_ended"
        case .grantHeld: "held"
        case .otherSubject: "other_subject"
        case .otherGroup: "other_group"
        case .otherAudience: "other_audience"
        case .unknownService: "service_not_offered"
        case .purposeMissing: "purpose_missing"
        case .purposeMalformed: "purpose_malformed"
        case .purposeUnknown: "purpose_unknown"
        case .policyNotKept: "policy_not_kept"
        case .policyWithdrawn: "policy_withdrawn"
        }
    }

    /// The sentence that the client is told.
    public var message: String {
        switch self {
        case .tokenMissing: "the request has no Fsc-Authorization header"
        case .token(let refusal): refusal.description
        case .otherCertificate: "the access token is bound to another client certificate"
        case .grantEnded: "the contract of the access token was revoked or has ended"
        case .grantHeld:
            "this Inway was restored from an older state; the contract is held until every peer on it "
                + "has told what it holds"
        case .otherSubject: "the access token is for another peer"
        case .otherGroup(let group): "the access token is for the Group '\(group)'"
        case .otherAudience(let address):
            "the access token is for the Inway at '\(address)', not for this one"
        case .unknownService(let name): "the service '\(name)' is not offered by this Inway"
        case .purposeMissing(let name):
            "the service '\(name)' needs a grant that is bound to a purpose"
        case .purposeMalformed: "the purpose in the properties of the grant cannot be read"
        case .purposeUnknown(let id): "the service has no field policy for the purpose '\(id)'"
        case .policyNotKept(let id):
            "the field policy that the contract names for the purpose '\(id)' is not kept here; "
                + "renew the contract"
        case .policyWithdrawn(let id):
            "the provider withdrew the field policy that the contract names for the purpose "
                + "'\(id)'; renew the contract"
        }
    }

    /// The error answer of the Inway.
    public var answer: ErrorAnswer { ErrorAnswer(code, domain: .inway, message: message) }
}
