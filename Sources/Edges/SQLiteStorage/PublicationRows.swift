import Contracts
import ExchangeModel
import Foundation
import GRDB
import JSONTape

/// Published services out of their rows; of a content only the properties that are shown are read.
enum PublicationRows {
    /// Whether a publication's contract, by its standing under a name, is in force.
    private static func isInForce(_ standing: String) -> String {
        """
        \(standing).ending IS NULL AND \(standing).accepted_until >= :exact
            AND \(standing).not_before <= :now AND \(standing).not_after > :now
        """
    }

    static func find(
        _ query: ServiceQuery,
        at now: Timestamp,
        _ database: Database
    ) throws -> Page<PublishedService> {
        let limit = max(query.limit, 1)
        let isAscending = query.order == .ascending
        let direction = isAscending ? "ASC" : "DESC"
        var arguments: StatementArguments = [
            "exact": now.milliseconds, "now": now.seconds,
            "limit": limit == .max ? limit : limit + 1,
        ]
        var conditions = [isInForce("s")]
        if let after = query.after {
            guard let place = PublishedService.place(of: after) else { return Page([], next: nil) }
            conditions.append(
                "(p.created_at, p.contract, p.place) \(isAscending ? ">" : "<") "
                    + "(:position, :contract, :place)"
            )
            arguments += [
                "position": after.position, "contract": place.contract.rawValue,
                "place": place.number,
            ]
        }
        var choices: [String] = []
        if let peer = query.peer {
            choices.append("p.provider = :peer")
            arguments += ["peer": peer.rawValue]
        }
        if let text = query.nameContaining {
            choices.append("instr(p.folded_service, :text) > 0")
            arguments += ["text": text.lowercased()]
        }
        if !choices.isEmpty { conditions.append("(\(choices.joined(separator: " OR ")))") }
        // Of few forms, whatever is asked for: so the statement is kept.
        let statement = try database.cachedStatement(
            sql: """
                SELECT p.contract, p.place, p.created_at, p.grant_hash, p.directory, p.provider,
                    p.service, p.delegator, p.transport, (
                        SELECT json_extract(
                            CAST(content AS TEXT), '$.grants[' || p.place || '].data.properties'
                        ) FROM contract WHERE hash = p.contract
                    )
                FROM publication AS p JOIN contract_standing AS s ON s.contract = p.contract
                WHERE \(conditions.joined(separator: " AND ")) AND NOT EXISTS (
                    SELECT 1 FROM publication AS q
                        JOIN contract_standing AS t ON t.contract = q.contract
                    WHERE q.service = p.service AND q.provider = p.provider
                        AND q.delegator = p.delegator
                        AND (q.created_at, q.contract, q.place)
                            > (p.created_at, p.contract, p.place)
                        AND \(isInForce("t"))
                )
                ORDER BY p.created_at \(direction), p.contract \(direction), p.place \(direction)
                LIMIT :limit
                """
        )
        let rows = try Row.fetchAll(statement, arguments: arguments)
        let found = try rows.prefix(limit).map { row in
            do {
                return try service(row)
            } catch {
                throw ContractRows.damage("a publication is unreadable", database)
            }
        }
        return Page(found, next: rows.count > limit ? found.last?.cursor : nil)
    }

    private static func service(_ row: Row) throws -> PublishedService {
        let delegator = row[7] as String
        guard let transport = ServiceProtocol(rawValue: row[8]) else {
            throw Malformed(expected: "a protocol")
        }
        let properties: String? = row[9]
        return PublishedService(
            terms: PublicationTerms(
                directory: try PeerID(row[4] as String),
                service: ServiceReference(
                    peer: try PeerID(row[5] as String),
                    name: try ServiceName(row[6] as String)
                ),
                transport: transport,
                delegator: delegator.isEmpty ? nil : try PeerID(delegator)
            ),
            properties: try properties.flatMap {
                try JSONValue(parsing: Array($0.utf8), limits: .control).object
            },
            grant: try GrantHash(row[3] as String),
            cursor: PublishedService.cursor(
                of: try ContractHash(row[0] as String),
                Timestamp(seconds: row[2]),
                place: row[1]
            )
        )
    }
}
