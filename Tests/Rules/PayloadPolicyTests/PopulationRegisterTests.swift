import ExchangeModel
import Foundation
import JSONTape
import OpenAPI
import PayloadPolicy
import Testing
import YAMLDocument

private let shared = URL(filePath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "../shared").standardized
private let registryFile = shared.appending(path: "testdata/openapi/brp-personen-2.7.0.json")
private let answers = shared.appending(path: "bench/schema/data")

/// The Dutch persons registry's published document with a policy as a municipality would have it.
@Suite(
    .enabled(
        if: [registryFile, answers].allSatisfy { FileManager.default.fileExists(atPath: $0.path) },
        "the registry's document is not beside the package"
    )
)
struct PopulationRegisterTests {
    private static let policyText = """
        purpose: https://purposes.example.nl/assistance
        operations:
          Personen:
            request:
              allow_values: {/type: [RaadpleegMetBurgerservicenummer]}
              fields: {at: /fields, below: '/personen/*'}
              subjects: [{at: '/burgerservicenummer/*', id_type: BSN}]
            response:
              allow:
                - '/personen/*/burgerservicenummer'
                - '/personen/*/naam/volledigeNaam'
                - '/personen/*/naam/voornamen'
                - '/personen/*/geboorte/datum/**'
                - '/personen/*/leeftijd'
                - '/personen/*/verblijfplaats/type'
                - '/personen/*/verblijfplaats/verblijfadres/**'
                - '/personen/*/nationaliteiten/*/type'
                - '/personen/*/nationaliteiten/*/nationaliteit/omschrijving'
                - '/personen/*/partners/*/naam/geslachtsnaam'
                - '/personen/*/kinderen/*/burgerservicenummer'
                - '/personen/*/gezag/*/type'
              always:
                - /type
                - '/personen/*/geheimhoudingPersoonsgegevens'
                - '/personen/*/opschortingBijhouding/**'
              subjects: [{at: '/personen/*/burgerservicenummer', id_type: BSN}]
        """

    /// The document, its reduction and both sides, made once: it is large.
    private struct Scene: Sendable {
        let source: JSONValue
        let derived: DerivedDocument
        let provider: PayloadRules
        let consumer: PayloadRules
        let policy: FieldPolicy

        init() throws {
            source = try YAMLNode.json(parsing: Array(Data(contentsOf: registryFile)))
            policy = try FieldPolicy(YAMLNode(parsing: PopulationRegisterTests.policyText).json)
            provider = try PayloadRules(document: OpenAPIDocument(source), policies: [policy])
            derived = try DerivedDocument(of: source, for: policy)
            consumer = try PayloadRules(derived: OpenAPIDocument(derived.json), of: derived.json)
        }
    }

    private static let scene = Result { try Scene() }

    private let source: JSONValue
    private let derived: DerivedDocument
    private let provider: Exchange
    private let consumer: Exchange
    private let request = ("POST", "/haalcentraal/api/brp/personen")

    init() throws {
        let scene = try Self.scene.get()
        (source, derived) = (scene.source, scene.derived)
        provider = try Exchange(
            scene.provider,
            purpose: scene.policy.purpose.rawValue,
            digest: scene.policy.digest
        )
        consumer = try Exchange(scene.consumer, purpose: nil)
    }

    private func answer(_ name: String) throws -> String {
        try String(contentsOf: answers.appending(path: "\(name).json"), encoding: .utf8)
    }

    @Test(arguments: ["p1", "p10"])
    func `its answers, reduced, conform to the derived document`(name: String) throws {
        let whole = try answer(name)
        let left = try #require(try provider.release(request, body: whole).get().text)
        #expect(left.utf8.count < whole.utf8.count / 2)
        for word in ["ouders", "aNummer", "verblijfstitel", "inOnderzoek", "plaats\""] {
            #expect(!left.contains("\"\(word)"), "\(word)")
        }
        #expect(try consumer.release(request, body: left).failure == nil)
        #expect(try consumer.release(request, body: whole).failure?.code == .answerInvalid)
    }

    @Test func `the derived document is small and tells of nothing else`() throws {
        let text = String(decoding: derived.bytes, as: UTF8.self)
        #expect(derived.bytes.count < source.serialized().count * 2 / 3)
        for name in ["ouders", "aNummer", "verblijfstitel", "overlijden", "uitsluitingKiesrecht"] {
            #expect(!text.contains("\"\(name)\""), "\(name)")
        }
    }

    @Test(arguments: [
        ("/personen/0/burgerservicenummer", "12"), ("/personen/0/leeftijd", "x"),
        ("/personen/0/geboorte/datum/datum", "1980-02-30"), ("/personen", "x"),
    ])
    func `a reduced answer with a wrong value breaks the derived document`(
        place: String,
        value: String
    ) throws {
        let left = try #require(try provider.release(request, body: answer("p1")).get().text)
        let json = try JSONValue(parsing: Array(left.utf8), limits: .payload)
        let pointer = try JSONPointer(parsing: place)
        #expect(json[pointer] != nil)
        let wrong = Self.replaced(json, pointer.tokens[...], .string(value))
        let body = String(decoding: wrong.serialized(), as: UTF8.self)
        #expect(try consumer.release(request, body: body).failure?.code == .answerInvalid)
    }

    @Test(arguments: [
        (#"["naam.volledigeNaam","leeftijd","geboorte.datum"]"#, nil),
        (#"["naam"]"#, ErrorCode.fieldNotAllowed), (#"["ouders"]"#, .fieldNotAllowed),
        (#"["leeftijd","aNummer"]"#, .fieldNotAllowed),
        (#"["geheimhoudingPersoonsgegevens"]"#, nil),
    ])
    func `requests are held to the purpose`(fields: String, code: ErrorCode?) throws {
        let body = #"""
            {"type":"RaadpleegMetBurgerservicenummer","burgerservicenummer":["999990019"],"fields":\#(fields)}
            """#
        #expect(provider.refusal(request.0, request.1, body: body)?.code == code)
        let other = body.replacing(
            "RaadpleegMetBurgerservicenummer",
            with: "ZoekMetPostcodeEnHuisnummer"
        )
        #expect(provider.refusal(request.0, request.1, body: other) != nil)
        #expect(consumer.refusal(request.0, request.1, body: other) != nil)
    }

    private static func replaced(
        _ value: JSONValue,
        _ tokens: ArraySlice<String>,
        _ new: JSONValue
    ) -> JSONValue {
        guard let token = tokens.first else { return new }
        switch value {
        case .object(var object):
            if let inner = object[token] {
                object[token] = replaced(inner, tokens.dropFirst(), new)
            }
            return .object(object)
        case .array(var items):
            if let index = Int(token), items.indices.contains(index) {
                items[index] = replaced(items[index], tokens.dropFirst(), new)
            }
            return .array(items)
        default: return value
        }
    }
}
