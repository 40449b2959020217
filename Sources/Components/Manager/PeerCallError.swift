import JSONTape
import ManagerAPI
public import OutboundHTTP

/// Why a call to another Manager did not do what was asked.
public enum PeerCallError: Error, Hashable, Sendable {
    /// There was no answer.
    case unreachable(OutboundError)
    /// The other Manager refused, with its code and sentence.
    case refused(status: Int, code: String, message: String)
    /// The answer is not what the standard says.
    case answerMalformed(String)
    /// Nobody has told where the peer's Manager is.
    case addressUnknown

    /// Whether the reason holds for every message to the peer, and not for this one alone.
    var concernsEveryMessage: Bool {
        switch self {
        case .unreachable, .addressUnknown: true
        case .refused, .answerMalformed: false
        }
    }

    /// Whether asking again at once is of no use: the other side has decided, or is not who it must be.
    ///
    /// What may pass by itself is not: a Manager that restarts, is busy, or breaks down.
    var isFinal: Bool {
        switch self {
        case .refused(let status, _, _): status < 500 && ![408, 425, 429].contains(status)
        case .answerMalformed, .addressUnknown: true
        case .unreachable(let error):
            switch error {
            case .malformed, .addressDenied, .untrusted, .webUntrusted, .wrongHost, .wrongPeer,
                .certificateRefused, .tooLarge:
                true
            default: false
            }
        }
    }

    /// Reads an error answer: FSC's, or that of a token request.
    init(refusal response: OutboundResponse) {
        let value = try? JSONValue(parsing: response.body)
        let oauth = TokenError(parsing: response.body)
        self = .refused(
            status: response.status,
            code: Self.bounded(
                value?["code"]?.string ?? oauth?.code ?? response.headers["fsc-error-code"] ?? ""
            ),
            message: Self.bounded(value?["message"]?.string ?? oauth?.message ?? "")
        )
    }

    /// Another peer's text, cut to what a store and a screen can bear.
    private static func bounded(_ text: String) -> String {
        String(
            text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }.prefix(500)
                .map(Character.init)
        )
    }
}

extension PeerCallError: CustomStringConvertible {
    /// One sentence for an operator.
    public var description: String {
        switch self {
        case .unreachable(let error): "the peer's Manager: \(error.description)"
        case .refused(let status, let code, let message):
            code.isEmpty && message.isEmpty
                ? "the peer's Manager answered \(status) without saying why"
                : "the peer's Manager answered \(status) \(code): \(message)"
        case .answerMalformed(let reason): "the peer's Manager answered wrongly: \(reason)"
        case .addressUnknown:
            "the address of the peer's Manager is not known: it has not announced itself here or "
                + "at a directory"
        }
    }
}
