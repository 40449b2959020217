import ArgumentParser
import Foundation

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

            Where --config or --data is not given, SLUIS_CONFIG and SLUIS_DATA count, then ./sluis.yaml.

            Exit codes: 0 done; 1 the answer is no (a violation, a damaged log, a refused request);
            2 it could not be tried (bad arguments, an unreadable file, no running gateway).

            Completions: sluis --generate-completion-script bash|zsh|fish
            """,
        examples: [
            "sluis contract list --state proposed",
            "sluis --generate-completion-script bash > sluis.bash",
        ],
        version: GatewayVersion.text,
        groupedSubcommands: [
            CommandGroup(
                name: "Run",
                subcommands: [
                    JoinCommand.self, ServeCommand.self, CheckCommand.self, StatusCommand.self,
                    ReloadCommand.self, TrustCommand.self, DoctorCommand.self,
                    RequestCommand.self, BackupCommand.self, RestoreCommand.self,
                ]
            ),
            CommandGroup(
                name: "Exchange",
                subcommands: [
                    ContractCommand.self, ServiceCommand.self, PeerCommand.self,
                    PurposeCommand.self,
                ]
            ),
            CommandGroup(
                name: "Examine",
                subcommands: [
                    ExplainCommand.self, LogCommand.self, TokenCommand.self, ValidateCommand.self,
                    SchemaCommand.self,
                ]
            ),
        ]
    )

    /// Runs the command that the arguments name; wrong arguments end with 2, as the help says.
    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        var parsed: (any ParsableCommand.Type)?
        do {
            var command = try await asyncParseAsRoot()
            parsed = type(of: command)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            CommandEnd(error, of: parsed, arguments: arguments, form: TextForm(of: STDERR_FILENO))
                .exit()
        }
    }
}

/// The version of the product.
enum GatewayVersion {
    static let text = "0.2.0"
}
