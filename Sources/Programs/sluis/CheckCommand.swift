import ArgumentParser
import Foundation
import GatewayConfiguration
import JSONTape

/// `sluis check`: every problem of a configuration file, with its line and what is expected.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Checks a configuration file and everything that it names; starts nothing.",
        discussion:
            "Exit 0 when the gateway would start with it, 2 with one line a problem when not."
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
        var problems: [ConfigurationProblem] = []
        var warnings: [ConfigurationProblem] = []
        do {
            let settings = try GatewaySettings(readingFile: config)
            warnings = settings.warnings
            warnings = try GatewayParts(settings).warnings
        } catch {
            problems = error.problems
        }
        if json {
            let answer: JSONValue = [
                "problems": .array(problems.map(described)),
                "warnings": .array(warnings.map(described)),
            ]
            print(String(decoding: answer.serialized(pretty: true), as: UTF8.self))
        } else {
            for problem in problems { print(problem) }
            for warning in warnings { print("warning: \(warning)") }
            if problems.isEmpty { print("\(config): nothing to mend") }
        }
        guard problems.isEmpty else { throw ExitCode(2) }
    }

    private func described(_ problem: ConfigurationProblem) -> JSONValue {
        [
            "file": .string(problem.file), "line": .number(JSONNumber(Int64(problem.line))),
            "key": .string(problem.key), "message": .string(problem.message),
        ]
    }
}
