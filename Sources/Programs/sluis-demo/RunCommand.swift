import ArgumentParser
import Dispatch
import Foundation

/// `sluis-demo run`: two organisations exchange registry data, with everything on the way real.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract:
            "Runs a directory, a municipality with a registry, and an agency that queries it.",
        discussion: """
            Four processes, each with its own folder, key and store, meet only over the wire: mutual TLS, a
            contract with a purpose, a certificate-bound token, a schema-checked request and answer, durable
            records on both sides, a minimised answer, a catalogue entry. Shows one exchange and keeps running
            until Ctrl-C; with --once it ends with 0 when everything held, else 1.
            """
    )

    @Flag(help: "End after the exchange was shown.")
    var once = false

    @Option(
        help:
            "The folder for certificates, configurations and data; kept. Default: a temporary one, removed."
    )
    var data: String?

    @Option(help: "A file that gets addresses, grant hash, certificate files and folders as JSON.")
    var json: String?

    @Option(help: "The sluis program. Default: the one beside sluis-demo.")
    var sluis: String?

    @Option(
        help: ArgumentHelp(
            "A registry that runs already, http on loopback, instead of one of 10,000 synthetic persons.",
            valueName: "url"
        )
    )
    var registry: String?

    @Option(help: "The number of a person in that registry.")
    var person: String?

    mutating func validate() throws {
        guard (registry == nil) == (person == nil) else {
            throw ValidationError("--registry and --person belong together: give both or neither")
        }
        if let registry, !registry.hasPrefix("http://") || registry.hasSuffix("/") {
            throw ValidationError("--registry takes an address such as http://127.0.0.1:8080")
        }
        if let person, !PersonSearch.isNumber(person) {
            throw ValidationError("--person takes a number of nine digits")
        }
        if let data, FileManager.default.fileExists(atPath: data + "/pki") {
            throw ValidationError(
                "\(data) holds an earlier demonstration: name another folder, or remove it first"
            )
        }
    }

    func run() async throws {
        let folder = try DemonstrationFolder(root: root())
        defer {
            if data == nil { try? FileManager.default.removeItem(at: folder.root) }
        }
        let own = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        let beside = own.deletingLastPathComponent().appending(path: "sluis")
        let programs = Demonstration.Programs(
            sluis: sluis ?? beside.path(percentEncoded: false),
            demo: own.path(percentEncoded: false)
        )
        let demonstration = Demonstration(
            folder: folder,
            programs: programs,
            registry: givenRegistry
        )
        let held = await show(demonstration)
        if held, !once {
            await untilInterrupted()
        }
        await demonstration.stop()
        guard held else { throw ExitCode.failure }
    }

    private func show(_ demonstration: Demonstration) async -> Bool {
        do {
            try await demonstration.start()
            let shown = try await demonstration.exchange()
            try DemonstrationReport(demonstration: demonstration, shown: shown).print(to: json)
            return true
        } catch {
            FileHandle.standardError.write(Data("\nNot shown: \(error)\n".utf8))
            for line in demonstration.lastWords() {
                FileHandle.standardError.write(Data("    \(line)\n".utf8))
            }
            return false
        }
    }

    private var givenRegistry: Demonstration.GivenRegistry? {
        guard let registry, let person else { return nil }
        return Demonstration.GivenRegistry(address: registry, person: person)
    }

    private func root() throws -> URL {
        if let data {
            return URL(filePath: data, directoryHint: .isDirectory).absoluteURL
        }
        return FileManager.default.temporaryDirectory
            .appending(path: "sluis-demo-\(ProcessInfo.processInfo.processIdentifier)")
    }

    /// Waits for SIGINT or SIGTERM.
    private func untilInterrupted() async {
        print("\nRunning. Ctrl-C ends all four processes.")
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            return DispatchSource.makeSignalSource(signal: number)
        }
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        for source in sources {
            source.setEventHandler { continuation.finish() }
            source.resume()
        }
        for await _ in stream {}
        for source in sources { source.cancel() }
    }
}
