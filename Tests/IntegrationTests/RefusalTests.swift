import Foundation
import GatewayTesting
import JSONTape
import RequirementTrait
import Testing

extension RunningPrograms {
    /// Requests that must not pass, each with its code, its record, and the registry left alone.
    @Suite struct RefusalTests {
        /// Expects that an act asks the registry nothing.
        private func withoutRegistry<Answer>(
            _ demo: Demo,
            _ act: () async throws -> Answer
        ) async throws -> Answer {
            let before = try demo.notes
            let answer = try await act()
            #expect(try demo.notes == before)
            return answer
        }

        // MARK: - At the Outway

        @Test(.requirement("FSC Core 2.0.0: O-08"))
        func `a grant without a contract is refused at the Outway, and recorded`() async throws {
            let demo = try await SharedDemo.demo
            let hash = "$1$3$" + String(repeating: "A", count: 86)
            let answer = try await withoutRegistry(demo) { try await demo.outway(grant: hash) }
            #expect(answer.status == 400)
            #expect(answer.code == "UNKNOWN_GRANT_HASH_IN_HEADER")
            #expect(answer.json?["domain"]?.string == "ERROR_DOMAIN_OUTWAY")
            let transaction = try #require(answer.field("fsc-transaction-id"))
            let refusal = try await demo.findRefusal(
                "UNKNOWN_GRANT_HASH_IN_HEADER",
                at: .consumer,
                transaction: transaction
            )
            #expect(refusal["status"]?.integer == 400)
            #expect(try await demo.record(transaction, at: .provider) == nil)
        }

        @Test(.requirement("FSC Core 2.0.0: O-09"))
        func `CONNECT is refused with 405`() async throws {
            let demo = try await SharedDemo.demo
            let known = try await demo.refusals(at: .consumer).filter {
                $0["reason"]?.string == "ERROR_CODE_METHOD_UNSUPPORTED"
            }
            let answer = try await demo.raw(
                "CONNECT example.nl:443 HTTP/1.1\r\nHost: example.nl:443\r\nConnection: close\r\n\r\n",
                to: demo.text("outway")
            )
            #expect(answer?.status == 405)
            #expect(answer?.code == "ERROR_CODE_METHOD_UNSUPPORTED")
            #expect(answer?.field("allow")?.contains("GET") == true)
            _ = try await demo.findRefusal(
                "ERROR_CODE_METHOD_UNSUPPORTED",
                at: .consumer,
                since: known.count
            )
        }

        @Test(arguments: [4, 1])
        func `a transaction id of another version than 7 is refused at the Outway`(
            version: UInt64
        ) async throws {
            let demo = try await SharedDemo.demo
            let name = RandomUUID.text(version: version)
            let answer = try await withoutRegistry(demo) {
                try await demo.outway(fields: ["Fsc-Transaction-Id: \(name)"])
            }
            #expect(answer.status == 400)
            #expect(answer.code == "INVALID_LOG_RECORD_ID")
        }

        @Test func `a transaction id that was used is refused at the Outway`() async throws {
            let demo = try await SharedDemo.demo
            let name = TransactionName.fresh()
            let first = try await demo.outway(fields: ["Fsc-Transaction-Id: \(name)"])
            #expect(first.status == 200)
            let second = try await withoutRegistry(demo) {
                try await demo.outway(fields: ["Fsc-Transaction-Id: \(name)"])
            }
            #expect(second.status == 400)
            #expect(second.code == "INVALID_LOG_RECORD_ID")
        }

        // MARK: - At the Inway

        @Test(
            .requirement("FSC Core 2.0.0: I-03"),
            .requirement("FSC Test Suite: Inway-Incoming-Request-3")
        )
        func `the token of another organisation is refused at the Inway`() async throws {
            let demo = try await SharedDemo.demo
            let token = try await demo.token()
            let transaction = TransactionName.fresh()
            let fields = [
                "Fsc-Authorization: Bearer \(token)", "Fsc-Transaction-Id: \(transaction)",
            ]
            let answer = try await withoutRegistry(demo) {
                try await demo.inway(as: demo.identity("directory"), fields)
            }
            #expect(answer.status == 401)
            #expect(answer.code == "ERROR_CODE_ACCESS_TOKEN_INVALID")
            #expect(answer.field("www-authenticate") == "Bearer")
            let refusal = try await demo.findRefusal(
                "ERROR_CODE_ACCESS_TOKEN_INVALID",
                at: .provider,
                transaction: transaction
            )
            let directory = try demo.text(.directory, "peerID")
            #expect(refusal["peerID"]?.string == directory)

            let own = try await demo.inway(as: demo.identity("consumer"), fields)
            #expect(own.status == 200, "the same bytes with the certificate that they are bound to")
            let renamed = [fields[0], "Fsc-Transaction-Id: \(TransactionName.fresh())"]
            let again = try await demo.inway(as: demo.identity("directory"), renamed)
            #expect(again.status == 401, "a token that was accepted is bound all the same")
        }

        @Test(
            .requirement("FSC Core 2.0.0: I-04"),
            .requirement("FSC Core 2.0.0: I-08"),
            .requirement("FSC Test Suite: Inway-Incoming-Request-2")
        )
        func `a request without a token is refused at the Inway`() async throws {
            let demo = try await SharedDemo.demo
            let reason = "ERROR_CODE_ACCESS_TOKEN_MISSING"
            let known = try await demo.refusals(at: .provider).filter {
                $0["reason"]?.string == reason
            }
            let fields = ["Fsc-Transaction-Id: \(TransactionName.fresh())"]
            let answer = try await withoutRegistry(demo) {
                try await demo.inway(as: demo.identity("consumer"), fields)
            }
            #expect(answer.status == 401)
            #expect(answer.code == reason)
            #expect(answer.field("www-authenticate") == "Bearer")
            #expect(answer.json?["domain"]?.string == "ERROR_DOMAIN_INWAY")
            _ = try await demo.findRefusal(reason, at: .provider, since: known.count)
        }

