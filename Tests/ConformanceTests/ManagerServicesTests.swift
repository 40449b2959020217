import GatewayTesting
import JSONTape
import RequirementTrait
import Testing

extension ConformanceSuite {
    /// Manager-Services: what a Directory lists.
    @Suite struct ManagerServicesTests {
        private let properties: JSONValue = ["contact": "desk", "tags": ["one", "two"], "rank": 3]

        /// Publishes a service of the peer; the Directory signs by itself.
        private func publish(
            _ world: World,
            _ name: String,
            delegator: TestPeer? = nil,
            properties: JSONValue? = nil
        ) async throws -> Draft {
            let draft = Draft(
                Grant.publication(
                    of: name,
                    by: world.peer.peerID,
                    in: world.directory.peerID,
                    delegator: delegator?.peerID,
                    properties: properties
                )
            )
            if let delegator {
                try #require(try await delegator.submit(draft, to: world.directory).status == 201)
                #expect(try await listing(world, name) == nil, "not before the provider signs")
                let answer = try await world.peer.put("accept", draft, to: world.directory)
                try #require(answer.status == 201, "\(answer)")
            } else {
                try #require(try await world.peer.submit(draft, to: world.directory).status == 201)
            }
            return draft
        }

        private func listing(_ world: World, _ name: String) async throws -> JSONValue? {
            let answer = try await world.partner.ask(
                world.directory.manager,
                "/v1/services?service_name=\(name)"
            )
            try #require(answer.status == 200, "\(answer)")
            return answer.json?["services"]?.array?.first {
                $0["data"]?["name"]?.string == name
            }
        }

        /// Expects the members of a listing that the interface description requires.
        private func expectListed(_ listing: JSONValue?, _ world: World, _ name: String) throws {
            let data = try #require(listing?["data"])
            #expect(data["name"]?.string == name)
            #expect(data["protocol"]?.string == "PROTOCOL_TCP_HTTP_1.1")
            #expect(data["peer"]?["id"]?.string == world.peer.peerID)
            #expect(data["peer"]?["name"]?.string == "Peer peer")
            #expect(data["peer"]?["manager_address"]?.string == world.peer.managerAddress)
        }

        @Test(
            .requirement("FSC Test Suite: Manager-Services-1"),
            .requirement("FSC Core 2.0.0: M-20"),
            .requirement("FSC Core 2.0.0: D-01")
        )
        func `Manager-Services-1: a published service is listed`() async throws {
            let world = try await SharedWorld.world
            let name = Moment.name()
            #expect(try await listing(world, name) == nil)
            let draft = try await publish(world, name)
            let listed = try await eventually("the listing") { try await listing(world, name) }
            try expectListed(listed, world, name)
            #expect(listed["data"]?["type"]?.string == "SERVICE_TYPE_SERVICE")
            #expect(listed["data"]?["delegator"] == nil)

            let revoked = try await world.peer.put("revoke", draft, to: world.directory)
            #expect(revoked.status == 201)
            #expect(try await listing(world, name) == nil, "a revoked publication is not listed")
        }

        @Test(.requirement("FSC Test Suite: Manager-Services-2"))
        func `Manager-Services-2: a service on behalf of another peer is listed`() async throws {
            let world = try await SharedWorld.world
            let name = Moment.name()
            _ = try await publish(world, name, delegator: world.partner)
            let listed = try await eventually("the listing") { try await listing(world, name) }
            try expectListed(listed, world, name)
            #expect(listed["data"]?["type"]?.string == "SERVICE_TYPE_DELEGATED_SERVICE")
            #expect(listed["data"]?["delegator"]?["peer_id"]?.string == world.partner.peerID)
            #expect(listed["data"]?["delegator"]?["peer_name"]?.string == "Peer partner")
        }

        @Test(
            .requirement("FSC Test Suite: Manager-Services-3"),
            .requirement("FSC Core 2.0.0: P-10")
        )
        func `Manager-Services-3: a service is listed with its properties`() async throws {
            let world = try await SharedWorld.world
            let name = Moment.name()
            _ = try await publish(world, name, properties: properties)
            let listed = try await eventually("the listing") { try await listing(world, name) }
            try expectListed(listed, world, name)
            #expect(listed["data"]?["properties"] == properties)
        }

        @Test(
            .requirement("FSC Test Suite: Manager-Services-4"),
            .requirement("FSC Core 2.0.0: P-10")
        )
        func `Manager-Services-4: a service on behalf of another is listed with its properties`()
            async throws
        {
            let world = try await SharedWorld.world
            let name = Moment.name()
            _ = try await publish(world, name, delegator: world.partner, properties: properties)
            let listed = try await eventually("the listing") { try await listing(world, name) }
            try expectListed(listed, world, name)
            #expect(listed["data"]?["delegator"]?["peer_id"]?.string == world.partner.peerID)
            #expect(listed["data"]?["properties"] == properties)
        }

        @Test(
            .requirement("FSC External Contract Reference 1.0.0: X-02"),
            .requirement("FSC Core 2.0.0: D-04")
        )
        func `a listing has the reference to an external contract`() async throws {
            let world = try await SharedWorld.world
            let name = Moment.name()
            let reference: JSONValue = [
                "reference": "agreement 12", "delegator_id": .string(world.partner.peerID),
                "delegator_name": "Peer partner",
            ]
            let properties: JSONValue = [
                "delegation.publication.external_contract_reference": reference
            ]
            let draft = try await publish(world, name, properties: properties)
            #expect(try await listing(world, name) == nil, "a person decides, not a rule")
            _ = try await world.directory.sluis("contract", "accept", draft.hash)
            let listed = try await eventually("the listing") { try await listing(world, name) }
            #expect(listed["data"]?["properties"] == properties)
        }

        @Test(.requirement("FSC Core 2.0.0: M-01"))
        func `services are selected by peer or by a part of the name`() async throws {
            let world = try await SharedWorld.world
            let name = Moment.name()
            _ = try await publish(world, name)
            try await eventually("the listing") { try await listing(world, name) }
            let middle = name.dropFirst(3).dropLast(2).uppercased()
            for (query, isListed) in [
                ("service_name=\(middle)", true), ("peer_id=\(world.peer.peerID)&limit=1000", true),
                ("peer_id=\(world.elder.peerID)&limit=1000", false),
                ("service_name=no-such-service", false),
            ] {
                let answer = try await world.elder.ask(
                    world.directory.manager,
                    "/v1/services?\(query)"
                )
                let names = (answer.json?["services"]?.array ?? []).compactMap {
                    $0["data"]?["name"]?.string
                }
                #expect(names.contains(name) == isListed, "\(query): \(names)")
            }
        }
    }
}
