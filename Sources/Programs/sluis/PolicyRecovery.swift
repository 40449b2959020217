import AccessLog
import ExchangeModel
import Foundation
import JSONTape
import LogStorage
import Logging
import PayloadPolicy

/// Brings field policies and withdrawals back from the access log, where the data folder lost them.
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
        /// The withdrawals and their ends, in order; an intention counts unless its end says otherwise.
        fileprivate var changes: [Change] = []
        /// Parts of documents that are not whole yet.
        fileprivate var parts: [SHA256Value: [ConfigurationDocument]] = [:]

        /// How each policy stands that was ever withdrawn; nil where it was taken back.
        var withdrawals: [SHA256Value: PolicyWithdrawal?] {
            changes.reduce(into: [:]) { $0[$1.policy] = .some($1.withdrawal) }
        }
    }

    fileprivate struct Change: Sendable {
        let action: TransactionID
        let policy: SHA256Value
        let withdrawal: PolicyWithdrawal?
    }

    let archive: PolicyArchive
    let log: SegmentLog
    let logger: Logger

    /// Brings back what is missing, and tells whether anything came back; reads the log only then.
    func recover() async throws -> Bool {
        let damage = archive.damage
        guard damage.index || !damage.policies.isEmpty else { return false }
        let found = try await log.readForOperators { try Self.read($0) }
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
        if damage.index {
            for (digest, withdrawal) in found.withdrawals {
                try archive.note(withdrawal, of: digest)
            }
            try archive.settle()
        }
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
        return !back.isEmpty || !archive.present.withdrawals.isEmpty
    }

    /// Reads the CONFIG and AUDIT entries of a log from its beginning.
    static func read(_ log: SegmentLog) throws -> Found {
        var found = Found()
        var query = LogQuery()
        query.kinds = [.configuration, .audit]
        query.order = .oldestFirst
        query.limit = LogQuery.maximumLimit
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
            if result != .done { changes.removeAll { $0.action == action } }
        case .intended(let action):
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
