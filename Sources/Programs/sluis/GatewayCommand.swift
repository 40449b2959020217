import ArgumentParser

/// `sluis`: the gateway and its operator's tool.
@main
struct GatewayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sluis",
        abstract: "A federated data-exchange gateway for government.",
        discussion: """
            Runs the parts of a gateway (Manager, Directory, Inway, Outway) and operates them. Commands that take
            --data speak to the running gateway through the socket in its data folder; `check`, `validate` and
            `log verify` read files only.

            Exit codes: 0 done; 1 the answer is no (a violation, a damaged log, a refused request);
            2 it could not be tried (bad arguments, an unreadable file, no running gateway).
            """,
        version: GatewayVersion.text,
        groupedSubcommands: [
            CommandGroup(
                name: "Run",
                subcommands: [
                    ServeCommand.self, CheckCommand.self, StatusCommand.self, ReloadCommand.self,
                ]
            ),
            CommandGroup(
                name: "Exchange",
                subcommands: [ContractCommand.self, ServiceCommand.self, PeerCommand.self]
            ),
            CommandGroup(name: "Examine", subcommands: [LogCommand.self, ValidateCommand.self]),
        ]
    )
}

/// The version of the product.
enum GatewayVersion {
    static let text = "0.1.0"
}
