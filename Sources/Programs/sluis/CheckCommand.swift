import ArgumentParser
import Foundation
import GatewayConfiguration
import JSONTape

/// `sluis check`: every problem of a configuration file, with its line and what is expected.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Checks a configuration file and everything that it names; starts nothing.",
        discussion: """
            Exit 0 when the gateway would start with it, 2 with one line a problem when not. Where a gateway runs
            with the data folder, it also tells which contracts of which peers would not have what is published.
            """,
        examples: [
            "sluis check --config config/provider.yaml"
        ]
    )

    @Option(
        help: "The configuration file. Default: SLUIS_CONFIG, or ./sluis.yaml.",
        completion: .file(extensions: ["yaml"])
    )
    var config: String?

    @Flag(help: "Print JSON instead of text.")
    var json = false

    func run() async throws {
        let config = try GatewayPlace.configuration(config)
        let (problems, warnings, checked) = Self.findings(config)
        var contracts: [String] = []
        if let (parts, kept) = checked { contracts = await Self.contracts(under: parts, kept) }
        if json {
            let answer: JSONValue = [
                "problems": .array(problems.map(described)),
                "warnings": .array(warnings.map(described)),
                "contracts": .array(contracts.map { .string($0) }),
            ]
            print(Output.json(answer))
        } else {
            let form = TextForm(of: STDOUT_FILENO)
            func tell(_ label: String, _ text: String) {
                print(form.fitted(form.state(label) + (label.isEmpty ? "" : ": ") + text))
            }
            for problem in problems { tell("", Output.printable(problem.description)) }
            for warning in warnings { tell("warning", Output.printable(warning.description)) }
            for contract in contracts { tell("contracts", Output.printable(contract)) }
            if problems.isEmpty { print("\(config): nothing to mend") }
        }
        guard problems.isEmpty else { throw ExitCode(2) }
    }

    /// Everything that is found in a configuration and in what it names, and what it makes where nothing
    /// hinders that.
    static func findings(
        _ config: String
    ) -> (
        problems: [ConfigurationProblem], warnings: [ConfigurationProblem],
        checked: (parts: GatewayParts, kept: KeptPolicies)?
    ) {
        do throws(ConfigurationRefused) {
            let settings = try GatewaySettings(readingFile: config)
            let folder = settings.dataFolder + "/" + PolicyArchive.folderName
            let kept = PolicyArchive(folder: folder).present
            let parts = try GatewayParts(settings, kept: kept)
            return ([], parts.warnings, (parts, kept))
        } catch {
            return (error.problems, error.warnings, nil)
        }
    }

    /// What the configuration means for the contracts of the gateway that runs with its data folder.
    private static func contracts(under parts: GatewayParts, _ kept: KeptPolicies) async -> [String]
    {
        let folder = parts.settings.dataFolder
        guard !parts.services.isEmpty || !kept.policies.isEmpty,
            FileManager.default.fileExists(atPath: folder + "/sluis.db")
        else { return [] }
        let client = AdministrationClient(dataFolder: folder)
        guard let contracts = await client.contractsIfRunning() else {
            return ["not looked at: no gateway that could be asked runs with \(folder)"]
        }
        var known = kept
        for policy in parts.services.flatMap(\.keptPolicies) { known.add(policy) }
        let own = parts.settings.organisation.peerID
        return ContractImpact(grants: PinnedGrant.all(in: contracts, provider: own), kept: known)
            .sentences(from: nil, to: parts)
    }

    private func described(_ problem: ConfigurationProblem) -> JSONValue {
        [
            "file": .string(problem.file), "line": .number(JSONNumber(Int64(problem.line))),
            "key": .string(problem.key), "message": .string(problem.message),
        ]
    }
}
