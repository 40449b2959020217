import JSONSchema
import JSONTape
import OpenAPI
import YAMLDocument

/// An OpenAPI document: every operation that was read can be asked for.
enum OpenAPIInput: FuzzInput {
    static func feed(_ bytes: RawSpan) {
        guard let json = try? YAMLNode.json(parsing: bytes.copied),
            let document = try? OpenAPIDocument(json)
        else { return }
        var tape = ValueTape()
        let body = Array(#"{"type":"a","items":[1,null,{"b":"c"}]}"#.utf8)
        guard (try? tape.parse(body.span, limits: .payload)) != nil else { return }
        for operation in document.operations {
            claim(document.operation(id: operation.id) != nil, "an operation without its id")
            _ = document.match(method: operation.method, target: Array(operation.template.utf8))
            _ = document.match(method: operation.method, target: Array("/a/b?c=1&d=%41".utf8))
            let contents = [operation.requestBody?.content, operation.response(status: 200)]
            for schema in contents.compactMap(\.self).flatMap(\.entries).compactMap(\.schema) {
                let isValid = schema.isValid(tape, body.span.bytes)
                let violations = schema.violations(tape, body.span.bytes)
                claim(isValid == violations.isEmpty, "the passes differ: \(isValid)")
            }
        }
    }
}
