import ArgumentParser
import ExchangeModel
import Foundation
import GatewayConfiguration
import JSONTape

/// `sluis doctor`: what stands between this gateway and the others, with the mend.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Looks for what keeps this gateway from the others, and says how to mend it.",
        discussion: """
            Looks at the clock, the certificate and its names, the revocation lists, and at every directory (or the
            Manager that --peer names): its name, port, TLS, certificate, key set, FSC version and Group; at the
            source of every service too. Needs the configuration, not a running gateway; stores nothing anywhere.

            Exit 0 without a fault, 1 with one, 2 when the configuration cannot be read.
            """,
        examples: [
            "sluis doctor",
            "sluis doctor --peer https://manager.example:8443",
        ]
    )

    @Option(
        help: "The configuration file. Default: SLUIS_CONFIG, or ./sluis.yaml.",
        completion: .file(extensions: ["yaml"])
    )
    var config: String?

    @Option(
        help: "The gateway's data folder, in place of --config: sluis.yaml is in it or beside it.",
        completion: .directory
    )
    var data: String?

    @Option(help: "The address of another Manager to look at, for example https://host:8443.")
    var peer: String?

    @Flag(help: "Print JSON instead of text.")
    var json = false

    @Flag(help: "Print lines as long as they are.")
    var wide = false

    func validate() throws {
        guard config == nil || data == nil else {
            throw ValidationError("name the gateway by --config FILE or by --data DIR, not by both")
        }
        guard let peer else { return }
        guard let url = URL(string: peer), url.scheme == "https", url.host() != nil else {
            throw ValidationError(
                "--peer takes an https URL such as https://host:8443, not `\(peer)`"
            )
        }
    }

    func run() async throws {
        let file =
            try data.map { try GatewayPlace.configuration(ofData: $0) }
            ?? GatewayPlace.configuration(config)
        let settings: GatewaySettings
        do {
            settings = try GatewaySettings(readingFile: file)
        } catch {
            throw CommandRefused(error.problems.map(\.description), exitCode: 2)
        }
        let findings = await Doctor(settings).findings(peer: peer)
        let answer: JSONValue = [
            "healthy": .bool(!findings.contains { $0.verdict == .fault }),
            "findings": .array(findings.map(\.json)),
        ]
        Output.print(answer, json: json, wide: wide) { answer, form in
            (answer["findings"]?.array ?? []).map { DoctorFinding.text($0, form) }
                .joined(separator: "\n")
        }
        guard answer["healthy"]?.bool == true else { throw ExitCode(1) }
    }
}
