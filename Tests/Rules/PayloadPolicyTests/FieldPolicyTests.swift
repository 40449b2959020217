import ExchangeModel
import JSONTape
import PayloadPolicy
import Testing
import YAMLDocument

@Suite struct FieldPolicyTests {
    @Test func `the digest is of the canonical JSON, so that notation does not matter`() throws {
        let one = try FieldPolicy(
            YAMLNode(parsing: "{purpose: p, operations: {a: {response: {allow: [/x]}}}}").json
        )
        let two = try FieldPolicy(
            JSONValue(
                parsing: Array(
                    #"{ "operations": {"a":{"response":{"allow":["/\u0078"]}}}, "purpose":"p" }"#
                        .utf8
                )
            )
        )
        #expect(one.digest == two.digest)
        #expect(
            one.digest.hexadecimal
                == "bddc6a517bba4ded88e44bb3c00f0bddd64e19c6f5520cafeb6774d3ab25a6fc"
        )
        let other = try FieldPolicy(
            YAMLNode(parsing: "{purpose: p, operations: {a: {response: {allow: [/y]}}}}").json
        )
        #expect(one.digest != other.digest)
        #expect(one.releasable(by: "a") == ["/x"])
        #expect(one.releasable(by: "b").isEmpty)
    }

    /// The access log names fields by these numbers for as long as it is kept.
    @Test func `fields have numbers that come from the document alone and never change`() throws {
        let patterns = ["/list/*/x", "/b2", "/b/**", "/a", "/*/y"]
        let expected = [
            "/*/y", "/a", "/a/y", "/b/**", "/b2", "/b2/y", "/list/*/x", "/list/y", "/list/y/x",
        ]
        for order in [patterns, patterns.reversed(), patterns + patterns] {
            let allow = JSONValue.array(order.map { .string($0) })
            let policy = try FieldPolicy([
                "purpose": "p", "operations": ["a": ["response": ["allow": allow]]],
            ])
            let fields = policy.numberedFields(of: "a")
            #expect(Array(fields.prefix(expected.count)) == expected)
            #expect(Set(fields.dropFirst(expected.count)).isDisjoint(with: expected))
            #expect(policy.numberedFields(of: "b").isEmpty)
        }
    }

    @Test(arguments: [
        ("[]", "", "an object"),
        ("{purpose: 'a b', operations: {a: {}}}", "/purpose", "a purpose id"),
        ("{purpose: p}", "/operations", "at least one operation"),
        ("{purpose: p, operations: {}}", "/operations", "at least one operation"),
        ("{purpose: p, x: 1, operations: {a: {}}}", "/x", "only purpose, title, operations"),
        ("{purpose: p, operations: {a/b: 1}}", "/operations/a~1b", "an object"),
        (
            "{purpose: p, operations: {a: {response: {allow: [x]}}}}",
            "/operations/a/response/allow/0",
            "a JSON pointer with '*' for one step and '**' only at its end"
        ),
        (
            "{purpose: p, operations: {a: {response: {allow: ['/**/x']}}}}",
            "/operations/a/response/allow/0",
            "a JSON pointer with '*' for one step and '**' only at its end"
        ),
        (
            "{purpose: p, operations: {a: {response: {always: ['/~2']}}}}",
            "/operations/a/response/always/0",
            "a JSON pointer with '*' for one step and '**' only at its end"
        ),
        (
            "{purpose: p, operations: {a: {response: {allow: [1]}}}}",
            "/operations/a/response/allow", "texts"
        ),
        (
            "{purpose: p, operations: {a: {response: {opaque: maybe}}}}",
            "/operations/a/response/opaque",
            "true or false"
        ),
        (
            "{purpose: p, operations: {a: {request: {fields: {at: fields}}}}}",
            "/operations/a/request/fields/at",
            "a JSON pointer, 'query:NAME', 'path:NAME' or 'header:NAME'"
        ),
        (
            "{purpose: p, operations: {a: {request: {fields: {at: /f, below: '/x/**'}}}}}",
            "/operations/a/request/fields/below", "a JSON pointer into the answer"
        ),
        (
            "{purpose: p, operations: {a: {request: {allow_values: {/t: x}}}}}",
            "/operations/a/request/allow_values/~1t", "a list of values"
        ),
        (
            "{purpose: p, operations: {a: {request: {subjects: [{at: /n/**, id_type: B}]}}}}",
            "/operations/a/request/subjects/0/at", "a pointer without '**'"
        ),
        (
            "{purpose: p, operations: {a: {request: {subjects: [{at: /n}]}}}}",
            "/operations/a/request/subjects/0/id_type", "an id type"
        ),
        (
            "{purpose: p, operations: {a: {response: {subjects: [{at: 'query:n', id_type: B}]}}}}",
            "/operations/a/response/subjects", "JSON pointers"
        ),
        (
            "{purpose: p, operations: {a: {response: {allow: [/x], deny: [/y]}}}}",
            "/operations/a/response/deny",
            "only allow, always, errors, subjects, opaque, header_fields"
        ),
    ])
    func `a policy that is not understood names the place and what should stand there`(
        text: String,
        pointer: String,
        expected: String
    ) throws {
        let json = try YAMLNode(parsing: text).json
        #expect {
            try FieldPolicy(json)
        } throws: { error in
            let problem = error as? FieldPolicyProblem
            return problem?.pointer == pointer && problem?.expected == expected
        }
    }

    @Test func `patterns that multiply beyond the bound are a problem`() throws {
        let texts = (0..<16).map { index in
            let steps = (0..<16).map { $0 == index ? "a" : "*" }
            return "/" + steps.joined(separator: "/")
        }
        let document: JSONValue = [
            "purpose": "p",
            "operations": ["a": ["response": ["allow": .array(texts.map { .string($0) })]]],
        ]
        #expect(throws: FieldPolicyProblem.self) { try FieldPolicy(document) }
    }
}
