import ArgumentParser
import Foundation
import JSONTape

/// `sluis contract`: what this organisation and its partners agreed to.
struct ContractCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contract",
        abstract: "Proposes, lists, accepts, rejects, revokes and renews contracts.",
        examples: [
            "sluis contract list",
            "sluis contract show 4fZk09TqYb",
        ],
        subcommands: [
            Propose.self, List.self, Show.self, Accept.self, Reject.self, Revoke.self,
            Renew.self, Retry.self,
        ]
    )

    struct Propose: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Proposes a connection to a service of another organisation, for one purpose.",
            discussion: """
                The purpose is one of those that the provider published with the service: `sluis service list`
                shows them. The provider's Manager gets the proposal; the contract is valid once it accepts.
                Clients call it by its alias (header Sluis-Alias) or its grant hash (header Fsc-Grant-Hash).

                For another organisation: --delegator names the one on whose behalf our Outway calls; --outway-peer
                with --outway-name lets the Outway of another organisation call on our behalf. All three must
                accept. Where that other is no peer of the Group, the --external options refer to the contract
                with it; whoever signs must look into that.

                --and puts a further service of the same provider into the contract, as NAME or NAME=PURPOSE.
                --property gives every grant a property of an extension that the Group uses: NAME=JSON.
                """,
            examples: [
                "sluis contract propose --peer 00000099000000002000 --service persons \\\n--purpose https://purposes.example.nl/benefits --alias persons"
            ]
        )

        @Option(help: "The provider's peer id.", completion: NameCompletion.peers)
        var peer: String

        @Option(help: "The service's name.", completion: NameCompletion.services)
        var service: String

        @Option(help: "The id of the purpose.", completion: NameCompletion.purposes)
        var purpose: String?

        @Option(
            help: ArgumentHelp(
                "A further service in the same contract, with its purpose.",
                valueName: "service[=purpose]"
            )
        )
        var and: [String] = []

        @Option(
            help: ArgumentHelp("A property of every grant, in JSON.", valueName: "name=json"),
            transform: { try PropertyArgument($0) }
        )
        var property: [PropertyArgument] = []

        @Option(help: "How many days the contract is valid. Default: 365.")
        var days: Int?

        @Option(
            help: ArgumentHelp(
                "The first moment, such as 2027-01-01 or 2027-01-01T08:00:00+01:00. Default: now.",
                valueName: "moment"
            )
        )
        var from: String?

        @Option(help: ArgumentHelp("The end, in place of --days.", valueName: "moment"))
        var until: String?

        @Option(help: "A name for clients that outlives renewals: small letters, digits, . and -")
        var alias: String?

        @OptionGroup(title: "Outway") var outway: OutwayOptions

        @OptionGroup var operatorOptions: OperatorOptions

        func run() async throws {
            var body = outway.members
            body["peerID"] = .string(peer)
            body["service"] = .string(service)
            body["purpose"] = purpose.map(JSONValue.string)
            body["days"] = days.map { .number(JSONNumber(Int64($0))) }
            body["notBefore"] = from.map(JSONValue.string)
            body["notAfter"] = until.map(JSONValue.string)
            body["alias"] = alias.map(JSONValue.string)
            if !and.isEmpty { body["grants"] = .array(and.map(Self.grant)) }
            if !property.isEmpty {
                body["properties"] = .object(JSONObject(property.map { ($0.name, $0.value) }))
            }
            let answer = try await operatorOptions.client().send(
                .post,
                "/v1/contracts",
                body: .object(body)
            )
            operatorOptions.show(answer, as: ContractText.one)
        }

        func validate() throws {
            guard Set(property.map(\.name)).count == property.count else {
                throw ValidationError("a property is given twice with --property")
            }
            guard days == nil || until == nil else {
                throw ValidationError("--days and --until exclude each other")
            }
        }

        /// `service` or `service=purpose`; an `=` in the purpose is its own.
        private static func grant(_ text: String) -> JSONValue {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            var grant: JSONObject = ["service": .string(parts.first ?? text)]
            if parts.count == 2 { grant["purpose"] = .string(parts[1]) }
            return .object(grant)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists contracts with their state and the delivery of signatures.",
            discussion: """
                Those that wait for signatures come first, then those in force; what has ended is listed with --all, or \
                with its --state.
                """,
            examples: [
                "sluis contract list --all --service persons"
            ]
        )

        @Option(help: "Only those in this state: proposed, valid, rejected, revoked or expired.")
        var state: ContractStateArgument?

        @Option(help: "Only those with this peer.", completion: NameCompletion.peers)
        var peer: String?

        @Option(help: "Only those for this service.", completion: NameCompletion.services)
        var service: String?

        @Flag(help: "Also those that were rejected or revoked, or have expired.")
        var all = false

        @OptionGroup var operatorOptions: OperatorOptions

        func run() async throws {
            let client = try operatorOptions.client()
            let states: [ContractStateArgument?] =
                state.map { [$0] } ?? (all ? [nil] : Self.standing)
            var contracts: [JSONValue] = []
            for state in states {
                contracts += try await client.all(
                    "contracts",
                    query: [("state", state?.rawValue), ("peer", peer), ("service", service)]
                )
            }
            if contracts.isEmpty {
                try await FilterNames(peer: peer, service: service).refuseUnknown(client)
            }
            operatorOptions.show(["contracts": .array(contracts)]) { answer, form in
                contracts.isEmpty && states.count > 1
                    ? "No contracts are proposed or in force; --all lists those that have ended too."
                    : ContractText.list(answer, form)
            }
        }

        /// The states of contracts that are not at their end.
        private static let standing: [ContractStateArgument?] = [.proposed, .valid]

        func validate() throws {
            guard !all || state == nil else {
                throw ValidationError("--all and --state exclude each other")
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows one contract whole.",
            examples: [
                "sluis contract show 4fZk09TqYb",
                "sluis contract show -- -fZk09TqYb",
            ]
        )
        @OptionGroup var contract: ContractHashArgument
        @OptionGroup var operatorOptions: OperatorOptions

        func run() async throws {
            let client = try operatorOptions.client()
            let hash = try await contract.hash(client)
            let answer = try await client.get("/v1/contracts/\(PathText.segment(hash))")
            operatorOptions.show(answer, as: ContractText.one)
        }
    }

    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Sends at once what peers must still get, instead of at the next attempt.",
            discussion: "Without a contract: everything that waits. Prints what waits.",
            examples: [
                "sluis contract retry 4fZk09TqYb"
            ]
        )

        @Argument(
            help: "The contract: its hash in quotes, or the first characters of it.",
            completion: NameCompletion.contracts
        )
        var contract: String?

        @OptionGroup var operatorOptions: OperatorOptions

        func run() async throws {
            let client = try operatorOptions.client()
            var path = "/v1/distributions/retry"
            if let contract {
                let hash = try await ContractHashArgument.hash(contract, client)
                path = "/v1/contracts/\(PathText.segment(hash))/retry"
            }
            let answer = try await client.send(.post, path, body: nil)
            operatorOptions.show(answer, as: ContractText.distributions)
        }
    }
}

/// A property of a grant: its name and its value in JSON.
struct PropertyArgument {
    let name: String
    let value: JSONValue

    /// Reads `NAME=JSON`.
    init(_ argument: String) throws(ValidationError) {
        guard let sign = argument.firstIndex(of: "="), sign != argument.startIndex else {
            throw ValidationError(
                "`\(argument)` is not NAME=JSON, such as nl.example.ticket='\"A-12\"'"
            )
        }
        name = String(argument[..<sign])
        let text = String(argument[argument.index(after: sign)...])
        do throws(JSONProblem) {
            value = try JSONValue(parsing: Array(text.utf8))
        } catch {
            throw ValidationError(
                "the value of \(name), `\(text)`, is no JSON: \(error.reason.words). A text has double "
                    + "quotes, and a shell wants quotes around those: --property \(name)='\"TEXT\"'"
            )
        }
    }
}

/// The states by which contracts can be listed.
enum ContractStateArgument: String, CaseIterable, ExpressibleByArgument {
    case proposed
    case valid
    case rejected
    case revoked
    case expired
}
