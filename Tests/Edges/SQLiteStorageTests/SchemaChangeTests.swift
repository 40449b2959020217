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

    /// What turns the present schema into that of 0.1.0.
    private static let undoing = """
        DROP TABLE decision;
        DROP TABLE standing;
        DROP TABLE restoration;
        DROP TABLE missing_peer;
        DROP TABLE known_ending;
        DROP TABLE contract_standing;
        DROP TABLE sender_minute;
        DROP TABLE connection;
        DROP TABLE publication;
        DROP INDEX contract_signature_by_certificate;
        DROP INDEX distribution_by_peer;
        ALTER TABLE contract_signature DROP COLUMN certificate;
        CREATE INDEX contract_by_sender ON contract (received_from, received_at)
            WHERE received_from IS NOT NULL;
        DELETE FROM grdb_migrations WHERE substr(identifier, 1, 2) IN ('4 ', '5 ', '6 ');
        """

    /// Runs a test with a database of an older schema: as it is now, then changed by statements.
    private static func withOlder(
        _ statements: String,
        fill: (StateDatabase) async throws -> Void,
        _ test: (StateDatabase, String) async throws -> Void
    ) async throws {
        let path = FileManager.default.temporaryDirectory
            .appending(path: "sluis-\(UUID().uuidString).db").path
        defer {
            for suffix in ["", "-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: path + suffix)
            }
        }
        let first = try StateDatabase(path: path)
        try await fill(first)
        try first.close()
        let plain = try DatabaseQueue(path: path)
        try await plain.write { try $0.execute(sql: statements) }
        try plain.close()
        let second = try StateDatabase(path: path)
        try await test(second, path)
        try second.close()
    }

    @Test(.requirement("FSC Core 2.0.0: K-20"))
    func `contracts of an older version are kept and know their end`() async throws {
        let contract = Contract(try content(), signatures: [])
        let statements =
            Self.undoing + """

                DROP INDEX contract_by_sender;
                ALTER TABLE contract DROP COLUMN received_at;
                ALTER TABLE contract DROP COLUMN received_from;
                ALTER TABLE contract DROP COLUMN not_after;
                DELETE FROM grdb_migrations WHERE identifier = '3 senders of contracts';
                """
        try await Self.withOlder(statements) { first in
            let made = try await first.contracts.insert(contract, sending: [])
            #expect(made == .inserted)
        } _: { second, path in
            let kept = try await second.contracts.contract(contract.hash)
            #expect(kept == contract)
            let plain = try DatabaseQueue(path: path)
            let end = try await plain.read {
                try Int64.fetchOne($0, sql: "SELECT not_after FROM contract")
            }
            #expect(end == 5_000)
            try plain.close()
        }
    }

    @Test func `rows beside the contracts are made for those of an older version, as for new ones`()
        async throws
    {
        func rows(_ path: String) throws -> [[String]] {
            let plain = try DatabaseQueue(path: path)
            defer { try? plain.close() }
            return try plain.read { database in
                try [
                    "contract_standing", "connection", "publication", "contract_signature",
                ].map { table in
                    try Row.fetchAll(database, sql: "SELECT * FROM \(table) ORDER BY 1, 2, 3")
                        .map(\.description)
                }
            }
        }
        var before: [[String]] = []
        try await Self.withOlder(Self.undoing) { first in
            try await StoreContract.fill(first.contracts)
            before = try rows(first.path)
        } _: { _, path in
            let after = try rows(path)
            #expect(after == before && after.allSatisfy { !$0.isEmpty })
        }
    }
}
