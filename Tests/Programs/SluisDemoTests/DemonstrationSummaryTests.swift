import JSONTape
import Testing

@testable import sluis_demo

/// What the demonstration prints fits a screen and a half of a terminal.
@Suite struct DemonstrationSummaryTests {
    private static let record: JSONValue = [
        "entries": [
            [
                "kind": "REQ", "index": 1_000_019, "leafHash": "93fc84b1b6ff00000000",
                "fields": [
                    "service_name": "persons", "purpose_label": "Assessment of social benefits",
                    "legal_basis": "OfficialAuthorityOfController", "client": "benefits-desk",
                    "personal": ["subjects": [["pseudonym": "x"]]],
                    "completion": ["status": 200, "duration_ms": 1_024],
                ],
                "proof": ["verified": true, "rootHash": "7e6193d651cb000", "treeSize": 1_000_022],
            ], ["kind": "DISCLOSED", "fields": ["subject_count": 3]],
        ]
    ]

    private func summary(_ answer: JSONValue, record: JSONValue = record) -> DemonstrationSummary {
        DemonstrationSummary(
            shown: Demonstration.Shown(
                grantHash: "g",
                contractHash: "c",
                transactionID: "01a22fc2-cb8d-7d48-9d77-440e594cf97a",
                requestPath: "/v1/persons/999900018",
                fullAnswer: answer,
                minimisedAnswer: [:],
                providerRecord: record,
                consumerRecord: record,
                verifications: ["Gemeente: Sound: it is.", "Dienst: Sound: it is."],
                catalogue: [
                    "@graph": [["type": "dcat:Dataset", "id": "https://c/1", "title": ["en": "T"]]]
                ],
                registry: "http://127.0.0.1:1"
            ),
            catalogueAddress: "http://127.0.0.1:65535/catalog",
            outway: "http://127.0.0.1:65535",
            data: { "/tmp/sluis-demo-123456/\($0.folder)/data" },
            program: "/usr/bin/sluis"
        )
    }

    @Test func `every line fits 79 columns, and all of them a screen and a half`() {
        let answer = JSONObject((0..<200).map { (name: "member\($0)", value: .string("x")) })
        let lines = summary(.object(answer)).lines
        #expect(lines.allSatisfy { $0.count < 80 }, "\(lines.filter { $0.count >= 80 })")
        #expect(lines.count <= 65)
        #expect(lines.contains { $0.contains("entry 1000019: 3 persons (pseudonym)") })
        #expect(lines.count { $0.contains("is in signed tree 7e6193d651cb of") } == 2)
        #expect(lines.contains("  T: https://c/1"))
        #expect(lines.contains { $0.contains("curl -H 'Sluis-Alias: persons' http://127.0.0.1") })
    }

    @Test func `a proof that does not hold is not called one`() {
        let broken: JSONValue = ["entries": [["kind": "REQ", "proof": ["verified": false]]]]
        let lines = summary([:], record: broken).lines
        #expect(lines.count { $0.contains("is not in signed tree") } == 2)
    }
}
