public import AccessLog
public import Contracts
public import ExchangeModel
import GRDB

/// Peers in SQLite.
public struct SQLitePeerStore: PeerStore {
    private let database: StateDatabase
    private let recent: RecentPeers

    init(_ database: StateDatabase, _ recent: RecentPeers) {
        (self.database, self.recent) = (database, recent)
    }

    /// Stores what is known of a peer now, in place of what was known.
    public func upsert(_ peer: KnownPeer, as action: consuming RecordedAction) async throws {
        defer { recent.forget(peer.id) }
        try await database.carryOut(action) { database in
            try database.cachedStatement(
                sql: """
                    INSERT OR REPLACE INTO peer (id, name, folded_name, manager_address, seen_at)
                    VALUES (?, ?, ?, ?, ?)
                    """
            ).execute(arguments: [
                peer.id.rawValue, peer.name, peer.name.lowercased(),
                peer.managerAddress?.description, peer.seenAt.milliseconds,
            ])
            return ((), nil)
        }
    }

    /// Keeps that a known peer was heard, when nothing else about it changed.
    public func heard(_ id: PeerID, at moment: Timestamp) async throws {
        defer { recent.forget(id) }
        try await database.writeUnflushed { database in
            try database.cachedStatement(sql: "UPDATE peer SET seen_at = ? WHERE id = ?")
                .execute(arguments: [moment.milliseconds, id.rawValue])
        }
    }

    /// The peer with this identity.
    public func peer(_ id: PeerID) async throws -> KnownPeer? {
        let (kept, look) = recent.look(id)
        if let kept { return kept }
        let found = try await database.read { database in
            try Self.find(database, "WHERE id = ?", [id.rawValue]).first
        }
        if let found { recent.keep(found, from: look) }
        return found
    }

    /// A page of peers, ordered by identity; asked by ids, all of them.
    public func peers(_ query: PeerQuery) async throws -> Page<KnownPeer> {
        let isAscending = query.order == .ascending
        let direction = isAscending ? "ASC" : "DESC"
        let reachable = query.isReachable ? " AND manager_address IS NOT NULL" : ""
        if let ids = query.ids {
            let marks = ids.map { _ in "?" }.joined(separator: ", ")
            let found = try await database.read { database in
                try Self.find(
                    database,
                    "WHERE id IN (\(marks))\(reachable) ORDER BY id \(direction)",
                    StatementArguments(ids.map(\.rawValue))
                )
            }
            return Page(found, next: nil)
        }
        let limit = max(query.limit, 1)
        let found = try await database.read { database in
            var conditions = ["TRUE"]
            var arguments = StatementArguments()
            if let text = query.nameContaining, !text.isEmpty {
                conditions.append("instr(folded_name, ?) > 0")
                arguments += [text.lowercased()]
            }
            if let after = query.after {
                conditions.append("id \(isAscending ? ">" : "<") ?")
                arguments += [after.key]
            }
            let condition = conditions.joined(separator: " AND ")
            let most = limit == .max ? limit : limit + 1
            return try Self.find(
                database,
                "WHERE \(condition)\(reachable) ORDER BY id \(direction) LIMIT \(most)",
                arguments
            )
        }
        let page = Array(found.prefix(limit))
        return Page(page, next: found.count > limit ? page.last?.cursor : nil)
    }

    private static func find(
        _ database: Database,
        _ rest: String,
        _ arguments: StatementArguments
    ) throws -> [KnownPeer] {
        let rows = try Row.fetchAll(
            database.cachedStatement(sql: "SELECT * FROM peer \(rest)"),
            arguments: arguments
        )
        return try rows.map { row in
            let address: String? = row["manager_address"]
            do {
                return KnownPeer(
                    id: try PeerID(row["id"] as String),
                    name: row["name"],
                    managerAddress: try address.map { try PeerAddress($0) },
                    seenAt: Timestamp(milliseconds: row["seen_at"])
                )
            } catch {
                throw ContractRows.damage("a peer is unreadable", database)
            }
        }
    }
}
