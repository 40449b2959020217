import GatewayTesting
import JSONTape
import RequirementTrait
import Testing

extension ConformanceSuite {
    /// Outway-TransactionLog: nothing is sent without a record.
    @Suite struct OutwayLogTests {
        @Test(
            .requirement("FSC Test Suite: Outway-TransactionLog-1"),
            .requirement("FSC Logging 1.1.0: L-06"),
            .requirement("FSC Logging 1.1.0: L-11")
        )
        func `Outway-TransactionLog-1: the record is there when the Inway sees the request`()
            async throws
        {
            let scene = try await OutwayScene()
            let world = scene.world
            let path = OutwayScene.path()
            let held = world.peer.server.hold(path)
            async let asked = scene.ask(path)
            let request = try await held.arrived()
            let transaction = try #require(request.field("fsc-transaction-id"))
            let record = try await world.consumer.record(transaction, as: world.peer)
            held.release()
            #expect(record?["direction"]?.string == "DIRECTION_OUTGOING")
            #expect(record?["grant_hash"]?.string == scene.draft.grant)
            #expect(record?["service_name"]?.string == "weather")
            #expect(
                record?["source"] == [
                    "type": "SOURCE_TYPE_SOURCE", "outway_peer_id": .string(world.consumer.peerID),
                ]
            )
            #expect(
                record?["destination"] == [
                    "type": "DESTINATION_TYPE_DESTINATION",
                    "service_peer_id": .string(world.peer.peerID),
                ]
            )
            #expect(try await asked.status == 200)
        }

        @Test(
            .requirement("FSC Test Suite: Outway-TransactionLog-2"),
            .requirement("FSC Logging 1.1.0: L-05"),
            .requirement("FSC Logging 1.1.0: L-07"),
            .requirement("Digikoppeling REST 4.0.1: TransactionID is a UUIDv7")
        )
        func `Outway-TransactionLog-2: a TransactionID goes to the Inway and to the client`()
            async throws
        {
            let scene = try await OutwayScene()
            var seen: Set<String> = []
            for _ in 0..<3 {
                let path = OutwayScene.path()
                let answer = try await scene.ask(path)
                let got = try #require(scene.received(path).first)
                let named = got.fields.filter { $0.name == "fsc-transaction-id" }.map(\.value)
                #expect(named.count == 1)
                let transaction = try #require(named.first)
                #expect(answer.field("fsc-transaction-id") == transaction)
                #expect(transaction.count == 36 && transaction.dropFirst(14).first == "7")
                #expect(seen.insert(transaction).inserted, "unique")
            }
        }

        @Test(
            .requirement("FSC Test Suite: Outway-TransactionLog-3"),
            .requirement("FSC Logging 1.1.0: L-03"),
            .requirement("FSC Logging 1.1.0: L-04")
        )
        func `Outway-TransactionLog-3: the delegator stands in the source of the record`()
            async throws
        {
            let scene = try await OutwayScene(behalf: \.partner)
            let world = scene.world
            let answer = try await scene.ask()
            let transaction = try #require(answer.field("fsc-transaction-id"))
            for reader in [world.peer, world.partner] {
                let record = try await world.consumer.record(transaction, as: reader)
                #expect(
                    record?["source"] == [
                        "type": "SOURCE_TYPE_DELEGATED_SOURCE",
                        "outway_peer_id": .string(world.consumer.peerID),
                        "delegator_peer_id": .string(world.partner.peerID),
                    ],
                    "as \(reader.name): \(answer)"
                )
            }
            #expect(try await world.consumer.record(transaction, as: world.elder) == nil)
        }

        @Test(
            .requirement("FSC Test Suite: Outway-TransactionLog-4"),
            .requirement("FSC Logging 1.1.0: L-03"),
            .requirement("FSC Logging 1.1.0: L-04")
        )
        func `Outway-TransactionLog-4: the delegator stands in the destination of the record`()
            async throws
        {
            let scene = try await OutwayScene(owner: \.partner)
            let world = scene.world
            let answer = try await scene.ask()
            let transaction = try #require(answer.field("fsc-transaction-id"))
            for reader in [world.peer, world.partner] {
                let record = try await world.consumer.record(transaction, as: reader)
                #expect(
                    record?["destination"] == [
                        "type": "DESTINATION_TYPE_DELEGATED_DESTINATION",
                        "service_peer_id": .string(world.peer.peerID),
                        "delegator_peer_id": .string(world.partner.peerID),
                    ],
                    "as \(reader.name): \(answer)"
                )
            }
            #expect(try await world.consumer.record(transaction, as: world.elder) == nil)
        }

        @Test(
            .requirement("FSC Test Suite: Outway-TransactionLog-5"),
            .requirement("FSC Logging 1.1.0: L-08")
        )
        func `Outway-TransactionLog-5: without a record nothing is sent`() async throws {
            let scene = try await OutwayScene()
            #expect(try await scene.ask().status == 200)
            try await scene.world.consumer.limitFiles(1)
            let path = OutwayScene.path()
            let answer = try? await scene.ask(path)
            try await scene.world.consumer.limitFiles(nil)
            let refused = try #require(answer)
            #expect(refused.status == 500, "\(refused)")
            #expect(refused.code(of: "OUTWAY") == "TRANSACTION_LOG_WRITE_ERROR", "\(refused)")
            #expect(scene.received(path).isEmpty, "the Inway is not asked")
            try await eventually("service once the log can be written again") {
                try await scene.ask().status == 200 ? true : nil
            }
        }

        @Test(
            .requirement("FSC External Contract Reference 1.0.0: X-11")
        )
        func `the reference to an external contract is in the Outway's record`() async throws {
            let name = "delegation.connection.external_contract_reference"
            let world = try await SharedWorld.world
            let properties: JSONValue = .object([
                name: [
                    "reference": "agreement 9", "delegator_id": .string(world.partner.peerID),
                    "delegator_name": "Peer partner",
                ]
            ])
            let scene = try await OutwayScene(properties: properties)
            let answer = try await scene.ask()
            let transaction = try #require(answer.field("fsc-transaction-id"))
            let record = try await world.consumer.record(transaction, as: world.peer)
            #expect(record?["additional_data"]?[name] == properties[name], "\(record as Any)")
        }
    }
}
