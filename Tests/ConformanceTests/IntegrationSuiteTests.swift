import GatewayTesting
import JSONTape
import RequirementTrait
import Testing

extension ConformanceSuite {
    /// Integration: two gateways that only know each other over the wire.
    @Suite struct IntegrationSuiteTests {
        /// Asks through both gateways and expects the service's own answer.
        private func expectServed(_ world: World, _ grant: String) async throws -> CurlAnswer {
            try await world.consumer.untilKnown(grant)
            let path = InwayScene.path()
            let answer = try await eventually("the exchange") {
                let answer = try await world.consumer.outway(path, grant: grant)
                return answer.status == 200 ? answer : nil
            }
            #expect(answer.json?["path"]?.string == path)
            #expect(world.source.requests { $0.target == path }.count == 1)
            return answer
        }

        private func expectState(_ state: String, _ draft: Draft, _ gateway: Gateway) async throws {
            try await eventually("\(state) at \(gateway.name)") {
                let shown = try? await gateway.sluis("contract", "show", draft.hash)
                return shown?["state"]?.string == state ? true : nil
            }
        }

        /// A contract that its maker sends to consumer and provider, which sign by rule.
        private func agree(
            _ draft: Draft,
            by maker: TestPeer,
            and others: TestPeer...
        ) async throws
            -> World
        {
            let world = try await SharedWorld.world
            for gateway in [world.provider, world.consumer] {
                let answer = try await maker.submit(draft, to: gateway)
                try #require(answer.status == 201, "\(gateway.name): \(answer)")
                for other in others {
                    let answer = try await other.put("accept", draft, to: gateway)
                    try #require(answer.status == 201, "\(gateway.name): \(answer)")
                }
            }
            for gateway in [world.provider, world.consumer] {
                try await expectState("valid", draft, gateway)
            }
            return world
        }

        @Test(
            .requirement("FSC Test Suite: Integration-ConsumeService-1"),
            .requirement("FSC Core 2.0.0: M-03")
        )
        func `Integration-ConsumeService-1: published, proposed, signed and consumed`() async throws
        {
            let world = try await SharedWorld.world
            _ = try await world.provider.sluis("service", "publish", World.echo)
            try await eventually("the listing") {
                let listed = try await world.consumer.sluis("service", "list")["services"]?.array
                return listed?.contains {
                    $0["name"]?.string == World.echo
                        && $0["peerID"]?.string == world.provider.peerID
                } == true ? true : nil
            }
            let made = try await world.consumer.sluis(
                "contract",
                "propose",
                "--peer",
                world.provider.peerID,
                "--service",
                World.echo
            )
            let hash = try #require(made["hash"]?.string)
            let shown = try await eventually("the contract being valid") {
                let shown = try await world.consumer.sluis("contract", "show", hash)
                return shown["state"]?.string == "valid" ? shown : nil
            }
            let grant = try #require(shown["grants"]?[0]?["hash"]?.string)
            _ = try await expectServed(world, grant)
        }

        @Test(.requirement("FSC Test Suite: Integration-ConsumeService-2"))
        func `Integration-ConsumeService-2: without a valid contract nothing is consumed`()
            async throws
        {
            let world = try await SharedWorld.world
            let proposed = Draft(
                Grant.connection(
                    world.consumer.outway,
                    Grant.service(world.provider.peerID, World.manual),
                    delegator: world.partner.peerID
                )
            )
            for gateway in [world.provider, world.consumer] {
                let answer = try await world.partner.submit(proposed, to: gateway)
                try #require(answer.status == 201, "\(answer)")
            }
            let path = InwayScene.path()
            let answer = try await world.consumer.outway(path, grant: proposed.grant)
            #expect(answer.status == 400, "\(answer)")
            #expect(answer.code(of: "OUTWAY") != nil)
            #expect(world.source.requests { $0.target == path }.isEmpty)
        }

        @Test(.requirement("FSC Test Suite: Integration-ConsumeServiceAsDelegatee-1"))
        func `Integration-ConsumeServiceAsDelegatee-1: consumed on behalf of another peer`()
            async throws
        {
            let parties = try await SharedWorld.world
            let draft = Draft(
                Grant.connection(
                    parties.consumer.outway,
                    Grant.service(parties.provider.peerID, World.echo),
                    delegator: parties.partner.peerID
                )
            )
            let world = try await agree(draft, by: parties.partner)
            let answer = try await expectServed(world, draft.grant)
            let transaction = try #require(answer.field("fsc-transaction-id"))
            for gateway in [world.provider, world.consumer] {
                let record = try await gateway.record(transaction, as: world.partner)
                #expect(record?["source"]?["delegator_peer_id"]?.string == world.partner.peerID)
            }
        }

