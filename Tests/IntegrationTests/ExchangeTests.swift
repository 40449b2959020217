import Foundation
import GatewayTesting
import JSONTape
import RequirementTrait
import Testing

extension RunningPrograms {
    /// What an exchange that is allowed shows on every side.
    @Suite struct ExchangeTests {
        @Test(.requirement("FSC Test Suite: Integration-ConsumeService-1"))
        func `the printed curl line works, and the answer holds the fields of the purpose only`()
            async throws
        {
            let demo = try await SharedDemo.demo
            let finished = try await CommandRun.of("bash", ["-c", demo.text("curl")])
            let answer = try finished.json()
            let full = try #require(try await demo.registry(demo.path).json)
            for name in ["number", "name", "address"] {
                #expect(answer[name] != nil && answer[name] == full[name], "\(name)")
            }
            #expect(answer["birth"] == ["date": try #require(full["birth"]?["date"])])
            let partner = try #require(full["partners"]?[0])
            #expect(
                answer["partners"]?[0] == [
                    "number": try #require(partner["number"]),
                    "name": try #require(partner["name"]),
                ]
            )
            for name in ["nationality", "gender", "children", "parents", "remarks"] {
                #expect(answer[name] == nil, "\(name)")
            }
            #expect(full["nationality"] != nil && full["parents"] != nil && full["gender"] != nil)
        }

        @Test(
            .requirement("FSC Test Suite: Integration-TransactionLog-1"),
            .requirement("FSC Logging 1.1.0: L-07")
        )
        func `both logs and the registry hold the transaction that the answer names`() async throws
        {
            let demo = try await SharedDemo.demo
            let answer = try await demo.outway()
            #expect(answer.status == 200)
            let transaction = try #require(answer.field("fsc-transaction-id"))
            #expect(try demo.notes.contains { $0.hasPrefix(transaction + " ") })

            let provider = try await demo.record(transaction, at: .provider, outcome: "answered")
            let consumer = try await demo.record(transaction, at: .consumer, outcome: "answered")
            let sides = [provider, consumer].compactMap { $0["entries"]?[0]?["fields"] }
            #expect(sides.count == 2)
            #expect(sides.map { $0["direction"]?.string } == ["incoming", "outgoing"])
            let names = [
                "transaction_id", "grant_hash", "service_name", "outway_peer_id", "service_peer_id",
                "purpose_id",
            ]
            for name in names {
                #expect(sides[0][name] != nil && sides[0][name] == sides[1][name], "\(name)")
            }
            #expect(sides[0]["grant_hash"]?.string == (try demo.text("grantHash")))
            #expect(sides[0]["purpose_id"]?.string?.hasSuffix("social-benefit-assessment") == true)
        }

        @Test func `each log is sound when it is derived anew from its stored bytes`() async throws
        {
            let demo = try await SharedDemo.demo
            for side in Side.allCases {
                let report = try await demo.verification(side)
                #expect(report["sound"]?.bool == true, "\(side)")
                #expect(report["findings"]?.array?.isEmpty == true, "\(side)")
            }
        }

        @Test(.requirement("FSC Logging 1.1.0: L-05"))
        func `a client may name the transaction, and every exchange has its own`() async throws {
            let demo = try await SharedDemo.demo
            let named = TransactionName.fresh()
            let answer = try await demo.outway(fields: ["Fsc-Transaction-Id: \(named)"])
            #expect(answer.status == 200)
            #expect(answer.field("fsc-transaction-id") == named)
            var seen: Set<String> = [named]
            for _ in 0..<5 {
                let answer = try await demo.outway()
                seen.insert(try #require(answer.field("fsc-transaction-id")))
            }
            #expect(seen.count == 6)
        }

        @Test func `asking for fields of the purpose gives these and no more`() async throws {
            let demo = try await SharedDemo.demo
            let answer = try await demo.outway(demo.path + "?fields=name.familyName,birth.date")
            #expect(answer.status == 200)
            let person = try #require(answer.json?.object)
            #expect(Set(person.members.map(\.name)) == ["number", "name", "birth"])
            #expect(person["name"]?.object?.members.map(\.name) == ["familyName"])
        }

        @Test func `a search by number passes as a conforming body`() async throws {
            let demo = try await SharedDemo.demo
            let number = try demo.path.suffix(9)
            let answer = try await demo.outway(
                "/v1/persons/search",
                fields: ["Content-Type: application/json"],
                "--data-binary",
                #"{"type":"SearchByNumber","numbers":["\#(number)"]}"#
            )
            #expect(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
            let person = try #require(answer.json?["persons"]?[0])
            #expect(person["number"]?.string == String(number))
            #expect(person["name"] != nil && person["nationality"] == nil)
        }

        /// The policy says nothing of errors: type, title and status leave, free text does not.
        @Test func `what the registry refuses itself comes through without free text`()
            async throws
        {
            let demo = try await SharedDemo.demo
            let path = "/v1/persons/000000000"
            let direct = try await demo.registry(path)
            let answer = try await demo.outway(path)
            #expect(direct.status == 404 && answer.status == 404)
            let names = ["type", "title", "status"]
            #expect(answer.json?.object?.names.sorted() == names.sorted())
            for name in names { #expect(answer.json?[name] == direct.json?[name]) }
            #expect(direct.json?["detail"] != nil)
            #expect(answer.field("content-type") == "application/problem+json")
            #expect(answer.field("fsc-error-code") == nil)
        }

        @Test func `no log and no message holds the person's number or name`() async throws {
            let demo = try await SharedDemo.demo
            let answer = try await demo.outway()
            let person = try #require(answer.json)
            let number = try #require(person["number"]?.string)
            let given = try #require(person["name"]?["givenNames"]?.string)
            let street = try #require(person["address"]?["street"]?.string)
            let transaction = try #require(answer.field("fsc-transaction-id"))
            for side in [Side.provider, .consumer] {
                _ = try await demo.record(transaction, at: side, outcome: "answered")
                let messages = demo.folder + "/demo/\(side.rawValue).log"
                let values = [number, given, street].flatMap { ["-e", $0] }
                let found = try await CommandRun.of(
                    "grep",
                    ["-raFl"] + values + [messages, try demo.text(side, "dataFolder")]
                )
                #expect(found.status == 1 && found.errors.isEmpty, "\(found.text)\(found.errors)")
            }
        }

        @Test func `the catalogue describes the dataset, its service and who to ask`() async throws
        {
            let demo = try await SharedDemo.demo
            let url = try demo.text(.provider, "administration") + "/catalog"
            let linked = try await CommandRun.of("curl", ["-sS", "--fail", url])
            let text = String(decoding: try linked.json().serialized(), as: UTF8.self)
            for word in [
                "Persoonsgegevens", "Personal records", "dcat:Dataset", "dcat:DataService",
            ] {
                #expect(text.contains(word), "\(word)")
            }
            let turtle = try await CommandRun.of(
                "curl",
                ["-sS", "-f", "-H", "Accept: text/turtle", url]
            )
            #expect(turtle.status == 0)
            #expect(turtle.text.contains("dcat:Dataset") && turtle.text.contains("NON_PUBLIC"))
        }

        @Test func `the gateways say that they are ready, and why`() async throws {
            let demo = try await SharedDemo.demo
            for side in Side.allCases {
                let status = try await demo.sluis(side, "status").json()
                #expect(status["ready"]?.bool == true, "\(side): \(status)")
                let url = try demo.text(side, "administration") + "/readyz"
                #expect(try await CommandRun.of("curl", ["-sS", "--fail", url]).text == "ok\n")
            }
        }
    }
}
