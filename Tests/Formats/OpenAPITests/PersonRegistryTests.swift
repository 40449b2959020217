import Foundation
import JSONSchema
import JSONTape
import OpenAPI
import Testing
import YAMLDocument

/// The Dutch persons registry's published document, beside the package in the development tree.
private let registryFile = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
    .appending(path: "../shared/testdata/openapi/brp-personen-2.7.0.json").standardized

@Suite(
    .enabled(
        if: FileManager.default.fileExists(atPath: registryFile.path),
        "the registry's document is not beside the package"
    )
)
struct PersonRegistryTests {
    private func registry() throws -> OpenAPIDocument {
        let bytes = Array(try Data(contentsOf: registryFile))
        return try OpenAPIDocument(YAMLNode.json(parsing: bytes))
    }

    @Test func `a published registry loads whole`() throws {
        let registry = try registry()
        #expect(registry.operations.map(\.id) == ["Personen"])
        #expect(registry.route("POST", "/haalcentraal/api/brp/personen") == "Personen")
        let operation = try #require(registry.operation(id: "Personen"))
        let json = try #require(MediaType(Array("application/json".utf8)))
        #expect(operation.requestBody?.content.entry(for: json)?.schema != nil)
        #expect(operation.response(status: 200)?.entry(for: json)?.schema != nil)
        #expect(operation.response(status: 418)?.isEmpty == false)
        #expect(registry.memberNames.contains("burgerservicenummer"))
    }

    @Test(arguments: [
        (
            #"{"type":"RaadpleegMetBurgerservicenummer","burgerservicenummer":["999993653"],"fields":["naam"]}"#,
            true
        ),
        (
            #"{"type":"RaadpleegMetBurgerservicenummer","burgerservicenummer":[],"fields":["naam"]}"#,
            false
        ),
        (#"{"type":"RaadpleegMetBurgerservicenummer","fields":["naam"]}"#, false),
        // Not mapped: the plain schema judges, which asks for the member and texts.
        (#"{"type":"Anders","fields":["naam"]}"#, true), (#"{"fields":["naam"]}"#, false),
        (#"{"type":7,"fields":["naam"]}"#, false),
    ])
    func `its requests are told apart by their discriminator`(body: String, isValid: Bool) throws {
        let json = try #require(MediaType(Array("application/json".utf8)))
        let operation = try #require(registry().operation(id: "Personen"))
        let schema = try #require(operation.requestBody?.content.entry(for: json)?.schema)
        var tape = ValueTape()
        let bytes = Array(body.utf8)
        try tape.parse(bytes.span, limits: .payload)
        #expect(schema.isValid(tape, bytes.span.bytes) == isValid)
    }
}
