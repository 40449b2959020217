import Foundation
import GatewayTesting
import JSONTape
import RequirementTrait
import Testing

extension RunningPrograms {
    /// Parts that end for good: each test has a demonstration of its own.
    @Suite struct OutageTests {
        @Test func `a registry that is gone is answered with 502 and recorded`() async throws {
            try await Demo.with { demo in
                try await Signal.endAtOnce(demo.registryProcess)
                let answer = try await demo.outway()
                #expect(answer.status == 502)
                #expect(answer.code == "ERROR_CODE_SERVICE_UNREACHABLE")
                let port = try demo.text("registry").split(separator: ":").last ?? ""
                let text = String(decoding: answer.body, as: UTF8.self)
                #expect(!text.contains(port), "where the registry is stays inside: \(text)")
                let transaction = try #require(answer.field("fsc-transaction-id"))
                _ = try await demo.record(transaction, at: .provider, outcome: "failed")
                let status = try await demo.sluis(.provider, "status").json()
                #expect(status["ready"]?.bool == true, "the gateway itself is well")
            }
        }

        @Test func `without the provider the consumer refuses, records, and can prove its log`()
            async throws
        {
            try await Demo.with { demo in
                let transaction = try demo.text("transactionID")
                try await Signal.endAtOnce(demo.process(.provider))
                let answer = try await demo.outway()
                #expect(answer.status == 502)
                #expect(["INWAY_UNREACHABLE", "TOKEN_UNAVAILABLE"].contains(answer.code))
                let failed = try #require(answer.field("fsc-transaction-id"))
                try await eventually("the record of the request that failed") {
                    let record = try await demo.record(failed, at: .consumer)
                    let outcome = record?["outcome"]?.string
                    return ["failed", "refused"].contains(outcome) ? true : nil
                }
                _ = try await demo.record(transaction, at: .consumer, outcome: "answered")
                let report = try await demo.verification(.consumer)
                #expect(report["sound"]?.bool == true)
                #expect((report["requests"]?.integer ?? 0) >= 1)
            }
        }

        @Test func `a gateway ends with 0 when it is asked to, and what it promised is kept`()
            async throws
        {
            try await Demo.with { demo in
                let transaction = try demo.text("transactionID")
                let provider = try demo.process(.provider)
                try Signal.send(SIGTERM, to: provider)
                try await eventually("the end of the provider") {
                    Signal.isGone(provider) ? true : nil
                }
                let report = try await demo.verification(.provider)
                #expect(report["sound"]?.bool == true)
                #expect(report["inUse"]?.bool == false)
                #expect(report["unsigned"]?.integer == 0, "the last checkpoint covers everything")

                let again = try await demo.restart(.provider)
                do {
                    _ = try await demo.record(transaction, at: .provider, outcome: "answered")
                    try await eventually("an answer after the restart") {
                        try await demo.outway().status == 200 ? true : nil
                    }
                } catch {
                    await again.end()
                    throw error
                }
                #expect(await again.end() == 0)
            }
        }
    }
}

extension Demo {
    /// Starts the gateway of a side again, after its process has ended.
    func restart(_ side: Side, through wrapper: [String] = []) async throws -> RunningProgram {
        let serve = [programs.sluis, "serve", "--config", try text(side, "configuration")]
        let program = try RunningProgram(
            "/usr/bin/env",
            wrapper + serve,
            log: folder + "/restarted-\(UUID().uuidString.prefix(8)).log"
        )
        do {
            try await program.waitUntil(itSays: "ready")
        } catch {
            await program.end()
            throw error
        }
        return program
    }
}
