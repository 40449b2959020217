import Foundation
import GatewayTesting
import JSONTape
import RequirementTrait
import Testing

extension RunningPrograms {
    /// HTTP/2 between Outway and Inway, from what the configuration says to what is on record.
    @Suite struct HTTP2Tests {
        @Test(.requirement("FSC Core 2.0.0: T-03"))
        func `the Inway answers and refuses over HTTP2 as over HTTP1`() async throws {
            let demo = try await SharedDemo.demo
            let token = try await demo.token()
            let before = try await Self.connections(demo)
            func ask(_ fields: [String], _ option: String) async throws -> CurlAnswer {
                let transaction = "Fsc-Transaction-Id: \(RandomUUID.text(version: 7))"
                let consumer = demo.identity("consumer")
                return try await demo.inway(as: consumer, fields + [transaction], option)
            }
            let authorized = ["Fsc-Authorization: Bearer \(token)"]
            let first = try await ask(authorized, "--http1.1")
            let second = try await ask(authorized, "--http2")
            #expect(first.version == "HTTP/1.1" && second.version == "HTTP/2")
            #expect(first.status == 200 && second.status == 200)
            #expect(first.json != nil && first.json == second.json)
            let refused = try await ask([], "--http2")
            #expect(refused.status == 401)
            #expect(refused.code == "ERROR_CODE_ACCESS_TOKEN_MISSING")
            try await eventually("two connections over HTTP/2") {
                try await Self.connections(demo) == before + 2 ? true : nil
            }
        }

        @Test(.requirement("FSC Core 2.0.0: T-03"))
        func `a service that is published with HTTP2 is asked over it`() async throws {
            try await Demo.with { demo in
                #expect(try await demo.outway().status == 200)
                #expect(try await Self.connections(demo) == 0, "it is published with HTTP/1.1")
                let file = try demo.text(.provider, "configuration")
                let text = try String(contentsOfFile: file, encoding: .utf8)
                let changed = text.replacing(
                    "    upstream:",
                    with: "    protocol: HTTP_2\n    upstream:",
                    maxReplacements: 1
                )
                try #require(changed != text)
                try changed.write(toFile: file, atomically: true, encoding: .utf8)
                var programs: [RunningProgram] = []
                do {
                    try await Signal.endAtOnce(demo.process(.provider))
                    programs.append(try await demo.restart(.provider))
                    try await Self.publish(demo)
                    try await Signal.endAtOnce(demo.process(.consumer))
                    programs.append(try await demo.restart(.consumer))
                    try await Self.compare(demo)
                } catch {
                    for program in programs { await program.end() }
                    throw error
                }
                for program in programs { await program.end() }
            }
        }

        /// Publishes the service anew, and waits until the consumer sees its protocol.
        private static func publish(_ demo: Demo) async throws {
            let published = try await demo.sluis(.provider, "service", "publish", "persons")
            try #require(published.status == 0, "\(published.errors)")
            try await eventually("the directory lists the service with HTTP/2") {
                let listed = try await demo.sluis(.consumer, "service", "list").json()
                let service = listed["services"]?.array?.first { $0["name"]?.string == "persons" }
                return service?["protocol"]?.string == "PROTOCOL_TCP_HTTP_2" ? true : nil
            }
        }

        /// Once the Outway has heard of it, answers, records and refusals are as before.
        private static func compare(_ demo: Demo) async throws {
            let answer = try await eventually("an answer over HTTP/2") {
                let answer = try await demo.outway()
                return try await connections(demo) > 0 ? answer : nil
            }
            #expect(answer.status == 200)
            #expect(answer.json?["name"] != nil && answer.json?["nationality"] == nil)
            let transaction = try #require(answer.field("fsc-transaction-id"))
            #expect(try demo.notes.contains { $0.hasPrefix(transaction + " ") })
            for side in [Side.provider, .consumer] {
                _ = try await demo.record(transaction, at: side, outcome: "answered")
            }
            let refused = try await demo.outway(demo.path + "?fields=nationality")
            #expect(refused.status == 403 && refused.code == "FIELD_NOT_ALLOWED")
        }

        /// How many connections of the provider's Inway speak HTTP/2.
        private static func connections(_ demo: Demo) async throws -> Int {
            let url = try demo.text(.provider, "administration") + "/metrics"
            let text = try await CommandRun.of("curl", ["-sS", "--fail", url]).text
            let line = text.split(separator: "\n").first {
                $0.hasPrefix("sluis_http2_connections_total{") && $0.contains("\"inway\"")
            }
            return line?.split(separator: " ").last.flatMap { Double($0) }.map { Int($0) } ?? 0
        }
    }
}
