import ArgumentParser

/// The program for tests and demonstrations; never installed in production.
@main
struct SluisDemo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sluis-demo",
        abstract: "Makes what only tests and demonstrations of Sluis need.",
        subcommands: [RunCommand.self, AuthorityCommand.self, RegistryCommand.self]
    )
}
