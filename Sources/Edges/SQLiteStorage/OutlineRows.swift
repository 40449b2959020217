import Contracts
import ExchangeModel
import Foundation
import GRDB
import JSONTape
import PeerIdentity

/// What is kept of contracts beside their content, so that most questions need not read it: where they
/// stand, who may call what, and what is published.
///
/// Derived from content and signatures, in the transaction that changes them.
enum OutlineRows {
    /// Makes the rows of a new contract.
    static func put(
        _ contract: Contract,
        bytes: Int,
        from submission: Submission?,
        _ database: Database
    ) throws {
        try put(
            contract,
            bytes: bytes,
            from: submission?.peer.rawValue,
            at: submission?.receivedAt.milliseconds,
            database
        )
    }

    private static func put(
        _ contract: Contract,
        bytes: Int,
        from sender: String?,
        at moment: Int64?,
        _ database: Database
    ) throws {
        let hash = contract.hash.rawValue
        try database.cachedStatement(
            sql: """
                INSERT INTO contract_standing
                    (contract, not_before, not_after, bytes, received_from, received_at)
                VALUES (?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            hash, contract.content.notBefore.seconds, contract.content.notAfter.seconds, bytes,
            sender, moment,
        ])
        try update(contract, database)
        for (place, grant) in contract.content.grants.enumerated() {
            switch grant.terms {
            case .connection(let terms): try put(terms, grant, place, hash, database)
            case .publication(let terms): try put(terms, grant, place, contract, database)
            }
        }
    }

    /// Keeps where a contract stands after a signature.
    static func update(_ contract: Contract, _ database: Database) throws {
        let standing = contract.standing
        try database.cachedStatement(
            sql: """
                UPDATE contract_standing
                SET accepted_until = ?, ending = ?, ended_by = ?, ended_at = ?
                WHERE contract = ?
                """
        ).execute(arguments: [
            standing.acceptedUntil?.milliseconds, standing.ending?.kind.rawValue,
            standing.ending?.peer.rawValue, standing.ending?.signedAt.milliseconds,
            contract.hash.rawValue,
        ])
    }

    /// Makes the rows of every contract of a database of before.
    static func fill(_ database: Database) throws {
        let hashes = try String.fetchAll(database.cachedStatement(sql: "SELECT hash FROM contract"))
        for hash in hashes {
            guard
                let contract = try ContractRows.find(try ContractHash(hash), database),
                let row = try Row.fetchOne(
                    database.cachedStatement(
                        sql: """
                            SELECT length(content), received_from, received_at FROM contract
                            WHERE hash = ?
                            """
                    ),
                    arguments: [hash]
                )
            else { continue }
            try put(contract, bytes: row[0], from: row[1], at: row[2], database)
            for signature in contract.signatures { try ContractRows.put(signature, database) }
        }
    }

    private static func put(
        _ terms: ConnectionTerms,
        _ grant: Grant,
        _ place: Int,
        _ hash: String,
        _ database: Database
    ) throws {
        let purpose = grant.purpose.purpose
        var (key, name): (String?, String?) = (nil, nil)
        switch terms.outway.identification {
        case .publicKey(let thumbprint): key = thumbprint.description
        case .domainName(let domain): name = domain.rawValue
        }
        try database.cachedStatement(
            sql: """
                INSERT INTO connection
                    (contract, place, grant_hash, outway_peer, outway_key, outway_name, provider,
                    service, service_delegator, delegator, purpose, document)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            hash, place, grant.hash.rawValue, terms.outway.peer.rawValue, key, name,
            terms.service.peer.rawValue, terms.service.name.rawValue,
            terms.service.delegator?.rawValue, terms.delegator?.rawValue,
            purpose?.id.rawValue, purpose?.document?.hexadecimal,
        ])
    }

    private static func put(
        _ terms: PublicationTerms,
        _ grant: Grant,
        _ place: Int,
        _ contract: Contract,
        _ database: Database
    ) throws {
        let name = terms.service.name.rawValue
        try database.cachedStatement(
            sql: """
                INSERT INTO publication
                    (contract, place, created_at, grant_hash, directory, provider, service,
                    folded_service, delegator, transport)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            contract.hash.rawValue, place, contract.content.createdAt.seconds,
            grant.hash.rawValue, terms.directory.rawValue, terms.service.peer.rawValue, name,
            name.lowercased(), terms.delegator?.rawValue ?? "", terms.transport.rawValue,
        ])
    }
}
