import ExchangeModel
import Foundation
import JSONTape
import PayloadPolicy
import Testing
import YAMLDocument

@testable import sluis

@Suite struct PurposeTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private func policy(_ name: String) throws -> FieldPolicy {
        let file = Self.root.appending(path: "config/policies/\(name).yaml")
        return try FieldPolicy(YAMLNode.json(parsing: Array(Data(contentsOf: file))))
    }

    @Test func `a purpose is told in words: who, why, what may be asked and seen`() throws {
        let policy = try policy("social-benefit-assessment")
        let text = PurposeText.explanation([
            "purposes": [
                [
                    "id": "p", "label": "Benefit", "legal_basis": "PublicTask",
                    "legal_sources": ["law 1"], "service": "persons", "peerID": "1",
                    "field_policy_sha256": "ab", "inForce": false,
                    "operations": .array(PolicyExplanation(policy, document: nil).operations),
                ]
            ]
        ])
        for part in [
            "Benefit (p)", "PublicTask (law 1)", "persons of 1", "May be seen", "Of errors",
            "Persons", "every other field is removed", "Requests under this grant are refused",
        ] {
            #expect(text.contains(part), "\(part)\n\(text)")
        }
    }

    @Test func `deviations are kept whole, and shown by shape with who breaks`() throws {
        let deviation = Deviation(
            operation: "search",
            isAnswer: true,
            path: "/persons/*/name",
            rule: "type",
            seen: "null"
        )
        let counts: DriftText.Counts = [
            .init(peer: try PeerID("00000001001234567000"), deviation: deviation): 2,
            .init(peer: try PeerID("00000001001234567001"), deviation: deviation): 5,
        ]
        #expect(DriftText.counts(.array(DriftText.kept(counts))) == counts)
        let rows = DriftText.rows(
            counts,
            in: nil,
            named: ["service": "persons"],
            modes: ("off", "logOnly")
        )
        #expect(rows.count == 1)
        #expect(rows.first?["count"] == 7)
        #expect(rows.first?["mode"] == "logOnly")
        #expect(rows.first?["change"] == "allow null at /persons/*/name")
        let text = SchemaCommand.Drift.text(["deviations": .array(rows), "others": 3])
        #expect(text.contains("Breaks   00000001001234567001 (5), 00000001001234567000 (2)"))
        #expect(text.contains("3 deviations of further kinds"))
        #expect(SchemaCommand.Drift.text(["deviations": [], "others": 0]).hasPrefix("No dev"))
    }

    @Test func `documents are kept by digest; one that was changed on disk is not used`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "shelf-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let bytes = Array("{}".utf8)
        let digest = try #require(DocumentShelf.digest(bytes))
        let shelf = DocumentShelf(folder: folder)
        #expect(shelf[digest] == nil)
        try shelf.keep(bytes)
        #expect(shelf[digest] == bytes)
        #expect(DocumentShelf(folder: folder)[digest] == bytes)
        let file = URL(filePath: "\(folder)/\(digest.hexadecimal).json")
        try Data("[]".utf8).write(to: file)
        #expect(DocumentShelf(folder: folder)[digest] == nil)
    }
}
