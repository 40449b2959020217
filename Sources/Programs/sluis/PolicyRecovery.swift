import AccessLog
import ExchangeModel
import Foundation
import JSONTape
import LogStorage
import Logging
import MerkleLog
import PayloadPolicy

/// Brings field policies and withdrawals back from the access log, where the data folder lost them or
/// was put back from before.
///
/// The CONFIG entries hold every policy that was in force, the AUDIT entries every withdrawal.
struct PolicyRecovery {
    /// What withdrawing a policy is called in the record.
    static let withdrawal = "purpose.withdraw"
    /// What taking a withdrawal back is called in the record.
    static let reinstatement = "purpose.reinstate"

    /// What the log holds.
    struct Found: Sendable {
        var policies: [SHA256Value: FieldPolicy] = [:]
        var terms: [JSONValue] = []
        /// The withdrawals and their ends, in order.
        ///
        /// What was to be withdrawn counts unless its end says
        /// otherwise; a withdrawal is taken back only where that was done.
        fileprivate var changes: [Change] = []
        /// Parts of documents that are not whole yet.
        fileprivate var parts: [SHA256Value: [ConfigurationDocument]] = [:]

        /// How each policy stands that was ever withdrawn; nil where it was taken back.
        var withdrawals: [SHA256Value: PolicyWithdrawal?] {
            changes.filter { $0.isDone || $0.withdrawal != nil }
                .reduce(into: [:]) { $0[$1.policy] = .some($1.withdrawal) }
        }
    }

    fileprivate struct Change: Sendable {
        let action: TransactionID
        let policy: SHA256Value
        let withdrawal: PolicyWithdrawal?
        var isDone = false
    }

    let archive: PolicyArchive
    let log: SegmentLog
    let logger: Logger

    /// Brings back what is missing and applies what the log knows, and tells whether that changed anything.
    ///
    /// Reads the log from the position of the index on; from its beginning where there is none, where the
    /// index is another one than the position was kept for, and where something is damaged.
    func recover() async throws -> Bool {
        let damage = archive.damage
        let position = PolicyArchive.Position(origin: log.publicKey.name, size: log.health.size)
        var start: UInt64 = 0
        if !damage.index, damage.policies.isEmpty, let found = archive.found,
            found.origin == position.origin
        {
            start = min(found.size, position.size)
        }
        let from = start
        let found = try await log.readForOperators { try Self.read($0, from: from) }
        var back: [KeptPolicy] = []
        for terms in found.terms {
            guard let text = terms["purpose"]?["field_policy_sha256"]?.string,
                let digest = Hexadecimal.decode(text).flatMap({ SHA256Value($0) }),
                let policy = found.policies[digest], let kept = KeptPolicy(policy, terms: terms)
            else { continue }
            let known = archive.present.policies[.init(service: kept.service, digest: digest)]
            if known == nil { back.append(kept) }
        }
        try archive.keep(back)
        let changed = try apply(found)
        try archive.settle()
        try archive.stand(at: position)
        let lost = damage.policies.subtracting(archive.present.policies.keys.map(\.digest))
        if !back.isEmpty {
            logger.notice(
                "field policies were brought back from the access log",
                metadata: ["policies": "\(Set(back.map(\.digest)).count)"]
            )
        }
        for digest in lost.sorted(by: { $0.hexadecimal < $1.hexadecimal }) {
            logger.error(
                "a field policy is missing in the data folder and in the access log: contracts that pin it are refused",
                metadata: ["policy": "\(digest.hexadecimal)"]
            )
        }
        return !back.isEmpty || changed
    }

    /// Applies the withdrawals that the log knows and the index does not, and those taken back since;
    /// tells whether there were any.
    private func apply(_ found: Found) throws -> Bool {
        var changed = false
        for (digest, withdrawal) in found.withdrawals.sorted(by: {
            $0.key.hexadecimal < $1.key.hexadecimal
        }) {
            let known = archive.present.withdrawals[digest]
            guard (known == nil) != (withdrawal == nil) else { continue }
            try archive.note(withdrawal, of: digest)
            changed = true
            let metadata: Logger.Metadata = [
                "policy": "\(digest.hexadecimal)",
                "since": "\((withdrawal ?? known).map { "\($0.moment)" } ?? "?")",
            ]
            if withdrawal == nil {
                logger.warning(
                    "the kept field policies were older than the access log: a withdrawal was taken back since",
                    metadata: metadata
                )
            } else {
                logger.warning(
                    "the kept field policies were older than the access log: a policy was withdrawn since, and serves no contract",
                    metadata: metadata
                )
            }
        }
        return changed
    }

    /// Reads the CONFIG and AUDIT entries of a log from a place on.
    static func read(_ log: SegmentLog, from start: UInt64) throws -> Found {
        var found = Found()
        var query = LogQuery()
        query.kinds = [.configuration, .audit]
        query.order = .oldestFirst
        query.limit = LogQuery.maximumLimit
        if start > 0 { query.cursor = LogPosition(index: start - 1) }
        while true {
            let hits = try log.search(query)
            for hit in hits { found.take(hit.entry) }
            guard let last = hits.last, hits.count == query.limit else { return found }
            query.cursor = last.position
        }
    }
}

extension PolicyRecovery.Found {
    fileprivate mutating func take(_ entry: LogEntry) {
        switch entry {
        case .configuration(let entry):
            if let document = entry.document { take(document) }
        case .audit(let entry): take(entry)
        default: return
        }
    }

    private mutating func take(_ entry: AuditEntry) {
        guard [PolicyRecovery.withdrawal, PolicyRecovery.reinstatement].contains(entry.action)
        else { return }
        switch entry.stage {
        case .whole: return
        case .ended(let action, let result):
            guard result == .done else { return changes.removeAll { $0.action == action } }
            if !changes.contains(where: { $0.action == action }) { begin(action, entry) }
            for index in changes.indices where changes[index].action == action {
                changes[index].isDone = true
            }
        case .intended(let action): begin(action, entry)
        }
    }

    private mutating func begin(_ action: TransactionID, _ entry: AuditEntry) {
        guard let policy = Hexadecimal.decode(entry.object).flatMap({ SHA256Value($0) }) else {
            return
        }
        let withdrawal = PolicyWithdrawal(
            reason: entry.reason ?? "",
            person: entry.person,
            moment: entry.createdAt
        )
        changes.append(
            PolicyRecovery.Change(
                action: action,
                policy: policy,
                withdrawal: entry.action == PolicyRecovery.withdrawal ? withdrawal : nil
            )
        )
    }

    /// Puts a part behind those before it; a whole document counts when its digest is right.
    private mutating func take(_ part: ConfigurationDocument) {
        guard part.role == .fieldPolicy || part.role == .policyTerms else { return }
        let before = part.part == 0 ? [] : parts[part.digest] ?? []
        parts[part.digest] = before + [part]
        guard let bytes = ConfigurationDocument.joined(before + [part]) else { return }
        parts[part.digest] = nil
        guard PolicyArchive.digest(of: bytes) == part.digest else { return }
        if part.role == .fieldPolicy {
            policies[part.digest] = FieldPolicy(kept: bytes, digest: part.digest)
        } else if let json = try? JSONValue(parsing: bytes) {
            terms.append(json)
        }
    }
}
