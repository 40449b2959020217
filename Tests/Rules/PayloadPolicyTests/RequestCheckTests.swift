import ExchangeModel
import OpenAPI
import PayloadPolicy
import Testing

private let person = "/v1/persons/123456789"
private let search = "/v1/persons/search"

@Suite struct RequestCheckTests {
    @Test func `a request within document and policy passes and names its subjects`() throws {
        let exchange = try Exchange(RegistrySample.rules())
        let read = try exchange.conforming("GET", person + "?fields=name,birth.date")
        #expect(read.subjects == ["NUMBER 123456789"])
        #expect(read.verdict == .checked)
        #expect(read.transaction == exchange.context.transaction)
        let found = try exchange.conforming(
            "POST",
            search,
            body:
                #"{"type":"ByNumber","numbers":["123456789","987654321","123456789"],"fields":["name.family"]}"#
        )
        #expect(found.subjects == ["NUMBER 123456789", "NUMBER 987654321"])
    }

    @Test(arguments: [
        ("GET", "/v1/other", PayloadRefusal.unknownOperation),
        ("DELETE", person, .unknownMethod(declared: ["GET"])),
        ("GET", "/v1/persons/%2e%2e/persons/123456789", .pathUnclear(.dotSegment)),
        ("GET", "/v1//persons/123456789", .pathUnclear(.emptySegment)),
        ("GET", "/v1/persons/123456789;a=b", .pathUnclear(.doubtfulSeparator)),
        ("GET", "/v1/persons/12345678%00", .pathUnclear(.controlCharacter)),
        (
            "GET", person + "?deceased=true;x",
            .requestInvalid([.init(location: "query:deceased", rule: "encoding")])
        ),
        (
            "GET", person + "?deceased=%00",
            .requestInvalid([.init(location: "query:deceased", rule: "encoding")])
        ),
        (
            "GET", "/v1/persons/12345678",
            .requestInvalid([.init(location: "path:number", rule: "pattern")])
        ),
        ("GET", person + "?x=1", .requestInvalid([.init(location: "query:x", rule: "undeclared")])),
        (
            "GET", person + "?999990019=1",
            .requestInvalid([.init(location: "query", rule: "undeclared")])
        ),
        (
            "GET", person + "?deceased=1",
            .requestInvalid([.init(location: "query:deceased", rule: "type")])
        ),
        (
            "GET", person + "?deceased=true",
            .valuesNotAllowed([.init(location: "query:deceased", rule: "value not allowed")])
        ),
        ("GET", "/v1/persons/123456789/photo", .operationNotAllowed),
    ])
    func `a head that breaks document or policy is refused`(
        method: String,
        target: String,
        refusal: PayloadRefusal
    ) throws {
        #expect(try Exchange(RegistrySample.rules()).refusal(method, target) == refusal)
    }

