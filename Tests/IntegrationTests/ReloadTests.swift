import Foundation
import GatewayTesting
import JSONTape
import RequirementTrait
import Testing

extension RunningPrograms {
    /// Contracts and configuration that change while requests go on.
    @Suite struct ReloadTests {
        @Test(.timeLimit(.minutes(5)))
        func `policies, services and directories change under load without a failed request`()
            async throws
        {
            try await Demo.with { demo in
                let before = try await demo.outway()
                #expect(before.json?["address"]?["city"] != nil, "\(before.status)")
                let load = try Load(demo)
                do {
                    try await load.waitUntilItRuns()
                    try await change(demo, before: before.json)
                    try await renew(demo, before: before.json)
                } catch {
                    await load.end()
                    throw error
                }
                await load.end()
                let codes = load.codes
                #expect(Set(codes) == ["200"], "\(codes.filter { $0 != "200" })")
                #expect(codes.count > 100)
                try await withdraw(demo, before: before.json)
                try await loseAndRecover(demo, before: before.json)
            }
        }

        private func change(_ demo: Demo, before: JSONValue?) async throws {
            let file = try demo.text(.provider, "configuration")
            let original = try String(contentsOfFile: file, encoding: .utf8)
            let registry = try demo.text("registry")
            // A policy without the address, and a service more.
            try demo.rewritePolicy { $0.replacing("        - /address/**\n", with: "") }
            let cars = """
                services:
                  - name: cars
                    upstream: {url: "\(registry)"}
                    purposeRequired: false

                """
            let more = original.replacing("services:\n", with: cars)
            try more.write(toFile: file, atomically: true, encoding: .utf8)
            let check = try await CommandRun.of(demo.programs.sluis, ["check", "--config", file])
            let peer = try demo.text(.consumer, "peerID")
            #expect(check.status == 0, "\(check.text)\(check.errors)")
            #expect(check.text.contains("1 contract of \(peer)"), "\(check.text)")
            let trial = try await demo.sluis(.provider, "reload", "--dry-run").json()
            #expect(try await demo.services(.provider) == ["persons"], "a trial changes nothing")
            let done = try await demo.sluis(.provider, "reload").json()
            #expect(done["contracts"] == trial["contracts"])
            let sentence = done["contracts"]?[0]?.string ?? "none"
            #expect(sentence.contains("1 contract of \(peer)"), "\(sentence)")
            #expect(sentence.contains("they keep their field policy"), "\(sentence)")
            #expect(sentence.contains("removes getPerson /address/**"), "\(sentence)")
            #expect(done["restart"] == nil)
            #expect(try await demo.services(.provider) == ["cars", "persons"])
            #expect(try await demo.outway().json == before, "the contract of before")

            // A configuration with a problem changes nothing.
            try (original + "nonsense: 1\n").write(toFile: file, atomically: true, encoding: .utf8)
            let refused = try await demo.sluis(.provider, "reload")
            #expect(refused.status == 1)
            #expect(refused.errors.contains("nothing was changed"), "\(refused.errors)")
            #expect(try await demo.services(.provider) == ["cars", "persons"])

            // The service goes, a directory changes: by hangups, two in a burst.
            let moved = original.replacing(
                "address: https://directory.example.nl:8443",
                with: "address: https://moved.example.nl:8443"
            )
            try moved.write(toFile: file, atomically: true, encoding: .utf8)
            let process = try demo.process(.provider)
            try Signal.send(SIGHUP, to: process)
            try Signal.send(SIGHUP, to: process)
            try await eventually("the reload by signal") {
                try await demo.services(.provider) == ["persons"] ? true : nil
            }
            let listed = try await demo.sluis(.provider, "service", "list").json()
            #expect(listed["unreachable"]?[0]?["directory"]?.string == "00000099000000001000")
            try original.write(toFile: file, atomically: true, encoding: .utf8)
            let back = try await demo.sluis(.provider, "reload")
            #expect(back.status == 0, "\(back.errors)")
            #expect(!Signal.isGone(process))
        }

        private func renew(_ demo: Demo, before: JSONValue?) async throws {
            let contract = try demo.text("contractHash")
            let early = try await demo.sluis(.consumer, "contract", "renew", contract, "--dry-run")
                .json()
            #expect(
                early["differences"]?[0]?["fields"] == nil,
                "nothing else is published yet: \(early)"
            )
            let published = try await demo.sluis(.provider, "service", "publish", "persons")
            #expect(published.status == 0, "\(published.errors)")
            let trial = try await eventually("the publication") {
                let trial = try await demo.sluis(
                    .consumer,
                    "contract",
                    "renew",
                    contract,
                    "--dry-run"
                ).json()
                return trial["differences"]?[0]?["fields"] == nil ? nil : trial
            }
            let removed = trial["differences"]?[0]?["fields"]?["removed"]?.array ?? []
            #expect(removed.compactMap(\.string).contains("getPerson /address/**"), "\(trial)")
            let made = try await demo.sluis(.consumer, "contract", "renew", contract).json()
            #expect(made["differences"]?[0]?["fields"] == trial["differences"]?[0]?["fields"])
            guard let hash = made["hash"]?.string, let grant = made["grants"]?[0]?["hash"]?.string
            else { throw Unexpected("no contract: \(made)") }
            try await eventually("the acceptance") {
                try await demo.sluis(.provider, "contract", "accept", hash).status == 0 ? true : nil
            }
            let answer = try await eventually("the new grant") {
                let answer = try await demo.outway(grant: grant)
                return answer.status == 200 ? answer : nil
            }
            #expect(answer.json?["address"] == nil)
            #expect(answer.json?["name"] == before?["name"])
            #expect(try await demo.outway().json == before, "the contract of before")
        }

