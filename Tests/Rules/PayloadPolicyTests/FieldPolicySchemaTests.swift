import Foundation
import JSONSchema
import JSONTape
import PayloadPolicy
import Testing
import YAMLDocument

/// The published schema of field policies says what the reader takes, and nothing else.
@Suite struct FieldPolicySchemaTests {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    /// Read once for all cases: its patterns take a while to compile.
    private static let published = Result {
        let file = root.appending(path: "schemas/field-policy.schema.json")
        let json = try JSONValue(parsing: Array(Data(contentsOf: file)))
        return (json: json, schema: try CompiledSchema(json, dialect: .draft202012))
    }
    private let json: JSONValue
    private let schema: CompiledSchema

    init() throws {
        (json, schema) = try Self.published.get()
    }

    private func passes(_ value: JSONValue) throws -> Bool {
        let bytes = value.serialized()
        var tape = ValueTape()
        try tape.parse(bytes.span, limits: .control)
        return schema.violations(tape, bytes.span.bytes, limit: 1).isEmpty
    }

    private func isRead(_ value: JSONValue) -> Bool { (try? FieldPolicy(value)) != nil }

    /// A policy that has every member.
    private static let whole = """
        purpose: https://purposes.example.nl/p
        title: A title
        operations:
          search:
            request:
              allow_values: {/type: [a, 1, null], 'query:q': [x], 'header:H': [y], '/l/**': [z]}
              fields: {at: /fields, below: /persons/*}
              subjects: [{at: 'path:number', id_type: t}, {at: /n/*, id_type: t}]
            response:
              allow: ['', /**, /a/*, '/*', '/a~0b~1c', /***, '/a*/**', '/*b', //, '/ /x']
              always: [/number]
              errors: []
              subjects: [{at: /n, id_type: t}]
              opaque: true
              header_fields: [X-Total, '']
          GET /x: {}
        """

    @Test func `the policies of the examples pass, and one that has every member`() throws {
        for name in ["social-benefit-assessment", "address-verification"] {
            let file = Self.root.appending(path: "config/policies/\(name).yaml")
            let policy = try YAMLNode.json(parsing: Array(Data(contentsOf: file)))
            #expect(try passes(policy) && isRead(policy))
        }
        let whole = try YAMLNode(parsing: Self.whole).json
        #expect(try passes(whole))
        _ = try FieldPolicy(whole)
    }

    @Test func `every part of a policy is taken or refused by both alike`() throws {
        let whole = try YAMLNode(parsing: Self.whole).json
        let others: [JSONValue] = [
            .null, true, 0, "", "x", "/a/b", "/**", "/a/**/b", "query:x", "query:", ":query:x",
            "cookie:x", [], ["x"], ["/x"], ["/**/x"], [[:]], [:], ["x": 1], ["at": "/x"],
            ["at": "/x", "id_type": "t"], ["at": "query:f", "below": "/x/**"],
            [["at": "/x/**", "id_type": "t"]], [["at": "query:x", "id_type": "t"]],
        ]
        var refused = 0
        var taken = 0
        for changed in Self.variants(of: whole, with: others) {
            let isTaken = isRead(changed)
            #expect(try passes(changed) == isTaken, "\(Self.text(changed))")
            if isTaken { taken += 1 } else { refused += 1 }
        }
        #expect(taken > 100 && refused > 300)
    }

    @Test(arguments: [
        "", "/", "//", "/a", "a", "/~", "/~0", "/~1", "/~2", "/a~", "/*", "/**", "/***", "/**/",
        "/**/x", "/*/**", "/**a/x", "/a**/x", "/*a/x", "/a*/x", "/**~0/x", "/é/ü", "/a b",
        "/\u{301}",
        "/\n", "query:x", "query:", "query::", ":query:x", "path:x/y", "header:X", "cookie:x",
        "body:x", "query", " /a", "/a\u{0}b",
    ])
    func `a pattern, a pointer and a place are the same to both`(text: String) throws {
        let places: [(JSONValue) -> JSONValue] = [
            { ["response": ["allow": [$0]]] }, { ["response": ["errors": [$0]]] },
            { ["response": ["subjects": [["at": $0, "id_type": "t"]]]] },
            { ["request": ["subjects": [["at": $0, "id_type": "t"]]]] },
            { ["request": ["fields": ["at": $0]]] },
            { ["request": ["fields": ["at": "/f", "below": $0]]] },
            { ["request": ["allow_values": [$0.string ?? "": [1]]]] },
        ]
        for (index, place) in places.enumerated() {
            let policy: JSONValue = ["purpose": "p", "operations": ["a": place(.string(text))]]
            #expect(try passes(policy) == isRead(policy), "\(text) at place \(index)")
        }
    }

