import Foundation
import GatewayTesting
import JSONTape

extension Demonstration {
    private typealias Folder = DemonstrationFolder

    /// Publishes, proposes, accepts, queries, and reads both logs and the catalogue.
    func exchange() async throws -> Shown {
        try await publish(seenBy: Folder.consumer)
        let (contract, grant) = try await contract()
        let person = try await personNumber()
        let path = "/v1/persons/\(person)"
        say("the agency queries one person through its Outway")
        let answer = try await query(grant: grant, path: path)
        let full = try await JSONValue(
            parsing: CommandRun.of("curl", ["-sS", registry + path]).output
        )
        let records = try await records(answer.transactionID)
        return Shown(
            grantHash: grant,
            contractHash: contract,
            transactionID: answer.transactionID,
            requestPath: path,
            fullAnswer: full,
            minimisedAnswer: answer.body,
            providerRecord: records.provider,
            consumerRecord: records.consumer,
            verifications: try await verifyLogs(),
            catalogue: try await catalogue(),
            registry: registry
        )
    }

    /// Publishes the service and waits until an organisation sees it in the directory.
    func publish(seenBy organisation: DemonstrationFolder.Organisation) async throws {
        say("the municipality publishes the service \(Folder.service) in the directory")
        _ = try await command(Folder.provider, "service", "publish", Folder.service)
        try await eventually("\(organisation.name) seeing the service") {
            let services = try await command(organisation, "service", "list")["services"]?.array
            return services?.contains { $0["name"]?.string == Folder.service } == true ? () : nil
        }
    }

    /// A contract that both sides signed: the agency proposes, a person at the municipality accepts.
    private func contract() async throws -> (contract: String, grant: String) {
        say("the agency proposes a contract for one purpose")
        let proposed = try await command(
            Folder.consumer,
            "contract",
            "propose",
            "--peer",
            Folder.provider.peerID,
            "--service",
            Folder.service,
            "--purpose",
            Folder.purpose,
            "--alias",
            Folder.service
        )
        guard let hash = proposed["hash"]?.string else {
            throw DemonstrationFailure("the proposal has no hash")
        }
        try await eventually("the municipality receiving the proposal") {
            try await state(of: hash, at: Folder.provider) == "proposed" ? () : nil
        }
        say("the municipality accepts it")
        _ = try await command(Folder.provider, "contract", "accept", hash)
        try await eventually("the agency receiving the signature") {
            try await state(of: hash, at: Folder.consumer) == "valid" ? () : nil
        }
        let shown = try await command(Folder.consumer, "contract", "show", hash)
        guard let grant = shown["grants"]?[0]?["hash"]?.string else {
            throw DemonstrationFailure("the contract shows no grant hash")
        }
        return (hash, grant)
    }

    func state(
        of hash: String,
        at organisation: DemonstrationFolder.Organisation
    ) async throws -> String? {
        let listed = try await command(organisation, "contract", "list")["contracts"]?.array
        return listed?.first { $0["hash"]?.string == hash }?["state"]?.string
    }

    /// A person of the registry that has an address and a family, found as any client would.
    func personNumber() async throws -> String {
        if let givenRegistry { return givenRegistry.person }
        let file = folder.path("registry/example-number.txt")
        let text = try String(contentsOfFile: file, encoding: .utf8)
        return String(text.prefix { $0.isNumber })
    }

    /// The `curl` arguments of a query through the Outway.
    func curlArguments(grant: String, path: String) -> [String] {
        [
            "-sS", "-H", "Fsc-Grant-Hash: \(grant)",
            "http://127.0.0.1:\(folder.ports.consumerOutway)\(path)",
        ]
    }

    func query(
        grant: String,
        path: String
    ) async throws -> (body: JSONValue, transactionID: String) {
        let headers = folder.path("answer-headers.txt")
        let result = try await CommandRun.of(
            "curl",
            ["-D", headers] + curlArguments(grant: grant, path: path)
        )
        let fields = try String(contentsOfFile: headers, encoding: .utf8)
            .split(whereSeparator: \.isNewline)
        guard fields.first?.contains(" 200") == true else {
            throw DemonstrationFailure(
                "the query was answered with \(fields.first ?? "nothing"): \(result.text)"
            )
        }
        let name = "fsc-transaction-id:"
        guard let field = fields.first(where: { $0.lowercased().hasPrefix(name) }) else {
            throw DemonstrationFailure("the answer has no Fsc-Transaction-Id")
        }
        let identifier = field.dropFirst(name.count).filter { !$0.isWhitespace }
        return (try JSONValue(parsing: result.output), String(identifier))
    }

    private func records(
        _ transaction: String
    ) async throws -> (provider: JSONValue, consumer: JSONValue) {
        let sides = [Folder.provider, Folder.consumer]
        var shown: [JSONValue] = []
        for side in sides {
            shown.append(
                try await eventually("the completed record of \(side.name)") {
                    let exchange = try await command(side, "log", "show", transaction)
                    return exchange["outcome"]?.string == "answered"
                        && exchange["proof"]?["verified"]?.bool == true ? exchange : nil
                }
            )
        }
        return (shown[0], shown[1])
    }

    func verifyLogs() async throws -> [String] {
        var lines: [String] = []
        for side in [Folder.provider, Folder.consumer] {
            let log = folder.data(side) + "/log"
            let result = try await CommandRun.of(
                programs.sluis,
                ["log", "verify", "--log", log]
            )
            guard result.status == 0 else {
                throw DemonstrationFailure(
                    "log verify refused the log of \(side.name): \(result.text)\(result.errors)"
                )
            }
            lines.append("\(side.name): \(result.text.split(separator: "\n").last ?? "")")
        }
        return lines
    }

    private func catalogue() async throws -> JSONValue {
        let port = folder.ports.administration[Folder.provider.folder] ?? 0
        let result = try await CommandRun.of(
            "curl",
            ["-sS", "--fail", "http://127.0.0.1:\(port)/catalog"]
        )
        guard result.status == 0 else {
            throw DemonstrationFailure("the catalogue could not be read: \(result.errors)")
        }
        return try JSONValue(parsing: result.output)
    }
}
