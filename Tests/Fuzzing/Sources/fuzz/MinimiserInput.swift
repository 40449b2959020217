import ExchangeModel
import JSONTape
import OpenAPI
import PayloadPolicy
import YAMLDocument

/// Patterns, a JSON list, on the first line, and an answer: what leaves is part of the answer, and
/// leaves again unchanged.
enum MinimiserInput: FuzzInput {
    private static let document = try? OpenAPIDocument(
        YAMLNode.json(
            parsing: Array(
                """
                openapi: 3.1.0
                info: {title: Anything, version: '1'}
                paths:
                  /thing:
                    get:
                      operationId: thing
                      responses:
                        '200':
                          description: Anything
                          content: {application/json: {schema: true}}
                """
                .utf8
            )
        )
    )

    static func feed(_ bytes: RawSpan) {
        guard let (head, body) = bytes.halves,
            let patterns = try? JSONValue(parsing: head), patterns.array != nil,
            let once = leave(body, patterns)
        else { return }
        guard let before = try? JSONValue(parsing: body, limits: .payload),
            let after = try? JSONValue(parsing: once, limits: .payload)
        else {
            claim(false, "what leaves is no JSON")
            return
        }
        claim(isPart(after, of: before), "what leaves was not in the answer")
        claim(leave(once, patterns) == once, "what left does not leave again")
        if patterns.array?.contains("/**") == true { claim(once == body, "not all leaves") }
    }

    /// What leaves of an answer; nil when the patterns or the answer are refused.
    private static func leave(_ body: [UInt8], _ patterns: JSONValue) -> [UInt8]? {
        let json: JSONValue = [
            "purpose": "https://example.nl/purpose",
            "operations": ["thing": ["response": ["allow": patterns]]],
        ]
        guard let document, let policy = try? FieldPolicy(json),
            let rules = try? PayloadRules(document: document, policies: [policy])
        else { return nil }
        let context = PayloadContext(
            transaction: TransactionID(high: 0x018f_3c5e_7b1a_7c3d, low: 0x8e4f_0123_4567_89ab),
            purpose: Purpose(
                id: policy.purpose,
                label: "Fuzzing",
                legalBasis: "https://example.nl/law",
                legalSources: [],
                authorisationReference: nil,
                fieldPolicy: policy.digest
            )
        )
        var tape = ValueTape()
        let request = RequestFacts(
            method: "GET",
            target: Array("/thing".utf8),
            contentType: nil,
            contentCoding: nil,
            headerFields: []
        )
        guard
            case .success(let match) = rules.operation(for: request, context: context, tape: &tape)
        else {
            claim(false, "the request is refused")
            return nil
        }
        let facts = AnswerFacts(
            status: 200,
            contentType: Array("application/json".utf8),
            contentCoding: nil
        )
        var output: [UInt8] = []
        let result = rules.release(
            facts,
            body: body.span,
            match: match,
            context: context,
            tape: &tape,
            into: &output
        )
        switch result {
        case .success(let payload): return payload.body == .original ? body : output
        case .failure: return nil
        }
    }

    /// Whether a value is another with members and items left out.
    private static func isPart(_ part: JSONValue, of whole: JSONValue) -> Bool {
        switch (part, whole) {
        case (.object(let some), .object(let all)):
            return some.allSatisfy { member in
                all[member.name].map { isPart(member.value, of: $0) } ?? false
            }
        case (.array(let some), .array(let all)):
            var rest = all[...]
            for item in some {
                guard let place = rest.firstIndex(where: { isPart(item, of: $0) }) else {
                    return false
                }
                rest = rest[(place + 1)...]
            }
            return true
        default:
            return part == whole
        }
    }
}
