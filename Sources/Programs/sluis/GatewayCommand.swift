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

    /// Runs the command that the arguments name; wrong arguments end with 2, as the help says.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            FileHandle.standardError.write(Data((fullMessage(for: error) + "\n").utf8))
            Foundation.exit(2)
        }
    }
}

/// The version of the product.
enum GatewayVersion {
    static let text = "0.1.0"
}
