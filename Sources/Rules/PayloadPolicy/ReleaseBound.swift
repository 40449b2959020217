public import JSONTape
public import OpenAPI

/// What the provider's field policy lets answers of an operation hold, as its derived document says.
struct ReleaseBound: Sendable {
    let answers: PathMask
    let errors: PathMask

    /// Whether an answer on a tape holds more.
    func isExceeded(
        by tape: borrowing ValueTape,
        _ input: RawSpan,
        isError: Bool
    ) -> Bool {
        let minimization = Minimization(tape, input, by: isError ? errors : answers)
        return !minimization.isReleasable || minimization.leftOut
    }
}

extension PayloadRules {
    /// Sets the rules of a consumer: what a provider's derived document says of a purpose.
    ///
    /// Answers are held to the document and to the patterns of its operations, so that nothing
    /// passes of which the policy does not speak.
    ///
    /// - Parameters:
    ///   - document: The derived document, read.
    ///   - json: The same document.
    ///   - requestMode: How strictly requests are held to it.
    ///   - answerMode: How strictly answers are held to it.
    ///   - limits: How large payloads may be.
    /// - Throws: What does not fit together, also patterns that are none.
    public convenience init(
        derived document: OpenAPIDocument,
        of json: JSONValue,
        requestMode: PayloadMode = .enforce,
        answerMode: PayloadMode = .enforce,
        limits: PayloadLimits = PayloadLimits()
    ) throws(PayloadRulesProblem) {
        var bounds: [String: ReleaseBound] = [:]
        var opaque: Set<String> = []
        for operation in document.operations {
            let item = json["paths"]?[operation.template]
            let fields = item?[operation.method.lowercased()]?[DerivedDocument.extensionName]
            guard let answers = Self.mask(fields?["answers"]),
                let errors = Self.mask(fields?["errors"])
            else { throw .fieldsMissing(operation: operation.id) }
            bounds[operation.id] = ReleaseBound(answers: answers, errors: errors)
            if fields?["opaque"] == true { opaque.insert(operation.id) }
        }
        try self.init(
            document: document,
            requestMode: requestMode,
            answerMode: answerMode,
            opaqueOperations: opaque,
            bounds: bounds,
            limits: limits
        )
    }

    private static func mask(_ value: JSONValue?) -> PathMask? {
        guard let items = value?.array else { return nil }
        let paths = items.compactMap(\.string).compactMap(PolicyPath.init)
        return paths.count == items.count ? PathMask(paths) : nil
    }
}
