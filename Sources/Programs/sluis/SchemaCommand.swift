import ArgumentParser
import JSONTape

/// `sluis schema`: how payloads compare with their documents.
struct SchemaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Shows how payloads differ from their OpenAPI documents.",
        examples: [
            "sluis schema drift"
        ],
        subcommands: [Drift.self]
    )

    struct Drift: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Lists what enforcing would refuse, for whom, and the change that would end it.",
            discussion: """
                Counted where `validation` is logOnly, by operation, place and keyword: shapes only, never a value. \
                * stands for any item; ? for a member that the document does not declare. For each shape the \
                smallest change of the document is proposed, with the peers that break when it is enforced \
                unchanged. Counts outlive a restart; --clear forgets them, for example after a change.
                """,
            examples: [
                "sluis schema drift --clear"
            ]
        )

        @Flag(help: "Forget what was counted so far.")
        var clear = false

        @OptionGroup var operatorOptions: OperatorOptions

        func run() async throws {
            let client = try operatorOptions.client()
            let answer =
                clear
                ? try await client.send(.post, "/v1/deviations/clear", body: nil)
                : try await client.get("/v1/deviations")
            operatorOptions.show(answer, as: Self.text)
        }

        static func text(_ answer: JSONValue) -> String {
            let rows = answer["deviations"]?.array ?? []
            let others = answer["others"]?.integer ?? 0
            guard !rows.isEmpty || others > 0 else { return "No deviations were counted." }
            var blocks = rows.map(block)
            if others > 0 {
                blocks.append(
                    "\(others) deviations of further kinds were only counted together: mend some, then --clear."
                )
            }
            return blocks.joined(separator: "\n\n")
        }

        private static func block(_ row: JSONValue) -> String {
            let holder =
                row["service"]?.string ?? "document \(row["document"]?.string?.prefix(16) ?? "?")"
            let operation = row["operation"]?.string ?? ""
            let path = row["path"]?.string ?? ""
            let peers = (row["peers"]?.array ?? []).map {
                "\($0["peerID"]?.string ?? "unknown") (\($0["count"]?.integer ?? 0))"
            }
            let owner =
                row["changeIsForSender"] == true ? "Mend     " : "Change   "
            let place = row["schema"]?.string.map { ["  Where    \($0)"] } ?? []
            return
                ([
                    "\(holder) \(operation.isEmpty ? "(no operation)" : operation), "
                        + "\(row["direction"]?.string ?? "?"): \(row["keyword"]?.string ?? "?") at "
                        + "\(path.isEmpty ? "the body" : path), \(row["count"]?.integer ?? 0) times",
                    "  \(owner)\(row["change"]?.string ?? "?")",
                ] + place + ["  Breaks   \(peers.joined(separator: ", "))"]).joined(separator: "\n")
        }
    }
}
