import ArgumentParser
import Foundation

/// `sluis-demo registry`: a source registry of synthetic persons that knows nothing of Sluis.
struct RegistryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "registry",
        abstract: "Runs a registry of synthetic persons on loopback.",
        discussion: """
            Persons, addresses and families are made by rule: the same for the same number of people. Their numbers
            are of the range for tests. The API is that of schemas/person-registry.openapi.yaml. Prints one line,
            "ready ADDRESS", and runs until SIGTERM.

            Example:
              sluis-demo registry --data registry --port 9000 --people 1000
            """
    )

    @Option(help: "The folder for the database; made when it is not there.")
    var data: String

    @Option(help: "The loopback port; 0 takes a free one.")
    var port = 0

    @Option(help: "How many persons there are.")
    var people = 10_000

    @Option(
        help: ArgumentHelp(
            "A file that gets a line for each answer: the Fsc-Transaction-Id received, or -, and the number of persons.",
            valueName: "file"
        )
    )
    var noteRequests: String?

    mutating func validate() throws {
        guard (0...65_535).contains(port) else {
            throw ValidationError("--port takes a port from 0 to 65535")
        }
        guard (1...TestNumber.count).contains(people) else {
            throw ValidationError("--people takes a number from 1 to \(TestNumber.count)")
        }
    }

    func run() async throws {
        let folder = URL(filePath: data, directoryHint: .isDirectory)
        try PlainFile.makeFolder(folder)
        let store = try PersonStore(folder: folder, people: people)
        let notes = try noteRequests.map { try RequestNotes(file: $0) }
        let router = PersonRoutes(store: store, notes: notes).router()
        try await LoopbackServer(port: port).run(router) { address in ReadyLine.print(address) }
    }
}
