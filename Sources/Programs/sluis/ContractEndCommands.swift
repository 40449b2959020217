import ArgumentParser
import Foundation
import JSONTape

extension ContractCommand {
    /// `sluis contract reject`: a person's no.
    struct Reject: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Refuses a proposed contract.",
            discussion: ContractEnd.discussion,
            examples: [
                "sluis contract reject 4fZk09TqYb --reason 'the legal basis is missing'"
            ]
        )

        @OptionGroup var contract: ContractHashArgument
        @OptionGroup var end: ContractEnd
        @OptionGroup var operatorOptions: OperatorOptions

        func run() async throws { try await end.run("reject", contract, operatorOptions) }
    }

    /// `sluis contract revoke`: the end of what was accepted.
    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ends a contract that was accepted.",
            discussion: ContractEnd.discussion,
            examples: [
                "sluis contract revoke 4fZk09TqYb --all --reason 'the project has ended'"
            ]
        )

        @OptionGroup var contract: ContractHashArgument
        @OptionGroup var end: ContractEnd
        @OptionGroup var operatorOptions: OperatorOptions

        func run() async throws { try await end.run("revoke", contract, operatorOptions) }
    }
}

/// The options of commands that end contracts.
struct ContractEnd: ParsableArguments {
    static let discussion = """
        Other contracts may give the same peer the same access, the one before a renewal for example. They are
        named; at a terminal the command asks whether to end them too, with --all it does.
        """

    @Option(help: "Why, for the record of this gateway; peers do not get it.")
    var reason: String?

    @Flag(help: "End all contracts that give this access.")
    var all = false

    /// Ends a contract, and the others of the same access where a person says so.
    func run(
        _ decision: String,
        _ contract: ContractHashArgument,
        _ options: OperatorOptions
    ) async throws {
        let client = try options.client()
        let hash = try await contract.hash(client)
        var answer = try await end(hash, decision, client)
        let others = answer["sameAccess"]?.array ?? []
        if !options.json { options.show(answer, as: ContractText.one) }
        if !others.isEmpty, all || isWanted(Output.printable(.array(others)).array ?? []) {
            var ended: [JSONValue] = []
            for other in others {
                guard let hash = other["hash"]?.string else { continue }
                let decision = other["acceptedByUs"]?.bool == true ? "revoke" : "reject"
                let contract = try await end(hash, decision, client)
                ended.append(contract)
                if !options.json { options.show(contract, as: ContractText.one) }
            }
            if var object = answer.object {
                object["alsoEnded"] = .array(ended)
                answer = .object(object)
            }
        }
        if options.json { options.show(answer, as: ContractText.one) }
    }

    private func end(
        _ hash: String,
        _ decision: String,
        _ client: AdministrationClient
    ) async throws -> JSONValue {
        let path = "/v1/contracts/\(PathText.segment(hash))/\(decision)"
        let body = reason.map { JSONValue.object(["reason": .string($0)]) }
        return try await client.send(.put, path, body: body)
    }

    /// Names the other contracts; asks at a terminal whether to end them.
    private func isWanted(_ others: [JSONValue]) -> Bool {
        let count =
            others.count == 1 ? "1 other contract gives" : "\(others.count) other contracts give"
        Output.complain("\(count) this peer the same access:")
        for other in others {
            let aliases = (other["aliases"]?.array ?? []).compactMap(\.string)
            let names = aliases.isEmpty ? "" : ", called \(aliases.joined(separator: ", "))"
            Output.complain(
                "  \(other["hash"]?.string ?? "?"), \(other["state"]?.string ?? "?") until "
                    + "\(other["notAfter"]?.string ?? "?")\(names)"
            )
        }
        guard isatty(STDIN_FILENO) == 1 else {
            Output.complain("They stay in force: --all ends them too.")
            return false
        }
        Output.complain(exactly: "End them too? [y/N] ")
        guard let answer = readLine(), ["y", "yes", "j", "ja"].contains(answer.lowercased()) else {
            Output.complain("They stay in force.")
            return false
        }
        return true
    }
}
