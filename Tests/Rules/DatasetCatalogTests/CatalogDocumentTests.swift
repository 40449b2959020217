import DatasetCatalog
import ExchangeModel
import Foundation
import JSONTape
import RequirementTrait
import Testing

@Suite struct CatalogDocumentTests {
    private static let standards = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "shared/standards/dcat-ap-nl")

    /// Whether the profile's shapes and the program that checks them are on this machine.
    private static let canValidate: Bool = {
        let validator = standards.appending(path: "validate.py").path
        guard FileManager.default.fileExists(atPath: validator) else { return false }
        return (try? run("-c", "import pyshacl, rdflib"))?.status == 0
    }()

    private static func run(_ arguments: String...) throws -> (status: Int32, output: String) {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: text, as: UTF8.self))
    }

    private func validate(
        _ document: CatalogDocument,
        _ name: String
    ) throws -> (status: Int32, output: String) {
        let file = FileManager.default.temporaryDirectory
            .appending(path: "\(UUID().uuidString)-\(name)")
        try Data(document.body).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try Self.run(
            Self.standards.appending(path: "validate.py").path,
            file.path
        )
    }

    @Test(
        .requirement("DCAT-AP-NL 3.0: SHACL shapes"),
        .enabled(if: canValidate, "../shared/standards/dcat-ap-nl or pyshacl is not here")
    )
    func `a full catalogue conforms to the profile in both serialisations`() throws {
        let catalog = try Sample.catalog()
        let json = try validate(CatalogDocument(catalog, as: .linkedDataJSON), "catalog.jsonld")
        #expect(json.status == 0, "\(json.output)")
        let turtle = try validate(CatalogDocument(catalog, as: .turtle), "catalog.ttl")
        #expect(turtle.status == 0, "\(turtle.output)")
        #expect(json.output == turtle.output, "both say the same number of things")
    }

    @Test(
        .requirement("DCAT-AP-NL 3.0: SHACL shapes"),
        .enabled(if: canValidate, "../shared/standards/dcat-ap-nl or pyshacl is not here")
    )
    func `a catalogue of what is mandatory conforms to the profile`() throws {
        let dataset = Dataset(
            name: try ResourceName("d"),
            title: LocalizedText(dutch: "D"),
            description: LocalizedText(dutch: "D"),
            accessRights: .restricted,
            theme: .health
        )
        let catalog = try Sample.catalog(datasets: [dataset], services: [])
        let result = try validate(CatalogDocument(catalog, as: .linkedDataJSON), "small.jsonld")
        #expect(result.status == 0, "\(result.output)")
    }

    private func nodes(_ document: CatalogDocument) throws -> [JSONValue] {
        try JSONValue(parsing: document.body)["@graph"]?.array ?? []
    }

    @Test func `a Service names its endpoint, its document and its place in the Group`() throws {
        let document = CatalogDocument(try Sample.catalog(), as: .linkedDataJSON)
        let service = try #require(
            try nodes(document).first { $0["type"]?.string == "dcat:DataService" }
        )
        #expect(service["endpointURL"]?.string == "https://inway.voorbeeld.example/personen")
        #expect(
            service["endpointDescription"]?.string
                == "https://voorbeeld.example/personen/openapi.json"
        )
        #expect(
            service["otherIdentifier"]?["notation"]?.string
                == "fsc:fsc-test/00000099000000001000/personen-v1"
        )
        #expect(service["hasPurpose"]?.array?.first?.string == "https://doelen.example/parkeren")
        #expect(
            service["hasPurpose"]?.array?.last?.string
                == "https://catalogus.example/id/purpose/verhuizing%2F2"
        )
    }

    @Test func `data stays at the source: nothing is to be downloaded`() throws {
        for format in CatalogDocument.Format.allCases {
            let document = CatalogDocument(try Sample.catalog(), as: format)
            #expect(!String(decoding: document.body, as: UTF8.self).contains("downloadURL"))
        }
    }

    @Test func `the context is inline and names no other document`() throws {
        let document = CatalogDocument(try Sample.catalog(), as: .linkedDataJSON)
        let context = try JSONValue(parsing: document.body)["@context"]
        #expect(context?.object != nil)
        #expect(context?["@import"] == nil)
    }

    @Test func `the entity tag changes with the content and with nothing else`() throws {
        let one = CatalogDocument(try Sample.catalog(), as: .linkedDataJSON)
        let again = CatalogDocument(try Sample.catalog(), as: .linkedDataJSON)
        let other = CatalogDocument(try Sample.catalog(services: []), as: .linkedDataJSON)
        #expect(one.entityTag == again.entityTag)
        #expect(one.entityTag != other.entityTag)
        #expect(one.entityTag.hasPrefix("\"") && one.entityTag.hasSuffix("\""))
    }

    @Test func `every id under the publisher's address leads to what it names`() throws {
        let catalog = try Sample.catalog()
        let all = try nodes(CatalogDocument(catalog, as: .linkedDataJSON))
        let own = all.compactMap { $0["id"]?.string }.filter {
            $0.hasPrefix("https://catalogus.example/")
        }
        #expect(own.count == 9)
        for id in own {
            let path = String(id.dropFirst("https://catalogus.example".utf8.count))
            let document = try #require(CatalogDocument(catalog, at: path, as: .linkedDataJSON))
            #expect(try nodes(document).first?["id"]?.string == id)
        }
        #expect(CatalogDocument(catalog, at: "/id/dataset/none", as: .turtle) == nil)
        #expect(CatalogDocument(catalog, at: "/id/<x>", as: .turtle) == nil)
    }

    @Test func `a text with quotes and line breaks stays one text in Turtle`() throws {
        let document = CatalogDocument(try Sample.catalog(), as: .turtle)
        let text = String(decoding: document.body, as: UTF8.self)
        #expect(text.contains(#""Synthetische \"personen\"\nop twee regels"@nl"#))
    }
}
