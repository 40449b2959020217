import ArgumentParser
import JSONTape

/// `sluis contract`: what this organisation and its partners agreed to.
struct ContractCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contract",
        abstract: "Proposes, lists, accepts, rejects and revokes contracts.",
        subcommands: [Propose.self, List.self, Show.self, Accept.self, Reject.self, Revoke.self]
    )

    struct Propose: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Proposes a connection to a service of another organisation, for one purpose.",
            discussion: """
                The purpose is one of those that the provider published with the service: `sluis service list`
                shows them. The provider's Manager gets the proposal; the contract is valid once it accepts.
                """
        )

        @Option(help: "The provider's peer id.")
        var peer: String

        @Option(help: "The service's name.")
        var service: String

        @Option(help: "The id of the purpose.")
        var purpose: String?

        @Option(help: "How many days the contract is valid.")
        var days = 365

        @OptionGroup var operatorOptions: OperatorOptions

        func run() async throws {
            var body = JSONObject()
            body["peerID"] = .string(peer)
            body["service"] = .string(service)
            body["purpose"] = purpose.map(JSONValue.string)
            body["days"] = .number(JSONNumber(Int64(days)))
            let answer = try await operatorOptions.client().send(
                .post,
                "/v1/contracts",
                body: .object(body)
            )
            operatorOptions.show(answer, as: ContractText.one)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists contracts with their state and the delivery of signatures."
        )

        @OptionGroup var operatorOptions: OperatorOptions

        func run() async throws {
            let answer = try await operatorOptions.client().get("/v1/contracts")
            operatorOptions.show(answer, as: ContractText.list)
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows one contract whole.")

        @Argument(help: "The contract's hash; quote it, it holds dollar signs.")
        var hash: String

        @OptionGroup var operatorOptions: OperatorOptions

        func run() async throws {
            let answer = try await operatorOptions.client().get(
                "/v1/contracts/\(PathText.segment(hash))"
            )
            operatorOptions.show(answer, as: ContractText.one)
        }
    }

    struct Accept: AsyncParsableCommand, ContractDecision {
        static let configuration = CommandConfiguration(
            abstract: "Signs a contract: it may be used."
        )
        static let decision = "accept"
        @Argument(help: "The contract's hash; quote it, it holds dollar signs.") var hash: String
        @OptionGroup var operatorOptions: OperatorOptions
        func run() async throws { try await decide() }
    }

    struct Reject: AsyncParsableCommand, ContractDecision {
        static let configuration = CommandConfiguration(abstract: "Refuses a proposed contract.")
        static let decision = "reject"
        @Argument(help: "The contract's hash; quote it, it holds dollar signs.") var hash: String
        @OptionGroup var operatorOptions: OperatorOptions
        func run() async throws { try await decide() }
    }

    struct Revoke: AsyncParsableCommand, ContractDecision {
        static let configuration = CommandConfiguration(
            abstract: "Ends a contract that was accepted."
        )
        static let decision = "revoke"
        @Argument(help: "The contract's hash; quote it, it holds dollar signs.") var hash: String
        @OptionGroup var operatorOptions: OperatorOptions
        func run() async throws { try await decide() }
    }
}

/// A command that puts this organisation's signature under a contract.
protocol ContractDecision {
    static var decision: String { get }
    var hash: String { get }
    var operatorOptions: OperatorOptions { get }
}

extension ContractDecision {
    func decide() async throws {
        let path = "/v1/contracts/\(PathText.segment(hash))/\(Self.decision)"
        let answer = try await operatorOptions.client().send(.put, path, body: nil)
        operatorOptions.show(answer, as: ContractText.one)
    }
}

/// Contracts as text for people.
enum ContractText {
    static func list(_ answer: JSONValue) -> String {
        let contracts = answer["contracts"]?.array ?? []
        guard !contracts.isEmpty else { return "No contracts." }
        var table = TextTable(["STATE", "SERVICE", "PEERS", "VALID UNTIL", "DELIVERY", "CONTRACT"])
        for contract in contracts {
            let grants = contract["grants"]?.array ?? []
            table.add([
                contract["state"]?.string ?? "?",
                grants.compactMap { $0["service"]?.string }.joined(separator: ", "),
                (contract["peers"]?.array ?? []).compactMap(\.string).joined(separator: ", "),
                String((contract["notAfter"]?.string ?? "").prefix(10)),
                delivery(contract), contract["hash"]?.string ?? "?",
            ])
        }
        return table.text
    }

    static func one(_ contract: JSONValue) -> String {
        var lines = [
            "Contract  \(contract["hash"]?.string ?? "?")",
            "State     \(contract["state"]?.string ?? "?")",
            "Valid     \(contract["notBefore"]?.string ?? "?") to \(contract["notAfter"]?.string ?? "?")",
        ]
        for grant in contract["grants"]?.array ?? [] {
            lines.append("Grant     \(grant["hash"]?.string ?? "?")")
            for name in ["type", "service", "serviceProvider", "outwayPeer", "directory"] {
                guard let text = grant[name]?.string else { continue }
                lines.append("          \(name): \(text)")
            }
            if let purpose = grant["purpose"] {
                lines.append("          purpose: \(purpose["id"]?.string ?? "?")")
                lines.append("          \(purpose["label"]?.string ?? "")")
            }
        }
        for signature in contract["signatures"]?.array ?? [] {
            let peer = signature["peerID"]?.string ?? "?"
            let type = signature["type"]?.string ?? "?"
            lines.append("Signed    \(type) by \(peer), \(signature["signedAt"]?.string ?? "?")")
        }
        for missing in (contract["waitingFor"]?.array ?? []).compactMap(\.string) {
            lines.append("Waiting   for the signature of \(missing)")
        }
        for item in contract["distributions"]?.array ?? [] {
            let error = item["lastError"]?.string.map { ": \($0)" } ?? ""
            lines.append(
                "Delivery  to \(item["peerID"]?.string ?? "?") \(item["state"]?.string ?? "?")\(error)"
            )
        }
        return lines.joined(separator: "\n")
    }

    private static func delivery(_ contract: JSONValue) -> String {
        let waiting = (contract["distributions"]?.array ?? []).filter {
            $0["state"]?.string != "delivered"
        }
        return waiting.isEmpty ? "done" : "\(waiting.count) waiting"
    }
}

/// Text in the path of a request.
enum PathText {
    /// One path segment, everything but unreserved characters percent-encoded; RFC 3986, *Characters*.
    static func segment(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                String(UnicodeScalar(byte))
            default:
                "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}
