import ArgumentParser
import Foundation
import JSONTape

/// `sluis contract`: what this organisation and its partners agreed to.
struct ContractCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contract",
        abstract: "Proposes, lists, accepts, rejects, revokes and renews contracts.",
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
                """
        )

        @Option(help: "The provider's peer id.")
        var peer: String

        @Option(help: "The service's name.")
        var service: String

        @Option(help: "The id of the purpose.")
        var purpose: String?

        @Option(
            help: ArgumentHelp(
                "A further service in the same contract, with its purpose.",
                valueName: "service[=purpose]"
            )
        )
        var and: [String] = []

        @Option(
            help: ArgumentHelp("A property of every grant, in JSON.", valueName: "name=json")
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
            abstract: "Lists contracts with their state and the delivery of signatures."
        )

        @Option(help: "Only those in this state: proposed, valid, rejected, revoked or expired.")
        var state: ContractStateArgument?

        @Option(help: "Only those with this peer.")
        var peer: String?

        @Option(help: "Only those for this service.")
        var service: String?

        @OptionGroup var operatorOptions: OperatorOptions

        func run() async throws {
            let contracts = try await operatorOptions.client().all(
                "contracts",
                query: [("state", state?.rawValue), ("peer", peer), ("service", service)]
            )
            operatorOptions.show(["contracts": .array(contracts)], as: ContractText.list)
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows one contract whole.")
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
            discussion: "Without a contract: everything that waits. Prints what waits."
        )

        @Argument(help: "The contract: its hash in quotes, or the first characters of it.")
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
struct PropertyArgument: ExpressibleByArgument {
    let name: String
    let value: JSONValue

    init?(argument: String) {
        guard let sign = argument.firstIndex(of: "="), sign != argument.startIndex,
            let value = try? JSONValue(
                parsing: Array(argument[argument.index(after: sign)...].utf8)
            )
        else { return nil }
        (name, self.value) = (String(argument[..<sign]), value)
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
