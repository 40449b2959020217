public import Contracts
public import ExchangeModel
import GRDB

/// What rows beside the contents answer.
extension SQLiteContractStore {
    /// The contracts with connection grants on which a peer occurs; of one contract, or all.
    public func connections(
        of peer: PeerID,
        in contract: ContractHash?
    ) async throws -> [ConnectionContract] {
        try await database.read { try ConnectionRows.find(of: peer, in: contract, $0) }
    }

    /// A page of the services that contracts in force publish, each once, as the newest has it.
    public func publishedServices(
        _ query: ServiceQuery,
        at now: Timestamp
    ) async throws -> Page<PublishedService> {
        try await database.read { try PublicationRows.find(query, at: now, $0) }
    }

    /// The contracts that are not over and hold a signature of a peer by another certificate.
    public func contracts(
        signedBy peer: PeerID,
        notWith certificate: CertificateThumbprint,
        at now: Timestamp
    ) async throws -> [ContractHash] {
        try await database.read { database in
            let found = try String.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT DISTINCT g.contract
                        FROM contract_signature AS g
                            JOIN contract_standing AS s ON s.contract = g.contract
                        WHERE g.peer = ?1 AND (g.certificate < ?2 OR g.certificate > ?2)
                            AND s.not_after > ?3
                        """
                ),
                arguments: [peer.rawValue, certificate.description, now.seconds]
            )
            return try found.map { try ContractHash($0) }
        }
    }

    /// The peers on contracts that are proposed or valid at a moment.
    public func peers(onContractsOpenAt now: Timestamp) async throws -> Set<PeerID> {
        try await database.read { database in
            let found = try String.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT DISTINCT p.peer
                        FROM contract_peer AS p JOIN contract_standing AS s ON s.contract = p.contract
                        WHERE s.ending IS NULL AND s.not_after > ?
                        """
                ),
                arguments: [now.seconds]
            )
            return Set(try found.map { try PeerID($0) })
        }
    }

    /// The texts of the signatures under contracts; nothing for a contract that is not there.
    public func signatureTexts(
        under contracts: Set<ContractHash>
    ) async throws -> [ContractHash: Set<String>] {
        try await database.read { database in
            var found: [ContractHash: Set<String>] = [:]
            for contract in contracts {
                let texts = try String.fetchSet(
                    database.cachedStatement(
                        sql: "SELECT text FROM contract_signature WHERE contract = ?"
                    ),
                    arguments: [contract.rawValue]
                )
                if !texts.isEmpty { found[contract] = texts }
            }
            return found
        }
    }

    /// The peers that messages are due to, and when the next attempt of any is.
    public func duePeers(at due: DueTime, limit: Int) async throws -> DuePeers {
        try await database.read { database in
            let next = try Int64.fetchOne(
                database.cachedStatement(sql: "SELECT min(next_attempt) FROM distribution")
            )
            guard let next else { return DuePeers([], next: nil) }
            let found = try String.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT peer FROM distribution WHERE next_attempt <= ? OR next_attempt > ?
                        GROUP BY peer ORDER BY min(next_attempt), peer LIMIT ?
                        """
                ),
                arguments: [due.now.milliseconds, due.latest.milliseconds, max(limit, 0)]
            )
            return DuePeers(
                try found.map { try PeerID($0) },
                next: Timestamp(milliseconds: next)
            )
        }
    }

    /// Messages to one peer whose next attempt is due, in the order of their moments.
    public func dueDistributions(
        to peer: PeerID,
        at due: DueTime,
        limit: Int
    ) async throws -> [Distribution] {
        try await database.read { database in
            try DistributionRows.find(
                database,
                """
                WHERE peer = ? AND (next_attempt <= ? OR next_attempt > ?)
                ORDER BY next_attempt, contract, peer, message LIMIT ?
                """,
                [
                    peer.rawValue, due.now.milliseconds, due.latest.milliseconds,
                    max(limit, 0),
                ]
            )
        }
    }

    /// Stores what became of a message that was sent, unless a newer one has taken its place.
    ///
    /// Where that is lost the message is sent once more, and changes nothing at its peer.
    public func settle(_ sent: Distribution, as failed: Distribution?) async throws {
        try await database.writeUnflushed { database in
            let present = try DistributionRows.find(
                database,
                "WHERE contract = ? AND peer = ? AND message = ?",
                [
                    sent.key.contract.rawValue, sent.key.peer.rawValue,
                    sent.key.message.rawValue,
                ]
            ).first
            guard present == sent else { return }
            if let failed {
                try DistributionRows.update(failed, database)
            } else {
                try DistributionRows.remove(sent.key, database)
            }
        }
    }
}
