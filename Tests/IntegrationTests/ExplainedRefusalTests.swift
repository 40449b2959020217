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
                for service in ["closed", "unnamed", "untrusted", "demanding", "narrow"] {
                    try await trial.connect(service)
                }
                try await trial.connect("ruled", purpose: RefusalTrial.purpose)
                let alone = Self.sources + Self.requests
                for refused in alone { try await trial.holds(refused) }
                let contracts = try await Self.contracts(trial)
                for refused in contracts { try await trial.holds(refused) }
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
                mend: { try await $0.mend("untrusted", upstream: $0.trusted) }
            ),
            RefusedCase(
                name: "source wants a certificate",
                alias: "demanding",
                code: "ERROR_CODE_SERVICE_UNREACHABLE",
                cause: "own_certificate_refused",
                party: .provider,
                printed:
                    "`upstream.clientCertificate` and `upstream.clientPrivateKey` of the service demanding",
                mend: { try await $0.mend("demanding", upstream: $0.trusted) }
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
                        "responses: {\"404\": {description: nobody}}",
                        with: "responses: {default: {description: any, content: "
                            + "{application/json: {}, application/problem+json: {}}}}"
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
                path: "/persons/999900006",
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
            try await trial.waitUntilValid(revoked, at: .consumer)
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
            ]
        }
    }
}
