internal import ExchangeModel
internal import JSONTape
internal import OpenAPI

/// The judging of a request by its purpose's policy.
extension PayloadRules {
    /// The most faults of schema and values that are listed.
    static let maximumFaults = 100
    /// The most fields that are listed; a request that asks for more than these is no mistake.
    static let maximumFields = 1_000

    /// Judges the parameters.
    func checkParameters(
        _ values: ParameterValues,
        _ rule: OperationPolicy
    ) throws(PayloadRefusal) {
        var faults: [ErrorAnswer.Detail] = []
        for allowed in rule.allowedValues {
            guard case .parameter(let label) = allowed.place else { continue }
            let texts = Set(allowed.values.map(Self.parameterText))
            for value in values.values(label) ?? [] where !texts.contains(value) {
                faults.append(.init(location: label, rule: "value not allowed"))
            }
        }
        guard faults.isEmpty else {
            throw .valuesNotAllowed(Array(faults.prefix(Self.maximumFaults)))
        }
        guard let list = rule.fields, case .parameter(let label) = list.place else { return }
        let texts = (values.values(label) ?? []).map { (location: label, text: $0) }
        try checkFields(texts, rule, below: list.below)
    }

    /// Judges the body on the tape.
    func checkBody(
        _ tape: borrowing ValueTape,
        _ input: RawSpan,
        _ rule: OperationPolicy
    ) throws(PayloadRefusal) {
        var faults: [ErrorAnswer.Detail] = []
        for allowed in rule.allowedValues {
            guard case .body(let path) = allowed.place else { continue }
            for index in path.matches(tape, input) {
                let value = JSONValue(tape, input, at: index)
                if !allowed.values.contains(value) {
                    faults.append(.init(location: path.description, rule: "value not allowed"))
                }
            }
        }
        guard faults.isEmpty else {
            throw .valuesNotAllowed(Array(faults.prefix(Self.maximumFaults)))
        }
        guard let list = rule.fields, case .body(let path) = list.place else { return }
        var texts: [(location: String, text: [UInt8])] = []
        for index in path.matches(tape, input) {
            switch JSONValue(tape, input, at: index) {
            case .string(let text): texts.append((path.description, Array(text.utf8)))
            case .array(let items):
                for (position, item) in items.enumerated() {
                    guard let text = item.string else {
                        throw .requestInvalid([
                            .init(location: "\(path)/\(position)", rule: "type")
                        ])
                    }
                    texts.append(("\(path)/\(position)", Array(text.utf8)))
                }
            case .null: break
            default: throw .requestInvalid([.init(location: path.description, rule: "type")])
            }
        }
        try checkFields(texts, rule, below: list.below)
    }

    /// Refuses when any field asked for may not leave; every one of them is listed.
    ///
    /// A text may hold several names between commas. A name is quoted only when the document
    /// declares all its members; another may be anything.
    private func checkFields(
        _ texts: [(location: String, text: [UInt8])],
        _ rule: OperationPolicy,
        below: PolicyPath
    ) throws(PayloadRefusal) {
        var faults: [ErrorAnswer.Detail] = []
        for (location, text) in texts {
            for name in Self.fieldNames(in: text) where !rule.mask.covers(name, below: below) {
                let words = declaredName(name).map { ": \($0)" } ?? ""
                faults.append(.init(location: location, rule: "field not allowed" + words))
            }
        }
        guard faults.isEmpty else {
            throw .fieldsNotAllowed(Array(faults.prefix(Self.maximumFields)))
        }
    }

    /// The names in a list between commas.
    static func fieldNames(in list: [UInt8]) -> [[UInt8]] {
        list.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map {
            Array($0.drop { $0 == 0x20 })
        }
    }

    /// A field's name, when the document declares all its members; another may be anything.
    func declaredName(_ name: [UInt8]) -> String? {
        guard let document else { return nil }
        let words = String(decoding: name, as: UTF8.self)
        let isDeclared = words.split(separator: ".", omittingEmptySubsequences: false)
            .allSatisfy { document.memberNames.contains(String($0)) }
        return isDeclared ? words : nil
    }

    private static func parameterText(_ value: JSONValue) -> [UInt8] {
        switch value {
        case .string(let text): Array(text.utf8)
        case .number(let number): Array(number.text.utf8)
        case .bool(let flag): Array((flag ? "true" : "false").utf8)
        case .null, .array, .object: []
        }
    }
}
