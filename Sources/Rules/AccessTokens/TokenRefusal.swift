public import ExchangeModel

/// Why a text is not an access token of ours that may be used now.
public enum TokenRefusal: Error, Hashable, Sendable {
    /// Not a JWT with an allowed algorithm; what is wrong.
    case notToken(String)
    /// A claim is missing or malformed; its name.
    case claimMalformed(String)
    /// Signed with a certificate that is none of the issuer's.
    case unknownSigner
    /// The signature does not hold; what is wrong.
    case signatureInvalid(String)
    /// The issuer is another peer than the owner of the Inway.
    case otherIssuer(PeerID)
    /// The validity has not begun.
    case notYetValid(Timestamp)
    /// The validity is over.
    case expired(Timestamp)
}

extension TokenRefusal {
    /// A short name for records.
    public var label: String {
        switch self {
        case .notToken: "token_unreadable"
        case .claimMalformed: "token_claim"
        case .unknownSigner: "token_signer"
        case .signatureInvalid: "token_signature"
        case .otherIssuer: "token_issuer"
        case .notYetValid: "token_not_yet_valid"
        case .expired: "token_expired"
        }
    }
}

extension TokenRefusal: CustomStringConvertible {
    /// One sentence for the client, without the token's text.
    public var description: String {
        switch self {
        case .notToken(let reason): "the access token cannot be read: \(reason)"
        case .claimMalformed(let name): "the claim \(name) is missing or malformed"
        case .unknownSigner: "the access token is not signed by the peer that owns the Inway"
        case .signatureInvalid(let reason): "the access token is not signed rightly: \(reason)"
        case .otherIssuer(let peer): "the access token is issued by the peer '\(peer)'"
        case .notYetValid(let moment): "the access token is not valid before \(moment)"
        case .expired(let moment): "the access token has expired at \(moment)"
        }
    }
}
