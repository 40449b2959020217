import ArgumentParser
import JSONTape

/// `sluis trust`: what a person decides about anchors and revocation lists.
struct TrustCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trust",
        abstract: "Decides about revocation lists.",
        examples: [
            "sluis trust accept-older-list 'CN=Example CA' --reason 'a new series, by phone'"
        ],
        subcommands: [AcceptOlderList.self]
    )

    struct AcceptOlderList: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "accept-older-list",
            abstract: "Puts a revocation list in force that is older than the one in force.",
            discussion: """
                For an authority that began its numbers anew: `sluis status` shows the list and the issuer's name. Whoever \
                stands between this gateway and a list server can give an older list, which brings back certificates that \
                were revoked since: ask the authority first. The list must bear its signature. The reason is put on record.
                """,
            examples: [
                "sluis trust accept-older-list 'CN=Example CA' --reason 'a new series, by phone'"
            ]
        )

        @Argument(help: "The name of the issuer, as `sluis status` shows it.")
        var issuer: String

        @Option(help: "Why the older list is right: it is put on record.")
        var reason: String

        @OptionGroup var operatorOptions: OperatorOptions

        func run() async throws {
            let body: JSONObject = ["issuer": .string(issuer), "reason": .string(reason)]
            let answer = try await operatorOptions.client().send(
                .post,
                "/v1/trust/older-lists",
                body: .object(body)
            )
            operatorOptions.show(answer) { $0["message"]?.string ?? "done" }
        }
    }
}
