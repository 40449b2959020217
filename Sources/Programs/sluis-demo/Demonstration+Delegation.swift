import Foundation
import GatewayTesting
import JSONTape

/// Three parties: one calls on behalf of another, for as long as that other wants.
extension Demonstration {
    private typealias Folder = DemonstrationFolder

    /// What a delegated exchange showed.
    struct Delegated: Sendable {
        /// The contract as the delegator has it, signed by all three.
        let contract: JSONValue
        let contractHash: String
        let grantHash: String
        let requestPath: String
        let transactionID: String
        let answer: JSONValue
        /// The claims of an access token for the grant.
        let token: JSONValue
        /// The exchange as `sluis log query` lists it, on both sides.
        let consumerLine: JSONValue
        let providerLine: JSONValue
        let verifications: [String]
        /// The first refusal after the delegator revoked.
        let refusal: Refusal
        /// What became of a token that the delegatee had kept.
        let keptToken: Refusal
    }

    /// A request that was refused.
    struct Refusal: Sendable {
        let status: Int
        let answer: JSONValue
        /// How long after the revocation.
        let after: Duration
    }

    /// Publishes, lets all three sign, queries, reads token and logs, revokes, queries again.
    func delegation() async throws -> Delegated {
        try await publish(seenBy: Folder.delegator)
        let hash = try await delegate()
        let contract = try await command(Folder.delegator, "contract", "show", hash)
        guard let grant = contract["grants"]?[0]?["hash"]?.string else {
            throw DemonstrationFailure("the contract shows no grant hash")
        }
        let path = "/v1/persons/\(try await personNumber())"
        say("\(Folder.consumer.name) queries one person for \(Folder.delegator.name)")
        let answer = try await query(grant: grant, path: path)
        say("what the token and both logs say about the delegator")
        let token = try await token(grant)
        let lines = (
            consumer: try await line(answer.transactionID, at: Folder.consumer),
            provider: try await line(answer.transactionID, at: Folder.provider)
        )
        let claims = try Self.claims(token)
        for (name, party) in [
            ("the token's act.sub", claims["act"]?["sub"]),
            ("the delegator in the delegatee's log", lines.consumer["delegator"]),
            ("the delegator in the provider's log", lines.provider["delegator"]),
        ] where party?.string != Folder.delegator.peerID {
            throw DemonstrationFailure("\(name) is \(party?.string ?? "missing")")
        }
        say("\(Folder.delegator.name) revokes the contract")
        let start = ContinuousClock.now
        _ = try await command(Folder.delegator, "contract", "revoke", hash)
        let refusal = try await firstRefusal(
            curlArguments(grant: grant, path: path),
            since: start
        )
        say("and a token that was kept opens nothing either")
        return Delegated(
            contract: contract,
            contractHash: hash,
            grantHash: grant,
            requestPath: path,
            transactionID: answer.transactionID,
            answer: answer.body,
            token: claims,
            consumerLine: lines.consumer,
            providerLine: lines.provider,
            verifications: try await verifyLogs(),
            refusal: refusal,
            keptToken: try await present(token, path: path, since: start)
        )
    }

    /// The delegator proposes; the Outway's organisation and the provider accept.
    private func delegate() async throws -> String {
        say(
            "\(Folder.delegator.name) proposes that \(Folder.consumer.name) may call for it"
        )
        let proposed = try await command(
            Folder.delegator,
            "contract",
            "propose",
            "--peer",
            Folder.provider.peerID,
            "--service",
            Folder.service,
            "--purpose",
            Folder.purpose,
            "--outway-peer",
            Folder.consumer.peerID,
            "--outway-name",
            Folder.outwayName
        )
        guard let hash = proposed["hash"]?.string else {
            throw DemonstrationFailure("the proposal has no hash")
        }
        for signer in [Folder.consumer, Folder.provider] {
            try await eventually("\(signer.name) receiving the proposal") {
                try await state(of: hash, at: signer) == "proposed" ? () : nil
            }
            if signer.peerID == Folder.provider.peerID {
                let state = try await state(of: hash, at: Folder.consumer)
                guard state == "proposed" else {
                    throw DemonstrationFailure("two signatures of three made it \(state ?? "?")")
                }
                say("two of three have signed: the contract is still proposed")
            }
            say("\(signer.name) accepts it")
            _ = try await command(signer, "contract", "accept", hash)
        }
        for party in [Folder.delegator, Folder.consumer, Folder.provider] {
            try await eventually("the contract being valid at \(party.name)") {
                try await state(of: hash, at: party) == "valid" ? () : nil
            }
        }
        return hash
    }

