import ExchangeModel
import OpenAPI
import PayloadPolicy
import Testing
import YAMLDocument

/// Policies that were published before and that grants still pin.
@Suite struct FormerPolicyTests {
    private static let person = "/v1/persons/000000012"
    private static let narrow = """
        purpose: \(RegistrySample.purpose)
        operations:
          getPerson: {response: {allow: [/name/family]}}
        """

    private func rules(
        published: [String] = [narrow],
        former: [String] = [RegistrySample.policyText],
        document: OpenAPIDocument? = nil
    ) throws -> PayloadRules {
        try PayloadRules(
            document: document ?? RegistrySample.document(),
            policies: published.map { try RegistrySample.policy($0) },
            former: former.map { try RegistrySample.policy($0) }
        )
    }

    private func released(_ rules: PayloadRules, by policy: String) throws -> String? {
        let digest = try RegistrySample.policy(policy).digest
        let answer = #"{"number":"1","name":{"family":"A","given":"B"},"remarks":"C"}"#
        return try Exchange(rules, digest: digest).release(("GET", Self.person), body: answer).get()
            .text
    }

    @Test func `each grant is answered with the fields of the policy that it pins`() throws {
        let rules = try rules()
        #expect(
            try released(rules, by: RegistrySample.policyText)
                == #"{"number":"1","name":{"family":"A","given":"B"}}"#
        )
        #expect(try released(rules, by: Self.narrow) == #"{"name":{"family":"A"}}"#)
        #expect(
            try rules.policy(for: PurposeID(RegistrySample.purpose))?.digest
                == RegistrySample.policy(Self.narrow).digest
        )
    }

    @Test func `a policy that is neither published nor kept denies`() throws {
        let other = try #require(SHA256Value(Array(repeating: 1, count: 32)))
        for rules in [try rules(), try rules(published: []), try rules(former: [])] {
            let refused = try Exchange(rules, digest: other).refusal("GET", Self.person)
            #expect(refused == .policyNotKept)
            #expect(refused?.code == .policyNotKept)
            #expect(refused?.code.status == 403)
        }
    }

    @Test func `a policy serves its own purpose only`() throws {
        let digest = try RegistrySample.policy().digest
        let refused = try Exchange(rules(), purpose: "https://other.example", digest: digest)
            .refusal("GET", Self.person)
        #expect(refused == .purposeUnknown)
    }

    @Test func `the same policy published again is one`() throws {
        let rules = try rules(former: [Self.narrow, RegistrySample.policyText])
        #expect(try released(rules, by: Self.narrow) == #"{"name":{"family":"A"}}"#)
    }

    @Test
    func `where nothing is published a grant without purpose passes, a former one stays bound`()
        throws
    {
        let rules = try rules(published: [])
        #expect(try Exchange(rules, purpose: nil).refusal("GET", Self.person) == nil)
        #expect(
            try released(rules, by: RegistrySample.policyText)
                == #"{"number":"1","name":{"family":"A","given":"B"}}"#
        )
        #expect(
            try Exchange(self.rules(), purpose: nil).refusal("GET", Self.person) == .purposeMissing
        )
    }

    @Test func `operations that the document has no more, or has otherwise, are refused`() throws {
        func document(_ old: String, _ new: String) throws -> OpenAPIDocument {
            let text = RegistrySample.documentText.replacing(old, with: new)
            return try OpenAPIDocument(YAMLNode(parsing: text).json)
        }
        let renamed = try rules(document: document("operationId: search", "operationId: find"))
        let body = #"{"type":"ByNumber"}"#
        #expect(
            try Exchange(renamed).refusal("POST", "/v1/persons/search", body: body)
                == .operationNotAllowed
        )
        #expect(try Exchange(renamed).refusal("GET", Self.person) == nil)
        // A parameter whose values the policy bounds is another one now: nothing bounds it.
        let moved = try rules(
            document: document("{name: deceased, in: query", "{name: dead, in: query")
        )
        #expect(
            try Exchange(moved).refusal("GET", Self.person + "?dead=true") == .operationNotAllowed
        )
        let policy = try RegistrySample.policy()
        #expect(
            try policy.problems(with: document("name: deceased", "name: dead"))
                == [.unknownParameter(operation: "getPerson", parameter: "query:deceased")]
        )
        #expect(try policy.problems(with: RegistrySample.document()) == [])
        #expect(policy.problems(with: nil).count == 2)
    }

    @Test func `without a document a former policy allows nothing`() throws {
        let rules = try PayloadRules(
            document: nil,
            requestMode: .off,
            answerMode: .off,
            former: [RegistrySample.policy()]
        )
        #expect(try Exchange(rules).refusal("GET", Self.person) == .operationNotAllowed)
        #expect(try Exchange(rules, purpose: nil).refusal("GET", Self.person) == nil)
    }
}
