import Foundation
import GatewayTesting
import JSONTape
import Testing

extension RunningPrograms {
    /// Refusals as both organisations read them: the same cause, the right party, a mend that works.
    @Suite struct ExplainedRefusalTests {
        @Test(.timeLimit(.minutes(5)))
        func `consumer and provider explain a refusal alike, and the mend that they print works`()
            async throws
        {
            try await TrialGroup.with { group, running in
                let trial = try RefusalTrial(group, running)
                try await trial.start()
                for service in ["closed", "unnamed", "untrusted", "demanding", "narrow", "gone"] {
                    try await trial.connect(service)
                }
                try await trial.connect("ruled", purpose: RefusalTrial.purpose)
                try await trial.connect("withdrawn", purpose: RefusalTrial.purpose)
                let alone = Self.sources + Self.requests
                for refused in alone { try await trial.holds(refused) }
                let contracts = try await Self.contracts(trial)
                for refused in contracts { try await trial.holds(refused) }
                try await trial.holds(try await Self.withdrawn(trial))
                try await trial.holds(try await Self.offeredNoMore(trial))
                try await Self.slow(trial)
                try await Self.ended(trial)
                try await Self.unreachable(trial)
                try await Self.revokedCertificate(trial)
                let names = Set((alone + contracts).map(\.name))
                #expect(names.count == alone.count + contracts.count, "each is another one")
            }
        }

        /// The provider's source fails.
        private static let sources: [RefusedCase] = [
            RefusedCase(
                name: "source closed",
                alias: "closed",
                code: "ERROR_CODE_SERVICE_UNREACHABLE",
                cause: "connect_failed",
                party: .provider,
                printed: "correct `upstream` of the service closed and `sluis reload`",
                mend: { try await $0.mend("closed", upstream: "{url: \"\($0.registry)\"}") }
            ),
            RefusedCase(
                name: "unknown name",
                alias: "unnamed",
                code: "ERROR_CODE_SERVICE_UNREACHABLE",
                cause: "name_unknown",
                party: .provider,
                printed: "correct the host in `upstream` of the service unnamed",
                mend: { try await $0.mend("unnamed", upstream: "{url: \"\($0.registry)\"}") }
            ),
            RefusedCase(
                name: "untrusted",
                alias: "untrusted",
                code: "ERROR_CODE_SERVICE_UNREACHABLE",
                cause: "untrusted",
                party: .provider,
                printed: "`upstream.trustAnchors` of the service untrusted",
                mend: {
                    let address = $0.group.managerAddress(.directory)
                    let own =
                        "clientCertificate: ../group/provider.pem, clientPrivateKey: ../group/provider.key"
                    try await $0.mend(
                        "untrusted",
                        upstream:
                            "{url: \"\(address)\", trustAnchors: ../group/anchors.pem, \(own)}"
                    )
                }
            ),
            RefusedCase(
                name: "source wants a certificate",
                alias: "demanding",
                code: "ERROR_CODE_SERVICE_UNREACHABLE",
                cause: "own_certificate_refused",
                party: .provider,
                printed:
                    "`upstream.clientCertificate` and `upstream.clientPrivateKey` of the service demanding",
                mend: {
                    let address = $0.group.managerAddress(.directory)
                    let own =
                        "clientCertificate: ../group/provider.pem, clientPrivateKey: ../group/provider.key"
                    try await $0.mend(
                        "demanding",
                        upstream:
                            "{url: \"\(address)\", trustAnchors: ../group/anchors.pem, \(own)}"
                    )
                }
            ),
            RefusedCase(
                name: "invalid answer",
                alias: "narrow",
                code: "ANSWER_INVALID",
                cause: "answer_undeclared",
                party: .provider,
                printed:
                    "declare the status and media type in the OpenAPI document, then `sluis reload`",
                mend: { trial in
                    let file = URL(filePath: trial.group.root + "/narrow.yaml")
                    let text = try String(contentsOf: file, encoding: .utf8)
                    let wider = text.replacing(
                        "responses: {",
                        with:
                            "responses: {\"200\": {description: one, content: {application/json: {}}}, "
                    )
                    try wider.write(to: file, atomically: true, encoding: .utf8)
                    try await trial.sluis(.provider, ["reload"])
                }
            ),
        ]

