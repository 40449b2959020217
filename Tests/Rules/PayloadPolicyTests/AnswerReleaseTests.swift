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
            (201, "application/json", nil, .answerUndeclared(.status(201))),
            (200, "application/hal+json", nil, .answerUndeclared(.mediaType(status: 200))),
            (302, "application/json", nil, .answerUndeclared(.status(302))),
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
            (("HEAD", person.1), 200), (("HEAD", person.1), 404), (person, 304), (person, 503),
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

    @Test(arguments: [204, 302])
    func `an answer without a body is held to the declared statuses as well`(status: Int) throws {
        func release(_ mode: PayloadMode) throws -> Result<Exchange.Release, PayloadRefusal> {
            try Exchange(RegistrySample.rules(answer: mode)).release(
                person,
                status: status,
                body: "",
                type: nil
            )
        }
        #expect(try release(.enforce).failure == .answerUndeclared(.status(status)))
        #expect(try release(.logOnly).get().verdict == .deviating)
        #expect(try release(.off).get().text == nil)
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
            try closed.release(photo, body: "GIF", type: "image/gif").failure
                == .answerUndeclared(.mediaType(status: 200))
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
        ("content-type", false, true), ("set-cookie", false, false), ("etag", false, true),
        ("etag", true, false), ("content-digest", true, false), ("x-total", true, true),
        ("x-other", false, false), ("server", false, false), ("location", false, true),
        ("allow", true, true), ("retry-after", true, true), ("www-authenticate", false, false),
    ])
    func `header fields of an answer pass by an allow list`(
        name: String,
        isAltered: Bool,
        passes: Bool
    ) throws {
        let exchange = try Exchange(RegistrySample.rules())
        let match = try exchange.head("GET", person.1).get()
        let result = exchange.rules.passes(
            answerField: Array(name.utf8),
            match: match,
            isAltered: isAltered
        )
        #expect(result == passes)
    }

    @Test func `only a policy that says so lets Location name somebody else`() throws {
        let exchange = try Exchange(RegistrySample.rules())
        #expect(!exchange.rules.mayLeadElsewhere(try exchange.head("GET", person.1).get()))
        let free = try Exchange(RegistrySample.rules(withPolicy: false), purpose: nil)
        #expect(free.rules.mayLeadElsewhere(try free.head("GET", person.1).get()))
        let policy = try RegistrySample.policy(
            RegistrySample.policyText.replacing("[X-Total]", with: "[Location]")
        )
        let rules = try PayloadRules(document: RegistrySample.document(), policies: [policy])
        let open = try Exchange(rules, digest: policy.digest)
        #expect(rules.mayLeadElsewhere(try open.head("GET", person.1).get()))
    }
}
