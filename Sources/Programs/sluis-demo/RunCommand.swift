import ArgumentParser
import Dispatch
import Foundation

/// `sluis-demo run`: organisations exchange registry data, with everything on the way real.
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

            It prints a screen and a half; --verbose prints everything in full. It runs from a checkout, whose
            document and field policy it takes.

            With --delegation a fifth process is a small municipality on whose behalf the agency calls: all three
            sign the contract, the token and both logs name the delegator, it revokes, and the next request is
            refused.

            Examples:
              sluis-demo run
              sluis-demo run --once --delegation --verbose
            """
    )

    @Flag(help: "End after the exchange was shown.")
    var once = false

    @Flag(help: "Show three parties: the agency calls on behalf of another organisation.")
    var delegation = false

    @Flag(
        help: "Show both answers, both records with their proofs and the catalogue entry in full."
    )
    var verbose = false

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
        let folder = try DemonstrationFolder(root: root(), delegation: delegation)
        defer {
            if data == nil { try? FileManager.default.removeItem(at: folder.root) }
        }
        let own = OwnProgram.file
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
        let held = await showUntilInterrupted(demonstration)
        await demonstration.stop()
        guard held else { throw ExitCode.failure }
    }

    /// Shows the exchange and then stays; whenever a signal comes, ends in order.
    private func showUntilInterrupted(_ demonstration: Demonstration) async -> Bool {
        let interruption = Interruption()
        defer { interruption.end() }
        let (signals, json, stays) = (interruption.signals, json, !once)
        let (isDelegated, isVerbose) = (delegation, verbose)
        return await withTaskGroup(of: Bool?.self) { tasks in
            tasks.addTask {
                for await _ in signals {}
                return nil
            }
            tasks.addTask { await Self.show(demonstration, isDelegated, isVerbose, json) }
            let first = await tasks.next() ?? nil
            if first == true, stays {
                print("\nRunning. Ctrl-C ends all \(isDelegated ? "five" : "four") processes.")
                fflush(nil)
                _ = await tasks.next()
            }
            tasks.cancelAll()
            return first ?? false
        }
    }

    private static func show(
        _ demonstration: Demonstration,
        _ isDelegated: Bool,
        _ isVerbose: Bool,
        _ json: String?
    ) async -> Bool {
        do {
            try await demonstration.start()
            guard !isDelegated else {
                let shown = try await demonstration.delegation()
                try DelegationReport(demonstration: demonstration, shown: shown)
                    .print(isVerbose: isVerbose, to: json)
                return true
            }
            let shown = try await demonstration.exchange()
            try DemonstrationReport(demonstration: demonstration, shown: shown)
                .print(isVerbose: isVerbose, to: json)
            return true
        } catch is CancellationError {
            try? FileHandle.standardError.write(contentsOf: Data("\nNot shown: interrupted\n".utf8))
            return false
        } catch {
            try? FileHandle.standardError.write(contentsOf: Data("\nNot shown: \(error)\n".utf8))
            for line in demonstration.lastWords() {
                try? FileHandle.standardError.write(contentsOf: Data("    \(line)\n".utf8))
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
}

/// SIGINT and SIGTERM, noticed from its making on.
private final class Interruption {
    /// Ends with the first signal.
    let signals: AsyncStream<Void>
    private let sources: [any DispatchSourceSignal]

    init() {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        signals = stream
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { continuation.finish() }
            source.resume()
            return source
        }
    }

    func end() {
        for source in sources { source.cancel() }
    }
}
