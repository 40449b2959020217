public import JSONTape
public import OpenAPI

/// What a field policy lets a purpose ask and see, for people: taken from the policy as it is applied.
public struct PolicyExplanation: Sendable {
    /// One JSON object for each operation, in the order of their ids.
    public let operations: [JSONValue]

    /// Explains the policy of a provider.
    public init(_ policy: FieldPolicy, document: OpenAPIDocument?) {
        operations = policy.operationIDs.compactMap { id in
            guard let rule = policy.operations[id] else { return nil }
            let operation = document?.operation(id: id)
            let given = policy.document["operations"]?[id]
            var request: JSONObject = [
                "values": .object(
                    JSONObject(
                        rule.allowedValues.map { (name: $0.place.label, value: .array($0.values)) }
                    )
                ),
                "subjects": given?["request"]?["subjects"] ?? [],
            ]
            if let fields = rule.fields {
                request["fields"] = [
                    "at": .string(fields.place.label), "below": .string(fields.below.description),
                ]
            }
            let answer: JSONObject = [
                "allow": given?["response"]?["allow"] ?? [],
                "always": given?["response"]?["always"] ?? [],
                "errors": .array(rule.errors.patterns.map { .string($0) }),
                "subjects": given?["response"]?["subjects"] ?? [],
                "headerFields": .array(
                    rule.headerFields.map { .string(String(decoding: $0, as: UTF8.self)) }
                ),
                "opaque": .bool(rule.isOpaque),
            ]
            return .object(
                [
                    "id": .string(id), "method": .string(operation?.method ?? ""),
                    "path": .string(operation?.template ?? ""),
                    "summary": .string(operation?.summary ?? ""),
                    "request": .object(request), "answer": .object(answer),
                ]
            )
        }
    }

    /// Explains a provider's derived document, as its consumer has it.
    public init(derived document: OpenAPIDocument, of json: JSONValue) {
        operations = document.operations.map { operation in
            let item = json["paths"]?[operation.template]?[operation.method.lowercased()]
            let fields = item?[DerivedDocument.extensionName]
            return [
                "id": .string(operation.id), "method": .string(operation.method),
                "path": .string(operation.template), "summary": .string(operation.summary),
                "request": [
                    "parameters": .array(operation.parameters.map { .string($0.label) })
                ],
                "answer": [
                    "allow": fields?["answers"] ?? [], "errors": fields?["errors"] ?? [],
                    "opaque": fields?["opaque"] ?? false,
                ],
            ]
        }
    }
}
