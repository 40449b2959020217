import CertificateAuthority
import Crypto
import Foundation
import GatewayTesting
import JSONTape
import RequirementTrait
import Testing

extension ConformanceSuite {
    /// What a gateway sends to the Managers of others, as these receive it.
    @Suite struct DistributionTests {
        private func connection(_ world: World, _ service: String) -> Draft {
            Draft(
                Grant.connection(
                    world.peer.outway,
                    Grant.service(world.provider.peerID, service),
                    delegator: world.partner.peerID
                )
            )
        }

        private func isSignature(_ type: String, _ draft: Draft, _ request: Received) -> Bool {
            let path = request.path.replacing("%24", with: "$")
            return request.method == "PUT" && path == "/v1/contracts/\(draft.hash)/\(type)"
        }

        /// The message with a signature of the provider that a peer gets.
        private func message(
            _ type: String,
            _ draft: Draft,
            at peer: TestPeer
        ) async throws -> Received {
            try await peer.server.request("\(type) arriving at \(peer.name)") {
                isSignature(type, draft, $0)
            }
        }

        /// Expects a correct message of the provider.
        private func expectCorrect(
            _ request: Received,
            _ type: String,
            _ draft: Draft,
            _ world: World
        ) async throws {
            #expect(request.certificate == world.provider.certificate.certificateDER)
            #expect(request.field("fsc-manager-address") == world.provider.manager.address)
            #expect(request.field("content-type")?.hasPrefix("application/json") == true)
            let body = try #require(request.json)
            #expect(Set(body.object?.names ?? []) == ["content", "signature"])
            #expect(CanonicalText.contentHash(body["content"] ?? .null) == draft.hash)
            let text = try #require(body["signature"]?.string)
            let header = try #require(SignedText.part(0, of: text))
            #expect(header["x5t#S256"]?.string == world.provider.thumbprint)
            #expect(
                ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"]
                    .contains(header["alg"]?.string)
            )
            let payload = try #require(SignedText.part(1, of: text))
            #expect(payload["contract_content_hash"]?.string == draft.hash)
            #expect(payload["type"]?.string == type)
            let moment = try #require(payload["signed_at"]?.integer)
            #expect(moment <= Moment.now && moment > Moment.now - 120)
            let keys = try await PublishedKeys.of(world.provider, as: world.peer)
            #expect(keys.hold(text), "made with a published key")
        }

        @Test(
            .requirement("FSC Core 2.0.0: S-08"),
            .requirement("FSC Core 2.0.0: S-01"),
            .requirement("FSC Core 2.0.0: S-02"),
            .requirement("FSC Core 2.0.0: S-03"),
            .requirement("FSC Core 2.0.0: S-04"),
            .requirement("FSC Core 2.0.0: M-23")
        )
        func `an accept signature goes to every other peer on the contract`() async throws {
            let world = try await SharedWorld.world
            let draft = connection(world, World.echo)
            try #require(try await world.partner.submit(draft, to: world.provider).status == 201)
            for peer in [world.peer, world.partner] {
                let request = try await message("accept", draft, at: peer)
                try await expectCorrect(request, "accept", draft, world)
            }
            #expect(world.elder.server.requests { isSignature("accept", draft, $0) }.isEmpty)
        }

        @Test(.requirement("FSC Core 2.0.0: S-08"), arguments: ["reject", "revoke"])
        func `a rejection or revocation of an operator goes to every other peer`(
            type: String
        ) async throws {
            let world = try await SharedWorld.world
            let draft = connection(world, World.manual)
            try #require(try await world.partner.submit(draft, to: world.provider).status == 201)
            if type == "revoke" {
                _ = try await world.provider.sluis("contract", "accept", draft.hash)
            }
            _ = try await world.provider.sluis("contract", type, draft.hash)
            for peer in [world.peer, world.partner] {
                let request = try await message(type, draft, at: peer)
                try await expectCorrect(request, type, draft, world)
            }
            let state = try await world.provider.sluis("contract", "show", draft.hash)["state"]
            #expect(state?.string == (type == "reject" ? "rejected" : "revoked"))
        }

        @Test(
            .requirement("FSC Core 2.0.0: S-09"),
            .requirement("Digikoppeling REST 4.0.1: Retry with exponential backoff")
        )
        func `a message that a peer does not take is sent again, after longer waits`() async throws
        {
            let world = try await SharedWorld.world
            let draft = connection(world, World.echo)
            let server = world.partner.server
            // The fourth attempt is taken, four seconds after the third.
            server.answer { request in
                guard isSignature("accept", draft, request),
                    server.requests({ isSignature("accept", draft, $0) }).count < 4
                else { return nil }
                return Reply(status: 503)
            }
            func attempts() -> [Received] { server.requests { isSignature("accept", draft, $0) } }
            try #require(try await world.peer.submit(draft, to: world.provider).status == 201)
            try await eventually("the third attempt") { attempts().count >= 3 ? true : nil }
            let waiting = try await world.provider.sluis("contract", "show", draft.hash)
            let open = waiting["distributions"]?.array?.filter {
                $0["state"]?.string != "delivered"
            }
            #expect(open?.contains { $0["peerID"]?.string == world.partner.peerID } == true)
            let times = attempts().map(\.arrivedAt)
            #expect(times[1] - times[0] > .milliseconds(800), "a second")
            #expect(times[2] - times[1] > .milliseconds(1_700), "two seconds")
            try await eventually("the delivery", within: .seconds(20)) {
                let shown = try await world.provider.sluis("contract", "show", draft.hash)
                let open = shown["distributions"]?.array?.filter {
                    $0["state"]?.string != "delivered"
                }
                return open?.isEmpty != false ? true : nil
            }
        }

