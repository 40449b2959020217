import ArgumentParser
import Foundation
import JSONTape

/// `sluis log`: what was exchanged, and whether the log has been left alone.
struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Searches, shows and verifies the access log.",
        subcommands: [Query.self, Show.self, LogVerifyCommand.self]
    )

    struct Query: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists exchanges and denials, newest first.",
            discussion: """
                Moments are written as 2026-11-21T23:59:59Z. The search itself is put on record with your account.
                --outcome refused shows all that did not get the source's answer, failures included.
                An outcome of "unknown" means that no completion is in the log, not that nothing happened.
                """
        )

        @Option(help: "Not before this moment.")
        var from: String?

        @Option(help: "Before this moment.")
        var until: String?

        @Option(help: "A peer id, on either side.")
        var peer: String?

        @Option(help: "A service's name.")
        var service: String?

        @Option(help: "The id of a purpose.")
        var purpose: String?

        @Option(help: "answered, refused, failed or unknown.")
        var outcome: OutcomeArgument?

        @Option(help: "A transaction id.")
        var transaction: String?

        @Option(help: "The most exchanges to list.")
        var limit = 25

        @Option(help: "Where an earlier list ended: its `next`.")
        var cursor: String?

        @OptionGroup var operatorOptions: OperatorOptions

        func validate() throws {
            guard (1...1_000).contains(limit) else {
                throw ValidationError("--limit takes a number from 1 to 1000, not \(limit)")
            }
        }

        func run() async throws {
            let answer = try await operatorOptions.client().get("/v1/log-entries?\(parameters)")
            operatorOptions.show(answer, as: LogText.list)
        }

        private var parameters: String {
            let all: [(name: String, value: String?)] = [
                ("from", from), ("until", until), ("peer", peer), ("service", service),
                ("purpose", purpose), ("outcome", outcome?.rawValue),
                ("transactionId", transaction),
                ("limit", String(limit)), ("cursor", cursor),
            ]
            return all.compactMap { name, value in
                value.map { "\(name)=\(PathText.segment($0))" }
            }.joined(separator: "&")
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows all entries of one exchange, with proofs that they are in the log.",
            discussion: "Exit 1 when an entry is not proven to be in the signed log."
        )

        @Argument(help: "The transaction id.")
        var id: String

        @OptionGroup var operatorOptions: OperatorOptions

        func run() async throws {
            let path = "/v1/log-entries/\(PathText.segment(id))"
            let answer = try await operatorOptions.client().get(path)
            operatorOptions.show(answer, as: LogText.one)
            guard answer["proof"]?["verified"]?.bool == true else { throw ExitCode(1) }
        }
    }
}

/// The outcomes by which exchanges can be searched.
enum OutcomeArgument: String, CaseIterable, ExpressibleByArgument {
    case answered
    case refused
    case failed
    case unknown
}
