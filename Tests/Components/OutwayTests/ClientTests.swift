import AccessControl
import AccessLog
import CertificateAuthority
import ExchangeModel
import HTTPWire
import LogStorage
import NIOCore
import Outway
import PeerIdentity
import RequirementTrait
import Testing

@Suite(.serialized) struct `A client uses the grants that it was given` {
    static let secret = "s3cret-token"

    static func named(_ grants: AllowedGrants) -> ClientPolicy {
        let digest = SHA256Value(hashing: Array(secret.utf8))
        return ClientPolicy([ClientRule(name: "desk", proof: .bearer(digest), grants: grants)])
    }

    func transaction(secondsAgo: Int64 = 0) -> TransactionID {
        .version7(
            at: CertificateGroup.wallClock.advanced(bySeconds: -secondsAgo),
            random: (.random(in: .min ... .max), .random(in: .min ... .max))
        )
    }

    @Test func `a grant is named by hash, by alias or by host`() async throws {
        try await OutwayTrial.with { trial in
            let hash = try await trial.ask()
            let alias = try await trial.ask(grant: "Sluis-Alias: Persons.Test\r\n")
            let host = try await ByteClient.ask(
                port: trial.port,
                "GET / HTTP/1.1\r\nHost: PERSONS.test:8080\r\nConnection: close\r\n\r\n"
            )
            #expect(hash.status == 200 && alias.status == 200)
            #expect(ClientAnswer(host).status == 200)
        }
    }

    @Test(
        .requirement("FSC Test Suite: Outway-IncomingRequest-2"),
        arguments: [
            "Fsc-Grant-Hash: $1$3$unknown\r\n", "Sluis-Alias: nothing\r\n", "",
        ]
    )
    func `a grant that is not ours is refused with those that can be used`(
        name: String
    ) async throws {
        try await OutwayTrial.with { trial in
            let answer = try await trial.ask(grant: name)
            #expect(answer.status == 400 && answer.code == "UNKNOWN_GRANT_HASH_IN_HEADER")
            #expect(answer.body.contains(trial.parties.grant.rawValue))
            #expect(answer.body.contains("persons.test") && trial.inway.requests.isEmpty)
            #expect(trial.fetches.now == 0)
            let denial = try #require(await trial.denials().first)
            #expect(denial.phase == .client && denial.code == .unknownGrantHash)
            #expect(denial.direction == .outgoing && denial.client == "everyone here")
        }
    }

    @Test func `a client that names a grant of a revoked contract is told so, with the mend`()
        async throws
    {
        let grant = try GrantHash("$1$3$" + String(repeating: "A", count: 85) + "Q")
        var setup = OutwayTrial.Setup()
        setup.change = { configuration in
            var unusable = UnusableGrant(
                grant: grant,
                provider: try PeerID("00000000000000000001"),
                service: try ServiceName("persons"),
                reason: .revoked(
                    by: try PeerID("00000000000000000001"),
                    at: Timestamp(seconds: 1_800_000_000)
                )
            )
            unusable.aliases = ["benefits"]
            configuration.unusable = [unusable]
        }
        try await OutwayTrial.with(setup) { trial in
            for name in ["Fsc-Grant-Hash: \(grant)\r\n", "Sluis-Alias: Benefits\r\n"] {
                let answer = try await trial.ask(grant: name)
                #expect(answer.status == 400 && answer.code == "UNKNOWN_GRANT_HASH_IN_HEADER")
                for part in [
                    grant.rawValue,
                    "(alias benefits) was revoked by peer 00000000000000000001 at 2027-",
                    "sluis contract propose --peer 00000000000000000001 --service persons "
                        + "--alias benefits",
                    trial.parties.grant.rawValue,
                ] {
                    #expect(answer.body.contains(part), "\(answer.body)")
                }
            }
            let denial = try #require(await trial.denials().first)
            #expect(denial.grant == grant && denial.service?.rawValue == "persons")
            #expect(trial.fetches.now == 0)
        }
    }

