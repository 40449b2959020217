import Foundation
import GatewayTesting
import JSONTape
import RequirementTrait
import Testing

extension RunningPrograms {
    /// A data folder that was copied while the gateway ran, and is put back after the world went on.
    @Suite struct RestoreTests {
        /// Proposes a contract for a service under an alias of the same name; gives its hash and grant.
        private static func connect(
            _ member: TrialGroup.Member,
            to service: String,
            in group: TrialGroup
        ) async throws -> (contract: String, grant: String) {
            let made = try await eventually("a contract for \(service)", every: .milliseconds(200))
            {
                try? await group.sluis(
                    member,
                    "contract",
                    "propose",
                    "--peer",
                    TrialGroup.Member.provider.peerID,
                    "--service",
                    service,
                    "--alias",
                    service
                )
            }
            guard let hash = made["hash"]?.string,
                let grant = made["grants"]?.array?.first?["hash"]?.string
            else { throw Unexpected("no contract: \(made)") }
            try await eventually("\(service) for \(member)", every: .milliseconds(100)) {
                try await group.request(member, alias: service).isServed ? true : nil
            }
            return (hash, grant)
        }

        private static func state(
            of hash: String,
            in group: TrialGroup
        ) async throws -> String? {
            try? await group.sluis(.provider, "contract", "show", hash)["state"]?.string
        }

        private static func copy(_ from: String, to: String) async throws {
            let copied = try await CommandRun.of("cp", ["-a", from, to])
            guard copied.status == 0 else { throw Unexpected("not copied: \(copied.errors)") }
        }

        private static func missing(_ group: TrialGroup) async throws -> [String]? {
            try await group.sluis(.provider, "status")["restored"]?["missing"]?.array?
                .compactMap(\.string)
        }

        @Test
        func
            `a folder that is put back serves nothing that was revoked, and gets back what it lacks`()
            async throws
        {
            try await TrialGroup.with { group, running in
                for member in TrialGroup.Member.allCases { try await running.start(member) }
                for service in TrialGroup.services {
                    _ = try await group.sluis(.provider, "service", "publish", service)
                }
                let revoked = try await Self.connect(.consumer, to: "a", in: group)
                let held = try await Self.connect(.consumer, to: "d", in: group)
                _ = try await Self.connect(.other, to: "a", in: group)
                let tokens = (
                    revoked: try #require(
                        try await group.token(revoked.grant, for: .consumer).text
                    ),
                    held: try #require(try await group.token(held.grant, for: .consumer).text)
                )
                let (data, kept) = (group.folder(.provider) + "/data", group.root + "/kept")
                try await Self.copy(data, to: kept)

                // The world goes on: three accepted, one revoked, a new key.
                let second = try await Self.connect(.consumer, to: "b", in: group)
                let third = try await Self.connect(.consumer, to: "c", in: group)
                let fourth = try await Self.connect(.other, to: "b", in: group)
                _ = try await group.sluis(.provider, "contract", "revoke", revoked.contract)
                for end in ["pem", "key"] {
                    let file = group.root + "/group/provider." + end
                    try FileManager.default.removeItem(atPath: file)
                    try await Self.copy(group.root + "/group/renewed." + end, to: file)
                }
                _ = try await group.sluis(.provider, "reload")
                try await eventually("everything delivered", every: .milliseconds(200)) {
                    try await group.sluis(.provider, "status")["distributions"]?.integer == 0
                        ? true : nil
                }
                await running.end(.provider)
                await running.end(.consumer)
                try FileManager.default.removeItem(atPath: data)
                try await Self.copy(kept, to: data)

                // With one partner down: its contracts are held and named, the other is served.
                try await running.start(.provider)
                try await eventually("the other partner's answer", every: .milliseconds(200)) {
                    try await Self.missing(group) == [TrialGroup.Member.consumer.peerID]
                        ? true : nil
                }
                let ready = try await group.readiness(.provider)
                #expect(ready.status == 200)
                let words = String(decoding: ready.body, as: UTF8.self)
                #expect(words.contains("restored"))
                #expect(words.contains(TrialGroup.Member.consumer.peerID))
                #expect(try await Self.state(of: fourth.contract, in: group) == "valid")
                for service in ["a", "b"] {
                    #expect(try await group.request(.other, alias: service).isServed)
                }
                for grant in [revoked.grant, held.grant] {
                    let refused = try await group.token(grant, for: .consumer).answer
                    #expect(refused.status == 503)
                    #expect(refused.field("retry-after") != nil)
                }
                for token in [tokens.revoked, tokens.held] {
                    let refused = try await group.inway(token, as: .consumer)
                    #expect(refused.status == 503)
                    #expect(refused.code == "CONTRACT_HELD")
                }

                // With the partner back everything is known again.
                try await running.start(.consumer)
                try await eventually("the restoration's end", every: .milliseconds(200)) {
                    try await Self.missing(group) == nil ? true : nil
                }
                #expect(try await Self.state(of: revoked.contract, in: group) == "revoked")
                for contract in [second, third, held] {
                    #expect(try await Self.state(of: contract.contract, in: group) == "valid")
                }
                #expect(try await group.token(revoked.grant, for: .consumer).answer.status == 400)
                #expect(try await group.inway(tokens.revoked, as: .consumer).status == 401)
                for service in ["b", "c", "d"] {
                    #expect(try await group.request(.consumer, alias: service).isServed)
                }

                // An ordinary restart waits for nobody.
                await running.end(.consumer)
                await running.end(.provider)
                try await running.start(.provider)
                #expect(try await group.readiness(.provider).status == 200)
                #expect(try await Self.missing(group) == nil)
                #expect(try await group.request(.other, alias: "a").isServed)
            }
        }