        @Test(
            .requirement("FSC Core 2.0.0: M-04"),
            .requirement("FSC Core 2.0.0: K-05"),
            .requirement("FSC Core 2.0.0: K-07"),
            .requirement("FSC Core 2.0.0: M-23")
        )
        func `a proposal of an operator is a correct contract`() async throws {
            let world = try await SharedWorld.world
            let name = Moment.name()
            let publication = Draft(
                Grant.publication(of: name, by: world.peer.peerID, in: world.directory.peerID)
            )
            let listed = try await world.peer.submit(publication, to: world.directory)
            try #require(listed.status == 201)
            let made = try await world.consumer.sluis(
                "contract",
                "propose",
                "--peer",
                world.peer.peerID,
                "--service",
                name
            )
            let hash = try #require(made["hash"]?.string)
            let request = try await world.peer.server.request("the proposal") { request in
                request.method == "POST" && request.path == "/v1/contracts"
                    && CanonicalText.contentHash(request.json?["content"] ?? .null) == hash
            }
            #expect(request.certificate == world.consumer.certificate.certificateDER)
            #expect(request.field("fsc-manager-address") == world.consumer.manager.address)
            let content = try #require(request.json?["content"])
            #expect(content["fsc_version"]?.string == "2.0.0")
            #expect(content["group_id"]?.string == World.group)
            #expect(content["hash_algorithm"]?.string == "HASH_ALGORITHM_SHA3_512")
            #expect(content["iv"]?.string?.count == 36)
            let now = Moment.now
            #expect(try #require(content["created_at"]?.integer) <= now)
            #expect(try #require(content["validity"]?["not_after"]?.integer) > now)
            let data = try #require(content["grants"]?[0]?["data"])
            #expect(data["type"]?.string == "GRANT_TYPE_SERVICE_CONNECTION")
            #expect(data["service"] == Grant.service(world.peer.peerID, name))
            #expect(data["outway"]?["peer_id"]?.string == world.consumer.peerID)
            let identification = try #require(data["outway"]?["identification"])
            #expect(
                identification["type"]?.string == "OUTWAY_IDENTIFICATION_TYPE_DOMAIN_NAME"
            )
            #expect(identification["domain_name"]?.string == "outway.consumer.example.nl")
            let text = try #require(request.json?["signature"]?.string)
            #expect(SignedText.part(1, of: text)?["contract_content_hash"]?.string == hash)
            #expect(SignedText.part(1, of: text)?["type"]?.string == "accept")
            let keys = try await PublishedKeys.of(world.consumer, as: world.peer)
            #expect(keys.hold(text))
        }

        @Test(.requirement("FSC Core 2.0.0: M-19"))
        func `a service's name is unique within its peer`() async throws {
            let world = try await SharedWorld.world
            let text = WorldSettings(world: world).text(world.provider)
            let file = world.provider.folder + "/twice.yaml"
            let twice = text.replacing("- name: \(World.manual)", with: "- name: \(World.echo)")
            try twice.write(toFile: file, atomically: true, encoding: .utf8)
            let checked = try await CommandRun.of(
                try World.program(),
                ["check", "--config", file]
            )
            #expect(checked.status != 0)
            #expect((checked.text + checked.errors).contains(World.echo))
        }

        @Test(
            .requirement("FSC Core 2.0.0: M-05"),
            .requirement("FSC Core 2.0.0: M-06"),
            .requirement("FSC Core 2.0.0: K-20")
        )
        func `peers and contracts are there after a restart`() async throws {
            let world = try await SharedWorld.world
            let name = Moment.name()
            let draft = Draft(
                Grant.publication(
                    of: name,
                    by: world.peer.peerID,
                    in: world.directory.peerID,
                    properties: ["z": [2, 1], "a": "b"]
                )
            )
            try #require(try await world.peer.submit(draft, to: world.directory).status == 201)
            let before = try await world.directory.contract(draft, as: world.peer)
            await world.directory.stop()
            try await world.directory.start()
            let after = try await world.directory.contract(draft, as: world.peer)
            #expect(after == before && after != nil)
            let path = "/v1/peers?peer_id=\(world.elder.peerID)"
            let answer = try await world.peer.ask(world.directory.manager, path)
            #expect(
                answer.json?["peers"]?[0]?["manager_address"]?.string
                    == world.elder.managerAddress
            )
        }
    }
}
