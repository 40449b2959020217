import JSONSchema
import JSONTape
import Testing

/// The OpenAPI document of the Dutch population register, 2.7.0.
@Suite(.enabled(if: SharedData.exists(SharedData.openAPI)))
struct PersonsAPITests {
    private static let response = "/components/schemas/RaadpleegMetBurgerservicenummerResponse"
    private static let query = "/components/schemas/PersonenQuery"

    private static let checkers: [String: Checker] = {
        guard let document = try? SharedData.json(SharedData.openAPI) else { return [:] }
        var checkers: [String: Checker] = [:]
        for pointer in [response, query] {
            checkers[pointer] = try? Checker(document, at: pointer, dialect: .openAPI31)
        }
        return checkers
    }()

    private func checker(_ pointer: String) throws -> Checker {
        try #require(Self.checkers[pointer])
    }

    private func payload(_ name: String) throws -> JSONValue {
        try SharedData.json(SharedData.payloads + "/\(name).json")
    }

    @Test
    func `every schema of the document compiles`() throws {
        let document = try SharedData.json(SharedData.openAPI)
        let library = SchemaLibrary(document, dialect: .openAPI31)
        let names = try #require(document["components"]?["schemas"]?.object?.names)
        #expect(names.count == 170)
        for name in names {
            let pointer = JSONPointer(tokens: ["components", "schemas", name])
            #expect(throws: Never.self) { try CompiledSchema(library, at: pointer) }
        }
    }

    @Test(arguments: ["p1", "p10"])
    func `the responses with full persons are accepted`(name: String) throws {
        let text = try SharedData.bytes(SharedData.payloads + "/\(name).json")
        let checker = try checker(Self.response)
        #expect(try checker.violations(text) == [])
        #expect(try checker.accepts(text))
    }

    @Test
    func `the query is accepted`() throws {
        let text = try SharedData.bytes(SharedData.payloads + "/req.json")
        #expect(try checker(Self.query).violations(text) == [])
    }

    struct Mutation: CustomTestStringConvertible, Sendable {
        var pointer: String
        var value: JSONValue?
        var violations: [String]

        init(_ pointer: String, _ value: JSONValue?, _ violations: String...) {
            self.pointer = pointer
            self.value = value
            self.violations = violations
        }

        var testDescription: String { "\(pointer) breaks \(violations)" }
    }

    private static let person = "/personen/0"

    private static let mutations: [Mutation] = [
        // Missing members.
        Mutation("/type", nil, "required "),
        Mutation(
            person + "/geboorte/datum/langFormaat",
            nil,
            "required \(person)/geboorte/datum"
        ),
        Mutation(person + "/geboorte/datum/datum", nil, "required \(person)/geboorte/datum"),
        Mutation(
            person + "/ouders/1/geboorte/datum/maand",
            nil,
            "required \(person)/ouders/1/geboorte/datum"
        ),
        Mutation(person + "/gezag/0/minderjarige", nil, "required \(person)/gezag/0"),
        // Wrong types.
        Mutation("/personen", [:], "type /personen"),
        Mutation(person, "x", "type \(person)"),
        Mutation(person + "/leeftijd", "34", "type \(person)/leeftijd"),
        Mutation(
            person + "/geheimhoudingPersoonsgegevens",
            "true",
            "type \(person)/geheimhoudingPersoonsgegevens"
        ),
        Mutation(person + "/geslacht", nil),
        Mutation(person + "/geslacht", .null, "type \(person)/geslacht"),
        Mutation(person + "/naam/voornamen", 7, "type \(person)/naam/voornamen"),
        // Patterns and lengths within them.
        Mutation(
            person + "/burgerservicenummer",
            "99999000",
            "pattern \(person)/burgerservicenummer"
        ),
        Mutation(
            person + "/burgerservicenummer",
            "999990000\n",
            "pattern \(person)/burgerservicenummer"
        ),
        Mutation(
            person + "/kinderen/1/burgerservicenummer",
            "99998100a",
            "pattern \(person)/kinderen/1/burgerservicenummer"
        ),
        Mutation(person + "/geslacht/code", "", "pattern \(person)/geslacht/code"),
        Mutation(
            person + "/geboorte/plaats/omschrijving",
            "Rotterdam?",
            "pattern \(person)/geboorte/plaats/omschrijving"
        ),
        Mutation(
            person + "/geboorte/datum/langFormaat",
            "3 februari 1990 en meer",
            "pattern \(person)/geboorte/datum/langFormaat"
        ),
        // Formats.
        Mutation(
            person + "/geboorte/datum/datum",
            "1990-02-30",
            "format \(person)/geboorte/datum/datum"
        ),
        Mutation(
            person + "/partners/0/geboorte/datum/datum",
            "1988-9-21",
            "format \(person)/partners/0/geboorte/datum/datum"
        ),
        // Number bounds.
        Mutation(
            person + "/ouders/1/geboorte/datum/maand",
            13,
            "maximum \(person)/ouders/1/geboorte/datum/maand"
        ),
        Mutation(
            person + "/ouders/1/geboorte/datum/maand",
            0,
            "minimum \(person)/ouders/1/geboorte/datum/maand"
        ),
        // Discriminators.
        // The plain schema judges what is not mapped.
        Mutation(person + "/geboorte/datum/type", "Dagdatum"),
        Mutation(person + "/geboorte/datum/type", "AbstractDatum"),
        Mutation(
            person + "/geboorte/datum/type",
            "JaarDatum",
            "required \(person)/geboorte/datum"
        ),
        Mutation(
            person + "/verblijfplaats/type",
            nil,
            "required \(person)/verblijfplaats"
        ),
        Mutation(person + "/gezag/0/type", "Gezag"), Mutation("/type", "ZoekMetPostcode"),
    ]

    @Test(arguments: mutations)
    func `a broken response is refused at its place`(mutation: Mutation) throws {
        let broken = try payload("p1").setting(mutation.pointer, to: mutation.value).serialized()
        let checker = try checker(Self.response)
        #expect(try checker.violations(broken) == mutation.violations.sorted())
        #expect(try checker.accepts(broken) == mutation.violations.isEmpty)
    }
}