        @Test
        func `a store that is older than its log takes over what was revoked, and says so`()
            async throws
        {
            try await TrialGroup.with { group, running in
                for member in [TrialGroup.Member.directory, .provider, .consumer] {
                    try await running.start(member)
                }
                _ = try await group.sluis(.provider, "service", "publish", "a")
                let revoked = try await Self.connect(.consumer, to: "a", in: group)
                await running.end(.provider)
                let data = group.folder(.provider) + "/data"
                // A gateway that was stopped leaves the whole store in the one file.
                let kept = group.root + "/kept.db"
                #expect(!FileManager.default.fileExists(atPath: data + "/sluis.db-wal"))
                try await Self.copy(data + "/sluis.db", to: kept)
                try await running.start(.provider)
                _ = try await group.sluis(.provider, "contract", "revoke", revoked.contract)
                await running.end(.provider)
                await running.end(.consumer)
                #expect(!FileManager.default.fileExists(atPath: data + "/sluis.db-wal"))
                try FileManager.default.removeItem(atPath: data + "/sluis.db")
                try await Self.copy(kept, to: data + "/sluis.db")
                try await running.start(.provider)
                #expect(try await Self.state(of: revoked.contract, in: group) == "revoked")
                // Restored is what readiness and status say, with the partner that has not told yet.
                let partner = TrialGroup.Member.consumer.peerID
                try await eventually("only the partner missing", every: .milliseconds(200)) {
                    try await Self.missing(group) == [partner] ? true : nil
                }
                let ready = try await group.readiness(.provider)
                #expect(ready.status == 200)
                let words = String(decoding: ready.body, as: UTF8.self)
                #expect(words.contains("restored") && words.contains(partner))
                #expect(words.contains("older than the access log"))
                let log = try String(
                    contentsOfFile: group.folder(.provider) + "/run.log",
                    encoding: .utf8
                )
                #expect(log.contains("restored: this gateway's state is older than the world"))
                #expect(log.contains("older than the access log"))
                #expect(log.contains(revoked.contract))
                try await running.start(.consumer)
                try await eventually("the restoration's end", every: .milliseconds(200)) {
                    try await Self.missing(group) == nil ? true : nil
                }
                #expect(try await Self.state(of: revoked.contract, in: group) == "revoked")
            }
        }

        @Test func `a store that is gone is told, and not begun anew`() async throws {
            try await TrialGroup.with { group, running in
                try await running.start(.directory)
                await running.end(.directory)
                let data = group.folder(.directory) + "/data"
                for name in ["sluis.db", "sluis.db-wal", "sluis.db-shm"] {
                    try? FileManager.default.removeItem(atPath: data + "/" + name)
                }
                let refused = try await CommandRun.of(
                    group.programs.sluis,
                    ["serve", "--config", group.folder(.directory) + "/sluis.yaml"]
                )
                #expect(refused.status == 2)
                #expect(refused.errors.contains("is gone"))
                #expect(!FileManager.default.fileExists(atPath: data + "/sluis.db"))
                try await running.start(.directory, "--restored")
                #expect(try await group.readiness(.directory).status == 200)
            }
        }
    }
}
