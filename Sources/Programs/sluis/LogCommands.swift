import ArgumentParser
import Foundation
import JSONTape

/// `sluis log`: what was exchanged, and whether the log has been left alone.
struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Searches, shows and verifies the access log.",
        examples: [
            "sluis log query --outcome refused"
        ],
        subcommands: [Query.self, Show.self, LogVerifyCommand.self]
    )

    struct Query: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists exchanges and denials, newest first.",
            discussion: """
                Moments are written as 2026-11-21T23:59:59Z. The search itself is put on record with your account.
                --outcome refused shows all that did not get the source's answer, failures included.
                An outcome of "unknown" means that no completion is in the log, not that nothing happened.
                """,
            examples: [
                "sluis log query --from 2026-12-01T00:00:00Z --peer 00000099000000002000"
            ]
        )

        @Option(help: "Not before this moment.")
        var from: String?

        @Option(help: "Before this moment.")
        var until: String?

        @Option(help: "A peer id, on either side.", completion: NameCompletion.peers)
        var peer: String?

        @Option(help: "A service's name.", completion: NameCompletion.services)
        var service: String?

        @Option(help: "The id of a purpose.", completion: NameCompletion.purposes)
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
            let client = try operatorOptions.client()
            let answer = try await client.get("/v1/log-entries?\(parameters)")
            if answer["exchanges"]?.array?.isEmpty != false {
                try await FilterNames(peer: peer, service: service, purpose: purpose)
                    .refuseUnknown(client)
            }
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
            discussion: "Exit 1 when an entry is not proven to be in the signed log.",
            examples: [
                "sluis log show 01890a5d-ac96-774b-bcce-b302099a8057"
            ]
        )

        @Argument(help: "The transaction id.")
        var id: String

        @OptionGroup var operatorOptions: OperatorOptions

        func run() async throws {
            let path = "/v1/log-entries/\(PathText.segment(id))"
            let answer = try await operatorOptions.client().get(path)
            operatorOptions.show(answer, as: LogText.one)
            if !operatorOptions.json, let note = answer["proof"]?["checkpoint"]?.string {
                print(LogText.checkpoint(note), terminator: "")
            }
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
