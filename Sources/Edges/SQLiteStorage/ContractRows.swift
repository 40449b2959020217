import Contracts
import ExchangeModel
import Foundation
import GRDB
import JSONTape

/// Contracts as rows, and back.
enum ContractRows {
    static func insert(
        _ contract: Contract,
        _ bytes: [UInt8],
        from submission: Submission?,
        _ database: Database
    ) throws {
        let hash = contract.hash.rawValue
        try database.cachedStatement(
            sql: """
                INSERT INTO contract
                    (hash, identifier, created_at, content, not_after, received_from, received_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            hash, contract.content.identifier.description, contract.content.createdAt.seconds,
            Data(bytes), contract.content.notAfter.seconds, submission?.peer.rawValue,
            submission?.receivedAt.milliseconds,
        ])
        for peer in contract.content.peers {
            try database.cachedStatement(
                sql: "INSERT INTO contract_peer (peer, contract) VALUES (?, ?)"
            ).execute(arguments: [peer.rawValue, hash])
        }
        for grant in contract.content.grants {
            try database.cachedStatement(
                sql: "INSERT OR IGNORE INTO contract_grant (hash, contract, type) VALUES (?, ?, ?)"
            ).execute(arguments: [grant.hash.rawValue, hash, grant.type.rawValue])
        }
        // What the log knows of its end counts from the first moment.
        let whole = Contract(
            contract.content,
            signatures: contract.signatures + (try knownEndings(of: contract, database))
        )
        for signature in whole.signatures { try put(signature, database) }
        try OutlineRows.put(whole, bytes: bytes.count, from: submission, database)
    }

    /// The signatures that are known to have ended a contract before it came here.
    private static func knownEndings(
        of contract: Contract,
        _ database: Database
    ) throws -> [ContractSignature] {
        let rows = try Row.fetchAll(
            database.cachedStatement(sql: "SELECT peer, text FROM known_ending WHERE contract = ?"),
            arguments: [contract.hash.rawValue]
        )
        let known = try rows.map { row in
            do {
                return try ContractSignature(
                    restoring: row["text"],
                    peer: try PeerID(row["peer"] as String),
                    certificateEnd: nil
                )
            } catch {
                throw damage("a known ending is unreadable", database)
            }
        }
        return known.filter { contract.signature($0.kind, of: $0.peer) == nil }
    }

    /// What one more contract of a sender would go beyond.
    ///
    /// The day is whole minutes as they were counted, and the rest of its first minute one by one.
    static func excess(
        of submission: Submission,
        adding size: Int,
        _ database: Database
    ) throws -> ProposalExcess? {
        let row = try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    WITH open AS MATERIALIZED (
                        SELECT bytes, received_at FROM contract_standing
                        WHERE received_from = :peer AND ending IS NULL AND accepted_until IS NULL
                            AND not_after > :now
                            AND NOT EXISTS (
                                SELECT 1 FROM contract_signature AS s
                                WHERE s.contract = contract_standing.contract AND +s.peer = :own
                            )
                    ), recent AS MATERIALIZED (
                        SELECT contracts, bytes FROM sender_minute
                        WHERE peer = :peer AND minute > :day / 60000
                        UNION ALL
                        SELECT 1, bytes FROM contract_standing
                        WHERE received_from = :peer AND received_at > :day
                            AND received_at < (:day / 60000 + 1) * 60000
                    )
                    SELECT (SELECT count(*) FROM open) AS open,
                        (SELECT coalesce(sum(contracts), 0) FROM recent) AS daily,
                        (SELECT coalesce(sum(bytes), 0) FROM recent)
                        + (SELECT coalesce(sum(bytes), 0) FROM open WHERE received_at <= :day) AS bytes
                    """
            ),
            arguments: [
                "day": submission.dayBefore.milliseconds, "now": submission.receivedAt.seconds,
                "own": submission.own.rawValue, "peer": submission.peer.rawValue,
            ]
        )
        guard let row else { return nil }
        return submission.limits.excess(
            open: row["open"],
            daily: row["daily"],
            bytes: row["bytes"],
            adding: size
        )
    }

    /// Stores a signature, in place of one of the same kind and peer.
    static func put(_ signature: ContractSignature, _ database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO contract_signature
                    (contract, kind, peer, certificate_end, text, certificate)
                VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET
                    certificate_end = excluded.certificate_end, text = excluded.text,
                    certificate = excluded.certificate
                """
        ).execute(arguments: [
            signature.contractHash.rawValue, signature.kind.rawValue, signature.peer.rawValue,
            signature.certificateEnd?.milliseconds, signature.text,
            signature.certificate.description,
        ])
    }

    static func find(_ hash: ContractHash, _ database: Database) throws -> Contract? {
        let statement = try database.cachedStatement(
            sql: "SELECT hash, content FROM contract WHERE hash = ?"
        )
        return try contracts(statement, arguments: [hash.rawValue], database).first
    }

    static func find(withGrant hash: GrantHash, _ database: Database) throws -> Contract? {
        let statement = try database.cachedStatement(
            sql: """
                SELECT hash, content FROM contract
                WHERE hash IN (SELECT contract FROM contract_grant WHERE hash = ?)
                ORDER BY hash LIMIT 1
                """
        )
        return try contracts(statement, arguments: [hash.rawValue], database).first
    }

    /// Contracts by conditions of any form, which is why their statement is not kept.
    static func contracts(
        _ database: Database,
        where condition: String,
        arguments: StatementArguments,
        order: String,
        limit: Int
    ) throws -> [Contract] {
        let statement = try database.makeStatement(
            sql: """
                SELECT hash, content FROM contract WHERE \(condition) ORDER BY \(order) LIMIT \(limit)
                """
        )
        return try contracts(statement, arguments: arguments, database)
    }

    private static func contracts(
        _ statement: Statement,
        arguments: StatementArguments,
        _ database: Database
    ) throws -> [Contract] {
        try Row.fetchAll(statement, arguments: arguments).map { row in
            let hash: String = row["hash"]
            let content: Data = row["content"]
            return Contract(
                try parsed(content, of: hash, database),
                signatures: try signatures(of: hash, database)
            )
        }
    }

    private static func parsed(
        _ content: Data,
        of hash: String,
        _ database: Database
    ) throws -> ContractContent {
        if let known = RecentContents.shared.content(of: hash, content) { return known }
        do throws(ContractRefusal) {
            let parsed = try ContractContent(parsing: Array(content))
            RecentContents.shared.keep(parsed, of: hash, content)
            return parsed
        } catch {
            throw damage("a contract is unreadable", database)
        }
    }

    private static func signatures(
        of hash: String,
        _ database: Database
    ) throws -> [ContractSignature] {
        let rows = try Row.fetchAll(
            database.cachedStatement(
                sql: "SELECT peer, certificate_end, text FROM contract_signature WHERE contract = ?"
            ),
            arguments: [hash]
        )
        return try rows.map { row in
            let end: Int64? = row["certificate_end"]
            do {
                return try ContractSignature(
                    restoring: row["text"],
                    peer: try PeerID(row["peer"] as String),
                    certificateEnd: end.map(Timestamp.init(milliseconds:))
                )
            } catch {
                throw damage("a signature is unreadable", database)
            }
        }
    }

    static func damage(_ reason: String, _ database: Database) -> StorageProblem {
        .damaged(path: database.configuration.label ?? "", reason: reason)
    }
}
