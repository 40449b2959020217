import Foundation
import GatewayTesting
import JSONTape
import RequirementTrait
import Testing

extension RunningPrograms {
    /// The drill of `docs/key-lost.md`, step by step with the programs as they are.
    @Suite struct KeyLostTests {
        @Test(.requirement("FSC Core 2.0.0: M-08"), .requirement("FSC Core 2.0.0: S-13"))
        func `a stolen signing key opens nothing once the drill is done, and exchanges go on`()
            async throws
        {
            try await Demo.with { demo in
                let thief = try Self.steal(demo)
                let token = try await demo.token()
                #expect(try await Self.inway(demo, token).status == 200)
                let former = try await Self.keySet(demo)
                try #require(former.count == 1)
                let before = try await Self.signedAt(demo)

                // 1 and 2: a new key and certificate, in force.
                try await Self.certify(demo)
                try await Self.reload(.provider, demo)
                let both = try await Self.keySet(demo)
                #expect(both.count == 2 && both.contains(former[0]))
                #expect(try await Self.inway(demo, token).status == 200)

                // 3 and 4: the old certificate is revoked, and everybody takes the new lists.
                try await Self.revoke(thief, demo)
                for side in Side.allCases { try await Self.reload(side, demo) }

                // 5: what must hold.
                let present = try await eventually("the old key leaves the key set") {
                    let keys = try await Self.keySet(demo)
                    return keys.contains(former[0]) ? nil : keys
                }
                #expect(present.count == 1)
                let refused = try await Self.inway(demo, token)
                #expect(refused.status == 401)
                #expect(refused.code == "ERROR_CODE_ACCESS_TOKEN_INVALID")
                await #expect(throws: (any Error).self) {
                    try await demo.manager(as: thief, "/.well-known/jwks.json")
                }
                try await eventually("an exchange with a token of the new key") {
                    try await demo.outway().status == 200 ? true : nil
                }
                try await eventually("the consumer has the new signature") {
                    try await Self.signedAt(demo) == before ? nil : true
                }
            }
        }

        /// Takes a copy of the provider's certificate and key, as a thief does.
        private static func steal(_ demo: Demo) throws -> Identity {
            let own = demo.identity("provider")
            let thief = Identity(folder: demo.folder, "stolen")
            try FileManager.default.copyItem(atPath: own.certificate, toPath: thief.certificate)
            try FileManager.default.copyItem(atPath: own.key, toPath: thief.key)
            return thief
        }

        /// A new key and certificate in the place of the old.
        private static func certify(_ demo: Demo) async throws {
            let new = Identity(folder: demo.folder, "new")
            let request = demo.folder + "/new.csr"
            let asked = try await CommandRun.of(
                demo.programs.sluis,
                [
                    "csr", "--config", demo.text(.provider, "configuration"), "--key", new.key,
                    "--out", request,
                ]
            )
            try #require(asked.status == 0, "\(asked.errors)")
            let signed = try await CommandRun.of(
                demo.programs.demo,
                [
                    "pki", "sign", "--directory", demo.certificates, "--csr", request, "--out",
                    new.certificate,
                ]
            )
            try #require(signed.status == 0, "\(signed.errors)")
            let own = demo.identity("provider")
            for (file, place) in [(new.certificate, own.certificate), (new.key, own.key)] {
                let bytes = try #require(FileManager.default.contents(atPath: file))
                try bytes.write(to: URL(filePath: place))
            }
        }

        private static func revoke(_ identity: Identity, _ demo: Demo) async throws {
            let revoked = try await CommandRun.of(
                demo.programs.demo,
                [
                    "pki", "revoke", "--directory", demo.certificates, "--certificate",
                    identity.certificate,
                ]
            )
            try #require(revoked.status == 0, "\(revoked.errors)")
        }

        private static func reload(_ side: Side, _ demo: Demo) async throws {
            // A refresh that runs at the same moment may have the lists first: then it is repeated.
            try await eventually("the reload of \(side)") {
                try await demo.sluis(side, "reload").status == 0 ? true : nil
            }
        }

        /// The Inway's answer to the consumer with a token.
        private static func inway(_ demo: Demo, _ token: String) async throws -> CurlAnswer {
            try await demo.inway(
                as: demo.identity("consumer"),
                [
                    "Fsc-Authorization: Bearer \(token)",
                    "Fsc-Transaction-Id: \(RandomUUID.text(version: 7))",
                ]
            )
        }

        /// When the provider signed the contract that is valid, as the consumer knows it.
        private static func signedAt(_ demo: Demo) async throws -> String {
            let hash = try demo.text("contractHash")
            let shown = try await demo.sluis(.consumer, "contract", "show", hash).json()
            #expect(shown["state"]?.string == "valid")
            let provider = try demo.text(.provider, "peerID")
            let accepted = shown["signatures"]?.array?.first {
                $0["peerID"]?.string == provider && $0["type"]?.string == "accept"
            }
            return try #require(accepted?["signedAt"]?.string)
        }

        /// The thumbprints of the certificates in the provider's key set.
        private static func keySet(_ demo: Demo) async throws -> [String] {
            let answer = try await demo.manager(
                as: demo.identity("consumer"),
                "/.well-known/jwks.json"
            )
            return (answer.json?["keys"]?.array ?? []).compactMap { $0["x5t#S256"]?.string }
        }
    }
}
