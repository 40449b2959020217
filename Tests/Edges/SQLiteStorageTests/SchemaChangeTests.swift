import Contracts
import ExchangeModel
import Foundation
import GRDB
import GatewayTesting
import JSONTape
import PeerIdentity
import RequirementTrait
import SQLiteStorage
import Testing

@Suite struct SchemaChangeTests {
    private func content() throws -> ContractContent {
        try ContractProposal(
            group: GroupID("test-group"),
            notBefore: Timestamp(seconds: 1_000),
            notAfter: Timestamp(seconds: 5_000),
            grants: [
                GrantProposal(
                    .publication(
                        PublicationTerms(
                            directory: PeerID("9"),
                            service: ServiceReference(
                                peer: PeerID("1"),
                                name: ServiceName("register")
                            )
                        )
                    ),
                    properties: ["z": 1, "a": [3, 1, 2]]
                )
            ]
        ).content(identifier: TransactionID(high: 1, low: 1), createdAt: Timestamp(seconds: 900))
    }

    @Test(.requirement("FSC Core 2.0.0: K-20"))
    func `contracts of an older version are kept and know their end`() async throws {
        let path = FileManager.default.temporaryDirectory
            .appending(path: "sluis-\(UUID().uuidString).db").path
        defer {
            for suffix in ["", "-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: path + suffix)
            }
        }
        let contract = Contract(try content(), signatures: [])
        let first = try StateDatabase(path: path)
        #expect(try await first.contracts.insert(contract, sending: []) == .inserted)
        try first.close()
        let plain = try DatabaseQueue(path: path)
        try await plain.write { database in
            try database.execute(
                sql: """
                    DROP INDEX contract_by_sender;
                    ALTER TABLE contract DROP COLUMN received_at;
                    ALTER TABLE contract DROP COLUMN received_from;
                    ALTER TABLE contract DROP COLUMN not_after;
                    DELETE FROM grdb_migrations WHERE identifier = '3 senders of contracts';
                    """
            )
        }
        try plain.close()
        let second = try StateDatabase(path: path)
        #expect(try await second.contracts.contract(contract.hash) == contract)
        try second.close()
        let migrated = try DatabaseQueue(path: path)
        let end = try await migrated.read {
            try Int64.fetchOne($0, sql: "SELECT not_after FROM contract")
        }
        #expect(end == 5_000)
        try migrated.close()
    }
}
