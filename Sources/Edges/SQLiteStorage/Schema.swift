import GRDB

/// The tables, as a row of named migrations; one that was released is never changed.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 contracts, peers, distribution") { database in
            try database.execute(sql: contracts)
            try database.execute(sql: peers)
            try database.execute(sql: distribution)
        }
        migrator.registerMigration("2 approvals, aliases") { database in
            try database.execute(sql: approvals)
            try database.execute(sql: aliases)
        }
        migrator.registerMigration("3 senders of contracts") { database in
            try database.execute(sql: senders)
        }
        migrator.registerMigration("4 decisions, restoration") { database in
            try database.execute(sql: decisions)
            try database.execute(sql: restoration)
        }
        migrator.registerMigration("5 standings, connections, publications") { database in
            try database.execute(sql: standings)
            try database.execute(sql: connections)
            try database.execute(sql: publications)
            try OutlineRows.fill(database)
        }
        migrator.registerMigration("6 senders by the minute") { database in
            try database.execute(sql: senderMinutes)
        }
        return migrator
    }

    /// What each sender left here in each minute, so that a day of a busy one is not counted one by one.
    ///
    /// Three days are kept: one is asked for, and the clock may be set back.
    private static let senderMinutes = """
        CREATE TABLE sender_minute (
            peer TEXT NOT NULL,
            minute INTEGER NOT NULL,
            contracts INTEGER NOT NULL,
            bytes INTEGER NOT NULL,
            PRIMARY KEY (peer, minute)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO sender_minute (peer, minute, contracts, bytes)
            SELECT received_from, received_at / 60000, count(*), sum(bytes) FROM contract_standing
            WHERE received_from IS NOT NULL GROUP BY received_from, received_at / 60000;
        CREATE TRIGGER sender_minute_counts AFTER INSERT ON contract_standing
            WHEN NEW.received_from IS NOT NULL
        BEGIN
            INSERT INTO sender_minute (peer, minute, contracts, bytes)
                VALUES (NEW.received_from, NEW.received_at / 60000, 1, NEW.bytes)
                ON CONFLICT (peer, minute) DO UPDATE
                SET contracts = contracts + 1, bytes = bytes + excluded.bytes;
            DELETE FROM sender_minute
                WHERE peer = NEW.received_from AND minute < NEW.received_at / 60000 - 4320;
        END;
        """

    /// Where contracts stand, and what is counted of their senders: small rows beside large contents.
    ///
    /// Moments are milliseconds but for the period, which is seconds as in the contract.
    private static let standings = """
        CREATE TABLE contract_standing (
            contract TEXT NOT NULL PRIMARY KEY REFERENCES contract (hash) ON DELETE CASCADE,
            not_before INTEGER NOT NULL,
            not_after INTEGER NOT NULL,
            accepted_until INTEGER,
            ending TEXT,
            ended_by TEXT,
            ended_at INTEGER,
            bytes INTEGER NOT NULL,
            received_from TEXT,
            received_at INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX standing_by_accept ON contract_standing (accepted_until, not_after)
            WHERE ending IS NULL;
        CREATE INDEX standing_by_end ON contract_standing (not_after, accepted_until)
            WHERE ending IS NULL;
        CREATE INDEX standing_by_ending ON contract_standing (ending) WHERE ending IS NOT NULL;
        CREATE INDEX standing_by_sender ON contract_standing (received_from, received_at, bytes)
            WHERE received_from IS NOT NULL;
        CREATE INDEX standing_open_by_sender
            ON contract_standing (received_from, not_after, received_at, bytes)
            WHERE ending IS NULL AND accepted_until IS NULL AND received_from IS NOT NULL;
        DROP INDEX contract_by_sender;
        ALTER TABLE contract_signature ADD COLUMN certificate TEXT NOT NULL DEFAULT '';
        CREATE INDEX contract_signature_by_certificate ON contract_signature (peer, certificate);
        CREATE INDEX distribution_by_peer ON distribution (peer, next_attempt);
        """

    private static let connections = """
        CREATE TABLE connection (
            contract TEXT NOT NULL REFERENCES contract (hash) ON DELETE CASCADE,
            place INTEGER NOT NULL,
            grant_hash TEXT NOT NULL,
            outway_peer TEXT NOT NULL,
            outway_key TEXT,
            outway_name TEXT,
            provider TEXT NOT NULL,
            service TEXT NOT NULL,
            service_delegator TEXT,
            delegator TEXT,
            purpose TEXT,
            document TEXT,
            PRIMARY KEY (contract, place)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX connection_by_service ON connection (service, contract);
        """

    /// A delegator that is not there is an empty text, so that it can be compared.
    private static let publications = """
        CREATE TABLE publication (
            contract TEXT NOT NULL REFERENCES contract (hash) ON DELETE CASCADE,
            place INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            grant_hash TEXT NOT NULL,
            directory TEXT NOT NULL,
            provider TEXT NOT NULL,
            service TEXT NOT NULL,
            folded_service TEXT NOT NULL,
            delegator TEXT NOT NULL,
            transport TEXT NOT NULL,
            PRIMARY KEY (contract, place)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX publication_by_creation ON publication (created_at, contract, place);
        CREATE INDEX publication_by_service
            ON publication (service, provider, delegator, created_at, contract, place);
        CREATE INDEX publication_by_provider ON publication (provider, created_at, contract, place);
        """

    /// Moments are seconds since 1970 where FSC has seconds, else milliseconds.
    private static let contracts = """
        CREATE TABLE contract (
            hash TEXT NOT NULL PRIMARY KEY,
            identifier TEXT NOT NULL UNIQUE,
            created_at INTEGER NOT NULL,
            content BLOB NOT NULL
        ) STRICT;
        CREATE INDEX contract_by_creation ON contract (created_at, hash);
        CREATE TABLE contract_peer (
            peer TEXT NOT NULL,
            contract TEXT NOT NULL REFERENCES contract (hash) ON DELETE CASCADE,
            PRIMARY KEY (peer, contract)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE contract_grant (
            hash TEXT NOT NULL,
            contract TEXT NOT NULL REFERENCES contract (hash) ON DELETE CASCADE,
            type TEXT NOT NULL,
            PRIMARY KEY (hash, contract)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX contract_grant_by_contract ON contract_grant (contract, type);
        CREATE TABLE contract_signature (
            contract TEXT NOT NULL REFERENCES contract (hash) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            peer TEXT NOT NULL,
            certificate_end INTEGER,
            text TEXT NOT NULL,
            PRIMARY KEY (contract, kind, peer)
        ) STRICT, WITHOUT ROWID;
        """

    /// Moments of arrival are milliseconds; contracts of our own have none.
    private static let senders = """
        ALTER TABLE contract ADD COLUMN not_after INTEGER NOT NULL DEFAULT 0;
        UPDATE contract SET
            not_after = json_extract(CAST(content AS TEXT), '$.validity.not_after');
        ALTER TABLE contract ADD COLUMN received_from TEXT;
        ALTER TABLE contract ADD COLUMN received_at INTEGER;
        CREATE INDEX contract_by_sender ON contract (received_from, received_at)
            WHERE received_from IS NOT NULL;
        """

    private static let peers = """
        CREATE TABLE peer (
            id TEXT NOT NULL PRIMARY KEY,
            name TEXT NOT NULL,
            folded_name TEXT NOT NULL,
            manager_address TEXT,
            seen_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    private static let distribution = """
        CREATE TABLE distribution (
            contract TEXT NOT NULL REFERENCES contract (hash) ON DELETE CASCADE,
            peer TEXT NOT NULL,
            message TEXT NOT NULL,
            attempts INTEGER NOT NULL,
            next_attempt INTEGER NOT NULL,
            last_error TEXT,
            PRIMARY KEY (contract, peer, message)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX distribution_by_attempt ON distribution (next_attempt);
        """

    private static let approvals = """
        CREATE TABLE approval (
            contract TEXT NOT NULL REFERENCES contract (hash) ON DELETE CASCADE,
            person TEXT NOT NULL,
            approved_at INTEGER NOT NULL,
            PRIMARY KEY (contract, person)
        ) STRICT, WITHOUT ROWID;
        """

    /// Numbers of decisions are never given twice; `standing` is the log up to which all are here.
    private static let decisions = """
        CREATE TABLE decision (
            change INTEGER PRIMARY KEY AUTOINCREMENT,
            action BLOB NOT NULL UNIQUE,
            log_origin TEXT NOT NULL,
            log_index INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE standing (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            log_origin TEXT NOT NULL,
            log_size INTEGER NOT NULL
        ) STRICT;
        """

    /// What an older store still waits for: the peers that have not answered, and the endings that the
    /// log knows of contracts that are not here.
    private static let restoration = """
        CREATE TABLE restoration (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            reason TEXT NOT NULL,
            since INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE missing_peer (
            peer TEXT NOT NULL PRIMARY KEY
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE known_ending (
            contract TEXT NOT NULL,
            kind TEXT NOT NULL,
            peer TEXT NOT NULL,
            text TEXT NOT NULL,
            PRIMARY KEY (contract, kind, peer)
        ) STRICT, WITHOUT ROWID;
        """

    private static let aliases = """
        CREATE TABLE alias (
            name TEXT NOT NULL PRIMARY KEY,
            grant_hash TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
