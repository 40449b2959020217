import ExchangeModel
import PayloadPolicy
import Testing

private let search = "/v1/persons/search"

@Suite struct LoggingModeTests {
    @Test func `deviations are counted by peer, operation, place and keyword, and pass`() throws {
        let rules = try RegistrySample.rules(request: .logOnly, answer: .logOnly, withPolicy: false)
        let exchange = try Exchange(rules, purpose: nil)
        for _ in 0..<3 {
            let payload = try exchange.conforming(
                "POST",
                search,
                body: #"{"type":"ByNumber","numbers":["999993653","1","2"]}"#
            )
            #expect(payload.verdict == .deviating)
            #expect(payload.subjects.isEmpty)
        }
        let released = try exchange.release(
            ("POST", search),
            body: #"{"persons":[{"number":7,"999993653":{}}]}"#
        ).get()
        #expect(released.verdict == .deviating)
        #expect(released.text == nil)
        let counts = rules.tally.counts
        #expect(counts.count == 2)
        for (kind, count) in counts {
            #expect(kind.peer == exchange.context.peer)
            #expect(kind.deviation.operation == "search")
            if kind.deviation.isAnswer {
                #expect(kind.deviation.path == "/persons/*/number")
                #expect(kind.deviation.rule == "type")
                #expect(count == 1)
            } else {
                #expect(kind.deviation.path == "/numbers/*")
                #expect(kind.deviation.rule == "pattern")
                #expect(count == 6)
            }
        }
    }

    @Test func `an unknown operation is counted, a broken body too`() throws {
        let rules = try RegistrySample.rules(request: .logOnly, answer: .off, withPolicy: false)
        let exchange = try Exchange(rules, purpose: nil)
        #expect(
            try exchange.conforming("GET", "/v1/nothing").verdict == .unchecked(.unknownOperation)
        )
        #expect(try exchange.conforming("POST", search, body: "{").verdict == .deviating)
        #expect(try exchange.conforming("POST", search, body: "").verdict == .deviating)
        #expect(
            Set(rules.tally.counts.keys.map(\.deviation.rule))
                == ["unknown_operation", "json: truncated", "required"]
        )
    }

    @Test func `without rules nothing is looked at and the reason is told`() throws {
        let rules = try PayloadRules(document: nil, requestMode: .off, answerMode: .off)
        let exchange = try Exchange(rules, purpose: nil)
        let match = try exchange.head("POST", "/any//thing").get()
        #expect(!match.needsRequestBody && !match.needsAnswerBody && match.operationID == nil)
        #expect(try exchange.conforming("POST", "/any").verdict == .unchecked(.noRule))
        let released = try exchange.release(("GET", "/any"), body: "not json", type: nil).get()
        #expect(released == .init(text: nil, verdict: .unchecked(.noRule)))
    }

    @Test func `a policy is enforced while the document is only counted`() throws {
        let rules = try RegistrySample.rules(request: .logOnly, answer: .logOnly)
        let exchange = try Exchange(rules)
        #expect(exchange.refusal("GET", "/v1/persons/1?fields=remarks")?.code == .fieldNotAllowed)
        #expect(exchange.refusal("GET", "/v1/nothing") == .unknownOperation)
        #expect(exchange.refusal("POST", search, body: "{") != nil)
        #expect(exchange.refusal("GET", "/v1/persons/1?expand=all") != nil)
        let released = try exchange.release(
            ("GET", "/v1/persons/1"),
            body: #"{"number":7,"remarks":"x"}"#
        ).get()
        #expect(released.text == #"{"number":7}"#)
        #expect(released.verdict == .deviating)
        #expect(
            try exchange.release(("GET", "/v1/persons/1"), body: "{").failure?.code
                == .answerInvalid
        )
    }

    @Test func `rules that do not fit together are problems`() throws {
        #expect(throws: PayloadRulesProblem.documentMissing) {
            try PayloadRules(document: nil, requestMode: .enforce, answerMode: .off)
        }
        let policy = try RegistrySample.policy()
        #expect(throws: PayloadRulesProblem.documentMissing) {
            try PayloadRules(document: nil, requestMode: .off, answerMode: .off, policies: [policy])
        }
        #expect(throws: PayloadRulesProblem.duplicatePurpose(policy.purpose)) {
            try PayloadRules(document: RegistrySample.document(), policies: [policy, policy])
        }
        let other = try RegistrySample.policy(
            "{purpose: p, operations: {nothing: {response: {allow: [/a]}}}}"
        )
        #expect(throws: PayloadRulesProblem.unknownOperation("nothing")) {
            try PayloadRules(document: RegistrySample.document(), policies: [other])
        }
        let parameter = try RegistrySample.policy(
            "{purpose: p, operations: {search: {request: {fields: {at: 'query:f'}}}}}"
        )
        #expect(
            throws: PayloadRulesProblem.unknownParameter(operation: "search", parameter: "query:f")
        ) {
            try PayloadRules(document: RegistrySample.document(), policies: [parameter])
        }
    }
}