    /// The exchange as the log of one side lists it, once it is complete.
    private func line(
        _ transaction: String,
        at organisation: DemonstrationFolder.Organisation
    ) async throws -> JSONValue {
        try await eventually("the record of \(organisation.name)") {
            let listed = try await command(
                organisation,
                "log",
                "query",
                "--transaction",
                transaction
            )
            let line = listed["exchanges"]?[0]
            return line?["outcome"]?.string == "answered" ? line : nil
        }
    }

    // MARK: - The token

    /// An access token as the delegatee's Outway gets it: from the provider's Manager.
    private func token(_ grant: String) async throws -> String {
        let result = try await CommandRun.of(
            "curl",
            identity(Folder.consumer) + [
                "--fail-with-body", "--connect-to",
                "manager.gemeente.example.nl:8443:127.0.0.1:\(folder.ports.providerManager)",
                "--data-urlencode", "grant_type=client_credentials",
                "--data-urlencode", "client_id=\(Folder.consumer.peerID)",
                "--data-urlencode", "scope=\(grant)",
                "https://manager.gemeente.example.nl:8443/v1/token",
            ]
        )
        guard result.status == 0,
            let token = try JSONValue(parsing: result.output)["access_token"]?.string
        else { throw DemonstrationFailure("there is no token: \(result.text)\(result.errors)") }
        return token
    }

    /// The claims of a JWT, RFC 7519, *JWT Claims Set*.
    private static func claims(_ token: String) throws -> JSONValue {
        let parts = token.split(separator: ".")
        guard parts.count == 3 else { throw DemonstrationFailure("the token is no JWT") }
        var text = String(parts[1]).replacing("-", with: "+").replacing("_", with: "/")
        text += String(repeating: "=", count: (4 - text.count % 4) % 4)
        guard let data = Data(base64Encoded: text) else {
            throw DemonstrationFailure("the token's claims cannot be read")
        }
        return try JSONValue(parsing: [UInt8](data))
    }

    /// The options by which `curl` is an organisation.
    private func identity(_ organisation: DemonstrationFolder.Organisation) -> [String] {
        [
            "-sS", "--cacert", folder.path("pki/anchors.pem"),
            "--cert", folder.path("pki/\(organisation.folder).pem"),
            "--key", folder.path("pki/\(organisation.folder).key"),
        ]
    }

    // MARK: - Refusals

    /// What the Inway says to a token that was good before the revocation.
    private func present(
        _ token: String,
        path: String,
        since start: ContinuousClock.Instant
    ) async throws -> Refusal {
        let arguments =
            identity(Folder.consumer) + [
                "--connect-to",
                "inway.gemeente.example.nl:443:127.0.0.1:\(folder.ports.providerInway)",
                "-H", "Fsc-Authorization: Bearer \(token)",
                "-H", "Fsc-Transaction-Id: \(RandomUUID.text(version: 7))",
                "https://inway.gemeente.example.nl\(path)",
            ]
        return try await firstRefusal(arguments, since: start)
    }

    /// The first refusal; a request that passes is followed by another.
    private func firstRefusal(
        _ arguments: [String],
        since start: ContinuousClock.Instant
    ) async throws -> Refusal {
        try await eventually("the refusal") {
            let result = try await CommandRun.of("curl", arguments + ["-w", "\n%{http_code}"])
            let lines = result.text.split(separator: "\n")
            guard let last = lines.last, let status = Int(last), status != 200 else { return nil }
            let body = Array(lines.dropLast().joined(separator: "\n").utf8)
            return Refusal(
                status: status,
                answer: (try? JSONValue(parsing: body)) ?? .null,
                after: .now - start
            )
        }
    }
}