        /// The application asks for what is not there, or not for it.
        private static let requests: [RefusedCase] = [
            RefusedCase(
                name: "field",
                alias: "ruled",
                path: RefusalTrial.person + "?fields=name,parents",
                code: "FIELD_NOT_ALLOWED",
                cause: "fields_not_allowed",
                party: .consumer,
                printed: "ask only for fields that `sluis purpose explain",
                mend: { _ in },
                mended: (RefusalTrial.person + "?fields=name", [])
            ),
            RefusedCase(
                name: "method",
                alias: "ruled",
                arguments: ["-X", "DELETE"],
                code: "ERROR_CODE_METHOD_UNSUPPORTED",
                cause: "unknown_method",
                party: .consumer,
                printed: "`Allow` of the answer",
                mend: { _ in },
                mended: (RefusalTrial.person, [])
            ),
            RefusedCase(
                name: "path",
                alias: "ruled",
                path: "/persons/999990019",
                code: "UNKNOWN_RESOURCE",
                cause: "unknown_operation",
                party: .consumer,
                printed: "with the beginning that its `servers` name",
                mend: { _ in },
                mended: (RefusalTrial.person, [])
            ),
            RefusedCase(
                name: "invalid body",
                alias: "ruled",
                path: "/v1/persons/search",
                arguments: [
                    "-H", "Content-Type: application/json", "--data-binary", "{\"type\":\"x\"}",
                ],
                code: "PAYLOAD_INVALID",
                cause: "request_invalid",
                party: .consumer,
                printed: "its answer lists every fault with its place",
                mend: { _ in },
                mended: (RefusalTrial.person, [])
            ),
            RefusedCase(
                name: "too large",
                alias: "ruled",
                path: "/v1/persons/search",
                arguments: [
                    "-H", "Content-Type: application/json", "--data-binary",
                    "{\"type\":\"" + String(repeating: "x", count: 2_000) + "\"}",
                ],
                code: "PAYLOAD_TOO_LARGE",
                cause: "request_too_large",
                party: .consumer,
                printed: "send less at a time",
                mend: { _ in },
                mended: (RefusalTrial.person, [])
            ),
            RefusedCase(
                name: "unknown grant",
                alias: "nobody",
                code: "UNKNOWN_GRANT_HASH_IN_HEADER",
                cause: nil,
                party: .consumer,
                isAtProvider: false,
                printed: "`Sluis-Alias` or `Fsc-Grant-Hash` of a valid contract",
                mend: { try await $0.connect("closed", alias: "nobody") }
            ),
        ]

        /// The contract does not open the service, at either side.
        private static func contracts(_ trial: RefusalTrial) async throws -> [RefusedCase] {
            let unsigned = try await trial.connect("unsigned")
            let revoked = try await trial.connect("revoked")
            let bare = try await trial.connect("bare")
            try await eventually("the contract without a purpose", every: .milliseconds(200)) {
                try? await trial.sluis(.provider, ["contract", "accept", bare, "--force"])
            }
            for hash in [revoked, bare] { try await trial.waitUntilValid(hash, at: .consumer) }
            try await trial.sluis(.provider, ["contract", "revoke", revoked, "--reason", "moved"])
            try await eventually("the revocation", every: .milliseconds(100)) {
                let shown = try await trial.sluis(.consumer, ["contract", "show", revoked])
                return shown["state"]?.string == "revoked" ? true : nil
            }
            return [
                RefusedCase(
                    name: "not yet signed",
                    alias: "unsigned",
                    code: "UNKNOWN_GRANT_HASH_IN_HEADER",
                    cause: "unsigned",
                    party: .provider,
                    isAtProvider: false,
                    printed: "contract accept '$1$",
                    mend: { try await $0.sluis(.provider, ["contract", "accept", unsigned]) }
                ),
                RefusedCase(
                    name: "revoked",
                    alias: "revoked",
                    code: "UNKNOWN_GRANT_HASH_IN_HEADER",
                    cause: "revoked",
                    party: .consumer,
                    isAtProvider: false,
                    printed:
                        "`sluis contract propose --peer \(TrialGroup.Member.provider.peerID) --service revoked`",
                    mend: { try await $0.connect("revoked") }
                ),
                RefusedCase(
                    name: "no purpose",
                    alias: "bare",
                    code: "PURPOSE_REQUIRED",
                    cause: "purpose_missing",
                    party: .consumer,
                    printed: "--service bare --purpose PURPOSE",
                    mend: {
                        let made = try await $0.connect("bare", purpose: RefusalTrial.purpose)
                        try await $0.waitUntilValid(made, at: .consumer)
                    }
                ),
            ]
        }