        private func withdraw(_ demo: Demo, before: JSONValue?) async throws {
            let policies = try await demo.sluis(.provider, "purpose", "policies").json()
            let former = policies["policies"]?.array?.first { $0["isPublished"] == false }
            guard let digest = former?["digest"]?.string else {
                throw Unexpected("no former policy: \(policies)")
            }
            #expect(former?["contracts"]?.integer == 1)
            let short = String(digest.prefix(12))
            let done = try await demo.sluis(
                .provider,
                "purpose",
                "withdraw",
                short,
                "--reason",
                "too wide"
            ).json()
            #expect(done["contracts"]?[0]?.string?.contains("was withdrawn") == true, "\(done)")
            let refused = try await demo.outway()
            #expect(refused.status == 403)
            #expect(refused.json?["code"]?.string == "POLICY_WITHDRAWN")
            let again = try await demo.sluis(
                .provider,
                "purpose",
                "withdraw",
                short,
                "--reason",
                "too wide"
            )
            #expect(
                again.status == 1 && again.errors.contains("withdrawn already"),
                "\(again.errors)"
            )
            let back = try await demo.sluis(
                .provider,
                "purpose",
                "reinstate",
                short,
                "--reason",
                "mended"
            )
            #expect(back.status == 0, "\(back.errors)")
            #expect(try await demo.outway().json == before)
            let unknown = try await demo.sluis(
                .provider,
                "purpose",
                "withdraw",
                String(repeating: "0", count: 64),
                "--reason",
                "x"
            )
            #expect(
                unknown.status == 1 && unknown.errors.contains("no field policy"),
                "\(unknown.errors)"
            )
        }

        /// The folder of policies is lost: they come back from the log, and the revocation names the rest.
        private func loseAndRecover(_ demo: Demo, before: JSONValue?) async throws {
            try await Signal.endAtOnce(demo.process(.provider))
            let folder = try demo.text(.provider, "dataFolder") + "/field-policies"
            try FileManager.default.removeItem(atPath: folder)
            let program = try await demo.restart(.provider)
            do {
                #expect(try await demo.outway().json == before)
                let contract = try demo.text("contractHash")
                let revoked = try await demo.sluis(
                    .provider,
                    "contract",
                    "revoke",
                    contract,
                    "--reason",
                    "moved",
                    "--all"
                ).json()
                #expect(revoked["sameAccess"]?.array?.count == 1, "\(revoked)")
                #expect(revoked["alsoEnded"]?[0]?["state"]?.string == "revoked", "\(revoked)")
                let left = try await demo.sluis(
                    .provider,
                    "contract",
                    "list",
                    "--state",
                    "valid",
                    "--service",
                    "persons"
                ).json()
                let connections = (left["contracts"]?.array ?? []).filter {
                    $0["grants"]?[0]?["outwayPeer"] != nil
                }
                #expect(connections == [])
            } catch {
                await program.end()
                throw error
            }
            await program.end()
        }
    }
}

extension Demo {
    /// Rewrites the provider's field policy.
    fileprivate func rewritePolicy(_ change: (String) -> String) throws {
        let file = folder + "/demo/social-benefit-assessment.yaml"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let changed = change(text)
        guard changed != text else { throw Unexpected("the policy has another form: \(text)") }
        try changed.write(toFile: file, atomically: true, encoding: .utf8)
    }

    /// The names of a side's own services.
    fileprivate func services(_ side: Side) async throws -> [String] {
        let own = try text(side, "peerID")
        let listed = try await sluis(side, "service", "list").json()
        let names = (listed["services"]?.array ?? []).filter { $0["peerID"]?.string == own }
            .compactMap { $0["name"]?.string }
        return Set(names).sorted()
    }
}

/// Requests at a steady rate, from four clients.
private final class Load: Sendable {
    private let clients: [RunningProgram]

    /// Begins to ask 200 times a second, for as long as it takes.
    init(_ demo: Demo) throws {
        let grant = try demo.text("grantHash")
        let url = try demo.text("outway") + demo.path
        clients = try (0..<4).map { number in
            try RunningProgram(
                "/usr/bin/curl",
                [
                    "-s", "--http1.1", "--rate", "50/s", "--max-time", "30", "-o", "/dev/null",
                    "-w", "%{stderr}%{http_code}\n", "-H", "Fsc-Grant-Hash: \(grant)",
                    url + "#[1-100000]",
                ],
                log: demo.folder + "/load-\(number).log"
            )
        }
    }

    /// The status of each answer.
    var codes: [String] {
        clients.flatMap { client in
            client.words.split(whereSeparator: \.isNewline).map { String($0) }
        }
    }

    func waitUntilItRuns() async throws {
        try await eventually("answers under load") { codes.count > 20 ? true : nil }
    }

    func end() async {
        // At once: a client that waits for its next turn would be waited for.
        for client in clients { try? Signal.send(SIGKILL, to: client.identifier) }
        for client in clients { await client.end() }
    }
}
