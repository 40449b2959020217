private import CLibCrypto

/// Why a peer's chain was refused; the raw value is the word in metrics and logs.
public enum ChainRefusal: String, Error, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    /// No certificate, or bytes that are none; the peer must mend its set-up.
    case malformed = "malformed"
    /// More certificates or bytes than are looked at.
    case chainTooLong = "chain_too_long"
    /// No path to a trust anchor: another Group's certificate, or an intermediate is missing.
    case unknownIssuer = "unknown_issuer"
    /// A signature in the chain is wrong: forged or damaged.
    case badSignature = "bad_signature"
    /// A certificate of the chain has ended.
    case expired = "expired"
    /// A certificate of the chain is not valid yet; look at both clocks.
    case notYetValid = "not_yet_valid"
    /// The certificate is not meant for this use.
    case wrongPurpose = "wrong_purpose"
    /// A certificate was used to issue others without the right to.
    case notAnAuthority = "not_an_authority"
    /// A key or hash is too weak: RSA below 2,048 bits, SHA-1.
    case weakAlgorithm = "weak_algorithm"
    /// A certificate of the chain was revoked.
    case revoked = "revoked"
    /// The revocation list of an issuer in the chain is not there; the operator must fetch it.
    case revocationListMissing = "crl_missing"
    /// The revocation list of an issuer has ended; the operator must fetch a newer one.
    case revocationListExpired = "crl_expired"
    /// The revocation list of an issuer begins in the future; look at the clock.
    case revocationListNotYetValid = "crl_not_yet_valid"
    /// The revocation list of an issuer is forged, damaged or of an unsupported kind.
    case revocationListUnusable = "crl_unusable"
    /// The subject has no unique, well-formed peer id or name by the Group's rules.
    case subjectUnusable = "subject_unusable"
    /// The chain breaks another rule of RFC 5280.
    case unacceptable = "unacceptable"

    /// What is wrong and who can mend it, as the end of a sentence.
    public var description: String {
        switch self {
        case .malformed: "there is no readable certificate; its owner must install one"
        case .chainTooLong: "there are more certificates than a chain may have"
        case .unknownIssuer:
            "no path leads to a trust anchor: it is another Group's, or an intermediate certificate "
                + "is missing from the file"
        case .badSignature: "a signature in the chain is wrong: a certificate is damaged or forged"
        case .expired: "a certificate has ended; its owner must install a new one"
        case .notYetValid: "a certificate is not valid yet: compare the clocks of both machines"
        case .wrongPurpose: "the certificate is not meant for this use (extended key usage)"
        case .notAnAuthority: "a certificate that may not issue others has issued one"
        case .weakAlgorithm: "a key or hash is too weak (RSA below 2048 bits, SHA-1)"
        case .revoked: "a certificate was revoked; its owner must install a new one"
        case .revocationListMissing:
            "the revocation list of an issuer is not there: name it in group.revocationLists"
        case .revocationListExpired:
            "the revocation list of an issuer has ended: fetch a newer one, then `sluis reload`"
        case .revocationListNotYetValid:
            "the revocation list of an issuer begins in the future: look at the clock"
        case .revocationListUnusable: "the revocation list of an issuer is damaged or forged"
        case .subjectUnusable:
            "the subject has no single peer id and name in the form that the Group wants"
        case .unacceptable: "the chain breaks a rule of RFC 5280"
        }
    }

    /// Whether the chain is none of the Group's trust anchors.
    public var isOutsideGroup: Bool {
        switch self {
        case .unknownIssuer, .badSignature, .malformed: true
        default: false
        }
    }

    /// Whether a revocation list, not the chain itself, is what refuses.
    public var isAboutRevocationLists: Bool {
        switch self {
        case .revocationListMissing, .revocationListExpired, .revocationListNotYetValid,
            .revocationListUnusable:
            true
        default: false
        }
    }

    /// The refusal for an error number of the library, `X509_V_ERR_*`.
    init(library code: Int32) {
        self =
            switch code {
            case X509_V_ERR_CERT_REVOKED: .revoked
            case X509_V_ERR_CERT_HAS_EXPIRED: .expired
            case X509_V_ERR_CERT_NOT_YET_VALID: .notYetValid
            case X509_V_ERR_CERT_CHAIN_TOO_LONG: .chainTooLong
            case X509_V_ERR_INVALID_PURPOSE, X509_V_ERR_CERT_REJECTED: .wrongPurpose
            case X509_V_ERR_EE_KEY_TOO_SMALL, X509_V_ERR_CA_KEY_TOO_SMALL,
                X509_V_ERR_CA_MD_TOO_WEAK:
                .weakAlgorithm
            case X509_V_ERR_UNABLE_TO_GET_CRL, X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER:
                .revocationListMissing
            case X509_V_ERR_CRL_HAS_EXPIRED: .revocationListExpired
            case X509_V_ERR_CRL_NOT_YET_VALID: .revocationListNotYetValid
            default: Self.ofPath(code) ?? Self.ofRevocationList(code) ?? .unacceptable
            }
    }

    private static func ofPath(_ code: Int32) -> ChainRefusal? {
        switch code {
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
            X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT,
            X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, X509_V_ERR_CERT_UNTRUSTED:
            .unknownIssuer
        case X509_V_ERR_CERT_SIGNATURE_FAILURE, X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE,
            X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY:
            .badSignature
        case X509_V_ERR_INVALID_CA, X509_V_ERR_PATH_LENGTH_EXCEEDED,
            X509_V_ERR_KEYUSAGE_NO_CERTSIGN,
            X509_V_ERR_PERMITTED_VIOLATION, X509_V_ERR_EXCLUDED_VIOLATION,
            X509_V_ERR_CA_CERT_MISSING_KEY_USAGE:
            .notAnAuthority
        default: nil
        }
    }

    private static func ofRevocationList(_ code: Int32) -> ChainRefusal? {
        switch code {
        case X509_V_ERR_CRL_SIGNATURE_FAILURE, X509_V_ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE,
            X509_V_ERR_ERROR_IN_CRL_LAST_UPDATE_FIELD, X509_V_ERR_ERROR_IN_CRL_NEXT_UPDATE_FIELD,
            X509_V_ERR_KEYUSAGE_NO_CRL_SIGN, X509_V_ERR_UNHANDLED_CRITICAL_CRL_EXTENSION,
            X509_V_ERR_DIFFERENT_CRL_SCOPE, X509_V_ERR_CRL_PATH_VALIDATION_ERROR:
            .revocationListUnusable
        default: nil
        }
    }
}
