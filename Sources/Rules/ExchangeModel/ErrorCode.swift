/// Who made an error answer.
///
/// FSC Core 2.0.0, *Error Handling*.
public enum ErrorDomain: String, Sendable {
    case inway = "ERROR_DOMAIN_INWAY"
    case outway = "ERROR_DOMAIN_OUTWAY"
    case manager = "ERROR_DOMAIN_MANAGER"
}

/// Every code that an answer of Inway, Outway or Manager can carry, with its one HTTP status.
///
/// Codes up to `invalidLogRecordID` are FSC Core 2.0.0's and Logging 1.1.0's own; the rest are the
/// documented additions for refusals that the standards have no code for.
public enum ErrorCode: String, CaseIterable, Sendable {
    // Inway, FSC Core 2.0.0, *Inway / Error handling*.
    case accessTokenMissing = "ERROR_CODE_ACCESS_TOKEN_MISSING"
    case accessTokenInvalid = "ERROR_CODE_ACCESS_TOKEN_INVALID"
    case accessTokenExpired = "ERROR_CODE_ACCESS_TOKEN_EXPIRED"
    case wrongGroupIDInToken = "ERROR_CODE_WRONG_GROUP_ID_IN_TOKEN"
    case serviceNotFound = "ERROR_CODE_SERVICE_NOT_FOUND"
    case serviceUnreachable = "ERROR_CODE_SERVICE_UNREACHABLE"
    // Outway.
    case methodUnsupported = "ERROR_CODE_METHOD_UNSUPPORTED"
    // Manager.
    case incorrectGroupID = "ERROR_CODE_INCORRECT_GROUP_ID"
    case submittingPeerNotPartOfContract = "ERROR_CODE_SUBMITTING_PEER_NOT_PART_OF_CONTRACT"
    case receivingPeerNotPartOfContract = "ERROR_CODE_RECEIVING_PEER_NOT_PART_OF_CONTRACT"
    case signatureContractContentHashMismatch =
        "ERROR_CODE_SIGNATURE_CONTRACT_CONTENT_HASH_MISMATCH"
    case peerCertificateVerificationFailed = "ERROR_CODE_PEER_CERTIFICATE_VERIFICATION_FAILED"
    case peerIDSignatureMismatch = "ERROR_CODE_PEER_ID_SIGNATURE_MISMATCH"
    case signatureVerificationFailed = "ERROR_CODE_SIGNATURE_VERIFICATION_FAILED"
    case grantCombinationNotAllowed = "ERROR_CODE_GRANT_COMBINATION_NOT_ALLOWED"
    case urlPathContentHashMismatch = "ERROR_CODE_URL_PATH_CONTENT_HASH_MISMATCH"
    case unknownHashAlgorithmHash = "ERROR_CODE_UNKNOWN_HASH_ALGORITHM_HASH"
    case unknownAlgorithmSignature = "ERROR_CODE_UNKNOWN_ALGORITHM_SIGNATURE"
    case unknownFSCVersion = "ERROR_CODE_UNKNOWN_FSC_VERSION"
    case incorrectPublicKeyThumbprint = "ERROR_CODE_INCORRECT_PUBLIC_KEY_THUMBPRINT"
    // FSC Logging 1.1.0; the standard writes these without a prefix (Q14).
    case transactionLogWriteError = "TRANSACTION_LOG_WRITE_ERROR"
    case missingLogRecordID = "MISSING_LOG_RECORD_ID"
    case invalidLogRecordID = "INVALID_LOG_RECORD_ID"

