import GatewayTesting
import JSONTape
import RequirementTrait
import Testing

extension ConformanceSuite {
    /// Inway-TransactionLog: nothing passes without a record.
    @Suite struct InwayLogTests {
        @Test(
            .requirement("FSC Test Suite: Inway-TransactionLog-1"),
            .requirement("FSC Logging 1.1.0: L-09"),
            .requirement("FSC Logging 1.1.0: L-11")
        )
        func `Inway-TransactionLog-1: the record is there when the service sees the request`()
            async throws
        {
            let scene = try await InwayScene()
            let (path, transaction) = (InwayScene.path(), RandomUUID.text(version: 7))
            #expect(try await scene.world.provider.record(transaction, as: scene.world.peer) == nil)
            let held = scene.world.source.hold(path)
            async let asked = scene.ask(path, transaction: transaction)
            _ = try await held.arrived()
            let record = try await scene.world.provider.record(transaction, as: scene.world.peer)
            held.release()
            #expect(record?["transaction_id"]?.string == transaction)
            #expect(record?["direction"]?.string == "DIRECTION_INCOMING")
            #expect(try await asked.status == 200)
        }

        @Test(
            .requirement("FSC Test Suite: Inway-TransactionLog-2"),
            .requirement("FSC Logging 1.1.0: L-09")
        )
        func `Inway-TransactionLog-2: the TransactionID reaches the service`() async throws {
            let scene = try await InwayScene()
            let (path, transaction) = (InwayScene.path(), RandomUUID.text(version: 7))
            #expect(try await scene.ask(path, transaction: transaction).status == 200)
            let got = try #require(scene.received(path).first)
            #expect(
                got.fields.filter { $0.name == "fsc-transaction-id" }.map(\.value) == [transaction]
            )
        }

        @Test(.requirement("FSC Test Suite: Inway-TransactionLog-3"))
        func `Inway-TransactionLog-3: a request without a TransactionID is rejected`() async throws
        {
            let scene = try await InwayScene()
            let path = InwayScene.path()
            let answer = try await scene.ask(path, transaction: nil)
            scene.expectRefused(answer, path, 400, "MISSING_LOG_RECORD_ID")
        }

        @Test(
            .requirement("FSC Test Suite: Inway-TransactionLog-4"),
            .requirement("FSC Logging 1.1.0: L-03"),
            .requirement("FSC Logging 1.1.0: L-04")
        )
        func `Inway-TransactionLog-4: the delegator stands in the source of the record`()
            async throws
        {
            let scene = try await InwayScene(behalf: \.partner)
            let world = scene.world
            let transaction = RandomUUID.text(version: 7)
            #expect(try await scene.ask(transaction: transaction).status == 200)
            let expected: JSONValue = [
                "type": "SOURCE_TYPE_DELEGATED_SOURCE",
                "outway_peer_id": .string(world.peer.peerID),
                "delegator_peer_id": .string(world.partner.peerID),
            ]
            for reader in [world.peer, world.partner] {
                let record = try await world.provider.record(transaction, as: reader)
                #expect(record?["source"] == expected, "as \(reader.name)")
                #expect(record?["destination"]?["type"]?.string == "DESTINATION_TYPE_DESTINATION")
            }
            #expect(try await world.provider.record(transaction, as: world.elder) == nil)
        }

        @Test(
            .requirement("FSC Test Suite: Inway-TransactionLog-5"),
            .requirement("FSC Logging 1.1.0: L-03"),
            .requirement("FSC Logging 1.1.0: L-04")
        )
        func `Inway-TransactionLog-5: the delegator stands in the destination of the record`()
            async throws
        {
            let scene = try await InwayScene(owner: \.partner)
            let world = scene.world
            let transaction = RandomUUID.text(version: 7)
            #expect(try await scene.ask(transaction: transaction).status == 200)
            let expected: JSONValue = [
                "type": "DESTINATION_TYPE_DELEGATED_DESTINATION",
                "service_peer_id": .string(world.provider.peerID),
                "delegator_peer_id": .string(world.partner.peerID),
            ]
            for reader in [world.peer, world.partner] {
                let record = try await world.provider.record(transaction, as: reader)
                #expect(record?["destination"] == expected, "as \(reader.name)")
                #expect(record?["source"]?["type"]?.string == "SOURCE_TYPE_SOURCE")
            }
            #expect(try await world.provider.record(transaction, as: world.elder) == nil)
        }

        @Test(
            .requirement("FSC Test Suite: Inway-TransactionLog-6"),
            .requirement("FSC Logging 1.1.0: L-10")
        )
        func `Inway-TransactionLog-6: without a record the service is not called`() async throws {
            let scene = try await InwayScene()
            #expect(try await scene.ask().status == 200)
            try await scene.world.provider.limitFiles(1)
            let path = InwayScene.path()
            let answer = try? await scene.ask(path)
            try await scene.world.provider.limitFiles(nil)
            let refused = try #require(answer)
            scene.expectRefused(refused, path, 500, "TRANSACTION_LOG_WRITE_ERROR")
            try await eventually("service once the log can be written again") {
                try await scene.ask().status == 200 ? true : nil
            }
        }

        @Test(
            .requirement("FSC Logging 1.1.0: L-09"),
            .requirement("Digikoppeling REST 4.0.1: TransactionID is a UUIDv7"),
            arguments: [1, 4, 6]
        )
        func `a TransactionID of another version than 7 is refused`(version: UInt64) async throws {
            let scene = try await InwayScene()
            let path = InwayScene.path()
            let answer = try await scene.ask(path, transaction: RandomUUID.text(version: version))
            scene.expectRefused(answer, path, 400, "INVALID_LOG_RECORD_ID")
        }

        @Test(
            .requirement("FSC External Contract Reference 1.0.0: X-01"),
            .requirement("FSC External Contract Reference 1.0.0: X-07"),
            .requirement("FSC External Contract Reference 1.0.0: X-09"),
            .requirement("FSC External Contract Reference 1.0.0: X-10"),
            .requirement("FSC External Contract Reference 1.0.0: X-12")
        )
        func `the reference to an external contract is in token and record, after a person agreed`()
            async throws
        {
            let world = try await SharedWorld.world
            let name = "delegation.connection.external_contract_reference"
            let properties: JSONValue = .object([
                name: [
                    "reference": "agreement 7", "delegator_id": .string(world.partner.peerID),
                    "delegator_name": "Peer partner",
                ]
            ])
            let unsigned = Draft(
                Grant.connection(
                    world.peer.outway,
                    Grant.service(world.provider.peerID, World.echo),
                    properties: properties
                )
            )
            try #require(try await world.peer.submit(unsigned, to: world.provider).status == 201)
            let early = try await world.peer.askToken(world.provider, scope: unsigned.grant)
            #expect(early.status == 400, "no rule signs it")

            let scene = try await InwayScene(properties: properties)
            #expect(SignedText.part(1, of: scene.token)?["prp"] == properties)
            let transaction = RandomUUID.text(version: 7)
            #expect(try await scene.ask(transaction: transaction).status == 200)
            let record = try await world.provider.record(transaction, as: world.peer)
            #expect(record?["additional_data"]?[name] == properties[name], "\(record as Any)")
        }
    }
}
