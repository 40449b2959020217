/// The one body that every error answer of Inway, Outway and Manager has.
///
/// FSC's `message, domain, code`; where FSC has no code of its own, RFC 9457's members beside them.
/// Messages are ours: they never hold a value of a body, query or path.
public struct ErrorAnswer: Hashable, Sendable {
    /// One thing that is wrong with a payload.
    public struct Detail: Hashable, Sendable {
        /// Where: a JSON pointer or the name of a parameter.
        public let location: String
        /// Which rule is broken: a schema keyword or the policy's name.
        public let rule: String

        /// Names a place and the rule that it breaks.
        public init(location: String, rule: String) {
            self.location = location
            self.rule = rule
        }
    }

    /// The page that explains the codes: the `type` of a problem leads to its code there.
    public static let documentation = "https://example.nl/sluis/docs/errors.md"

    /// The code, which also decides the status.
    public let code: ErrorCode
    /// Who answers.
    public let domain: ErrorDomain
    /// What is wrong and how to mend it, in one sentence.
    public let message: String
    /// Every single fault, when a payload is refused.
    public let details: [Detail]

    /// Makes an error answer.
    public init(_ code: ErrorCode, domain: ErrorDomain, message: String, details: [Detail] = []) {
        self.code = code
        self.domain = domain
        self.message = message
        self.details = details
    }

    /// The HTTP status.
    public var status: Int { code.status }

    /// The media type of ``body``.
    public var contentType: String {
        code.isProblem ? "application/problem+json" : "application/json"
    }

    /// The JSON text of the answer.
    public var body: [UInt8] {
        var text = "{\"message\":\(Self.quoted(message)),\"domain\":\"\(domain.rawValue)\","
        text += "\"code\":\"\(code.rawValue)\""
        if code.isProblem {
            text += ",\"type\":\"\(Self.documentation)#\(code.rawValue.lowercased())\""
            text += ",\"title\":\(Self.quoted(title)),\"status\":\(status)"
            text += ",\"detail\":\(Self.quoted(message)),\"errors\":["
            text += details.map {
                "{\"location\":\(Self.quoted($0.location)),\"rule\":\(Self.quoted($0.rule))}"
            }.joined(separator: ",")
            text += "]"
        }
        return Array((text + "}").utf8)
    }

    private var title: String {
        code.rawValue.lowercased().split(separator: "_").joined(separator: " ")
    }

    /// A JSON string; RFC 8259, *Strings*.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\u{0}"..<"\u{20}":
                result += "\\u00" + Hexadecimal.encode([UInt8(truncatingIfNeeded: scalar.value)])
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
