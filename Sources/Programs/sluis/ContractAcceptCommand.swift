import ArgumentParser
import Foundation
import JSONTape

extension ContractCommand {
    /// `sluis contract accept`: a person's yes.
    struct Accept: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Signs a contract: it may be used.",
            discussion: """
                Without a contract, the one that waits for this organisation is shown and, after a yes, signed; with
                several waiting, they are listed.

                A contract on which we are the provider is refused when it can serve nothing here: its service or
                purpose is not ours, or its field policy or document is not what we publish. Reject it and ask the
                peer to propose again, or say --force.
                """,
            examples: [
                "sluis contract accept",
                "sluis contract accept 4fZk09TqYb",
            ]
        )

        @Argument(
            help: "The contract: its hash in quotes, or the first characters of it.",
            completion: NameCompletion.contracts
        )
        var contract: String?

        @Flag(help: "Do not ask before signing the one contract that waits.")
        var yes = false

        @Flag(help: "Sign also a contract that can serve nothing here, as `contract show` tells.")
        var force = false

        @OptionGroup var operatorOptions: OperatorOptions

        func run() async throws {
            let client = try operatorOptions.client()
            let hash: String
            if let contract {
                hash = try await ContractHashArgument.hash(contract, client)
            } else {
                hash = try await waiting(client)
            }
            let path = "/v1/contracts/\(PathText.segment(hash))/accept"
            let answer = try await client.send(.put, path + (force ? "?force=true" : ""), body: nil)
            operatorOptions.show(answer, as: ContractText.one)
        }

        /// The one contract that waits for us, once a person has seen it.
        private func waiting(_ client: AdministrationClient) async throws -> String {
            let proposed = try await client.all("contracts", query: [("state", "proposed")])
            let own = proposed.filter { $0["waitingForUs"]?.bool == true }
            guard let only = own.first, own.count == 1, let hash = only["hash"]?.string else {
                if own.isEmpty {
                    throw CommandRefused("no contract waits for this organisation's signature")
                }
                let list: JSONValue = ["contracts": .array(own)]
                throw CommandRefused(
                    "\(own.count) contracts wait: name the one to accept\n"
                        + ContractText.list(Output.printable(list), TextForm(of: STDERR_FILENO)),
                    exitCode: 2,
                    problem: CommandRefused.problem(
                        "could not be tried",
                        detail: "\(own.count) contracts wait: name the one to accept"
                    )
                )
            }
            guard !yes else { return hash }
            guard isatty(STDIN_FILENO) == 1 else {
                throw ValidationError("name the contract to accept, or say --yes")
            }
            let shown = try await client.get("/v1/contracts/\(PathText.segment(hash))")
            Output.complain(ContractText.one(Output.printable(shown)))
            Output.complain(exactly: "Accept it? [y/N] ")
            guard let answer = readLine(), ["y", "yes", "j", "ja"].contains(answer.lowercased())
            else {
                throw CommandRefused("not accepted: nothing was signed")
            }
            return hash
        }
    }
}
