import Foundation
import GatewayTesting
import JSONTape
import Synchronization

/// Processes that meet only over the wire, driven as a person would drive them.
final class Demonstration: Sendable {
    /// The programs that the demonstration runs.
    struct Programs: Sendable {
        let sluis: String
        let demo: String
    }

    /// What one exchange showed.
    struct Shown: Sendable {
        let grantHash: String
        let contractHash: String
        let transactionID: String
        let requestPath: String
        let fullAnswer: JSONValue
        let minimisedAnswer: JSONValue
        let providerRecord: JSONValue
        let consumerRecord: JSONValue
        let verifications: [String]
        let catalogue: JSONValue
        let registry: String
    }

    /// A registry that somebody else runs.
    struct GivenRegistry: Sendable {
        /// For example `http://127.0.0.1:40001`.
        let address: String
        /// The number of a person in it.
        let person: String
    }

    let folder: DemonstrationFolder
    let programs: Programs
    let givenRegistry: GivenRegistry?
    private let children = Mutex<[ChildProcess]>([])
    private let registryAddress = Mutex("")

    init(folder: DemonstrationFolder, programs: Programs, registry: GivenRegistry? = nil) {
        self.folder = folder
        self.programs = programs
        givenRegistry = registry
    }

    /// The process ids by name.
    var processes: [String: Int32] {
        children.withLock { children in
            Dictionary(uniqueKeysWithValues: children.map { ($0.name, $0.identifier) })
        }
    }

    // MARK: - Starting and ending

    /// Makes the certificates, starts the processes, and waits until each is ready.
    func start() async throws {
        say("making a test Group: root, intermediate, revocation lists, certificates")
        var arguments = [
            "pki", "--directory", folder.path("pki"), "--serve-crls", "\(folder.ports.revocation)",
        ]
        for organisation in folder.organisations {
            let hosts = organisation.hosts.joined(separator: ",")
            arguments += [
                "--organisation",
                "\(organisation.folder)=\(organisation.name):\(organisation.peerID):\(hosts)",
            ]
        }
        let authority = try launch("authority", programs.demo, arguments)
        _ = try await authority.line(within: .seconds(20)) { $0.hasPrefix("ready ") }

        let address: String
        if let givenRegistry {
            address = givenRegistry.address
        } else {
            address = try await startRegistry()
        }
        registryAddress.withLock { $0 = address }

        try writeConfigurations(registry: address)
        for organisation in folder.organisations {
            try await startGateway(organisation)
        }
    }

    /// Starts the registry of synthetic persons and tells its address.
    private func startRegistry() async throws -> String {
        say("starting the registry: 10,000 synthetic persons")
        let registry = try launch(
            "registry",
            programs.demo,
            [
                "registry", "--data", folder.path("registry"), "--port", "0",
                "--note-requests", folder.path("registry-requests.txt"),
            ]
        )
        let ready = try await registry.line(within: .seconds(60)) { $0.hasPrefix("ready ") }
        return String(ready.dropFirst("ready ".count))
    }

    private func startGateway(_ organisation: DemonstrationFolder.Organisation) async throws {
        say("starting \(organisation.name) (\(organisation.roles.joined(separator: ", ")))")
        let gateway = try launch(
            organisation.folder,
            programs.sluis,
            ["serve", "--config", folder.configuration(organisation)]
        )
        _ = try await gateway.line(within: .seconds(30)) { $0.hasPrefix("ready") }
    }

    private func launch(
        _ name: String,
        _ program: String,
        _ arguments: [String]
    ) throws -> ChildProcess {
        let child = try ChildProcess(
            name: name,
            program: program,
            arguments: arguments,
            log: folder.root.appending(path: "\(name).log")
        )
        children.withLock { $0.append(child) }
        return child
    }

    private func writeConfigurations(registry: String) throws {
        let document = folder.path("person-registry.openapi.yaml")
        let policy = folder.path("social-benefit-assessment.yaml")
        try ProjectFiles.copy("schemas/person-registry.openapi.yaml", to: document)
        try ProjectFiles.copy("config/policies/social-benefit-assessment.yaml", to: policy)
        try folder.writeConfigurations(registry: registry, document: document, policy: policy)
    }

    /// Ends every process, the last one first.
    func stop() async {
        let running = children.withLock { children in
            defer { children = [] }
            return children
        }
        for child in running.reversed() { await child.stop() }
    }

    /// The last lines of the log of each process, for a failure's report.
    func lastWords() -> [String] {
        children.withLock { $0.map(\.name) }.flatMap { name -> [String] in
            let text = try? String(contentsOfFile: folder.path("\(name).log"), encoding: .utf8)
            let lines = (text ?? "").split(separator: "\n").suffix(4)
            return lines.map { "\(name): \($0)" }
        }
    }

    // MARK: - Commands

    /// Runs a `sluis` command for an organisation and reads its JSON.
    func command(
        _ organisation: DemonstrationFolder.Organisation,
        _ arguments: String...
    ) async throws -> JSONValue {
        let all = arguments + ["--data", folder.data(organisation), "--json"]
        let result = try await CommandRun.of(programs.sluis, all)
        guard result.status == 0 else {
            throw DemonstrationFailure(
                "sluis \(arguments.joined(separator: " ")) ended with \(result.status): \(result.errors)"
            )
        }
        return try JSONValue(parsing: result.output)
    }

    var registry: String { registryAddress.withLock { $0 } }

    func say(_ text: String) {
        print("- \(text)")
        fflush(nil)
    }
}

/// Files of the project that the demonstration uses as they are.
enum ProjectFiles {
    /// Copies a file of the checkout.
    ///
    /// Looks beside the working folder first, then beside the program's build folder.
    static func copy(_ path: String, to target: String) throws {
        let program = OwnProgram.file
        var folders = [URL(filePath: FileManager.default.currentDirectoryPath)]
        var folder = program.deletingLastPathComponent()
        for _ in 0..<5 {
            folders.append(folder)
            folder = folder.deletingLastPathComponent()
        }
        for folder in folders {
            let file = folder.appending(path: path)
            guard FileManager.default.fileExists(atPath: file.path(percentEncoded: false)) else {
                continue
            }
            try FileManager.default.copyItem(at: file, to: URL(filePath: target))
            return
        }
        throw DemonstrationFailure("\(path) is not there: run the demonstration from the checkout")
    }
}
