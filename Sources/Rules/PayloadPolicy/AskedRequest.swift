internal import ExchangeModel
public import JSONTape
internal import OpenAPI

/// What a refused request asked for, as far as it is known: what its record holds.
public struct AskedRequest: Sendable {
    /// The most bytes of a field's name that is kept.
    static let maximumNameBytes = 512

    /// The operation as records name it; nil when the document has none for it.
    public internal(set) var operation: String?
    /// The persons asked about.
    public internal(set) var subjects: [SubjectIdentifier] = []
    /// The fields asked for whose names the document has, each once.
    public internal(set) var fields: [String] = []
    /// How many other fields were asked for.
    public internal(set) var unknownFields = 0

    /// Takes a list of names between commas.
    fileprivate mutating func add(_ list: [UInt8], _ declared: ([UInt8]) -> String?) {
        for name in PayloadRules.fieldNames(in: list) {
            guard let name = declared(name), name.utf8.count <= Self.maximumNameBytes else {
                unknownFields += 1
                continue
            }
            if !fields.contains(name) { fields.append(name) }
        }
    }
}

extension PayloadRules {
    /// Looks once more at a request that is refused, for what it asked.
    ///
    /// Where persons and fields stand is said by the purpose's policy for the operation, else by that of
    /// another purpose; without one only the operation is known. Parameters that two programs may read
    /// differently and a body that cannot be read tell nothing.
    ///
    /// - Parameters:
    ///   - facts: What the head says.
    ///   - body: The whole body; empty where it was not read.
    ///   - context: The exchange and the grant's purpose.
    ///   - tape: Working memory.
    /// - Returns: What was found; empty where no operation has the path and method.
    public func asked(
        _ facts: RequestFacts,
        body: Span<UInt8>,
        context: PayloadContext,
        tape: inout ValueTape
    ) -> AskedRequest {
        var asked = AskedRequest()
        guard let document,
            case .success(let found) = document.match(method: facts.method, target: facts.target)
        else { return asked }
        let operation = found.operation
        let isHead = facts.method == "HEAD" && operation.method == "GET"
        asked.operation = isHead ? "HEAD " + operation.id : operation.id
        guard let rule = rule(for: operation.id, context) else { return asked }
        var search = SubjectSearch()
        let parameters = found.parameters(tape: &tape) { name in
            facts.headerFields.filter { $0.name == name }.map(\.value)
        }
        let unclear = parameters.violations.filter(\.hidesValues)
        for place in rule.parameterSubjects
        where unclear.isEmpty || Self.isClear(place.label, beside: unclear) {
            for value in parameters.values.values(place.label) ?? [] {
                search.add(value, type: rule.idTypes[place.type])
            }
        }
        if unclear.isEmpty, let list = rule.fields, case .parameter(let label) = list.place {
            for text in parameters.values.values(label) ?? [] {
                asked.add(text, declaredName)
            }
        }
        if !body.isEmpty, (try? tape.parse(body, limits: .payload)) != nil {
            search.collect(rule.requestSubjects, types: rule.idTypes, tape, body.bytes)
            if let list = rule.fields, case .body(let path) = list.place {
                for index in path.matches(tape, body.bytes) {
                    let value = JSONValue(tape, body.bytes, at: index)
                    for text in value.array ?? [value] {
                        if let text = text.string { asked.add(Array(text.utf8), declaredName) }
                    }
                }
            }
        }
        asked.subjects = search.subjects
        return asked
    }

    /// Whether a place of the path is read alike by everybody: what is unclear elsewhere does not hide it.
    private static func isClear(_ label: String, beside unclear: [ParameterViolation]) -> Bool {
        label.hasPrefix("path:") && !unclear.contains { $0.location.hasPrefix("path") }
    }

    private func rule(for operation: String, _ context: PayloadContext) -> OperationPolicy? {
        let own = context.purpose.flatMap { policies[$0.fieldPolicy]?.operations[operation] }
        if let own { return own }
        return policies.values.filter { $0.operations[operation] != nil }
            .min { $0.digest.hexadecimal < $1.digest.hexadecimal }?.operations[operation]
    }
}