        private static func withdrawn(_ trial: RefusalTrial) async throws -> RefusedCase {
            let policies = try await trial.sluis(.provider, ["purpose", "policies"])
            let digest = policies["policies"]?.array?.first?["digest"]?.string ?? ""
            let short = String(digest.prefix(12))
            try await trial.sluis(
                .provider,
                ["purpose", "withdraw", short, "--reason", "too wide"]
            )
            return RefusedCase(
                name: "policy withdrawn",
                alias: "withdrawn",
                code: "POLICY_WITHDRAWN",
                cause: "policy_withdrawn",
                party: .provider,
                printed: "`sluis contract renew '$1$",
                mend: {
                    try await $0.sluis(
                        .provider,
                        ["purpose", "reinstate", short, "--reason", "mended"]
                    )
                }
            )
        }

        /// The provider offers the service no more: its Manager gives no token for it.
        private static func offeredNoMore(_ trial: RefusalTrial) async throws -> RefusedCase {
            let service = "  - name: gone\n"
            try trial.group.configure(.provider) {
                $0.replacing(service, with: "  - name: other\n")
            }
            try await trial.sluis(.provider, ["reload"])
            return RefusedCase(
                name: "token refused",
                alias: "gone",
                code: "TOKEN_UNAVAILABLE",
                cause: nil,
                party: .provider,
                isAtProvider: false,
                printed: "configure the service under `services`",
                mend: { trial in
                    try trial.group.configure(.provider) {
                        $0.replacing("  - name: other\n", with: service)
                    }
                    try await trial.sluis(.provider, ["reload"])
                }
            )
        }

        private static func slow(_ trial: RefusalTrial) async throws {
            try await trial.connect("slow")
            let registry = try #require(await trial.running.registryProcess)
            try await trial.waitUntilServed("slow")
            try Signal.send(SIGSTOP, to: registry)
            do {
                try await trial.holds(
                    RefusedCase(
                        name: "slow",
                        alias: "slow",
                        code: "SERVICE_TIMEOUT",
                        cause: "answer_timeout",
                        party: .provider,
                        printed: "find out why the source is slow",
                        mend: { _ in try Signal.send(SIGCONT, to: registry) }
                    )
                )
            } catch {
                try Signal.send(SIGCONT, to: registry)
                throw error
            }
        }

        /// The contract's period is over.
        private static func ended(_ trial: RefusalTrial) async throws {
            let soon = Date(timeIntervalSinceNow: 4).ISO8601Format()
            let made = try await trial.sluis(
                .consumer,
                [
                    "contract", "propose", "--peer", TrialGroup.Member.provider.peerID, "--service",
                    "brief", "--alias", "brief", "--until", soon,
                ]
            )
            let hash = made["hash"]?.string ?? ""
            try await eventually("the end of the contract", every: .milliseconds(200)) {
                let shown = try await trial.sluis(.consumer, ["contract", "show", hash])
                return ["expired", "rejected"].contains(shown["state"]?.string) ? true : nil
            }
            try await trial.holds(
                RefusedCase(
                    name: "ended",
                    alias: "brief",
                    code: "UNKNOWN_GRANT_HASH_IN_HEADER",
                    cause: "expired",
                    party: .consumer,
                    isAtProvider: false,
                    printed: "`sluis contract renew '$1$",
                    mend: {
                        try await $0.sluis(.consumer, ["contract", "renew", hash, "--days", "2"])
                    }
                )
            )
        }

        /// The consumer's certificate is revoked while it holds a token.
        private static func revokedCertificate(_ trial: RefusalTrial) async throws {
            try await trial.authority(
                ["revoke", "--certificate", trial.group.identity("consumer").certificate]
            )
            try await trial.sluis(.provider, ["reload"])
            let name = "fresh=Organisation consumer:\(TrialGroup.Member.consumer.peerID):localhost"
            try await trial.holds(
                RefusedCase(
                    name: "revoked certificate",
                    alias: "closed",
                    code: "INWAY_UNREACHABLE",
                    cause: "own_certificate_refused",
                    party: .consumer,
                    isAtProvider: false,
                    printed: "get a new one (`sluis csr`)",
                    mend: { trial in
                        try await trial.authority(["make", "--organisation", name])
                        try trial.group.configure(.consumer) {
                            $0.replacing("../group/consumer.", with: "../group/fresh.")
                        }
                        try await trial.sluis(.consumer, ["reload"])
                        try await trial.sluis(.provider, ["reload"])
                    }
                )
            )
        }

        /// The provider's Inway is gone while the consumer holds a token for it.
        private static func unreachable(_ trial: RefusalTrial) async throws {
            await trial.running.end(.provider)
            try await trial.holds(
                RefusedCase(
                    name: "Inway gone",
                    alias: "closed",
                    code: "INWAY_UNREACHABLE",
                    cause: "connect_failed",
                    party: .provider,
                    isAtProvider: false,
                    printed: "the provider starts it",
                    mend: { try await $0.running.start(.provider) }
                )
            )
        }
    }
}
