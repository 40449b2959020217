import ArgumentParser
import Foundation
import JSONTape

extension ContractCommand {
    /// `sluis contract renew`: the same access for another period, with what is published now.
    struct Renew: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Proposes the same grants for a new period, from now.",
            discussion: """
                Purposes are taken as their providers publish them now, and what that changes is shown: fields, legal
                basis, period. At a terminal a change of fields or words is asked about first.

                The new contract has other hashes. Aliases move to it as soon as every peer has accepted it, so that
                clients need not change; the old contract stays in force until its own end.
                """,
            examples: [
                "sluis contract renew 4fZk09TqYb --days 365 --dry-run"
            ]
        )

        @OptionGroup var contract: ContractHashArgument

        @Option(help: "How many days it is valid. Default: as long as the old one was.")
        var days: Int?

        @Flag(help: "Take the purposes as the old contract has them.")
        var same = false

        @Flag(help: "Only show what would change.")
        var dryRun = false

        @Flag(help: "Do not ask before proposing.")
        var yes = false

        @OptionGroup var operatorOptions: OperatorOptions

        func run() async throws {
            let client = try operatorOptions.client()
            let hash = try await contract.hash(client)
            var body = JSONObject()
            body["days"] = days.map { .number(JSONNumber(Int64($0))) }
            if same { body["same"] = true }
            let path = "/v1/contracts/\(PathText.segment(hash))/renew"
            if dryRun {
                let answer = try await client.send(
                    .post,
                    path + "?dryRun=true",
                    body: .object(body)
                )
                return operatorOptions.show(answer) { DifferenceText.all($0["differences"]) }
            }
            if !yes, isatty(STDIN_FILENO) == 1 {
                let trial = try await client.send(.post, path + "?dryRun=true", body: .object(body))
                if DifferenceText.isMore(than: "period", trial["differences"]) {
                    Output.complain(DifferenceText.all(Output.printable(trial)["differences"]))
                    Output.complain(exactly: "Propose it? [y/N] ")
                    guard let answer = readLine(),
                        ["y", "yes", "j", "ja"].contains(answer.lowercased())
                    else {
                        throw CommandRefused("not wanted: nothing was proposed")
                    }
                }
            }
            let answer = try await client.send(.post, path, body: .object(body))
            operatorOptions.show(answer) { answer in
                ContractText.one(answer) + "\n" + DifferenceText.all(answer["differences"])
            }
        }
    }
}

/// What a renewal says otherwise, for people.
enum DifferenceText {
    /// Whether anything but one word differs.
    static func isMore(than name: String, _ differences: JSONValue?) -> Bool {
        (differences?.array ?? []).contains { item in
            item["fields"] != nil || item["unknown"] != nil
                || (item["words"]?.array ?? []).contains { $0["name"]?.string != name }
        }
    }

    /// A paragraph for each grant.
    static func all(_ differences: JSONValue?) -> String {
        (differences?.array ?? []).map(one).joined(separator: "\n")
    }

    private static func one(_ item: JSONValue) -> String {
        let purpose = item["purpose"]?.string.map { " for \($0)" } ?? ""
        var lines = ["Changes   \(item["service"]?.string ?? "?")\(purpose)"]
        for word in item["words"]?.array ?? [] {
            let (old, new) = (word["from"]?.string ?? "nothing", word["to"]?.string ?? "nothing")
            lines.append("          \(word["name"]?.string ?? "?"): \(old) -> \(new)")
        }
        if let fields = item["fields"] {
            for (sign, name) in [("+", "added"), ("-", "removed"), ("~", "changed")] {
                for field in (fields[name]?.array ?? []).compactMap(\.string) {
                    lines.append("          \(sign) \(field)")
                }
            }
        }
        if let unknown = item["unknown"]?.string {
            lines.append("          which fields differ cannot be told: \(unknown)")
        }
        return lines.joined(separator: "\n")
    }
}
