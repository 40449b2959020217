/// A pattern over the places of a JSON text.
///
/// A JSON pointer (RFC 6901) in which `*` stands for one step, any member or any item, and a final
/// `**` for the value and everything below it. Items of arrays are only reached by `*` and `**`.
public struct PolicyPath: Hashable, Sendable, CustomStringConvertible {
    /// The most steps of a pattern.
    static let maximumSteps = 32

    enum Step: Hashable, Sendable {
        case name(String)
        case any
        case subtree
    }

    let steps: [Step]
    /// The pattern as it was written.
    public let description: String

    /// The pattern of the whole value.
    static let root = PolicyPath(steps: [], description: "")

    private init(steps: [Step], description: String) {
        (self.steps, self.description) = (steps, description)
    }

    /// Reads a pattern; nil when it is none.
    public init?(_ text: String) {
        guard text.isEmpty || text.utf8.first == UInt8(ascii: "/") else { return nil }
        var steps: [Step] = []
        // By code points: a slash before a combining character is a slash.
        let tokens = text.unicodeScalars.split(separator: "/", omittingEmptySubsequences: false)
        for token in tokens.dropFirst().map(Substring.init) {
            guard steps.last != .subtree, steps.count < Self.maximumSteps else { return nil }
            switch token {
            case "*": steps.append(.any)
            case "**": steps.append(.subtree)
            default:
                guard let name = Self.unescaped(token) else { return nil }
                steps.append(.name(name))
            }
        }
        self.steps = steps
        description = text
    }

    private static func unescaped(_ token: Substring) -> String? {
        var text = ""
        var isEscape = false
        for scalar in token.unicodeScalars {
            switch (isEscape, scalar) {
            case (true, "0"): text.unicodeScalars.append("~")
            case (true, "1"): text.unicodeScalars.append("/")
            case (true, _): return nil
            case (false, "~"):
                isEscape = true
                continue
            default: text.unicodeScalars.append(scalar)
            }
            isEscape = false
        }
        return isEscape ? nil : text
    }
}

/// A place in a request: a pattern over the body, or a parameter such as `query:fields`.
enum PolicyPlace: Hashable, Sendable {
    case body(PolicyPath)
    case parameter(String)

    init?(_ text: String) {
        if let path = PolicyPath(text), !text.isEmpty {
            self = .body(path)
            return
        }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, ["path", "query", "header"].contains(parts[0]), !parts[1].isEmpty
        else { return nil }
        self = .parameter(parts[0] == "header" ? text.lowercased() : text)
    }

    /// The place as messages name it.
    var label: String {
        switch self {
        case .body(let path): path.description
        case .parameter(let label): label
        }
    }
}
