import ExchangeModel
import GatewayTesting
import JSONTape
import RequirementTrait
import Testing

extension ConformanceSuite {
    /// What operators can propose, as the Managers of others receive it.
    @Suite struct OperatorProposalTests {
        /// The content of a proposal that a peer gets.
        private func content(of hash: String, at peer: TestPeer) async throws -> JSONValue {
            let request = try await peer.server.request("the proposal at \(peer.name)") { request in
                request.method == "POST" && request.path == "/v1/contracts"
                    && CanonicalText.contentHash(request.json?["content"] ?? .null) == hash
            }
            return try #require(request.json?["content"])
        }

        @Test(.requirement("FSC Core 2.0.0: P-01"))
        func `a contract may hold several grants, properties and exact moments`() async throws {
            let world = try await SharedWorld.world
            let names = [Moment.name(), Moment.name()]
            for name in names {
                let publication = Draft(
                    Grant.publication(
                        of: name,
                        by: world.peer.peerID,
                        in: world.directory.peerID
                    )
                )
                let listed = try await world.peer.submit(publication, to: world.directory)
                try #require(listed.status == 201)
            }
            let start = Moment.now + 86_400
            let made = try await world.consumer.sluis(
                "contract",
                "propose",
                "--peer",
                world.peer.peerID,
                "--service",
                names[0],
                "--and",
                names[1],
                "--property",
                #"group.level={"a":[1,"x=y"]}"#,
                "--from",
                Timestamp(seconds: start).description,
                "--until",
                Timestamp(seconds: start + 3_600).description
            )
            let hash = try #require(made["hash"]?.string)
            let content = try await content(of: hash, at: world.peer)
            #expect(content["validity"]?["not_before"]?.integer == start)
            #expect(content["validity"]?["not_after"]?.integer == start + 3_600)
            let grants = try #require(content["grants"]?.array)
            #expect(grants.compactMap { $0["data"]?["service"]?["name"]?.string } == names)
            for grant in grants {
                let properties = grant["data"]?["properties"]
                #expect(properties == ["group.level": ["a": [1, "x=y"]]])
            }
        }

        @Test func `a service that no directory lists is refused with the nearest names`()
            async throws
        {
            let world = try await SharedWorld.world
            let result = try await CommandRun.of(
                try World.program(),
                [
                    "contract", "propose", "--peer", world.provider.peerID, "--service", "ecko",
                    "--data", world.consumer.folder + "/data",
                ]
            )
            #expect(result.status != 0)
            let text = result.text + result.errors
            #expect(text.contains("no directory lists the service ecko"), "\(text)")
            #expect(text.contains(World.echo), "\(text)")
        }

        @Test(.requirement("FSC Core 2.0.0: K-13"))
        func `a service is published on behalf of another peer`() async throws {
            let world = try await SharedWorld.world
            let made = try await world.provider.sluis(
                "service",
                "publish",
                World.manual,
                "--delegator",
                world.partner.peerID
            )
            let contract = try #require(made["contracts"]?.array?.first)
            #expect(contract["state"]?.string == "proposed")
            let hash = try #require(contract["hash"]?.string)
            let content = try await content(of: hash, at: world.partner)
            let data = try #require(content["grants"]?[0]?["data"])
            #expect(data["type"]?.string == "GRANT_TYPE_DELEGATED_SERVICE_PUBLICATION")
            #expect(data["delegator"]?["peer_id"]?.string == world.partner.peerID)
            #expect(data["service"]?["peer_id"]?.string == world.provider.peerID)
            #expect(data["directory"]?["peer_id"]?.string == world.directory.peerID)
            let again = try await world.provider.sluis(
                "service",
                "publish",
                World.manual,
                "--delegator",
                world.partner.peerID
            )
            #expect(again["contracts"]?[0]?["hash"]?.string == hash, "it is proposed once")
        }
    }
}