    @Test func `a client that was not given the grant does not learn how its contract ended`()
        async throws
    {
        let grant = try GrantHash("$1$3$" + String(repeating: "A", count: 85) + "Q")
        var setup = OutwayTrial.Setup()
        setup.clients = Self.named(.listed(hashes: [], aliases: ["other"]))
        setup.change = { configuration in
            configuration.unusable = [
                UnusableGrant(
                    grant: grant,
                    provider: try PeerID("00000000000000000001"),
                    service: try ServiceName("persons"),
                    reason: .expired(at: Timestamp(seconds: 1_800_000_000))
                )
            ]
        }
        try await OutwayTrial.with(setup) { trial in
            let answer = try await trial.ask(
                grant: "Fsc-Grant-Hash: \(grant)\r\n",
                fields: "Authorization: Bearer \(Self.secret)\r\n"
            )
            #expect(answer.code == "UNKNOWN_GRANT_HASH_IN_HEADER")
            #expect(!answer.body.contains("ended at"))
        }
    }

    @Test func `a client that is not named is refused, learns no grant, and is recorded`()
        async throws
    {
        var setup = OutwayTrial.Setup()
        setup.clients = Self.named(.all)
        try await OutwayTrial.with(setup) { trial in
            for fields in ["", "Authorization: Bearer wrong\r\n", "Authorization: Basic x\r\n"] {
                let answer = try await trial.ask(grant: "Sluis-Alias: x\r\n", fields: fields)
                #expect(answer.status == 403 && answer.code == "CLIENT_NOT_ALLOWED")
                #expect(!answer.body.contains("$1$3$"))
            }
            let denial = try #require(await trial.denials().first)
            #expect(denial.code == .clientNotAllowed && denial.client == nil)
        }
    }

    @Test func `a grant that the client was not given is refused and recorded`() async throws {
        var setup = OutwayTrial.Setup()
        setup.clients = Self.named(.listed(hashes: [], aliases: ["other"]))
        try await OutwayTrial.with(setup) { trial in
            let answer = try await trial.ask(fields: "Authorization: Bearer \(Self.secret)\r\n")
            #expect(answer.status == 403 && answer.code == "GRANT_NOT_ALLOWED")
            #expect(trial.inway.requests.isEmpty && trial.fetches.now == 0)
            let denial = try #require(await trial.denials().first)
            #expect(denial.client == "desk" && denial.grant == trial.parties.grant)
        }
    }

    @Test func `a client's own token opens the Outway and goes no further`() async throws {
        var setup = OutwayTrial.Setup()
        setup.clients = Self.named(.listed(hashes: [], aliases: ["persons.test"]))
        try await OutwayTrial.with(setup) { trial in
            let first = try await trial.ask(fields: "Authorization: bearer \(Self.secret)\r\n")
            let second = try await trial.ask(
                fields: "Proxy-Authorization: Bearer \(Self.secret)\r\nAuthorization: Bearer x\r\n"
            )
            #expect(first.status == 200 && second.status == 200)
            let seen = trial.inway.requests
            #expect(seen.allSatisfy { !$0.head.contains(Self.secret) })
            #expect(seen.first?.field("authorization") == nil)
            #expect(seen.last?.field("authorization") == "Bearer x", "that one is the Service's")
        }
    }

    @Test func `the Service's own authorization passes`() async throws {
        try await OutwayTrial.with { trial in
            _ = try await trial.ask(fields: "Authorization: Bearer for-the-service\r\n")
            let seen = try #require(trial.inway.requests.first)
            #expect(seen.field("authorization") == "Bearer for-the-service")
        }
    }

    @Test func `a fresh TransactionID of the client is taken`() async throws {
        try await OutwayTrial.with { trial in
            let own = transaction()
            let answer = try await trial.ask(fields: "Fsc-Transaction-Id: \(own)\r\n")
            #expect(answer.status == 200 && answer.transaction == own)
            #expect(trial.inway.requests.first?.field("fsc-transaction-id") == own.description)
        }
    }

