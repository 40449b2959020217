import ExchangeModel
import JSONTape
import OpenAPI
import PayloadPolicy
import Testing

/// Requests that list fields, against random policies.
@Suite struct FieldRequestPropertyTests {
    /// Whether all that a name asks for may leave, from the rules alone: steps over items are not
    /// written, and a group's name asks for what is in it.
    private func covers(_ names: ArraySlice<String>, _ patterns: [[String]]) -> Bool {
        if patterns.contains(where: { $0.first == "**" }) { return true }
        let any = patterns.filter { $0.first == "*" }.map { Array($0.dropFirst()) }
        guard let name = names.first else {
            return patterns.contains([]) || any.contains([]) || any.contains(["**"])
        }
        let named = patterns.filter { $0.first == "*" || $0.first == name }
            .map { Array($0.dropFirst()) }
        if !named.isEmpty, covers(names.dropFirst(), named) { return true }
        return !any.isEmpty && covers(names, any)
    }

    private func exchange(_ patterns: [[String]], always: [[String]]) throws -> Exchange {
        let document = try OpenAPIDocument([
            "openapi": "3.1.0", "info": ["title": "x", "version": "1"],
            "paths": [
                "/a": [
                    "post": [
                        "operationId": "a",
                        "requestBody": ["content": ["application/json": [:]]],
                        "responses": ["200": ["description": "x"]],
                    ]
                ]
            ],
        ])
        let policy = try FieldPolicy([
            "purpose": "p",
            "operations": [
                "a": [
                    "request": ["fields": ["at": "/fields"]],
                    "response": [
                        "allow": .array(patterns.map(RandomDocument.pointer)),
                        "always": .array(always.map(RandomDocument.pointer)),
                    ],
                ]
            ],
        ])
        let rules = try PayloadRules(document: document, policies: [policy])
        return try Exchange(rules, purpose: "p", digest: policy.digest)
    }

    @Test(arguments: 0..<20)
    func `a request is refused for exactly the fields that may not leave`(seed: UInt64) throws {
        var random = RandomDocument(seed: seed, isOld: false)
        let patterns = random.patterns()
        let always = random.next(2) == 0 ? random.patterns() : []
        let exchange = try exchange(patterns, always: always)
        for _ in 0..<20 {
            let fields = (0..<(1 + random.next(4))).map { _ in
                (0..<(1 + random.next(3))).map { _ in RandomDocument.names[random.next(5)] }
            }
            let body: JSONValue = [
                "fields": .array(fields.map { .string($0.joined(separator: ".")) })
            ]
            let text = String(decoding: body.serialized(), as: UTF8.self)
            let refusal = exchange.refusal("POST", "/a", body: text)
            let wrong = fields.indices.filter { !covers(fields[$0][...], patterns + always) }
            #expect(
                refusal?.details.map(\.location) ?? [] == wrong.map { "/fields/\($0)" },
                "\(text) \(patterns) \(always)"
            )
            #expect((refusal == nil) == wrong.isEmpty)
        }
    }

    @Test(arguments: [
        #"{"fields":["secret"]}"#, #"{"\u0066ields":["secret"]}"#, #"{"fields":"a,secret"}"#,
        #"{"fields":["a,secret"]}"#, #"{"fields":["a"," secret"]}"#, #"{"fields":["\u0073ecret"]}"#,
        #"{"fields":["a."]}"#, #"{"fields":[""]}"#, #"{"fields":[".a"]}"#, #"{"fields":["a..b"]}"#,
        #"{"fields":["*"]}"#, #"{"fields":["**"]}"#, #"{"fields":["A"]}"#,
        #"{"fields":["a\u0000"]}"#,
        #"{"fields":[["secret"]]}"#, #"{"fields":{"0":"secret"}}"#, #"{"fields":7}"#,
        #"{"fields":["a"],"fields":["secret"]}"#, #"{"fields":["a"],"\u0066ields":["secret"]}"#,
    ])
    func `no writing of a list of fields gets round the policy`(body: String) throws {
        let exchange = try exchange([["a"]], always: [["kept"]])
        #expect(exchange.refusal("POST", "/a", body: body) != nil)
        #expect(exchange.refusal("POST", "/a", body: #"{"fields":["a","kept"]}"#) == nil)
    }
}
