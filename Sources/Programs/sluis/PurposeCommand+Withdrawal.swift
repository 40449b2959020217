import ArgumentParser
import GatewayConfiguration
import JSONTape

extension PurposeCommand {
    /// `sluis purpose policies`: the field policies that contracts may pin.
    struct Policies: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists the field policies of own services that contracts may pin.",
            discussion: """
                A policy that was published once is kept: contracts that pin it go on with it when another is
                published, until they end or it is withdrawn.
                """,
            examples: [
                "sluis purpose policies"
            ]
        )

        @OptionGroup var operatorOptions: OperatorOptions

        func run() async throws {
            let answer = try await operatorOptions.client().get("/v1/field-policies")
            operatorOptions.show(answer, as: FieldPolicyText.list)
        }
    }

    /// `sluis purpose withdraw`: the end of a field policy for all contracts that pin it.
    struct Withdraw: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lets a field policy serve no contract any more.",
            discussion: """
                Contracts that pin it are refused at once (POLICY_WITHDRAWN); they stay valid and can be renewed. The
                withdrawal is on record with its reason.
                """,
            examples: [
                "sluis purpose withdraw 3b1f9ac2 --reason 'it showed the income' --dry-run"
            ]
        )

        @OptionGroup var change: FieldPolicyChange
        @OptionGroup var operatorOptions: OperatorOptions

        func run() async throws { try await change.run("withdraw", operatorOptions) }
    }

    /// `sluis purpose reinstate`: the end of a withdrawal.
    struct Reinstate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Takes the withdrawal of a field policy back.",
            examples: [
                "sluis purpose reinstate 3b1f9ac2 --reason 'withdrawn by mistake'"
            ]
        )

        @OptionGroup var change: FieldPolicyChange
        @OptionGroup var operatorOptions: OperatorOptions

        func run() async throws { try await change.run("reinstate", operatorOptions) }
    }
}

/// A field policy and why it changes.
struct FieldPolicyChange: ParsableArguments {
    @Argument(help: "The policy: its SHA-256, or the first characters of it.")
    var policy: String

    @Option(help: "Why, for the record.")
    var reason: String

    @Flag(help: "Only tell which contracts it would change.")
    var dryRun = false

    func run(_ verb: String, _ options: OperatorOptions) async throws {
        let client = try options.client()
        let digest = try await Self.digest(policy, client)
        let answer = try await client.send(
            .put,
            "/v1/field-policies/\(digest)/\(verb)" + (dryRun ? "?dryRun=true" : ""),
            body: ["reason": .string(reason)]
        )
        options.show(answer) { answer in
            let contracts = (answer["contracts"]?.array ?? []).compactMap(\.string)
            let lines = [answer["message"]?.string].compactMap(\.self) + contracts
            return (dryRun ? "as a trial: " : "") + lines.joined(separator: "\n")
        }
    }

    /// The digest that a text means: the whole of it, or the beginning of one that is known.
    static func digest(_ text: String, _ client: AdministrationClient) async throws -> String {
        let form = "a SHA-256 of 64 hexadecimal digits, or at least 6 of its first"
        guard (6...64).contains(text.utf8.count), text.utf8.allSatisfy(isDigit) else {
            throw ValidationError("name the policy by \(form)")
        }
        guard text.utf8.count < 64 else { return text }
        let policies = try await client.get("/v1/field-policies")["policies"]?.array ?? []
        let known = Set(policies.compactMap { $0["digest"]?.string })
        let meant = known.filter { $0.hasPrefix(text) }.sorted()
        guard let only = meant.first, meant.count == 1 else {
            throw ValidationError(
                meant.isEmpty
                    ? "no field policy begins with \(text)"
                        + Spelling.after(text, among: known, of: "field policies")
                    : "more than one field policy begins with \(text): \(meant.joined(separator: ", "))"
            )
        }
        return only
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }
}

/// Field policies, for people.
enum FieldPolicyText {
    static func list(_ answer: JSONValue) -> String {
        let policies = answer["policies"]?.array ?? []
        guard !policies.isEmpty else { return "No field policies." }
        return policies.map(one).joined(separator: "\n")
    }

    private static func one(_ policy: JSONValue) -> String {
        let count = policy["contracts"]?.integer ?? 0
        let pinning = count == 1 ? "1 contract pins it" : "\(count) contracts pin it"
        let peers = (policy["peers"]?.array ?? []).compactMap(\.string).joined(separator: ", ")
        var lines = [
            policy["digest"]?.string ?? "?",
            "  \(policy["service"]?.string ?? "?"), \(policy["purpose"]?.string ?? "?")",
            "  \(policy["isPublished"]?.bool == true ? "published" : "of before"), "
                + (count == 0 ? "no contract pins it" : "\(pinning): \(peers)"),
        ]
        if let withdrawn = policy["withdrawn"] {
            lines.append(
                "  withdrawn \(withdrawn["at"]?.string ?? "?") by \(withdrawn["person"]?.string ?? "?"): "
                    + (withdrawn["reason"]?.string ?? "?")
            )
        }
        return lines.joined(separator: "\n")
    }
}
