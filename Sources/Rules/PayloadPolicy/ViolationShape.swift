internal import JSONSchema
internal import JSONTape
internal import OpenAPI

extension PayloadRules {
    /// What is counted of a violation: its shape, nothing of the payload.
    func deviation(
        _ violation: Violation,
        _ operation: Operation,
        isAnswer: Bool,
        _ tape: borrowing ValueTape,
        _ input: RawSpan
    ) -> Deviation {
        Deviation(
            operation: operation.id,
            isAnswer: isAnswer,
            path: location(violation.instance, .tally),
            rule: violation.keyword,
            seen: violation.keyword == "type"
                ? Self.kind(at: violation.instance, tape, input) : nil,
            schema: violation.schemaLocation
        )
    }

    /// The kind of value at a place, in the words of JSON Schema's `type`.
    private static func kind(
        at instance: String,
        _ tape: borrowing ValueTape,
        _ input: RawSpan
    ) -> String? {
        guard let pointer = try? JSONPointer(parsing: instance) else { return nil }
        var index = 0
        for token in pointer.tokens {
            guard let below = child(token, of: index, tape, input) else { return nil }
            index = below
        }
        switch tape[index].tag {
        case .null: return "null"
        case .truth, .falsehood: return "boolean"
        case .number: return "number"
        case .string, .name: return "string"
        case .array: return "array"
        case .object: return "object"
        }
    }

    private static func child(
        _ token: String,
        of index: Int,
        _ tape: borrowing ValueTape,
        _ input: RawSpan
    ) -> Int? {
        let isObject = tape[index].tag == .object
        guard isObject || tape[index].tag == .array else { return nil }
        let wanted = isObject ? -1 : Int(token) ?? -1
        let end = tape.end(of: index)
        var place = index + 2
        var number = 0
        while place < end {
            let value = isObject ? place + 1 : place
            let isFound =
                isObject
                ? JSONText.string(input, tape[place]).utf8.elementsEqual(token.utf8)
                : number == wanted
            if isFound { return value }
            number += 1
            place = tape.next(after: value)
        }
        return nil
    }
}
