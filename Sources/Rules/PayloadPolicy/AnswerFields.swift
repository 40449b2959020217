extension PayloadRules {
    /// The fields that pass when an answer is checked.
    private static let passing = fieldNames(
        "content-type",
        "cache-control",
        "api-version",
        "allow",
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

    /// The fields of checked answers that may pass, in lower case; all others are left out.
    public var answerFieldNames: [String] {
        let policies = policies.values.flatMap(\.operations.values).flatMap(\.headerFields)
        let names =
            Self.passing + Self.describingBody + Self.describingFile + [Self.location] + policies
        return Set(names).map { String(decoding: $0, as: UTF8.self) }.sorted()
    }

    /// Whether a header field of an answer that is checked passes.
    ///
    /// Framing and connection fields are the transport's and must not be asked for.
    ///
    /// - Parameters:
    ///   - name: The field's name in lower case.
    ///   - match: The request.
    ///   - isAltered: Whether the body was changed.
    /// - Returns: Whether it passes.
    public func passes(answerField name: [UInt8], match: RequestMatch, isAltered: Bool) -> Bool {
        if name == Self.setCookie { return false }
        if Self.describingBody.contains(name) { return !isAltered }
        if name == Self.location || Self.passing.contains(name) { return true }
        if match.policy == nil, Self.describingFile.contains(name) { return true }
        return match.policy?.headerFields.contains(name) == true
    }

    /// Whether `Location` may name an address of somebody else than the service.
    ///
    /// Where a field policy protects persons it must say so: what else stands in such an address
    /// nobody knows.
    public func mayLeadElsewhere(_ match: RequestMatch) -> Bool {
        guard let policy = match.policy else { return true }
        return policy.headerFields.contains(Self.location)
    }
}