    @Test func `a TransactionID that is old, of another kind, repeated or used is refused`()
        async throws
    {
        try await OutwayTrial.with { trial in
            let used = transaction()
            #expect(
                try await trial.ask(fields: "Fsc-Transaction-Id: \(used)\r\n").status == 200
            )
            let bad = [
                "Fsc-Transaction-Id: \(used)\r\n",
                "Fsc-Transaction-Id: \(transaction(secondsAgo: 3_600))\r\n",
                "Fsc-Transaction-Id: \(transaction(secondsAgo: -3_600))\r\n",
                "Fsc-Transaction-Id: 8c9b4b3e-5c1a-4f52-9d0e-111111111111\r\n",
                "Fsc-Transaction-Id: nonsense\r\n",
                "Fsc-Transaction-Id: \(transaction())\r\nFsc-Transaction-Id: \(transaction())\r\n",
                "Connection: Fsc-Transaction-Id\r\nFsc-Transaction-Id: \(transaction())\r\n",
            ]
            for fields in bad {
                let answer = try await trial.ask(fields: fields)
                #expect(answer.status == 400 && answer.code == "INVALID_LOG_RECORD_ID", "\(fields)")
            }
            #expect(trial.inway.requests.count == 1)
        }
    }

    @Test(.requirement("FSC Core 2.0.0: O-08"), .requirement("FSC Core 2.0.0: O-09"))
    func `CONNECT is refused with its code`() async throws {
        try await OutwayTrial.with { trial in
            let answer = try await trial.ask("CONNECT persons.test:443 HTTP/1.1")
            #expect(answer.status == 405 && answer.code == "ERROR_CODE_METHOD_UNSUPPORTED")
            #expect(answer.body.contains("\"domain\":\"ERROR_DOMAIN_OUTWAY\""))
            #expect(trial.inway.requests.isEmpty)
        }
    }

    @Test(arguments: [
        ("TRACE / HTTP/1.1", "", 405), ("GET / HTTP/1.1", "Upgrade: websocket\r\n", 400),
        ("GET / HTTP/1.1", "Connection: Upgrade\r\nUpgrade: websocket\r\n", 400),
        ("GET / HTTP/1.1", "Sluis-Alias: a\r\nSluis-Alias: b\r\n", 400),
        ("GET / HTTP/1.1", "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", 400),
    ])
    func `what cannot pass unchanged is refused`(
        line: String,
        fields: String,
        status: Int
    ) async throws {
        try await OutwayTrial.with { trial in
            let answer = try await trial.ask(line, fields: fields)
            #expect(answer.status == status && trial.inway.requests.isEmpty)
            #expect(answer.body.contains("ERROR_DOMAIN_OUTWAY"))
        }
    }

    @Test func `the end user is recorded as a pseudonym and stays here`() async throws {
        var setup = OutwayTrial.Setup()
        setup.change = { configuration in
            configuration.endUserFields["everyone here"] = FieldName("X-Employee")
            configuration.pseudonymiser = try Pseudonymiser(
                keyID: KeyID("k1"),
                key: [UInt8](repeating: 1, count: 32)
            )
        }
        try await OutwayTrial.with(setup) { trial in
            let answer = try await trial.ask(fields: "X-Employee: j.jansen\r\n")
            _ = try await trial.record(of: answer)
            let transaction = try #require(answer.transaction)
            let hit = try #require(try trial.log.find(transaction).first)
            guard case .request(let entry) = hit.entry else { return }
            #expect(entry.personal.endUser?.type == "end-user")
            #expect(trial.inway.requests.first?.head.contains("jansen") == false)
        }
    }

    @Test func `refusals that were only counted are recorded at the end`() async throws {
        var setup = OutwayTrial.Setup()
        setup.limits.denialsPerSecond = 1
        setup.interval = .hours(1)
        setup.afterwards = { log in
            _ = try await eventually { try log.denials().map(\.count).reduce(0, +) >= 40 }
            let denials = try log.denials()
            #expect(denials.map(\.count).reduce(0, +) == 40)
            #expect(denials.count < 40)
        }
        try await OutwayTrial.with(setup) { trial in
            for _ in 1...40 {
                let answer = try await trial.ask(fields: "Content-Length: x\r\n")
                #expect(answer.status == 400)
            }
        }
    }

    @Test func `a replaced configuration holds for the next request`() async throws {
        try await OutwayTrial.with { trial in
            #expect(try await trial.ask().status == 200)
            trial.outway.replace(
                OutwayConfiguration(routes: [], clients: OutwayParties.anyone)
            )
            let answer = try await trial.ask()
            #expect(answer.status == 400 && answer.body.contains("no grant that it may use"))
        }
    }
}
