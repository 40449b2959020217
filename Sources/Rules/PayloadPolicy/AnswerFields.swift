/// What happens to a header field of a service's answer.
public enum AnswerFieldFate: Sendable {
    /// It goes to the client.
    case pass
    /// It is left out.
    case drop
    /// The answer is refused.
    case refuse
}

extension PayloadRules {
    /// The fields that pass when an answer is checked.
    private static let passing = fieldNames(
        "content-type",
        "cache-control",
        "api-version",
        "link",
        "retry-after",
        "traceparent"
    )
    /// The fields that are true of the original body only.
    private static let describingBody = fieldNames(
        "etag",
        "last-modified",
        "content-md5",
        "digest",
        "content-digest",
        "repr-digest"
    )
    /// The fields about a file or text that pass where no policy protects persons: a file's name can
    /// be one's.
    private static let describingFile = fieldNames("content-disposition", "content-language")
    private static let setCookie = Array("set-cookie".utf8)
    private static let location = Array("location".utf8)

    private static func fieldNames(_ names: String...) -> [[UInt8]] { names.map { Array($0.utf8) } }

    /// Whether a field passes whatever the policy says.
    static func passes(_ name: [UInt8]) -> Bool { passing.contains(name) }

    /// The fields of checked answers that may pass or be refused, in lower case; all others are left
    /// out.
    public var answerFieldNames: [String] {
        let policies = policies.values.flatMap(\.operations.values).flatMap(\.headerFields)
        let names =
            Self.passing + Self.describingBody + Self.describingFile + [Self.location] + policies
        return Set(names).map { String(decoding: $0, as: UTF8.self) }.sorted()
    }

    /// Decides about one header field of an answer.
    ///
    /// Where answers are not checked all pass but cookies and the source's own address. Framing and
    /// connection fields are the transport's and must not be asked for.
    ///
    /// - Parameters:
    ///   - name: The field's name in lower case.
    ///   - value: The field's value.
    ///   - match: The request.
    ///   - isMinimized: Whether the body was changed.
    ///   - sourceHosts: The names and addresses by which the source is called, in lower case.
    /// - Returns: Whether the field passes.
    public func fate(
        ofAnswerField name: [UInt8],
        value: [UInt8],
        match: RequestMatch,
        isMinimized: Bool,
        sourceHosts: [String]
    ) -> AnswerFieldFate {
        if name == Self.setCookie { return .drop }
        if name == Self.location {
            return Self.fate(ofLocation: value, match: match, sourceHosts: sourceHosts)
        }
        guard match.needsAnswerBody else { return .pass }
        if Self.describingBody.contains(name) { return isMinimized ? .drop : .pass }
        if Self.passing.contains(name) { return .pass }
        if match.policy == nil, Self.describingFile.contains(name) { return .pass }
        return match.policy?.headerFields.contains(name) == true ? .pass : .drop
    }

    /// A path passes; the source's own address is refused, another is left out.
    private static func fate(
        ofLocation value: [UInt8],
        match: RequestMatch,
        sourceHosts: [String]
    ) -> AnswerFieldFate {
        let text = String(decoding: value, as: UTF8.self).lowercased()
        guard let host = host(of: text) else { return .pass }
        if sourceHosts.contains(host) { return .refuse }
        guard match.needsAnswerBody else { return .pass }
        return match.policy?.headerFields.contains(location) == true ? .pass : .drop
    }

    /// The host of an absolute or network-path reference; nil for a path.
    ///
    /// RFC 3986, *Authority*.
    private static func host(of text: String) -> String? {
        let authority: Substring
        if text.hasPrefix("//") {
            authority = text.dropFirst(2)
        } else if text.hasPrefix("/") || text.hasPrefix("?") || text.hasPrefix("#") {
            return nil
        } else if let start = text.firstRange(of: "://") {
            authority = text[start.upperBound...]
        } else {
            return text.contains(":") ? "" : nil
        }
        let whole = authority.prefix { !"/?#\\".contains($0) }
        let host = whole.split(separator: "@", omittingEmptySubsequences: false).last ?? whole
        if host.hasPrefix("[") { return String(host.prefix { $0 != "]" }) + "]" }
        return String(host.prefix { $0 != ":" })
    }
}