    @Test(arguments: [
        (#"{"type":"ByNumber","numbers":["1"]}"#, [("/numbers/0", "pattern")]),
        (#"{"numbers":[1]}"#, [("", "required"), ("/numbers/0", "type")]),
        (#"{"type":"ByNumber""#, [("", "json: truncated")]),
        (#"{"type":"ByNumber","type":"ByName"}"#, [("", "json: duplicateName")]),
        (#"{"type":"ByNumber","numbers":["\ud800"]}"#, [("", "json: loneSurrogate")]),
        ("", [("", "required")]), ("[]", [("", "type")]),
    ])
    func `a body that breaks the document is refused with places and keywords`(
        body: String,
        faults: [(String, String)]
    ) throws {
        let refusal = try Exchange(RegistrySample.rules()).refusal("POST", search, body: body)
        let details = refusal?.details.map { "\($0.location) \($0.rule)" }.sorted()
        #expect(details == faults.map { "\($0.0) \($0.1)" }.sorted())
        #expect(refusal?.code == .payloadInvalid)
    }

    @Test func `a name that no schema declares is only quoted when it is a short word`() throws {
        let exchange = try Exchange(RegistrySample.rules())
        let refusal = exchange.refusal(
            "POST",
            search,
            body: #"{"type":"ByNumber","999993653":1,"Jansen 12":1}"#
        )
        let text = String(decoding: try #require(refusal).answer(from: .inway).body, as: UTF8.self)
        #expect(!text.contains("999993653") && !text.contains("Jansen"))
    }

    @Test func `every field outside the policy is listed, and nothing is trimmed`() throws {
        let exchange = try Exchange(RegistrySample.rules())
        #expect(
            exchange.refusal("GET", person + "?fields=name,birth,remarks,children.number,x.y")
                == .fieldsNotAllowed([
                    .init(location: "query:fields", rule: "field not allowed: birth"),
                    .init(location: "query:fields", rule: "field not allowed: remarks"),
                    .init(location: "query:fields", rule: "field not allowed"),
                ])
        )
        #expect(
            exchange.refusal(
                "POST",
                search,
                body:
                    #"{"type":"ByNumber","fields":["number","name","999993653","name.given,birth"]}"#
            )
                == .fieldsNotAllowed([
                    .init(location: "/fields/1", rule: "field not allowed: name"),
                    .init(location: "/fields/2", rule: "field not allowed"),
                    .init(location: "/fields/3", rule: "field not allowed: name.given"),
                    .init(location: "/fields/3", rule: "field not allowed: birth"),
                ])
        )
    }

    @Test(arguments: ["name%2Cremarks", "name,,number", "name.", ".name", "*", "name..given", "**"])
    func `a field that is no plain name within the policy is refused`(fields: String) throws {
        let refusal = try Exchange(RegistrySample.rules()).refusal(
            "GET",
            person + "?fields=\(fields)"
        )
        #expect(refusal?.code == .fieldNotAllowed)
    }

    @Test func `a flood of fields is refused with a bounded list`() throws {
        let fields = Array(repeating: "\"remarks\"", count: 50_000).joined(separator: ",")
        let refusal = try Exchange(RegistrySample.rules()).refusal(
            "POST",
            search,
            body: #"{"type":"ByNumber","fields":[\#(fields)]}"#
        )
        #expect(refusal?.code == .fieldNotAllowed)
        #expect(refusal?.details.count == 1_000)
    }

    @Test func `a value that the policy does not allow is refused`() throws {
        let refusal = try Exchange(RegistrySample.rules()).refusal(
            "POST",
            search,
            body: #"{"type":"ByName"}"#
        )
        #expect(refusal == .valuesNotAllowed([.init(location: "/type", rule: "value not allowed")]))
        #expect(
            try Exchange(RegistrySample.rules()).refusal(
                "POST",
                search,
                body: #"{"type":"ByNumbe\u0072"}"#
            ) == nil
        )
    }

    @Test func `a body with a content coding is refused with 415, identity passes`() throws {
        let exchange = try Exchange(RegistrySample.rules())
        let refusal = exchange.refusal("POST", search, body: "x", coding: "gzip")
        #expect(refusal == .requestCoded)
        #expect(refusal?.code.status == 415)
        #expect(
            exchange.refusal("POST", search, body: #"{"type":"ByNumber"}"#, coding: "identity")
                == nil
        )
        #expect(exchange.refusal("POST", search, coding: "identity, br") == .requestCoded)
    }

    @Test(
        arguments: [
            (nil, "required"), ("text/plain", "mediaType"),
            ("application/json;charset=utf-16", "mediaType"),
            ("application/hal+json", "undeclared media type"), ("nonsense", "required"),
        ] as [(String?, String)]
    )
    func `a body of another type is refused`(type: String?, rule: String) throws {
        let refusal = try Exchange(RegistrySample.rules()).refusal(
            "POST",
            search,
            body: #"{"type":"ByNumber"}"#,
            type: type
        )
        #expect(refusal?.details.map(\.rule) == [rule])
    }

    @Test func `a body over the bound is refused with 413, and one nobody asked for with 400`()
        throws
    {
        let rules = try RegistrySample.rules(limits: PayloadLimits(requestBytes: 10))
        let refusal = try Exchange(rules).refusal("POST", search, body: #"{"type":"ByNumber"}"#)
        #expect(refusal == .requestTooLarge(limit: 10))
        #expect(refusal?.code.status == 413)
        #expect(
            try Exchange(RegistrySample.rules()).refusal("GET", person, body: "{}")?.details.first?
                .rule
                == "undeclared body"
        )
    }

    @Test func `a grant needs a purpose that has the policy it pins`() throws {
        let rules = try RegistrySample.rules()
        #expect(try Exchange(rules, purpose: nil).refusal("GET", person) == .purposeMissing)
        #expect(
            try Exchange(rules, purpose: "https://other.example").refusal("GET", person)
                == .purposeUnknown
        )
        let other = try #require(SHA256Value(Array(repeating: 1, count: 32)))
        let changed = try Exchange(rules, digest: other).refusal("GET", person)
        #expect(changed == .policyNotKept)
        #expect(changed?.code == .policyNotKept)
        #expect(changed?.code.status == 403)
    }

    @Test func `more than ten thousand subjects are refused`() throws {
        let numbers = (0...10_000).map { "\"\(100_000_000 + $0)\"" }.joined(separator: ",")
        let refusal = try Exchange(RegistrySample.rules()).refusal(
            "POST",
            search,
            body: #"{"type":"ByNumber","numbers":[\#(numbers)]}"#
        )
        #expect(refusal == .tooManyRequestSubjects)
    }
}