        @Test func `a forged token is refused at the Inway`() async throws {
            let demo = try await SharedDemo.demo
            let token = try await demo.token()
            let parts = token.split(separator: ".")
            try #require(parts.count == 3)
            let forged = "\(parts[0]).\(parts[1]).\(String(parts[2].reversed()))"
            let answer = try await withoutRegistry(demo) {
                try await demo.inway(
                    as: demo.identity("consumer"),
                    [
                        "Fsc-Authorization: Bearer \(forged)",
                        "Fsc-Transaction-Id: \(TransactionName.fresh())",
                    ]
                )
            }
            #expect(answer.status == 401)
            #expect(answer.code == "ERROR_CODE_ACCESS_TOKEN_INVALID")
        }

        @Test(.requirement("FSC Logging 1.1.0: L-09"))
        func `a missing, malformed or used transaction id is refused at the Inway`() async throws {
            let demo = try await SharedDemo.demo
            let token = "Fsc-Authorization: Bearer \(try await demo.token())"
            let identity = demo.identity("consumer")
            let used = "Fsc-Transaction-Id: \(TransactionName.fresh())"
            let first = try await demo.inway(as: identity, [token, used])
            #expect(first.status == 200)

            let cases: [(fields: [String], code: String)] = [
                ([], "MISSING_LOG_RECORD_ID"),
                (
                    ["Fsc-Transaction-Id: \(RandomUUID.text(version: 4))"],
                    "INVALID_LOG_RECORD_ID"
                ),
                (["Fsc-Transaction-Id: 1"], "INVALID_LOG_RECORD_ID"),
                ([used], "INVALID_LOG_RECORD_ID"),
                ([used, used], "INVALID_LOG_RECORD_ID"),
            ]
            for (fields, code) in cases {
                let known = try await demo.refusals(at: .provider).filter {
                    $0["reason"]?.string == code
                }
                let answer = try await withoutRegistry(demo) {
                    try await demo.inway(as: identity, [token] + fields)
                }
                #expect(answer.status == 400, "\(fields)")
                #expect(answer.code == code, "\(fields)")
                _ = try await demo.findRefusal(code, at: .provider, since: known.count)
            }
        }

        @Test func `fields outside the purpose are refused, all of them named`() async throws {
            let demo = try await SharedDemo.demo
            let answer = try await withoutRegistry(demo) {
                try await demo.outway(demo.path + "?fields=name,parents,nationality")
            }
            #expect(answer.status == 403)
            #expect(answer.code == "FIELD_NOT_ALLOWED")
            #expect(answer.field("content-type") == "application/problem+json")
            let named = String(decoding: answer.body, as: UTF8.self)
            #expect(answer.locations.count == 2, "\(named)")
            #expect(named.contains("parents") && named.contains("nationality"), "\(named)")
            let transaction = try #require(answer.field("fsc-transaction-id"))
            let refusal = try await demo.findRefusal(
                "FIELD_NOT_ALLOWED",
                at: .provider,
                transaction: transaction
            )
            #expect(refusal["purpose"]?.string?.hasSuffix("social-benefit-assessment") == true)
            let sent = try #require(try await demo.record(transaction, at: .consumer))
            let completion = sent["entries"]?[0]?["fields"]?["completion"]
            #expect(completion?["status"]?.integer == 403, "\(sent)")
        }

        @Test func `a body that breaks the document is refused with every fault`() async throws {
            let demo = try await SharedDemo.demo
            let body = #"{"type":"SearchByNumber","numbers":["12","999"],"everything":true}"#
            let answer = try await withoutRegistry(demo) {
                try await demo.outway(
                    "/v1/persons/search",
                    fields: ["Content-Type: application/json"],
                    "--data-binary",
                    body
                )
            }
            #expect(answer.status == 400)
            #expect(answer.code == "PAYLOAD_INVALID")
            let text = String(decoding: answer.body, as: UTF8.self)
            for place in ["/numbers/0", "/numbers/1", "/everything"] {
                #expect(answer.locations.contains { $0.hasSuffix(place) }, "\(place): \(text)")
            }
            #expect(!text.contains("999"), "no value of the body stands in the answer")
        }

        @Test(arguments: ["{", "", "[1,", "{\"type\":\"SearchByNumber\",\"type\":1}"])
        func `a body that is no JSON is refused`(body: String) async throws {
            let demo = try await SharedDemo.demo
            let answer = try await withoutRegistry(demo) {
                try await demo.outway(
                    "/v1/persons/search",
                    fields: ["Content-Type: application/json"],
                    "--data-binary",
                    body
                )
            }
            #expect(answer.status == 400)
            #expect(answer.code == "PAYLOAD_INVALID")
        }

        // MARK: - The registry

        @Test func `a registry that is too slow is answered with 504, recorded, and forgiven`()
            async throws
        {
            let demo = try await SharedDemo.demo
            let registry = try demo.registryProcess
            try Signal.send(SIGSTOP, to: registry)
            let answer: CurlAnswer
            do {
                answer = try await demo.outway()
                try Signal.send(SIGCONT, to: registry)
            } catch {
                try Signal.send(SIGCONT, to: registry)
                throw error
            }
            #expect(answer.status == 504)
            #expect(answer.code == "SERVICE_TIMEOUT")
            let transaction = try #require(answer.field("fsc-transaction-id"))
            _ = try await demo.record(transaction, at: .provider, outcome: "failed")
            let next = try await demo.outway()
            #expect(next.status == 200)
        }
    }
}
