import ArgumentParser
import Foundation
import JSONTape
import LogStorage

/// `sluis log verify`: derives the whole log anew from its files.
struct LogVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Checks the stored log against its signed checkpoint, without the gateway.",
        discussion: """
            Reads files only, also while the gateway runs. Give the public key from a place that the log's
            administrator cannot change; without --key the one beside the log is taken. A log that was rolled back
            together with its checkpoint only shows against a checkpoint that was kept elsewhere (--kept).

            Exit 0 when nothing is wrong, 1 with findings, 2 when there is nothing to verify.
            """,
        examples: [
            "sluis log verify --log /var/lib/sluis/log --kept checkpoint.txt"
        ]
    )

    @Option(
        help:
            "The folder of the log. Default: `log` in the data folder of SLUIS_DATA, SLUIS_CONFIG or ./sluis.yaml.",
        completion: .directory
    )
    var log: String?

    @Option(help: "A file with the log's public key (vkey).")
    var key: String?

    @Option(help: "A checkpoint of this log that was kept elsewhere; may be given again.")
    var kept: [String] = []

    @Flag(help: "Print JSON instead of text.")
    var json = false

    func run() throws {
        guard let log = log ?? GatewayPlace.dataFolder().map({ $0 + "/log" }) else {
            throw ValidationError(
                "name the folder of the log with --log DATA/log, or work in the folder of a sluis.yaml"
            )
        }
        let report: VerificationReport
        do throws(VerificationFailure) {
            let key = try key.map { path throws(VerificationFailure) in
                String(decoding: try Self.bytes(of: path), as: UTF8.self)
            }
            let notes = try kept.map { path throws(VerificationFailure) in
                try Self.bytes(of: path)
            }
            report = try LogVerifier(directory: log, key: key, kept: notes).run(
                progress: Self.tell
            )
        } catch {
            throw CommandRefused(VerificationText.failure(error, log: log), exitCode: 2)
        }
        if json {
            let text = VerificationText.json(report).serialized(pretty: true)
            print(String(decoding: text, as: UTF8.self))
        } else {
            print(VerificationText.text(report))
        }
        guard report.isSound else { throw ExitCode(1) }
    }

    /// Long work is told on standard error, and only there.
    private static func tell(_ done: Int, _ all: Int) {
        guard all > 1 else { return }
        write("verified \(done) of \(all) segments\n")
    }

    private static func write(_ text: String) {
        Output.complain(exactly: text)
    }

    private static func bytes(of path: String) throws(VerificationFailure) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .failed(operation: "open \(path)", error: ENOENT)
        }
        return Array(data)
    }
}
