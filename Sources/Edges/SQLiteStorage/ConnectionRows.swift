import Contracts
import ExchangeModel
import GRDB
import PeerIdentity

/// Connection contracts out of their rows; no content is read.
enum ConnectionRows {
    static func find(
        of peer: PeerID,
        in contract: ContractHash?,
        _ database: Database
    ) throws -> [ConnectionContract] {
        var arguments: StatementArguments = [peer.rawValue, peer.rawValue]
        if let contract { arguments += [contract.rawValue] }
        let rows = try Row.fetchCursor(
            database.cachedStatement(
                sql: """
                    SELECT c.contract, s.not_before, s.not_after, s.accepted_until, s.ending, s.ended_by,
                        s.ended_at, EXISTS (
                            SELECT 1 FROM contract_signature AS a
                            WHERE a.contract = c.contract AND a.kind = 'accept' AND a.peer = ?
                        ), c.grant_hash, c.outway_peer, c.outway_key, c.outway_name, c.provider,
                        c.service, c.service_delegator, c.delegator, c.purpose, c.document, (
                            SELECT group_concat(m.peer) FROM contract_peer AS m
                            WHERE s.accepted_until IS NULL AND m.contract = c.contract
                                AND NOT EXISTS (
                                    SELECT 1 FROM contract_signature AS b WHERE b.contract = m.contract
                                        AND b.kind = 'accept' AND b.peer = m.peer
                                )
                        )
                    FROM connection AS c JOIN contract_standing AS s ON s.contract = c.contract
                    WHERE EXISTS (
                        SELECT 1 FROM contract_peer AS p WHERE p.peer = ? AND p.contract = c.contract
                    )\(contract == nil ? "" : " AND c.contract = ?")
                    ORDER BY c.contract, c.place
                    """
            ),
            arguments: arguments
        )
        var found: [ConnectionContract] = []
        while let row = try rows.next() {
            do {
                let hash = try ContractHash(row[0] as String)
                let connection = try connection(row)
                if let last = found.last, last.hash == hash {
                    found[found.count - 1] = ConnectionContract(
                        hash: hash,
                        standing: last.standing,
                        isAccepted: last.isAccepted,
                        missing: last.missing,
                        connections: last.connections + [connection]
                    )
                } else {
                    found.append(
                        ConnectionContract(
                            hash: hash,
                            standing: try standing(row),
                            isAccepted: row[7],
                            missing: try missing(row),
                            connections: [connection]
                        )
                    )
                }
            } catch is Malformed {
                throw ContractRows.damage("a connection is unreadable", database)
            }
        }
        return found
    }

    private static func missing(_ row: Row) throws -> [PeerID] {
        let peers: String? = row[18]
        return try (peers ?? "").split(separator: ",").map { try PeerID(String($0)) }.sorted()
    }

    private static func standing(_ row: Row) throws -> ContractStanding {
        var ending: ContractStanding.Ending?
        if let kind: String = row[4] {
            guard let kind = SignatureKind(rawValue: kind), let moment: Int64 = row[6] else {
                throw Malformed(expected: "the end of a contract")
            }
            ending = .init(
                kind,
                by: try PeerID(row[5] as String? ?? ""),
                at: Timestamp(milliseconds: moment)
            )
        }
        let accepted: Int64? = row[3]
        return ContractStanding(
            notBefore: Timestamp(seconds: row[1]),
            notAfter: Timestamp(seconds: row[2]),
            acceptedUntil: accepted.map(Timestamp.init(milliseconds:)),
            ending: ending
        )
    }

    private static func connection(_ row: Row) throws -> ConnectionContract.Connection {
        let identification: OutwayReference.Identification
        if let key: String = row[10] {
            identification = .publicKey(try PublicKeyThumbprint(key))
        } else {
            identification = .domainName(try DomainName(row[11] as String? ?? ""))
        }
        func peer(_ place: Int) throws -> PeerID? {
            try (row[place] as String?).map { try PeerID($0) }
        }
        let document: SHA256Value? = try (row[17] as String?).map { text in
            guard let value = Hexadecimal.decode(text).flatMap({ SHA256Value($0) }) else {
                throw Malformed(expected: "a digest")
            }
            return value
        }
        return ConnectionContract.Connection(
            grant: try GrantHash(row[8] as String),
            terms: ConnectionTerms(
                outway: OutwayReference(
                    peer: try PeerID(row[9] as String),
                    identification: identification
                ),
                service: ServiceReference(
                    peer: try PeerID(row[12] as String),
                    name: try ServiceName(row[13] as String),
                    delegator: try peer(14)
                ),
                delegator: try peer(15)
            ),
            purpose: try (row[16] as String?).map { try PurposeID($0) },
            document: document
        )
    }
}