        /// Publishes the lent service in the name of its owner.
        private func publishLent(_ world: World) async throws {
            let draft = Draft(
                Grant.publication(
                    of: World.lent,
                    by: world.provider.peerID,
                    in: world.directory.peerID,
                    delegator: world.elder.peerID
                )
            )
            for gateway in [world.directory, world.provider] {
                let answer = try await world.elder.submit(draft, to: gateway)
                try #require(answer.status == 201, "\(answer)")
            }
            _ = try await world.provider.sluis("contract", "accept", draft.hash)
            try await eventually("the delegated listing") {
                let answer = try await world.peer.ask(
                    world.directory.manager,
                    "/v1/services?service_name=\(World.lent)"
                )
                let data = answer.json?["services"]?[0]?["data"]
                return data?["delegator"]?["peer_id"]?.string == world.elder.peerID ? true : nil
            }
        }

        @Test(.requirement("FSC Test Suite: Integration-ConsumeDelegatedService-1"))
        func `Integration-ConsumeDelegatedService-1: a service of a delegatee is consumed`()
            async throws
        {
            let world = try await SharedWorld.world
            try await publishLent(world)
            let made = try await world.consumer.sluis(
                "contract",
                "propose",
                "--peer",
                world.provider.peerID,
                "--service",
                World.lent
            )
            let hash = try #require(made["hash"]?.string)
            let request = try await world.elder.server.request("the proposal at its owner") {
                CanonicalText.contentHash($0.json?["content"] ?? .null) == hash
            }
            var draft = Draft()
            draft.members = request.json?["content"]?.object ?? [:]
            for gateway in [world.provider, world.consumer] {
                let answer = try await world.elder.put("accept", draft, to: gateway)
                try #require(answer.status == 201, "\(gateway.name): \(answer)")
            }
            let answer = try await expectServed(world, draft.grant)
            let transaction = try #require(answer.field("fsc-transaction-id"))
            for gateway in [world.provider, world.consumer] {
                let record = try await gateway.record(transaction, as: world.elder)
                #expect(record?["destination"]?["delegator_peer_id"]?.string == world.elder.peerID)
            }
        }

        @Test(.requirement("FSC Test Suite: Integration-ConsumeDelegatedService-2"))
        func `Integration-ConsumeDelegatedService-2: delegated on both sides`() async throws {
            let parties = try await SharedWorld.world
            try await publishLent(parties)
            let draft = Draft(
                Grant.connection(
                    parties.consumer.outway,
                    Grant.service(
                        parties.provider.peerID,
                        World.lent,
                        delegator: parties.elder.peerID
                    ),
                    delegator: parties.partner.peerID
                )
            )
            let world = try await agree(draft, by: parties.partner, and: parties.elder)
            let answer = try await expectServed(world, draft.grant)
            let transaction = try #require(answer.field("fsc-transaction-id"))
            let record = try await world.provider.record(transaction, as: world.elder)
            #expect(record?["source"]?["delegator_peer_id"]?.string == world.partner.peerID)
            #expect(record?["destination"]?["delegator_peer_id"]?.string == world.elder.peerID)
        }

        @Test(
            .requirement("FSC Test Suite: Integration-TransactionLog-1"),
            .requirement("Digikoppeling REST 4.0.1: Core and Logging"),
            .requirement("FSC Logging 1.1.0: L-09")
        )
        func `Integration-TransactionLog-1: both logs have the transaction`() async throws {
            let parties = try await SharedWorld.world
            let draft = Draft(
                Grant.connection(
                    parties.consumer.outway,
                    Grant.service(parties.provider.peerID, World.echo),
                    delegator: parties.partner.peerID
                )
            )
            let world = try await agree(draft, by: parties.partner)
            let answer = try await expectServed(world, draft.grant)
            let transaction = try #require(answer.field("fsc-transaction-id"))
            let sent = try #require(try await world.consumer.record(transaction, as: world.partner))
            let got = try #require(try await world.provider.record(transaction, as: world.partner))
            #expect(sent["direction"]?.string == "DIRECTION_OUTGOING")
            #expect(got["direction"]?.string == "DIRECTION_INCOMING")
            for name in ["transaction_id", "grant_hash", "source", "destination", "service_name"] {
                #expect(sent[name] == got[name] && sent[name] != nil, "\(name)")
            }
        }
    }
}
