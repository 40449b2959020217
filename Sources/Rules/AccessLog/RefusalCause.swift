/// A code that another system gave, such as a peer's `Fsc-Error-Code`.
///
/// At most 64 ASCII letters, digits, `_`, `-` and `.`; it is foreign text and known to nobody here.
public struct RemoteCode: Hashable, Sendable, CustomStringConvertible {
    /// The most bytes of a code.
    public static let maximumBytes = 64

    /// The code as it came.
    public let description: String

    /// Takes a code; nil when it is none, or may be a citizen's number.
    public init?(_ text: some StringProtocol) {
        let isCode = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "-"),
                UInt8(ascii: "."):
                true
            default: false
            }
        }
        guard isCode, (1...Self.maximumBytes).contains(text.utf8.count) else { return nil }
        let code = String(text)
        guard !EntryGuard.holdsCitizenNumber(code) else { return nil }
        description = code
    }
}

/// Why a request came to nothing, where more is known than the code that was answered.
///
/// Phase and code say what is refused; where one code has several causes, ``detail`` tells them apart.
public struct RefusalCause: Hashable, Sendable {
    /// The part of a request's way that failed.
    public enum Leg: UInt8, CaseIterable, Sendable {
        /// The client: what it sent, or that it left.
        case client = 1
        /// Our own log.
        case ownLog = 2
        /// The contract, as it stands here.
        case ownContract = 3
        /// The access token from the provider's Manager.
        case token = 4
        /// The look-up of a name.
        case name = 5
        /// The connection.
        case connect = 6
        /// The TLS handshake.
        case handshake = 7
        /// The partner's Inway.
        case partnerInway = 8
        /// The source: ours at an Inway, the partner's at an Outway.
        case source = 9
        /// The decision point that was asked.
        case decisionPoint = 10

        /// The name in JSON.
        public var name: String {
            switch self {
            case .client: "client"
            case .ownLog: "own_log"
            case .ownContract: "own_contract"
            case .token: "token"
            case .name: "name"
            case .connect: "connect"
            case .handshake: "handshake"
            case .partnerInway: "partner_inway"
            case .source: "source"
            case .decisionPoint: "decision_point"
            }
        }
    }

    /// The leg that failed.
    public var leg: Leg?
    /// A name for what happened on it, for example `connect_timeout`; what an Inway of another product
    /// says may be none of ours.
    public var detail: RemoteCode?
    /// The `Fsc-Error-Code` of the peer's answer.
    public var peerCode: RemoteCode?
    /// The HTTP status of the peer's answer, where it is not the one that was passed on.
    public var peerStatus: Int?
    /// The `error` of the token endpoint.
    ///
    /// RFC 6749, *Error Response*.
    public var tokenError: RemoteCode?

    /// Makes a cause of which nothing is known.
    public init() {}

    /// Names the leg that failed, and what happened on it.
    public init(_ leg: Leg?, _ detail: String? = nil) {
        self.leg = leg
        self.detail = detail.flatMap { RemoteCode($0) }
    }
}

extension CBORWriter {
    /// The member that stands among the older ones; the rest follows by `put(restOf:)`.
    mutating func put(peerCodeOf cause: RefusalCause) {
        put(.peerCode, text: cause.peerCode?.description)
    }

    mutating func put(restOf cause: RefusalCause) {
        put(.tokenError, text: cause.tokenError?.description)
        put(.leg, unsigned: cause.leg.map { UInt64($0.rawValue) })
        put(.causeDetail, text: cause.detail?.description)
        put(.peerStatus, unsigned: cause.peerStatus.map { UInt64(clamping: $0) })
    }
}

extension MemberReader {
    /// What is known of a refusal's cause.
    mutating func cause() throws(EntryProblem) -> RefusalCause {
        var cause = RefusalCause()
        guard version >= 2 else { return cause }
        cause.peerCode = try remoteCode(.peerCode)
        cause.tokenError = try remoteCode(.tokenError)
        cause.leg = try choice(.leg, RefusalCause.Leg.self)
        cause.detail = try remoteCode(.causeDetail)
        cause.peerStatus = try integer(.peerStatus)
        return cause
    }

    private mutating func remoteCode(_ member: EntryMember) throws(EntryProblem) -> RemoteCode? {
        guard let text = try text(member) else { return nil }
        guard let code = RemoteCode(text) else { throw .invalid(member) }
        return code
    }
}
