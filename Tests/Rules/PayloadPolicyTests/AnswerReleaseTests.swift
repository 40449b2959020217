import ExchangeModel
import PayloadPolicy
import RequirementTrait
import Testing

private let person = ("GET", "/v1/persons/123456789")
private let search = ("POST", "/v1/persons/search")

@Suite struct AnswerReleaseTests {
    @Test func `an answer is validated whole and then reduced to the policy`() throws {
        let exchange = try Exchange(RegistrySample.rules())
        let body = #"""
            { "number" : "123456789", "name": {"family": "J\u0061nsen", "given":"A" },
              "birth": {"place":"Delft", "date":"2001-02-03"}, "remarks": "x",
              "children": [ {"number":"987654321","name":{}}, {"remarks":"y"} ] }
            """#
        let released = try exchange.release(person, body: body).get()
        #expect(
            released.text
                == #"{"number":"123456789","name":{"family": "J\u0061nsen", "given":"A" },"birth":{"date":"2001-02-03"},"children":[{"number":"987654321"},{}]}"#
        )
        #expect(
            Set(released.paths) == ["/number", "/name/**", "/birth/date", "/children/*/number"]
        )
        #expect(released.subjects == ["123456789", "987654321"])
        #expect(released.verdict == .checked)
        #expect(released.noStore)
    }

    @Test func `an answer that the policy covers whole goes out as it came`() throws {
        let released = try Exchange(RegistrySample.rules()).release(
            person,
            body: #"{ "number": "123456789" }"#
        ).get()
        #expect(released.text == nil)
        #expect(released.paths == ["/number"])
    }

    @Test func `objects that become empty are removed, the outermost stays`() throws {
        let exchange = try Exchange(RegistrySample.rules())
        #expect(
            try exchange.release(person, body: #"{"birth":{"place":"x"},"remarks":"y"}"#).get().text
                == "{}"
        )
        #expect(
            try exchange.release(search, body: #"{"persons":[{"remarks":"y"},{"number":"1"}]}"#)
                .get()
                .text == #"{"persons":[{},{"number":"1"}]}"#
        )
    }

    @Test(arguments: [
        (#"{"number":7}"#, "/number type"), (#"{"birth":{"date":"x"}}"#, "/birth/date format"),
        ("{", " json: truncated"), (#"{"number":"1","number":"2"}"#, " json: duplicateName"),
        ("", " required"), (#"[1]"#, " type"),
    ])
    func `an answer that breaks the document is withheld with 502`(
        body: String,
        fault: String
    ) throws {
        let refusal = try Exchange(RegistrySample.rules()).release(person, body: body).failure
        #expect(refusal?.code == .answerInvalid)
        #expect(refusal?.code.status == 502)
        #expect(refusal?.details.map { "\($0.location) \($0.rule)" } == [fault])
    }

    @Test(
        arguments: [
            (200, "application/json", "gzip", PayloadRefusal.answerCoded),
            (206, "application/json", nil, .answerPartial),
            (200, "application/json; charset=iso-8859-1", nil, .answerUnreadable),
            (200, "text/html", nil, .answerUnreadable), (200, nil, nil, .answerUnreadable),
            (201, "application/json", nil, .answerUndeclared),
            (200, "application/hal+json", nil, .answerUndeclared),
            (302, "application/json", nil, .answerUndeclared),
        ] as [(Int, String?, String?, PayloadRefusal)]
    )
    func `an answer that cannot be checked is withheld`(
        status: Int,
        type: String?,
        coding: String?,
        refusal: PayloadRefusal
    ) throws {
        let result = try Exchange(RegistrySample.rules()).release(
            person,
            status: status,
            body: #"{"number":"1"}"#,
            type: type,
            coding: coding
        )
        #expect(result.failure == refusal)
        #expect(refusal.code == .answerInvalid)
    }

    @Test func `answers without a body by their nature pass`() throws {
        let exchange = try Exchange(RegistrySample.rules())
        for (request, status) in [
            (("HEAD", person.1), 200), (("HEAD", person.1), 418), (person, 304), (person, 503),
        ] {
            let released = try exchange.release(
                request,
                status: status,
                body: "",
                type: nil,
                coding: "gzip"
            ).get()
            #expect(released.verdict == .unchecked(.noBody))
        }
    }

    @Test(arguments: [204, 418])
    func `an answer without a body is held to the declared statuses as well`(status: Int) throws {
        func release(_ mode: PayloadMode) throws -> Result<Exchange.Release, PayloadRefusal> {
            try Exchange(RegistrySample.rules(answer: mode)).release(
                person,
                status: status,
                body: "",
                type: nil
            )
        }
        #expect(try release(.enforce).failure == .answerUndeclared)
        #expect(try release(.logOnly).get().verdict == .deviating)
        #expect(try release(.off).get().verdict == .unchecked(.noBody))
    }

    @Test func `an error answer passes unaltered or is blocked, never edited`() throws {
        let exchange = try Exchange(RegistrySample.rules())
        let problem =
            #"{ "type":"about:blank","title":"Not found","status":404,"errors":[{"x":1}] }"#
        let passed = try exchange.release(
            person,
            status: 404,
            body: problem,
            type: "application/problem+json"
        ).get()
        #expect(passed.text == nil)
        #expect(passed.verdict == .checked)
        let leaking = #"{"title":"Not found","person":{"remarks":"x"}}"#
        #expect(
            try exchange.release(
                person,
                status: 404,
                body: leaking,
                type: "application/problem+json"
            ).failure
                == .errorAnswerBlocked
        )
        #expect(
            try exchange.release(
                person,
                status: 404,
                body: "[]",
                type: "application/problem+json"
            ).failure?.code
                == .answerInvalid
        )
        #expect(try exchange.release(person, status: 503, body: "", type: nil).get().text == nil)
        #expect(
            try exchange.release(person, status: 500, body: "<html>", type: "text/html").failure
                == .answerUnreadable
        )
        #expect(
            try exchange.release(person, status: 418, body: "{}").failure == .answerUndeclared
        )
    }

    @Test(.requirement("FSC Core 2.0.0: I-07"))
    func `a policy says which errors pass, whole or without free text`() throws {
        func release(
            _ errors: String,
            _ body: String
        ) throws -> Result<
            Exchange.Release, PayloadRefusal
        > {
            let policy = try RegistrySample.policy(
                RegistrySample.policyText.replacing(
                    "      header_fields: [X-Total]",
                    with: "      header_fields: [X-Total]\n      errors: \(errors)"
                )
            )
            let rules = try PayloadRules(document: RegistrySample.document(), policies: [policy])
            return try Exchange(rules, digest: policy.digest).release(
                person,
                status: 404,
                body: body,
                type: "application/problem+json"
            )
        }
        let wordy = #"{"title":"Bad","status":404,"detail":"999990019 is Zoë","person":{"x":1}}"#
        #expect(try release("['/**']", wordy).get().text == nil)
        #expect(try release("['/title', '/status']", wordy).failure == .errorAnswerBlocked)
        let plain = #"{"title":"Bad","status":404}"#
        #expect(try release("['/title', '/status']", plain).get().text == nil)
    }

    @Test func `more than ten thousand subjects are refused, ten thousand pass`() throws {
        let exchange = try Exchange(RegistrySample.rules())
        func body(_ count: Int) -> String {
            let persons = (0..<count).map { "{\"number\":\"\($0)\"}" }
            return "{\"persons\":[\(persons.joined(separator: ","))]}"
        }
        #expect(try exchange.release(search, body: body(10_000)).get().subjects.count == 10_000)
        #expect(
            try exchange.release(search, body: body(10_001)).failure == .tooManyAnswerSubjects
        )
        let endless = String(repeating: "9", count: 300)
        #expect(
            try exchange.release(search, body: "{\"persons\":[{\"number\":\"\(endless)\"}]}")
                .failure
                == .tooManyAnswerSubjects
        )
    }

    @Test func `an answer over the bound is withheld`() throws {
        let rules = try RegistrySample.rules(limits: PayloadLimits(answerBytes: 5))
        #expect(
            try Exchange(rules).release(person, body: #"{"number":"1"}"#).failure
                == .answerTooLarge(limit: 5)
        )
    }

    @Test func `another type passes unread only where that is configured`() throws {
        let photo = ("GET", "/v1/persons/123456789/photo")
        let closed = try Exchange(RegistrySample.rules(withPolicy: false), purpose: nil)
        #expect(
            try closed.release(photo, body: "GIF", type: "image/gif").failure == .answerUndeclared
        )
        let open = try Exchange(
            RegistrySample.rules(withPolicy: false, opaque: ["getPhoto"]),
            purpose: nil
        )
        #expect(
            try open.release(photo, body: "GIF", type: "image/gif").get().verdict
                == .unchecked(.opaque)
        )
    }

    @Test func `messages hold no value of the answer`() throws {
        let refusal = try Exchange(RegistrySample.rules()).release(
            person,
            body: #"{"number":"1","children":[{"birth":{"date":"SECRET"}}],"SECRET":1}"#
        ).failure
        let answer = try #require(refusal).answer(from: .inway)
        #expect(!String(decoding: answer.body, as: UTF8.self).contains("SECRET"))
    }

    @Test(arguments: [
        ("content-type", "x", false, AnswerFieldFate.pass), ("set-cookie", "a=b", false, .drop),
        ("etag", "x", false, .pass), ("etag", "x", true, .drop),
        ("content-digest", "x", true, .drop),
        ("x-total", "3", true, .pass), ("x-other", "3", false, .drop),
        ("server", "x", false, .drop),
        ("location", "/v1/persons/1", false, .pass),
        ("location", "http://SOURCE.internal:8080/v1", false, .refuse),
        ("location", "//source.internal/v1", false, .refuse),
        ("location", "http://user@source.internal/", false, .refuse),
        ("location", "https://other.example/", false, .drop),
        ("location", "http://[::1]:80/", false, .refuse),
        ("location", "javascript:x", false, .drop),
    ])
    func `header fields of an answer pass by an allow list`(
        name: String,
        value: String,
        isMinimized: Bool,
        fate: AnswerFieldFate
    ) throws {
        let exchange = try Exchange(RegistrySample.rules())
        let match = try exchange.head("GET", person.1).get()
        #expect(
            exchange.rules.fate(
                ofAnswerField: Array(name.utf8),
                value: Array(value.utf8),
                match: match,
                isMinimized: isMinimized,
                sourceHosts: ["source.internal", "[::1]"]
            ) == fate
        )
    }
}
