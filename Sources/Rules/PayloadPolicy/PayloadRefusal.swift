public import ExchangeModel
public import OpenAPI

/// Why a payload does not pass.
///
/// The payload itself is never part of the reason.
public enum PayloadRefusal: Error, Hashable, Sendable {
    // Requests.
    /// The path may be read in more than one way.
    case pathUnclear(PathRefusal)
    /// No operation has the path.
    case unknownOperation
    /// The provider's document describes the operation in a way that cannot be read.
    case operationLeftOut
    /// The path is known, the method not; these are.
    case unknownMethod(declared: [String])
    /// The request breaks the service's document at these places.
    case requestInvalid([ErrorAnswer.Detail])
    /// The body is longer than this number of bytes.
    case requestTooLarge(limit: Int)
    /// The body has a content coding.
    case requestCoded
    /// The body is not JSON in UTF-8, and the purpose's policy judges nothing else.
    case requestUnreadable
    /// The request names more persons than are logged for one exchange, or an endless identifier.
    case tooManyRequestSubjects
    /// The service asks for a purpose and the grant has none.
    case purposeMissing
    /// The provider has no field policy for the grant's purpose.
    case purposeUnknown
    /// The field policy that the grant pins is not in force here.
    case policyNotKept
    /// The purpose does not cover the operation.
    case operationNotAllowed
    /// The purpose does not cover these values of the request.
    case valuesNotAllowed([ErrorAnswer.Detail])
    /// The purpose does not cover these fields that the request asks for; all of them are listed.
    case fieldsNotAllowed([ErrorAnswer.Detail])

    // Answers.
    /// The answer has a content coding, so that it cannot be checked.
    case answerCoded
    /// The answer is a part of a whole, so that it cannot be checked.
    case answerPartial
    /// The answer is not JSON in UTF-8 and its policy does not let it pass unread.
    case answerUnreadable
    /// The answer is longer than this number of bytes.
    case answerTooLarge(limit: Int)
    /// The document does not declare the answer's status or media type.
    case answerUndeclared(Undeclared)
    /// The answer breaks the service's document at these places.
    case answerInvalid([ErrorAnswer.Detail])
    /// The answer names more persons than are logged for one exchange, or an endless identifier.
    case tooManyAnswerSubjects

    /// What a document does not declare.
    public enum Undeclared: Hashable, Sendable {
        /// The status.
        case status(Int)
        /// The media type of an answer with a declared status.
        case mediaType(status: Int)
    }

    /// The code of the error answer.
    public var code: ErrorCode {
        switch self {
        case .unknownOperation, .operationLeftOut: .unknownResource
        case .unknownMethod: .methodUnsupported
        case .pathUnclear, .requestInvalid, .requestUnreadable, .tooManyRequestSubjects:
            .payloadInvalid
        case .requestTooLarge: .payloadTooLarge
        case .requestCoded: .unsupportedCoding
        case .purposeMissing, .purposeUnknown: .purposeRequired
        case .policyNotKept: .policyNotKept
        case .operationNotAllowed, .valuesNotAllowed, .fieldsNotAllowed: .fieldNotAllowed
        case .answerCoded, .answerPartial, .answerUnreadable, .answerTooLarge, .answerUndeclared,
            .answerInvalid, .tooManyAnswerSubjects:
            .answerInvalid
        }
    }

    /// A short name for records and metrics.
    public var label: String {
        switch self {
        case .pathUnclear: "path_unclear"
        case .unknownOperation: "unknown_operation"
        case .operationLeftOut: "operation_left_out"
        case .unknownMethod: "unknown_method"
        case .requestInvalid: "request_invalid"
        case .requestTooLarge: "request_too_large"
        case .requestCoded: "request_coded"
        case .requestUnreadable: "request_unreadable"
        case .tooManyRequestSubjects: "too_many_request_subjects"
        case .purposeMissing: "purpose_missing"
        case .purposeUnknown: "purpose_unknown"
        case .policyNotKept: "policy_not_kept"
        case .operationNotAllowed: "operation_not_allowed"
        case .valuesNotAllowed: "values_not_allowed"
        case .fieldsNotAllowed: "fields_not_allowed"
        case .answerCoded: "answer_coded"
        case .answerPartial: "answer_partial"
        case .answerUnreadable: "answer_unreadable"
        case .answerTooLarge: "answer_too_large"
        case .answerUndeclared: "answer_undeclared"
        case .answerInvalid: "answer_invalid"
        case .tooManyAnswerSubjects: "too_many_answer_subjects"
        }
    }

