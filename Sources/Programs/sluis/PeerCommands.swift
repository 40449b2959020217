import ArgumentParser
import JSONTape

/// `sluis peer`: the organisations that this one has met.
struct PeerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "peer",
        abstract: "Lists and shows peers.",
        examples: [
            "sluis peer list"
        ],
        subcommands: [List.self, Show.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists the peers that announced themselves or share a contract.",
            examples: [
                "sluis peer list --json"
            ]
        )

        @OptionGroup var operatorOptions: OperatorOptions

        func run() async throws {
            let peers = try await operatorOptions.client().all("peers")
            operatorOptions.show(["peers": .array(peers)], as: Self.text)
        }

        static func text(_ answer: JSONValue, _ form: TextForm) -> String {
            let peers = answer["peers"]?.array ?? []
            guard !peers.isEmpty else { return "No peers." }
            var table = TextTable([
                .whole("PEER"), .text("NAME"), .whole("MANAGER", below: 0), .whole("LAST HEARD"),
            ])
            for peer in peers {
                table.add([
                    peer["id"]?.string ?? "?", peer["name"]?.string ?? "?",
                    peer["managerAddress"]?.string ?? "?",
                    form.moment(peer["seenAt"]?.string ?? "?"),
                ])
            }
            return table.text(form)
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows a peer, the contracts with it and what it must still get.",
            examples: [
                "sluis peer show 00000099000000002000"
            ]
        )

        @Argument(help: "The peer's id.", completion: NameCompletion.peers)
        var id: String

        @OptionGroup var operatorOptions: OperatorOptions

        func run() async throws {
            let path = "/v1/peers/\(PathText.segment(id))"
            let answer = try await operatorOptions.client().get(path)
            operatorOptions.show(answer) { peer, form in
                var lines = [
                    "Peer      \(peer["id"]?.string ?? "?")",
                    "Name      \(peer["name"]?.string ?? "?")",
                    "Manager   \(peer["managerAddress"]?.string ?? "not known")",
                    "Heard     \(peer["seenAt"]?.string ?? "never")",
                ]
                for contract in peer["contracts"]?.array ?? [] {
                    let services = (contract["services"]?.array ?? []).compactMap(\.string)
                    lines.append(
                        "Contract  \(form.state(contract["state"]?.string ?? "?"))  "
                            + "\(services.joined(separator: ", "))  "
                            + form.hash(contract["hash"]?.string ?? "?")
                    )
                }
                for item in peer["distributions"]?.array ?? [] {
                    lines.append("Delivery  \(ContractText.distribution(item))")
                }
                return lines.joined(separator: "\n")
            }
        }
    }
}
