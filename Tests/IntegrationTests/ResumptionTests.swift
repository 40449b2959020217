import Foundation
import GatewayTesting
import RequirementTrait
import Testing

extension RunningPrograms {
    /// A session from before a revocation lets nobody in.
    @Suite struct ResumptionTests {
        /// A listener of the provider.
        enum Listener: String, CaseIterable, Sendable {
            case inway
            case manager
        }

        @Test(
            .requirement("FSC Core 2.0.0: T-17"),
            .requirement("FSC Core 2.0.0: T-19"),
            arguments: Listener.allCases,
            ["-tls1_2", "-tls1_3"]
        )
        func `a revoked peer does not come back on a session from before`(
            listener: Listener,
            version: String
        ) async throws {
            let demo = try await SharedDemo.demo
            let name = "fresh-\(listener.rawValue)\(version.replacing("_", with: ""))"
            let identity = try await issue(name, demo)
            var client = TLSClient(demo: demo, identity: identity)
            if listener == .manager {
                client.address = try demo.text("providerManager")
                client.name = "manager.gemeente.example.nl"
            }
            let session = demo.folder + "/\(name).session"
            let request = TLSClient.lastRequest
            let first = try await client.run([version, "-sess_out", session], input: request)
            #expect(first.text.contains("HTTP/1.1 "), "\(first.text)\(first.errors)")
            let resumed = try await client.run([version, "-sess_in", session], input: request)
            #expect(resumed.text.contains("Reused, "), "\(resumed.text)")
            #expect(resumed.text.contains("HTTP/1.1 "), "the session is good before the revocation")

            try await revoke(identity, demo)
            try await eventually("the refusal of a full handshake") {
                let full = try await client.run([version], input: request)
                return full.text.contains("HTTP/1.1 ") ? nil : true
            }
            var anonymous = client
            anonymous.identity = nil
            for client in [client, anonymous] {
                let again = try await client.run([version, "-sess_in", session], input: request)
                #expect(!again.text.contains("HTTP/1.1 "), "\(again.text)")
            }
        }

        /// A new organisation of the Group, known to nobody; the provider has its revocation lists.
        private func issue(_ name: String, _ demo: Demo) async throws -> Identity {
            let organisation = "\(name)=Verse Voorbeeld:00000099000000008000:fresh.example.nl"
            let made = try await CommandRun.of(
                demo.programs.demo,
                [
                    "pki", "make", "--directory", demo.certificates, "--organisation", organisation,
                ]
            )
            guard made.status == 0 else { throw Unexpected(made.errors) }
            // Issuing renews the lists, and new lists void sessions: take them up before one begins.
            try await eventually("the provider's reload") {
                try await demo.sluis(.provider, "reload").status == 0 ? true : nil
            }
            return demo.identity(name)
        }

        private func revoke(_ identity: Identity, _ demo: Demo) async throws {
            let arguments = [
                "pki", "revoke", "--directory", demo.certificates, "--certificate",
                identity.certificate,
            ]
            let revoked = try await CommandRun.of(demo.programs.demo, arguments)
            guard revoked.status == 0 else { throw Unexpected(revoked.errors) }
        }
    }
}
