public import ExchangeModel

/// The phases that a request earns its way through, as refusals name them.
public enum Phase: UInt8, CaseIterable, Sendable, CustomStringConvertible {
    /// The head of the request and its routing.
    case accept = 1
    /// Who the peer is.
    case identify = 2
    /// The Outway's client and the grants that it may use.
    case client = 3
    /// The token, grant and purpose.
    case authorise = 4
    /// The durable record.
    case record = 5
    /// The request's body.
    case validate = 6
    /// The source, or the peer's Inway.
    case forward = 7
    /// The answer.
    case release = 8
    /// The Outway's access token from the provider's Manager.
    case token = 9
    /// A bound on load or rate.
    case admit = 10

    /// The phase's name in messages and JSON.
    public var description: String {
        switch self {
        case .accept: "accept"
        case .identify: "identify"
        case .client: "client"
        case .authorise: "authorise"
        case .record: "record"
        case .validate: "validate"
        case .forward: "forward"
        case .release: "release"
        case .token: "token"
        case .admit: "admit"
        }
    }
}

/// How a recorded request ended.
///
/// A record without one means "unknown", never "did not happen".
public enum Outcome: Hashable, Sendable {
    /// The source's answer was passed on whole.
    case answered
    /// We answered instead, with an error; or the peer's Inway did, which is a refusal on the way there.
    case refused(Phase, ErrorCode)
    /// Our own part was given up without an outcome: a defect or a shutdown.
    case abandoned
    /// The other side did not answer in time.
    case timedOut
    /// No connection to the other side could be made.
    case unreachable
    /// The answer broke off after its first byte.
    case interrupted
    /// The one who asked left before the answer was whole.
    case clientLeft

    /// The number in the entry.
    var code: UInt64 {
        switch self {
        case .answered: 0
        case .refused: 1
        case .abandoned: 2
        case .timedOut: 3
        case .unreachable: 4
        case .interrupted: 5
        case .clientLeft: 6
        }
    }

    /// The name in messages and JSON.
    public var name: String {
        switch self {
        case .answered: "answered"
        case .refused: "refused"
        case .abandoned: "abandoned"
        case .timedOut: "timed_out"
        case .unreachable: "unreachable"
        case .interrupted: "interrupted"
        case .clientLeft: "client_left"
        }
    }
}

/// What the validation of a body found.
public enum Verdict: UInt8, CaseIterable, Sendable {
    /// The body conforms.
    case passed = 0
    /// The body breaks its rules and was refused.
    case failed = 1
    /// There is no rule, or no body.
    case unchecked = 2
    /// The body breaks its rules and was let through, because the rules only warn.
    case tolerated = 3

    /// The name in JSON.
    public var name: String {
        switch self {
        case .passed: "passed"
        case .failed: "failed"
        case .unchecked: "unchecked"
        case .tolerated: "tolerated"
        }
    }
}

extension CBORWriter {
    mutating func put(_ outcome: Outcome) {
        put(.outcome, unsigned: outcome.code)
        if case .refused(let phase, let code) = outcome {
            put(.phase, unsigned: UInt64(phase.rawValue))
            put(.code, text: code.rawValue)
        }
    }
}

extension MemberReader {
    mutating func outcome() throws(EntryProblem) -> Outcome {
        switch try required(.outcome, number(.outcome)) {
        case 0: .answered
        case 1: .refused(try phase(), try code())
        case 2: .abandoned
        case 3: .timedOut
        case 4: .unreachable
        case 5: .interrupted
        case 6: .clientLeft
        default: throw .invalid(.outcome)
        }
    }

    mutating func phase() throws(EntryProblem) -> Phase {
        try required(.phase, choice(.phase, Phase.self))
    }

    mutating func code() throws(EntryProblem) -> ErrorCode {
        guard let code = ErrorCode(rawValue: try required(.code, text(.code))) else {
            throw .invalid(.code)
        }
        return code
    }
}
