import JSONSchema
import JSONTape

/// A digit for the dialect and a schema on the first line, and a text to check: both passes agree.
enum SchemaInput: FuzzInput {
    static func feed(_ bytes: RawSpan) {
        guard let (head, body) = bytes.halves, let digit = head.first else { return }
        let dialects = Dialect.allCases
        let dialect = dialects[Int(digit) % dialects.count]
        guard let document = try? JSONValue(parsing: Array(head.dropFirst())),
            let schema = try? CompiledSchema(
                document,
                dialect: dialect,
                options: SchemaOptions(maximumSchemas: 2_000, maximumPatternStates: 200)
            )
        else { return }
        var tape = ValueTape()
        guard (try? tape.parse(body.span, limits: .payload)) != nil else { return }
        let isValid = schema.isValid(tape, body.span.bytes)
        let violations = schema.violations(tape, body.span.bytes)
        claim(isValid == violations.isEmpty, "the passes differ: \(isValid), \(violations)")
    }
}
