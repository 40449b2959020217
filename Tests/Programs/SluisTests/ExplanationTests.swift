import JSONTape
import Testing

@testable import sluis

/// Both sides explain a refusal by the same row of the table, each from its own record.
@Suite struct ExplanationTests {
    private static let id: JSONValue = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"

    private func explained(_ outcome: JSONValue, _ entries: JSONValue...) -> JSONValue {
        let all = entries.map { JSONValue.object(["kind": "REQ", "fields": $0]) }
        return Explanation(
            exchange: ["transactionID": Self.id, "outcome": outcome, "entries": .array(all)]
        ).json
    }

    @Test func `a refused exchange is explained by its code, with what was asked`() {
        let document = explained(
            "refused",
            [
                "direction": "incoming", "service_name": "persons", "grant_hash": "$1$3$a",
                "purpose_id": "p", "operation_id": "get", "outway_peer_id": "1",
                "completion": [
                    "outcome": "refused", "code": "FIELD_NOT_ALLOWED", "phase": "validate",
                ],
            ],
            ["code": "FIELD_NOT_ALLOWED", "phase": "validate", "cause": "fields_not_allowed"]
        )
        #expect(document["code"]?.string == "FIELD_NOT_ALLOWED")
        for (name, value) in [
            ("service", "persons"), ("grant", "$1$3$a"), ("purpose", "p"), ("operation", "get"),
            ("leg", "client"), ("phase", "validate"),
        ] {
            #expect(document[name]?.string == value, "\(name)")
        }
        let text = Explanation.text(document)
        #expect(text.contains("fields were asked for that the purpose does not allow"))
        #expect(text.contains("er werden velden gevraagd die het doel niet toelaat"))
        #expect(text.contains("`sluis purpose explain '$1$3$a'`"))
    }

    @Test(arguments: [
        ("ERROR_CODE_SERVICE_UNREACHABLE", "name_unknown", "unreachable"),
        ("ERROR_CODE_SERVICE_UNREACHABLE", "connect_failed", "unreachable"),
        ("ERROR_CODE_SERVICE_UNREACHABLE", "untrusted", "unreachable"),
        ("SERVICE_TIMEOUT", "answer_timeout", "timed_out"),
        ("ANSWER_INVALID", "answer_undeclared", "refused"),
        ("PAYLOAD_INVALID", "request_invalid", "refused"),
        ("FIELD_NOT_ALLOWED", "operation_not_allowed", "refused"),
        ("TRANSACTION_LOG_WRITE_ERROR", "record", "refused"),
        ("POLICY_WITHDRAWN", "policy_withdrawn", "refused"),
    ])
    func `consumer and provider give the same cause, party and mend`(
        code: String,
        cause: String,
        outcome: String
    ) {
        let provider = explained(
            "failed",
            [
                "direction": "incoming", "service_name": "s", "grant_hash": "g",
                "completion": [
                    "outcome": .string(outcome), "cause": .string(cause),
                    "code": outcome == "refused" ? .string(code) : .null,
                ],
            ]
        )
        let consumer = explained(
            "refused",
            [
                "direction": "outgoing", "service_name": "s", "grant_hash": "g",
                "completion": [
                    "outcome": "refused", "code": .string(code), "peer_code": .string(code),
                    "cause": .string(cause), "phase": "forward",
                ],
            ]
        )
        for language in ["en", "nl"] {
            #expect(provider[language]?["rule"] == consumer[language]?["rule"])
            #expect(provider[language]?["mend"] == consumer[language]?["mend"])
            let owners = [provider, consumer].map { $0[language]?["owner"]?.string ?? "" }
            let plain = owners.map {
                $0.replacing(" (this organisation)", with: "")
                    .replacing(" (deze organisatie)", with: "")
            }
            #expect(plain[0] == plain[1] && !plain[0].isEmpty)
            #expect(owners[0] != owners[1], "one of them is the organisation that reads it")
        }
        #expect(provider["code"] == consumer["code"])
    }

    @Test(arguments: [
        ("invalid_grant", "at the provider the contract is not in force"),
        ("invalid_scope", "it knows no connection contract with this grant"),
        ("invalid_client", "another Outway, key or domain name"),
        ("unauthorized_client", "none of its Inways offers the service"),
        ("something_else", "there is no access token for the grant"),
    ])
    func `a refused token is explained by the error of the token endpoint`(
        error: String,
        words: String
    ) {
        let document = explained(
            "refused",
            [
                "direction": "outgoing", "code": "TOKEN_UNAVAILABLE", "phase": "token",
                "cause": "refused", "token_error": .string(error), "leg": "token",
            ]
        )
        #expect(document["en"]?["rule"]?.string?.contains(words) == true, "\(document)")
        #expect(document["tokenError"]?.string == error)
    }

    @Test func `a code of another product is not taken for an answer`() {
        let document = explained(
            "refused",
            ["direction": "outgoing", "completion": ["outcome": "answered", "peer_code": "ODD"]]
        )
        #expect(document["peerCode"]?.string == "ODD")
        #expect(document["en"]?["rule"]?.string?.contains("does not know") == true)
    }

    @Test func `an answer is an answer, and nobody needs to mend it`() {
        let document = explained(
            "answered",
            ["direction": "outgoing", "completion": ["outcome": "answered", "status": 200]]
        )
        #expect(document["code"] == nil && document["leg"] == nil)
        #expect(document["en"]?["owner"]?.string == "nobody")
    }
}
