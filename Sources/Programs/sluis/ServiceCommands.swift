import ArgumentParser
import JSONTape

/// `sluis service`: what this organisation offers, and what the directories list.
struct ServiceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "service",
        abstract: "Lists services and publishes own ones.",
        subcommands: [List.self, Publish.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Lists own services and those of the Group's directories, with their purposes."
        )

        @OptionGroup var operatorOptions: OperatorOptions

        func run() async throws {
            let answer = try await operatorOptions.client().get("/v1/services")
            operatorOptions.show(answer) { answer in
                let services = answer["services"]?.array ?? []
                guard !services.isEmpty else { return "No services." }
                var table = TextTable(["SERVICE", "PEER", "NAME", "STATE", "PURPOSES"])
                for service in services {
                    let purposes = (service["purposes"]?.array ?? []).compactMap {
                        $0["id"]?.string
                    }
                    table.add([
                        service["name"]?.string ?? "?", service["peerID"]?.string ?? "?",
                        service["peerName"]?.string ?? "", service["state"]?.string ?? "listed",
                        purposes.joined(separator: " "),
                    ])
                }
                return table.text
            }
        }
    }

    struct Publish: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Publishes a configured service in the directories that its configuration names."
        )

        @Argument(help: "The service's name.")
        var name: String

        @OptionGroup var operatorOptions: OperatorOptions

        func run() async throws {
            let answer = try await operatorOptions.client().send(
                .post,
                "/v1/services/\(PathText.segment(name))/publish",
                body: nil
            )
            operatorOptions.show(answer) { answer in
                (answer["contracts"]?.array ?? []).map(ContractText.one).joined(separator: "\n\n")
            }
        }
    }
}

/// `sluis peer`: the organisations that this one has met.
struct PeerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "peer",
        abstract: "Lists peers.",
        subcommands: [List.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists the peers that announced themselves or share a contract."
        )

        @OptionGroup var operatorOptions: OperatorOptions

        func run() async throws {
            let answer = try await operatorOptions.client().get("/v1/peers")
            operatorOptions.show(answer) { answer in
                let peers = answer["peers"]?.array ?? []
                guard !peers.isEmpty else { return "No peers." }
                var table = TextTable(["PEER", "NAME", "MANAGER"])
                for peer in peers {
                    table.add([
                        peer["id"]?.string ?? "?", peer["name"]?.string ?? "?",
                        peer["managerAddress"]?.string ?? "?",
                    ])
                }
                return table.text
            }
        }
    }
}