    @Test func `bounds are the same to both`() throws {
        func policy(_ response: JSONValue, purpose: String = "p") -> JSONValue {
            ["purpose": .string(purpose), "operations": ["a": ["response": response]]]
        }
        func steps(_ count: Int, _ last: String = "/a") -> JSONValue {
            .string(String(repeating: "/a", count: count - 1) + last)
        }
        let policies = [
            policy(["allow": [steps(32)]]), policy(["allow": [steps(33)]]),
            policy(["allow": [steps(32, "/**")]]), policy(["allow": [steps(33, "/**")]]),
            policy(["subjects": [["at": steps(32), "id_type": "t"]]]),
            policy(["subjects": [["at": steps(33), "id_type": "t"]]]),
            policy(["allow": .array(Array(repeating: "/a", count: 1_000))]),
            policy(["allow": .array(Array(repeating: "/a", count: 1_001))]),
            policy(["header_fields": .array(Array(repeating: "a", count: 1_001))]),
            policy([
                "subjects": [["at": "/a", "id_type": .string(String(repeating: "t", count: 200))]]
            ]),
            policy([
                "subjects": [["at": "/a", "id_type": .string(String(repeating: "t", count: 201))]]
            ]),
            policy([:], purpose: String(repeating: "p", count: 200)),
            policy([:], purpose: String(repeating: "p", count: 201)), policy([:], purpose: "a b"),
            policy([:], purpose: "é"), policy([:], purpose: ""),
        ]
        var verdicts: [Bool] = []
        for policy in policies {
            verdicts.append(isRead(policy))
            #expect(try passes(policy) == isRead(policy), "\(Self.text(policy).suffix(300))")
        }
        #expect(verdicts.contains(true) && verdicts.contains(false))
    }

    @Test func `every member of the schema says what it means, and its examples pass`() throws {
        for name in ["operation", "request", "response"] {
            let members = json["$defs"]?[name]?["properties"]?.object ?? [:]
            #expect(!members.isEmpty)
            for (member, value) in members {
                let target = value["$ref"]?.string?.split(separator: "/").last.map(String.init)
                let said =
                    value["description"] ?? target.flatMap { json["$defs"]?[$0]?["description"] }
                #expect(said?.string?.isEmpty == false, "\(name).\(member)")
                for example in value["examples"]?.array ?? [] {
                    let policy: JSONValue = [
                        "purpose": "p",
                        "operations": ["a": .object([name: .object([member: example])])],
                    ]
                    #expect(try passes(policy) && isRead(policy), "\(member)")
                }
            }
        }
    }

    private static func text(_ value: JSONValue) -> String {
        String(decoding: value.serialized(), as: UTF8.self)
    }

    /// The value with each of its parts replaced, left out, or given one member more.
    private static func variants(of value: JSONValue, with others: [JSONValue]) -> [JSONValue] {
        var found = others
        if let object = value.object {
            var more = object
            more["unknown"] = 1
            found.append(.object(more))
            for (name, part) in object {
                var fewer = object
                fewer[name] = nil
                found.append(.object(fewer))
                for variant in variants(of: part, with: others) {
                    var changed = object
                    changed[name] = variant
                    found.append(.object(changed))
                }
            }
        }
        if let items = value.array {
            for (index, part) in items.enumerated() {
                for variant in variants(of: part, with: others) {
                    var changed = items
                    changed[index] = variant
                    found.append(.array(changed))
                }
            }
        }
        return found
    }
}
