import Foundation
import GatewayTesting
import JSONTape
import Testing

/// A request that is refused, who explains it how, and the mend after which it is served.
struct RefusedCase: Sendable {
    /// Whose mend the explanation must name.
    enum Party: String {
        case consumer = "the consumer"
        case provider = "the provider"
    }

    let name: String
    let alias: String
    var path = RefusalTrial.person
    var arguments: [String] = []
    let code: String
    let cause: String?
    let party: Party
    /// Whether the provider has a record: what never came there it cannot explain.
    var isAtProvider = true
    /// What the explanation must print, which the mend then does.
    let printed: String
    /// Does what was printed.
    let mend: @Sendable (RefusalTrial) async throws -> Void
    /// The request after the mend, where it is another one.
    var mended: (path: String, arguments: [String])?
}

/// A provider with services that fail, each in its own way, and a consumer with a contract for each.
final class RefusalTrial: Sendable {
    static let purpose = "https://purposes.example.nl/social-benefit-assessment"
    /// A person of the source.
    static let person = "/v1/persons/999900006"

    let group: TrialGroup
    let running: RunningMembers
    let registry: String
    let closed: Int
    private let checkout = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path(percentEncoded: false)

    init(_ group: TrialGroup, _ running: RunningMembers) throws {
        (self.group, self.running) = (group, running)
        let text = try String(
            contentsOfFile: group.folder(.provider) + "/sluis.yaml",
            encoding: .utf8
        )
        guard let start = text.range(of: "upstream: {url: \""),
            let end = text[start.upperBound...].firstIndex(of: "\"")
        else { throw Unexpected("no source in \(text)") }
        registry = String(text[start.upperBound..<end])
        closed = try FreePorts.find(1)[0]
    }

    /// The upstream of a service, and what it is when it is mended.
    func upstream(_ service: String) -> String {
        switch service {
        case "closed": "{url: \"http://127.0.0.1:\(closed)\"}"
        case "unnamed": "{url: \"http://no-such-host.invalid:80\", allowPlain: true}"
        case "untrusted":
            "{url: \"\(group.managerAddress(.directory))\", trustAnchors: ../others/anchors.pem}"
        case "demanding":
            "{url: \"\(group.managerAddress(.directory))\", trustAnchors: ../group/anchors.pem}"
        default: "{url: \"\(registry)\"}"
        }
    }

    /// The upstream of a source that wants a certificate, as it must be.
    var trusted: String {
        let own =
            "clientCertificate: ../group/provider.pem, clientPrivateKey: ../group/provider.key"
        let address = group.managerAddress(.directory)
        return "{url: \"\(address)\", trustAnchors: ../group/anchors.pem, \(own)}"
    }

    private func service(_ name: String, _ more: String = "purposeRequired: false") -> String {
        """
          - name: \(name)
            publishIn: ["\(TrialGroup.Member.directory.peerID)"]
            upstream: \(upstream(name))
            \(more)

        """
    }

    /// The purpose and document of a service that holds persons.
    private var ruled: String {
        """
        openapi: \(checkout)schemas/person-registry.openapi.yaml
            bodyLimit: 1KiB
            purposes:
              - policy: ../policy.yaml
                label: Assessment
                legalBasis: OfficialAuthorityOfController
        """
    }

    /// Writes the configuration and starts all.
    func start() async throws {
        let made = try await CommandRun.of(
            group.programs.demo,
            ["pki", "--directory", group.root + "/others"]
        )
        guard made.status == 0 else { throw Unexpected("no certificates: \(made.errors)") }
        try FileManager.default.copyItem(
            atPath: checkout + "config/policies/social-benefit-assessment.yaml",
            toPath: group.root + "/policy.yaml"
        )
        let document = """
            openapi: 3.0.3
            info: {title: x, version: "1"}
            paths:
              /v1/persons/{number}:
                get:
                  operationId: getPerson
                  parameters: [{name: number, in: path, required: true, schema: {type: string}}]
                  responses: {"404": {description: nobody}}

            """
        try Data(document.utf8).write(to: URL(filePath: group.root + "/narrow.yaml"))
        let names = [
            "closed", "unnamed", "untrusted", "demanding", "revoked", "unsigned",
        ]
        let services =
            names.map { service($0) }.joined()
            + service("narrow", "openapi: ../narrow.yaml\n    purposeRequired: false")
            + service("ruled", ruled)
        try group.configure(.provider) { text in
            let head = text.components(separatedBy: "services:\n")[0]
            let signed = (names + ["narrow", "ruled"])
                .filter { $0 != "unsigned" }
            return head.replacing(
                "longestValidity: 800d, peers:",
                with: "longestValidity: 800d, services: [\(signed.joined(separator: ", "))], peers:"
            ) + "services:\n" + services
        }
        try await running.start(.directory)
        try await running.start(.provider)
        try await running.start(.consumer)
        for name in names + ["narrow", "ruled"] {
            try await sluis(.provider, ["service", "publish", name])
        }
    }

