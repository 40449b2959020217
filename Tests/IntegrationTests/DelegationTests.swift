import Foundation
import GatewayTesting
import JSONTape
import RequirementTrait
import Testing

extension RunningPrograms {
    /// Three parties: the agency calls on behalf of a small municipality, for as long as that wants.
    @Suite struct DelegationTests {
        private static let delegator = "00000099000000004000"
        private static let delegatee = "00000099000000003000"
        private static let provider = "00000099000000002000"

        @Test(
            .requirement("FSC Core 2.0.0: A-06"),
            .requirement("FSC Logging 1.1.0: L-03"),
            .requirement("FSC Logging 1.1.0: L-04")
        )
        func `all three sign, token and logs name the delegator, and its revocation ends it`()
            async throws
        {
            let programs = try Programs.found()
            let root = FileManager.default.temporaryDirectory
                .appending(path: "sluis-it-\(UUID().uuidString.prefix(8))")
            let folder = root.path(percentEncoded: false)
            defer { try? FileManager.default.removeItem(at: root) }
            let file = folder + "/demo.json"
            let run = try await CommandRun.of(
                programs.demo,
                ["run", "--delegation", "--once", "--data", folder, "--json", file],
                within: 300
            )
            try #require(run.status == 0, "\(run.text.suffix(2_000))\(run.errors)")
            let data = try #require(FileManager.default.contents(atPath: file))
            let report = try JSONValue(parsing: [UInt8](data))

            let grant = report["contract"]?["grants"]?[0]
            #expect(grant?["type"]?.string == "GRANT_TYPE_DELEGATED_SERVICE_CONNECTION")
            #expect(grant?["delegator"]?.string == Self.delegator)
            #expect(grant?["outwayPeer"]?.string == Self.delegatee)
            let signatures = report["contract"]?["signatures"]?.array ?? []
            #expect(signatures.allSatisfy { $0["type"]?.string == "accept" })
            let signers = Set(signatures.compactMap { $0["peerID"]?.string })
            #expect(signers == [Self.delegator, Self.delegatee, Self.provider])

            #expect(report["token"]?["act"]?["sub"]?.string == Self.delegator)
            #expect(report["token"]?["sub"]?.string == Self.delegatee)
            for line in ["consumerLine", "providerLine"] {
                #expect(report[line]?["delegator"]?.string == Self.delegator, "\(line)")
                #expect(report[line]?["transactionID"] == report["transactionID"], "\(line)")
            }

            let refusal = try #require(report["refusal"]?["status"]?.integer)
            #expect((400..<500).contains(refusal))
            #expect(report["keptToken"]?["status"]?.integer == 401)
            for words in ["signed by all three", "act", "revoked"] {
                #expect(run.text.contains(words), "\(words)")
            }
        }
    }
}