    /// The single faults, where there are.
    public var details: [ErrorAnswer.Detail] {
        switch self {
        case .requestInvalid(let details), .valuesNotAllowed(let details),
            .fieldsNotAllowed(let details), .answerInvalid(let details):
            details
        case .requestUnreadable: [.init(location: "header:content-type", rule: "mediaType")]
        default: []
        }
    }

    /// The methods that the path has, where another one was asked for.
    ///
    /// RFC 9110, *405 Method Not Allowed*. HEAD goes where GET goes.
    public var allowedMethods: [String]? {
        guard case .unknownMethod(let declared) = self else { return nil }
        return declared.flatMap { $0 == "GET" ? ["GET", "HEAD"] : [$0] }
    }

    /// The answer that the client gets.
    public func answer(from domain: ErrorDomain) -> ErrorAnswer {
        ErrorAnswer(code, domain: domain, message: message, details: details)
    }

    /// Why a request names no operation.
    init(_ refusal: RouteRefusal) {
        self =
            switch refusal {
            case .path(let refusal): .pathUnclear(refusal)
            case .unknownPath: .unknownOperation
            case .leftOut: .operationLeftOut
            case .unknownMethod(let declared): .unknownMethod(declared: declared)
            }
    }

    /// What is wrong and what to do, in one sentence without any value.
    private var message: String {
        switch self {
        case .pathUnclear(let refusal):
            "The path may be read in more than one way by the servers that it passes, and is refused: "
                + "\(refusal.explanation)."
        case .unknownOperation:
            "The service has no operation with this path; see its OpenAPI document."
        case .operationLeftOut:
            "The service's OpenAPI document describes this operation in a way that the provider's "
                + "gateway cannot read, so that it is not offered; the provider must mend the document."
        case .unknownMethod:
            "The service's operation does not have this method; see its OpenAPI document."
        case .requestInvalid: "The request does not conform to the service's OpenAPI document."
        case .requestTooLarge(let limit): "The body of the request is longer than \(limit) bytes."
        case .requestCoded: "The body of the request has a content coding; send it without."
        case .requestUnreadable:
            "A field policy belongs to the grant's purpose and judges JSON in UTF-8 only, no forms; "
                + "send the body as JSON."
        case .tooManyRequestSubjects: "The request names too many persons; ask for fewer at a time."
        case .purposeMissing: "The service asks for a purpose and the grant has none."
        case .purposeUnknown: "The provider has no field policy for the grant's purpose."
        case .policyNotKept:
            "The field policy that the grant pins is not kept by the provider; renew the contract."
        case .operationNotAllowed: "The grant's purpose does not cover this operation."
        case .valuesNotAllowed: "The grant's purpose does not cover these values of the request."
        case .fieldsNotAllowed: "The grant's purpose does not cover these fields; ask without them."
        case .answerCoded: "The service's answer has a content coding and cannot be checked."
        case .answerPartial: "The service's answer is partial and cannot be checked."
        case .answerUnreadable:
            "The service's answer is not JSON in UTF-8 and cannot be held to the field policy of the "
                + "grant's purpose; ask for JSON, or have the provider say 'opaque: true' under "
                + "'response' of the operation in the policy, so that it passes unread."
        case .answerTooLarge(let limit):
            "The service's answer is longer than \(limit) bytes, which is the configured `answerLimit`."
        case .answerUndeclared(.status(let status)):
            "The service answered with status \(status), which its OpenAPI document does not declare for "
                + "this operation."
        case .answerUndeclared(.mediaType(let status)):
            "The service answered with status \(status) and a media type that its OpenAPI document does "
                + "not declare for it."
        case .answerInvalid: "The service's answer does not conform to its OpenAPI document."
        case .tooManyAnswerSubjects:
            "The service's answer names too many persons; ask for fewer at a time."
        }
    }
}

extension PathRefusal {
    /// What stands in the path, and what to do.
    fileprivate var explanation: String {
        switch self {
        case .notAbsolute: "it does not begin with '/', or holds '#'"
        case .emptySegment: "two '/' follow each other; leave one out"
        case .dotSegment: "a segment is '.' or '..'; leave it out"
        case .brokenEncoding:
            "a '%' without two hexadecimal digits after it; write %25 only in the query"
        case .encodedSeparator:
            "an encoded '/', '\\', '%' or ';' (%2F, %5C, %25, %3B), which some servers decode before they "
                + "divide the path; such a value can only be sent in the query or the body"
        case .doubtfulSeparator: "a ';' or '\\', which some servers take for a separator"
        case .controlCharacter: "a control character, a space or a byte beyond ASCII"
        case .notUTF8: "its decoded bytes are not UTF-8"
        case .tooLong: "more bytes or segments than any path of a document has"
        }
    }
}
