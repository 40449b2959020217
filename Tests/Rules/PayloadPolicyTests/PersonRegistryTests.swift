import ExchangeModel
import Foundation
import JSONTape
import OpenAPI
import PayloadPolicy
import Testing
import YAMLDocument

/// The demonstration's registry document and field policies, as they are delivered.
@Suite struct PersonRegistryTests {
    private func file(_ path: String) throws -> JSONValue {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return try YAMLNode.json(parsing: Array(Data(contentsOf: root.appending(path: path))))
    }

    private func exchange(_ name: String = "social-benefit-assessment") throws -> Exchange {
        let policy = try FieldPolicy(file("config/policies/\(name).yaml"))
        let rules = try PayloadRules(
            document: OpenAPIDocument(file("schemas/person-registry.openapi.yaml")),
            policies: [policy]
        )
        return try Exchange(rules, purpose: policy.purpose.rawValue, digest: policy.digest)
    }

    private let person = #"""
        {"number":"999990019","name":{"givenNames":"Zoë Élodie","familyName":"Berg","prefix":"van den"},
         "birth":{"date":"1980-02-29","place":"'s-Gravenhage","country":"NL"},"gender":"female",
         "nationality":["NL"],"address":{"street":"Kerkstraat","houseNumber":12,"postalCode":"1017GA",
         "city":"Amsterdam","municipalityCode":"0363"},
         "partners":[{"number":"999990020","name":{"familyName":"Vries"},"birth":{"date":"1979-01-01"}}],
         "children":[{"number":"999990032"}],"parents":[{"number":"999990044"}],"remarks":"secret"}
        """#

    @Test func `the social benefit's policy shows who a person is and where living`() throws {
        let released = try exchange().release(("GET", "/v1/persons/999990019"), body: person).get()
        let text = try #require(released.text)
        let value = try JSONValue(parsing: Array(text.utf8))
        #expect(value.object?.names == ["number", "name", "birth", "address", "partners"])
        #expect(value["birth"] == ["date": "1980-02-29"])
        #expect(value["address"]?["municipalityCode"] == "0363")
        #expect(value["partners"]?[0]?.object?.names == ["number", "name"])
        #expect(released.subjects == ["999990019", "999990020"])
        #expect(!text.contains("secret"))
    }

    @Test func `the address policy shows the address alone`() throws {
        let exchange = try exchange("address-verification")
        let released = try exchange.release(("GET", "/v1/persons/999990019"), body: person).get()
        #expect(
            try JSONValue(parsing: Array(try #require(released.text).utf8)) == [
                "number": "999990019",
                "address": [
                    "street": "Kerkstraat", "houseNumber": 12, "postalCode": "1017GA",
                    "city": "Amsterdam",
                ],
            ]
        )
        #expect(exchange.refusal("POST", "/v1/persons/search", body: "{}") == .operationNotAllowed)
    }

    @Test(
        arguments: [
            (
                #"{"type":"SearchByNumber","numbers":["999990019"],"fields":["name","birth.date"]}"#,
                nil
            ),
            (
                #"{"type":"SearchByNumber","numbers":["999990019"],"fields":["name","parents"]}"#,
                ErrorCode.fieldNotAllowed
            ),
            (
                #"{"type":"SearchByNameAndBirthDate","familyName":"Berg","birthDate":"1980-02-29"}"#,
                .fieldNotAllowed
            ),
            (
                #"{"type":"SearchByNameAndBirthDate","familyName":"Berg","birthDate":"1980-02-30"}"#,
                .payloadInvalid
            ),
            (#"{"type":"SearchByNumber","numbers":[]}"#, .payloadInvalid),
            (#"{"type":"SearchByNumber","numbers":["99999001"]}"#, .payloadInvalid),
            (#"{"type":"SearchByNumber","familyName":"Berg"}"#, .payloadInvalid),
            (#"{"type":"Other","numbers":["999990019"]}"#, .payloadInvalid),
            (#"{"numbers":["999990019"]}"#, .payloadInvalid),
        ] as [(String, ErrorCode?)]
    )
    func `searches are held to the document and the purpose`(body: String, code: ErrorCode?) throws
    {
        #expect(try exchange().refusal("POST", "/v1/persons/search", body: body)?.code == code)
    }

    @Test(arguments: [
        #"{"number":"999990019","extra":1}"#,
        #"{"number":"999990019","birth":{"date":"1980-02-30"}}"#,
        #"{"number":"999990019","address":{"postalCode":"0123AB"}}"#, #"{"name":{}}"#,
        #"{"number":"999990019","gender":"x"}"#, #"{"number":"999990019","name":{"prefix":"<b>"}}"#,
    ])
    func `an answer that the registry does not declare is withheld`(body: String) throws {
        #expect(
            try exchange().release(("GET", "/v1/persons/999990019"), body: body).failure?.code
                == .answerInvalid
        )
    }

    @Test func `both problems of the registry pass unaltered`() throws {
        let problem = #"{"type":"about:blank","title":"Unknown person","status":404}"#
        let released = try exchange().release(
            ("GET", "/v1/persons/999990019"),
            status: 404,
            body: problem,
            type: "application/problem+json"
        ).get()
        #expect(released.text == nil && released.verdict == .checked)
    }
}
