public import AccessLog
import Contracts
public import ExchangeModel
import Foundation
import GRDB

/// How far the store is, beside the log that knows every decision, in SQLite.
public struct SQLiteStanding: Sendable {
    /// Where the store was when it was last compared with its log.
    public struct Position: Hashable, Sendable {
        /// The origin of the log.
        public let origin: String
        /// The number of entries up to which every decision of the log is in the store.
        public let size: UInt64

        /// Names a position.
        public init(origin: String, size: UInt64) {
            (self.origin, self.size) = (origin, size)
        }
    }

    /// A store that is known to be older than the world.
    public struct Restoration: Hashable, Sendable {
        /// How that was noticed.
        public let reason: String
        /// When.
        public let since: Timestamp
        /// The peers that have not said yet what they hold.
        public let missing: Set<PeerID>
    }

    /// A decision of the log that the store must take over.
    public struct LoggedDecision: Sendable {
        /// Where its intention stands.
        public let place: ActionPlace
        /// The signature, as the log knows it.
        public let decision: RecordedDecision

        /// Takes what the log holds.
        public init(place: ActionPlace, decision: RecordedDecision) {
            (self.place, self.decision) = (place, decision)
        }
    }

    private let database: StateDatabase

    init(_ database: StateDatabase) {
        self.database = database
    }

    /// Where the store was when it was last compared; nil before the first time.
    public func position() async throws -> Position? {
        try await database.read { database in
            try Row.fetchOne(
                database.cachedStatement(sql: "SELECT log_origin, log_size FROM standing")
            ).map {
                Position(origin: $0["log_origin"], size: UInt64(clamping: $0["log_size"] as Int64))
            }
        }
    }

    /// Keeps that every decision before a position is in the store.
    public func stand(at position: Position) async throws {
        try await database.write { database in
            try database.cachedStatement(
                sql: "INSERT OR REPLACE INTO standing (id, log_origin, log_size) VALUES (1, ?, ?)"
            ).execute(arguments: [position.origin, Int64(clamping: position.size)])
        }
    }

    /// The number of the latest change; zero before the first.
    public func latestChange() async throws -> UInt64 {
        try await database.read { database in
            let sequence = try Int64.fetchOne(
                database.cachedStatement(
                    sql: "SELECT seq FROM sqlite_sequence WHERE name = 'decision'"
                )
            )
            return UInt64(clamping: sequence ?? 0)
        }
    }

    /// The actions among some whose changes are not in the store.
    public func lacking(_ actions: [TransactionID]) async throws -> Set<TransactionID> {
        try await database.read { database in
            let statement = try database.makeStatement(
                sql: "SELECT 1 FROM decision WHERE action = ?"
            )
            var lacking: Set<TransactionID> = []
            for action in actions
            where try Int.fetchOne(statement, arguments: [Data(action.bytes)]) == nil {
                lacking.insert(action)
            }
            return lacking
        }
    }

    /// Takes over what the log knows and the store lacks, so that no change gets a number twice.
    ///
    /// Endings count at once; those of contracts that are not here, as soon as they come. Those of
    /// our own are sent to the other peers again.
    public func takeOver(
        _ decisions: [LoggedDecision],
        upTo change: UInt64,
        own: PeerID,
        at now: Timestamp
    ) async throws {
        try await database.write { database in
            for logged in decisions {
                try Self.takeOver(logged, own: own, at: now, database)
            }
            let number = Int64(clamping: change)
            try database.cachedStatement(
                sql: "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'decision'"
            ).execute(arguments: [number])
            if database.changesCount == 0 {
                try database.cachedStatement(
                    sql: "INSERT INTO sqlite_sequence (name, seq) VALUES ('decision', ?)"
                ).execute(arguments: [number])
            }
        }
    }

    private static func takeOver(
        _ logged: LoggedDecision,
        own: PeerID,
        at now: Timestamp,
        _ database: Database
    ) throws {
        let decision = logged.decision
        guard decision.kind.ends, let text = decision.signature else { return }
        try database.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO known_ending (contract, kind, peer, text) VALUES (?, ?, ?, ?)
                """
        ).execute(arguments: [
            decision.contract.rawValue, decision.kind.name, decision.peer.rawValue, text,
        ])
        guard let contract = try ContractRows.find(decision.contract, database) else { return }
        let signature: ContractSignature
        do {
            signature = try ContractSignature(
                restoring: text,
                peer: decision.peer,
                certificateEnd: nil
            )
        } catch {
            throw ContractRows.damage("a signature of the log is unreadable", database)
        }
        guard let changed = contract.adding(signature) else { return }
        try ContractRows.put(signature, database)
        try OutlineRows.update(changed, database)
        _ = try DecisionRows.note(logged.place, database)
        guard decision.peer == own else { return }
        let message: Distribution.Message = decision.kind == .revoke ? .revoke : .reject
        for peer in contract.content.peers.subtracting([own]) {
            try DistributionRows.put(
                Distribution(message, of: contract.hash, to: peer, at: now),
                database
            )
        }
    }

    // MARK: Restoration

    /// What is known of a store that is older than the world; nil for one that is not.
    public func restoration() async throws -> Restoration? {
        try await database.read { database in
            let row = try Row.fetchOne(
                database.cachedStatement(sql: "SELECT reason, since FROM restoration")
            )
            guard let row else { return nil }
            let peers = try String.fetchAll(
                database.cachedStatement(sql: "SELECT peer FROM missing_peer")
            )
            return Restoration(
                reason: row["reason"],
                since: Timestamp(milliseconds: row["since"]),
                missing: Set(
                    try peers.map { text in
                        guard let peer = try? PeerID(text) else {
                            throw ContractRows.damage("a missing peer is unreadable", database)
                        }
                        return peer
                    }
                )
            )
        }
    }

    /// Keeps that the store is older than the world, and who must say what it holds.
    ///
    /// Done again it adds peers; reason and moment stay the first ones.
    public func begin(
        reason: String,
        at now: Timestamp,
        missing peers: Set<PeerID>
    ) async throws {
        try await database.write { database in
            try database.cachedStatement(
                sql: "INSERT OR IGNORE INTO restoration (id, reason, since) VALUES (1, ?, ?)"
            ).execute(arguments: [reason, now.milliseconds])
            for peer in peers {
                try database.cachedStatement(
                    sql: "INSERT OR IGNORE INTO missing_peer (peer) VALUES (?)"
                ).execute(arguments: [peer.rawValue])
            }
        }
    }

    /// Keeps that a peer has said what it holds; with the last one the restoration is over.
    public func answered(_ peer: PeerID) async throws {
        try await database.write { database in
            try database.cachedStatement(sql: "DELETE FROM missing_peer WHERE peer = ?").execute(
                arguments: [peer.rawValue])
            try database.cachedStatement(
                sql: "DELETE FROM restoration WHERE NOT EXISTS (SELECT 1 FROM missing_peer)"
            ).execute()
        }
    }
}

extension StateDatabase {
    /// How far the store is, beside its log.
    public var standing: SQLiteStanding { SQLiteStanding(self) }
}
