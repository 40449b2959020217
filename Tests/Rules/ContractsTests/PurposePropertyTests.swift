import Contracts
import ExchangeModel
import Foundation
import JSONSchema
import JSONTape
import Testing

/// The purpose of a grant under its own name.
@Suite struct PurposePropertyTests {
    private static let schema = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "schemas/grant-purpose.schema.json")

    private func value(_ changes: JSONObject = [:]) throws -> JSONValue {
        var value =
            PurposeProperty.json(try GrantTests.purpose("https://doelen.example/toetsing")).object
            ?? [:]
        for (name, change) in changes.members { value[name] = change }
        return .object(value)
    }

    @Test func `a purpose stands under a name of its own`() throws {
        let purpose = try GrantTests.purpose("https://doelen.example/toetsing")
        #expect(PurposeProperty.name == "nl.sluis.purpose")
        #expect(PurposeProperty(in: ["nl.sluis.purpose": try value()]) == .present(purpose))
        #expect(PublishedPurposes.properties([purpose])?.names == ["nl.sluis.purposes"])
        #expect(PublishedPurposes.read(PublishedPurposes.properties([purpose])) == [purpose])
        #expect(PublishedPurposes.properties([]) == nil)
    }

    @Test func `the bare name is read in contracts of before`() throws {
        let purpose = try GrantTests.purpose("https://doelen.example/toetsing")
        #expect(PurposeProperty(in: ["purpose": try value()]) == .present(purpose))
        #expect(PurposeProperty(in: ["purpose": try value(["x": 1])]) == .present(purpose))
        #expect(PublishedPurposes.read(["purposes": [try value()]]) == [purpose])
    }

    @Test func `the name of its own counts before the bare one`() throws {
        let both: JSONObject = [
            "purpose": try value(["id": "other"]), "nl.sluis.purpose": try value(),
        ]
        #expect(PurposeProperty(in: both).purpose?.id.rawValue == "https://doelen.example/toetsing")
        let broken: JSONObject = ["purpose": try value(), "nl.sluis.purpose": "text"]
        #expect(PurposeProperty(in: broken).purpose == nil)
        #expect(PurposeProperty(in: broken) != .absent)
    }

    @Test(arguments: ["confidential", "end_user", "rates", "x"])
    func `a condition that cannot be kept opens nothing`(name: String) throws {
        let property = PurposeProperty(in: ["nl.sluis.purpose": try value([name: [:]])])
        guard case .malformed(let reason) = property else {
            Issue.record("it was read")
            return
        }
        #expect(reason.contains(name))
        #expect(PublishedPurposes.read(["nl.sluis.purposes": [try value([name: [:]])]]) == [])
    }

    @Test func `what is written conforms to the published schema, and what is refused does not`()
        throws
    {
        let document = try JSONValue(parsing: [UInt8](Data(contentsOf: Self.schema)))
        let schema = try CompiledSchema(document, dialect: .draft202012)
        func conforms(_ value: JSONValue) throws -> Bool {
            let input = value.serialized()
            var tape = ValueTape()
            try tape.parse(input.span.bytes, limits: .control)
            return schema.violations(tape, input.span.bytes, limit: 20).isEmpty
        }
        #expect(try conforms(value()))
        for change in [
            ["x": 1], ["field_policy_sha256": "ABC"], ["id": "a b"], ["label": ""],
        ] as [JSONObject] {
            #expect(try !conforms(value(change)))
        }
        #expect(try conforms(value(["confidential": ["until": "2027-01-01T00:00:00Z"]])))
        #expect(try conforms(value(["rates": [["requests": 10, "period": "PT1M"]]])))
    }
}
