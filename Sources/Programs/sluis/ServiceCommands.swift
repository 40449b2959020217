import ArgumentParser
import JSONTape

/// `sluis service`: what this organisation offers, and what the directories list.
struct ServiceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "service",
        abstract: "Lists services, publishes own ones and ends that.",
        examples: [
            "sluis service list"
        ],
        subcommands: [List.self, Publish.self, Unpublish.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Lists own services and those of the Group's directories, with their purposes.",
            discussion: """
                STATE: configured (own, not published), proposed (own, the directory has not signed yet), published
                (own, listed), listed (of another peer). On a directory: what it lists.
                """,
            examples: [
                "sluis service list --wide"
            ]
        )

        @OptionGroup var operatorOptions: OperatorOptions

        func run() async throws {
            let answer = try await operatorOptions.client().get("/v1/services")
            operatorOptions.show(answer, as: Self.text)
        }

        static func text(_ answer: JSONValue, _ form: TextForm) -> String {
            let services = answer["services"]?.array ?? []
            guard !services.isEmpty else { return "No services." + Unreachable.text(answer) }
            var table = TextTable([
                .text("SERVICE"), .whole("PEER"), .text("NAME"), .state("STATE"),
                .whole("PROTOCOL", below: 1), .list("PURPOSES", below: 0),
            ])
            for service in services {
                let purposes = (service["purposes"]?.array ?? []).compactMap { $0["id"]?.string }
                table.add([
                    service["name"]?.string ?? "?", service["peerID"]?.string ?? "?",
                    service["peerName"]?.string ?? "", service["state"]?.string ?? "listed",
                    ProtocolText.short(service["protocol"]?.string),
                    purposes.joined(separator: " "),
                ])
            }
            return table.text(form) + Unreachable.text(answer)
        }
    }

    struct Publish: AsyncParsableCommand, ServiceChange {
        static let configuration = CommandConfiguration(
            abstract:
                "Publishes a configured service in the directories that its configuration names.",
            discussion:
                "With --delegator on behalf of another organisation, which must accept the contract too.",
            examples: [
                "sluis service publish persons"
            ]
        )
        static let change = "publish"
        @Argument(help: "The service's name.", completion: NameCompletion.services)
        var name: String
        @Option(
            help: "The peer id of the organisation on whose behalf the service is offered.",
            completion: NameCompletion.peers
        )
        var delegator: String?
        @OptionGroup var operatorOptions: OperatorOptions
        func run() async throws { try await change() }
    }

    struct Unpublish: AsyncParsableCommand, ServiceChange {
        static let configuration = CommandConfiguration(
            abstract: "Ends the publication of a service in every directory.",
            discussion:
                "Contracts of consumers stay in force: end those with `sluis contract revoke`.",
            examples: [
                "sluis service unpublish persons"
            ]
        )
        static let change = "unpublish"
        @Argument(help: "The service's name.", completion: NameCompletion.services)
        var name: String
        @OptionGroup var operatorOptions: OperatorOptions
        func run() async throws { try await change() }
    }
}

/// FSC's names of protocols, for people.
enum ProtocolText {
    static func short(_ name: String?) -> String {
        switch name {
        case "PROTOCOL_TCP_HTTP_1.1": "HTTP/1.1"
        case "PROTOCOL_TCP_HTTP_2": "HTTP/2"
        default: name ?? "?"
        }
    }
}

/// A command that changes where a service is listed.
protocol ServiceChange {
    static var change: String { get }
    var name: String { get }
    var delegator: String? { get }
    var operatorOptions: OperatorOptions { get }
}

extension ServiceChange {
    var delegator: String? { nil }

    func change() async throws {
        let answer = try await operatorOptions.client().send(
            .post,
            "/v1/services/\(PathText.segment(name))/\(Self.change)"
                + (delegator.map { "?delegator=\(PathText.segment($0))" } ?? ""),
            body: nil
        )
        operatorOptions.show(answer) { answer in
            (answer["contracts"]?.array ?? []).map(ContractText.one).joined(separator: "\n\n")
        }
    }
}

/// The directories that could not be asked.
enum Unreachable {
    static func text(_ answer: JSONValue) -> String {
        (answer["unreachable"]?.array ?? []).map { item in
            "\n! directory \(item["directory"]?.string ?? "?") could not be asked: "
                + (item["reason"]?.string ?? "?")
        }.joined()
    }
}

/// `sluis purpose`: what services may be asked for.
struct PurposeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "purpose",
        abstract: "Lists purposes and tells what each may ask and see.",
        examples: [
            "sluis purpose explain https://purposes.example.nl/benefits"
        ],
        subcommands: [
            List.self, Explain.self, Document.self, Draft.self, Policies.self, Withdraw.self,
            Reinstate.self,
        ]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists the purposes for which own and listed services may be queried.",
            examples: [
                "sluis purpose list"
            ]
        )

        @OptionGroup var operatorOptions: OperatorOptions

        func run() async throws {
            let answer = try await operatorOptions.client().get("/v1/purposes")
            operatorOptions.show(answer) { answer in
                let purposes = answer["purposes"]?.array ?? []
                guard !purposes.isEmpty else { return "No purposes." + Unreachable.text(answer) }
                let blocks = purposes.map { purpose in
                    let services = (purpose["services"]?.array ?? []).map {
                        "\($0["name"]?.string ?? "?") of \($0["peerID"]?.string ?? "?")"
                    }
                    let sources = (purpose["legal_sources"]?.array ?? []).compactMap(\.string)
                    return [
                        purpose["id"]?.string ?? "?",
                        "  \(purpose["label"]?.string ?? "")",
                        "  legal basis: \(purpose["legal_basis"]?.string ?? "?") "
                            + "(\(sources.joined(separator: "; ")))",
                        "  services: \(services.joined(separator: ", "))",
                    ].joined(separator: "\n")
                }
                return blocks.joined(separator: "\n") + Unreachable.text(answer)
            }
        }
    }
}
