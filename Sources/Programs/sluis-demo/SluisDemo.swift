import ArgumentParser
import Foundation

/// The program for tests and demonstrations; never installed in production.
@main
struct SluisDemo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sluis-demo",
        abstract: "Makes what only tests and demonstrations of Sluis need.",
        discussion: """
            Example:
              sluis-demo run --once
            """,
        subcommands: [RunCommand.self, AuthorityCommand.self, RegistryCommand.self]
    )

    /// Runs the command that the arguments name; wrong arguments end with 2, as those of `sluis` do.
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
            try? FileHandle.standardError.write(
                contentsOf: Data((fullMessage(for: error) + "\n").utf8)
            )
            Foundation.exit(2)
        }
    }
}
