import Foundation
import GatewayTesting
import JSONTape
import RequirementTrait
import Testing

extension RunningPrograms {
    /// A gateway that says that it is ready knows its contracts.
    @Suite struct RestartTests {
        @Test func `an Outway that has just got ready serves every route`() async throws {
            try await Demo.with { demo in
                try await Signal.endAtOnce(demo.process(.consumer))
                let program = try await demo.restart(.consumer)
                let answer: CurlAnswer
                do {
                    answer = try await demo.outway()
                } catch {
                    await program.end()
                    throw error
                }
                await program.end()
                #expect(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
            }
        }

        @Test(.requirement("FSC Core 2.0.0: I-03"))
        func `an Inway that has just got ready refuses tokens of a contract that has ended`()
            async throws
        {
            try await Demo.with { demo in
                let token = try await demo.token()
                let fields = ["Fsc-Authorization: Bearer \(token)"]
                func asked() async throws -> CurlAnswer {
                    let transaction = RandomUUID.text(version: 7)
                    return try await demo.inway(
                        as: demo.identity("consumer"),
                        fields + ["Fsc-Transaction-Id: \(transaction)"]
                    )
                }
                #expect(try await asked().status == 200)
                let contract = try demo.text("contractHash")
                let revoked = try await demo.sluis(.provider, "contract", "revoke", contract)
                #expect(revoked.status == 0, "\(revoked.errors)")
                try await Signal.endAtOnce(demo.process(.provider))
                let program = try await demo.restart(.provider)
                let answer: CurlAnswer
                do {
                    answer = try await asked()
                } catch {
                    await program.end()
                    throw error
                }
                await program.end()
                #expect(answer.status == 401, "\(String(decoding: answer.body, as: UTF8.self))")
            }
        }
    }
}
