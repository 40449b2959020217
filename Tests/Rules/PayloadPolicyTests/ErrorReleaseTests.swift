import ExchangeModel
import JSONTape
import OpenAPI
import PayloadPolicy
import RequirementTrait
import Testing

private let person = ("GET", "/v1/persons/123456789")
private let problem = "application/problem+json"

/// What the service says of errors: unaltered where no field policy protects persons, else what the
/// policy lets out, and always the status.
@Suite struct ErrorReleaseTests {
    private static let wordy =
        #"{"type":"about:blank","title":"Bad","status":404,"detail":"999990019 is Zoë","person":{"x":1}}"#

    private func release(
        errors: String? = nil,
        status: Int = 404,
        _ body: String,
        type: String? = problem,
        coding: String? = nil,
        mode: PayloadMode = .enforce,
        limits: PayloadLimits = PayloadLimits()
    ) throws -> Result<Exchange.Release, PayloadRefusal> {
        let own = errors.map { "      header_fields: [X-Total]\n      errors: \($0)" }
        let policy = try RegistrySample.policy(
            RegistrySample.policyText.replacing(
                "      header_fields: [X-Total]",
                with: own ?? "      header_fields: [X-Total]"
            )
        )
        let rules = try PayloadRules(
            document: RegistrySample.document(),
            answerMode: mode,
            policies: [policy],
            limits: limits
        )
        return try Exchange(rules, digest: policy.digest).release(
            person,
            status: status,
            body: body,
            type: type,
            coding: coding
        )
    }

    @Test(.requirement("FSC Core 2.0.0: I-07"))
    func `without a word of the policy, type, title and status leave and free text does not`()
        throws
    {
        let plain = #"{ "type":"about:blank","title":"Not found","status":404 }"#
        #expect(
            try release(plain).get()
                == .init(
                    text: nil,
                    paths: ["/status", "/title", "/type"],
                    subjects: [],
                    verdict: .checked,
                    noStore: true
                )
        )
        let short = #"{"type":"about:blank","title":"Bad","status":404}"#
        #expect(try release(Self.wordy).get().text == short)
        for more in [#""instance":"/persons/999990019""#, #""code":"x""#, #""errors":[{"a":1}]"#] {
            #expect(try release(#"{"title":"Bad",\#(more)}"#).get().text == #"{"title":"Bad"}"#)
        }
    }

    @Test(.requirement("FSC Core 2.0.0: I-07"))
    func `a policy says what else of an error leaves, or that less does`() throws {
        #expect(try release(errors: "['/**']", Self.wordy).get().text == nil)
        #expect(
            try release(errors: "['/title', '/detail']", Self.wordy).get().text
                == #"{"title":"Bad","detail":"999990019 is Zoë"}"#
        )
        #expect(try release(errors: "[]", Self.wordy).get().text == "{}")
    }

    @Test(
        arguments: [
            (418, "{}", problem, nil), (429, #"{"title":"wait"}"#, problem, nil),
            (404, #"{"title":"x"}"#, "application/json", nil), (404, #"{"title":7}"#, problem, nil),
        ] as [(Int, String, String?, String?)]
    )
    func `an error that the document does not tell of keeps its status, and is counted`(
        status: Int,
        body: String,
        type: String?,
        coding: String?
    ) throws {
        let released = try release(status: status, body, type: type, coding: coding).get()
        #expect(released.text == nil)
        #expect(released.verdict == (status == 404 && type == problem ? .checked : .deviating))
    }

    @Test(
        arguments: [
            ("<html>", "text/html", nil), ("{", problem, nil),
            ("\"999990019\"", problem, nil), ("gzip", problem, "gzip"),
            (#"{"title":"x"}"#, "application/problem+json; charset=latin1", nil),
            (#"{"title":"x"}"#, nil, nil), (#"{"title":"longer than the bound"}"#, problem, nil),
        ] as [(String, String?, String?)]
    )
    func `an error that cannot be judged keeps its status and loses its body`(
        body: String,
        type: String?,
        coding: String?
    ) throws {
        let limits = PayloadLimits(answerBytes: 20)
        let released = try release(status: 500, body, type: type, coding: coding, limits: limits)
            .get()
        #expect(released.text?.isEmpty == true)
        #expect(released.subjects.isEmpty && released.paths.isEmpty)
    }

    @Test func `an error without a body keeps its status, declared or not`() throws {
        #expect(try release(status: 503, "", type: nil).get().verdict == .unchecked(.noBody))
        #expect(try release(status: 418, "", type: nil).get().verdict == .deviating)
        #expect(try release(status: 418, "", type: nil, mode: .off).get().text == nil)
    }

    @Test func `the numbers of fields in the log mean what they meant before`() throws {
        let policy = try RegistrySample.policy()
        let former = [
            "/code", "/detail", "/errors/**", "/instance", "/invalidParams/**", "/status", "/title",
            "/type",
        ]
        #expect(policy.numberedFields(of: "search").suffix(8) == former[...])
        let own = try RegistrySample.policy(
            RegistrySample.policyText.replacing(
                "[X-Total]",
                with: "[X-Total]\n      errors: [/title]"
            )
        )
        #expect(own.numberedFields(of: "getPerson").last == "/title")
    }

    @Test(
        .requirement("FSC Core 2.0.0: I-07"),
        arguments: [
            (429, #"{"type":"about:blank","detail":"x"}"#, problem, nil),
            (500, "<html>", "text/html", nil),
            (404, "{broken", problem, nil), (503, "", nil, nil), (418, "no type", nil, nil),
            (400, "gzip", problem, "gzip"), (301, "moved", "text/plain", nil), (303, "", nil, nil),
        ] as [(Int, String, String?, String?)]
    )
    func `where no policy protects persons, errors and redirections pass unaltered`(
        status: Int,
        body: String,
        type: String?,
        coding: String?
    ) throws {
        for mode in PayloadMode.allCases where mode != .off {
            let rules = try RegistrySample.rules(answer: mode, withPolicy: false)
            let exchange = try Exchange(rules, purpose: nil)
            let released = try exchange.release(
                person,
                status: status,
                body: body,
                type: type,
                coding: coding
            ).get()
            #expect(released.text == nil)
            let match = try exchange.head(person.0, person.1).get()
            #expect(rules.passesUnaltered(status, match))
            #expect(rules.passesUnread(AnswerFacts(status: status), match))
        }
    }

    @Test func `what the document does not tell of such an error is counted`() throws {
        let rules = try RegistrySample.rules(withPolicy: false)
        let exchange = try Exchange(rules, purpose: nil)
        #expect(
            try exchange.release(person, status: 404, body: "{}", type: problem).get().verdict
                == .unchecked(.unaltered)
        )
        #expect(rules.tally.counts.isEmpty)
        #expect(
            try exchange.release(person, status: 429, body: "{}", type: problem).get().verdict
                == .deviating
        )
        #expect(
            try exchange.release(person, status: 404, body: "x", type: "text/html").get().verdict
                == .deviating
        )
        #expect(
            Set(rules.tally.counts.keys.map(\.deviation.rule))
                == ["undeclared status", "undeclared media type"]
        )
    }

    @Test func `a success that the document does not tell of is still withheld, with its status`()
        throws
    {
        let exchange = try Exchange(RegistrySample.rules(withPolicy: false), purpose: nil)
        for status in [201, 299] {
            let refusal = try exchange.release(person, status: status, body: "{}").failure
            #expect(refusal == .answerUndeclared(.status(status)))
            let answer = try #require(refusal).answer(from: .inway)
            #expect(answer.message.contains("\(status)"))
        }
    }
}