    /// Proposes a contract under an alias; gives its hash.
    @discardableResult
    func connect(
        _ service: String,
        alias: String? = nil,
        purpose: String? = nil
    ) async throws
        -> String
    {
        var words = [
            "contract", "propose", "--peer", TrialGroup.Member.provider.peerID, "--service",
            service,
            "--alias", alias ?? service,
        ]
        if let purpose { words += ["--purpose", purpose] }
        let made = try await eventually("a contract for \(service)", every: .milliseconds(200)) {
            try? await self.sluis(.consumer, words)
        }
        guard let hash = made["hash"]?.string else { throw Unexpected("no contract: \(made)") }
        return hash
    }

    /// Runs a command for a member; its words are read as JSON.
    @discardableResult
    func sluis(_ member: TrialGroup.Member, _ words: [String]) async throws -> JSONValue {
        let data = group.folder(member) + "/data"
        return try await CommandRun.of(group.programs.sluis, words + ["--data", data, "--json"])
            .json()
    }

    /// Mends a service's source in the configuration, and reloads.
    func mend(_ service: String, upstream next: String) async throws {
        let before = upstream(service)
        try group.configure(.provider) {
            $0.replacing(
                "- name: \(service)\n    publishIn: [\"\(TrialGroup.Member.directory.peerID)\"]\n    upstream: \(before)",
                with:
                    "- name: \(service)\n    publishIn: [\"\(TrialGroup.Member.directory.peerID)\"]\n    upstream: \(next)"
            )
        }
        try await sluis(.provider, ["reload"])
    }

    /// The state of a contract at a member.
    func waitUntilValid(_ hash: String, at member: TrialGroup.Member) async throws {
        try await eventually("\(hash) at \(member)", every: .milliseconds(100)) {
            let shown = try? await self.sluis(member, ["contract", "show", hash])
            return shown?["state"]?.string == "valid" ? true : nil
        }
    }

    /// Tries a case whole: the refusal, both explanations, the list of refusals, the mend.
    func holds(_ refused: RefusedCase) async throws {
        let answer = try await group.call(
            .consumer,
            alias: refused.alias,
            refused.path,
            refused.arguments
        )
        #expect(answer.field("fsc-error-code") == refused.code, "\(refused.name)")
        let transaction = try #require(answer.field("fsc-transaction-id"), "\(refused.name)")
        let consumer = try await explained(transaction, at: .consumer)
        check(consumer, refused, "at the consumer")
        let listed = try await sluis(
            .consumer,
            ["log", "query", "--outcome", "refused", "--limit", "200"]
        )
        let mine = (listed["exchanges"]?.array ?? []).first {
            $0["transactionID"]?.string == transaction
        }
        #expect(mine?["reason"]?.string == refused.code, "\(refused.name): \(listed)")
        if refused.isAtProvider {
            let provider = try await explained(transaction, at: .provider)
            check(provider, refused, "at the provider")
            for language in ["en", "nl"] {
                for part in ["rule", "mend"] {
                    #expect(
                        provider[language]?[part] == consumer[language]?[part],
                        "\(refused.name): both say the same"
                    )
                }
            }
        }
        try await refused.mend(self)
        let (path, arguments) = refused.mended ?? (refused.path, refused.arguments)
        try await eventually("\(refused.name) after the mend", every: .milliseconds(200)) {
            let answer = try await self.group.call(
                .consumer,
                alias: refused.alias,
                path,
                arguments
            )
            return answer.field("fsc-error-code") == nil ? true : nil
        }
    }

    private func explained(
        _ transaction: String,
        at member: TrialGroup.Member
    ) async throws -> JSONValue {
        try await eventually("the record of \(transaction) at \(member)") {
            let found = try? await self.sluis(member, ["explain", transaction])
            return found?["outcome"]?.string == "unknown" ? nil : found
        }
    }

    private func check(_ explained: JSONValue, _ refused: RefusedCase, _ place: String) {
        let text =
            "\(refused.name) \(place): \(String(decoding: explained.serialized(), as: UTF8.self))"
        #expect(explained["outcome"]?.string != "answered", "\(text)")
        #expect(explained["code"]?.string == refused.code, "\(text)")
        if let cause = refused.cause { #expect(explained["cause"]?.string == cause, "\(text)") }
        let owner = explained["en"]?["owner"]?.string ?? ""
        #expect(owner.hasPrefix(refused.party.rawValue), "\(text)")
        #expect(explained["en"]?["mend"]?.string?.contains(refused.printed) == true, "\(text)")
        #expect(explained["leg"] != nil, "\(text)")
    }
}
