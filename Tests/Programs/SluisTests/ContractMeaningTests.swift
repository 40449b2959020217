import JSONTape
import Testing

@testable import sluis

/// What is signed for stands in words: who, which fields, what for, until when, what is otherwise.
@Suite struct ContractMeaningTests {
    private func shown(_ meaning: JSONObject, purpose: JSONValue? = nil) -> String {
        var grant: JSONObject = [
            "hash": "$1$3$a", "service": "persons", "properties": ["retention": ["days": 30]],
        ]
        grant["purpose"] = purpose
        return ContractText.one([
            "hash": "$1$1$a", "state": "proposed", "notBefore": "2026-12-01T10:00:00.000Z",
            "notAfter": "2027-12-01T10:00:00.000Z", "grants": [.object(grant)],
            "meaning": [.object(meaning)],
        ])
    }

    private let meaning: JSONObject = [
        "grant": "$1$3$a", "service": "persons",
        "consumer": ["peerID": "3", "name": "Uitkeringsdienst"], "provider": ["peerID": "2"],
        "operations": [
            [
                "id": "getPerson", "summary": "One person",
                "answer": ["allow": ["/name/**", "/birth/date"], "always": ["/number"]],
            ]
        ],
    ]

    @Test func `who gets which fields for what, on which basis and until when`() {
        let text = shown(
            meaning,
            purpose: [
                "id": "p", "label": "Assessment", "legal_basis": "OfficialAuthorityOfController",
                "legal_sources": ["Participatiewet art. 64"],
            ]
        )
        for words in [
            "Uitkeringsdienst (3) may call the service persons of peer 2, from 2026-12-01 until 2027-12-01.",
            "What for: Assessment",
            "Legal basis: OfficialAuthorityOfController (Participatiewet art. 64)",
            "getPerson (One person) gives:", "/name/**", "/birth/date", "/number",
            "Before    no contract gave this access before.",
            "property retention: {\"days\":30}",
        ] {
            #expect(text.contains(words), "\(words): \(text)")
        }
    }

    @Test func `what differs from the contract before, and what cannot be told`() {
        var changed = meaning
        changed["operations"] = nil
        changed["unknown"] = "the provider's document is not here yet"
        changed["before"] = [
            "contract": "$1$1$b", "state": "valid", "service": "persons",
            "words": [["name": "period", "from": "a", "to": "b"]],
            "fields": ["added": ["getPerson /birth/date"], "removed": [], "changed": []],
        ]
        let text = shown(changed)
        for words in [
            "no purpose is named, so no field policy limits it",
            "Which fields cannot be told: the provider's document is not here yet",
            "the contract $1$1$b (valid); this one says otherwise:", "period: a -> b",
            "+ getPerson /birth/date",
        ] {
            #expect(text.contains(words), "\(words): \(text)")
        }
    }
}