    // Additions of this product, listed in docs/errors.md.
    case contractInvalid = "CONTRACT_INVALID"
    case malformedRequest = "MALFORMED_REQUEST"
    case expectationUnsupported = "EXPECTATION_UNSUPPORTED"
    case managerAddressMissing = "MANAGER_ADDRESS_MISSING"
    case unknownResource = "UNKNOWN_RESOURCE"
    case internalError = "INTERNAL_ERROR"
    case payloadInvalid = "PAYLOAD_INVALID"
    case fieldNotAllowed = "FIELD_NOT_ALLOWED"
    case purposeRequired = "PURPOSE_REQUIRED"
    case policyNotKept = "POLICY_NOT_KEPT"
    case policyWithdrawn = "POLICY_WITHDRAWN"
    case payloadTooLarge = "PAYLOAD_TOO_LARGE"
    case unsupportedCoding = "UNSUPPORTED_CODING"
    case rateLimited = "RATE_LIMITED"
    case answerInvalid = "ANSWER_INVALID"
    case overloaded = "OVERLOADED"
    case serviceTimeout = "SERVICE_TIMEOUT"
    case unknownGrantHash = "UNKNOWN_GRANT_HASH_IN_HEADER"
    case clientNotAllowed = "CLIENT_NOT_ALLOWED"
    case grantNotAllowed = "GRANT_NOT_ALLOWED"
    case tokenUnavailable = "TOKEN_UNAVAILABLE"
    case inwayUnreachable = "INWAY_UNREACHABLE"
    case inwayTimeout = "INWAY_TIMEOUT"
    case purposeDocumentUnavailable = "PURPOSE_DOCUMENT_UNAVAILABLE"
    case purposeDocumentMismatch = "PURPOSE_DOCUMENT_MISMATCH"
    case contractHeld = "CONTRACT_HELD"
    case connectionClosed = "CONNECTION_CLOSED"

    /// The HTTP status that always goes with the code.
    public var status: Int {
        switch self {
        case .accessTokenMissing, .accessTokenInvalid, .accessTokenExpired: 401
        case .wrongGroupIDInToken, .fieldNotAllowed, .purposeRequired, .policyNotKept,
            .policyWithdrawn, .clientNotAllowed, .grantNotAllowed:
            403
        case .serviceNotFound, .unknownResource: 404
        case .methodUnsupported: 405
        case .connectionClosed: 408
        case .payloadTooLarge: 413
        case .unsupportedCoding: 415
        case .expectationUnsupported: 417
        case .incorrectGroupID, .submittingPeerNotPartOfContract, .receivingPeerNotPartOfContract,
            .signatureContractContentHashMismatch, .peerIDSignatureMismatch,
            .signatureVerificationFailed, .grantCombinationNotAllowed, .urlPathContentHashMismatch,
            .unknownHashAlgorithmHash, .unknownAlgorithmSignature, .unknownFSCVersion,
            .incorrectPublicKeyThumbprint, .contractInvalid:
            422
        case .rateLimited: 429
        case .transactionLogWriteError, .internalError: 500
        case .serviceUnreachable, .answerInvalid, .tokenUnavailable, .inwayUnreachable,
            .purposeDocumentUnavailable, .purposeDocumentMismatch:
            502
        case .overloaded, .contractHeld: 503
        case .serviceTimeout, .inwayTimeout: 504
        case .peerCertificateVerificationFailed, .missingLogRecordID, .invalidLogRecordID,
            .malformedRequest, .managerAddressMissing, .payloadInvalid, .unknownGrantHash:
            400
        }
    }

    /// Whether the standards do not have it: an addition of this product.
    public var isAddition: Bool {
        !rawValue.hasPrefix("ERROR_CODE_")
            && ![.transactionLogWriteError, .missingLogRecordID, .invalidLogRecordID]
                .contains(self)
    }

    /// Whether the answer adds RFC 9457's members and media type: the refusals that FSC has no code for.
    public var isProblem: Bool {
        switch self {
        case .payloadInvalid, .fieldNotAllowed, .purposeRequired, .policyNotKept,
            .policyWithdrawn, .payloadTooLarge, .unsupportedCoding, .rateLimited, .answerInvalid,
            .overloaded, .serviceTimeout:
            true
        default: false
        }
    }
}
