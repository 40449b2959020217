import Contracts
import Crypto
import ExchangeModel
import Foundation
import JSONTape
import PayloadPolicy
import Synchronization

/// The folder in which the field policies of contracts and records are kept by their digests.
///
/// A policy that was published once is kept for good: contracts pin it by its digest, and records name
/// it (ADL 1.0.0, *Data Retention*). `<digest>.json` holds its canonical bytes, `index.json` the
/// services and words that it was published with, and the withdrawals. A file whose bytes have another
/// digest than its name is not used; what is missing comes back from the CONFIG entries of the log.
/// `position.json` says up to where the log is known to be in this index: one that was put back is
/// compared with the log from there, or from the beginning where it is not the index of the position.
final class PolicyArchive: Sendable {
    /// The name of the folder in the data folder.
    static let folderName = "field-policies"

    /// A place in a log: every withdrawal and policy before it is in the index.
    struct Position: Hashable, Sendable {
        let origin: String
        let size: UInt64
    }

    private struct State {
        var kept: KeptPolicies
        var position: Position?
    }

    private let folder: String
    private let state: Mutex<State>
    /// The position that was found beside its index; nil when the whole log must be compared.
    let found: Position?
    /// What the index names although its bytes are not here, and why the index could not be read.
    let damage: Damage

    /// What was not found as it was left.
    struct Damage: Sendable {
        /// The policies whose bytes are missing or are not theirs.
        var policies: Set<SHA256Value> = []
        /// Whether there was no index that could be read.
        var index = false
    }

    /// Reads the folder.
    init(folder: String) {
        self.folder = folder
        var (kept, damage) = (KeptPolicies(), Damage())
        if let data = FileManager.default.contents(atPath: folder + "/index.json"),
            let index = try? JSONValue(parsing: [UInt8](data), limits: .payload),
            index["version"]?.integer == 1
        {
            for item in index["policies"]?.array ?? [] {
                guard let digest = Self.digest(item["purpose"]?["field_policy_sha256"]) else {
                    damage.index = true
                    continue
                }
                if let policy = Self.policy(digest, in: folder),
                    let known = KeptPolicy(policy, terms: item)
                {
                    kept.add(known)
                } else {
                    damage.policies.insert(digest)
                }
            }
            for item in index["withdrawn"]?.array ?? [] {
                guard let digest = Self.digest(item["policy"]),
                    let withdrawal = PolicyWithdrawal(item)
                else {
                    damage.index = true
                    continue
                }
                kept.withdrawals[digest] = withdrawal
            }
        } else {
            damage.index = true
        }
        self.damage = damage
        found = Self.position(in: folder)
        state = Mutex(State(kept: kept, position: found))
    }

    /// What is kept now.
    var present: KeptPolicies { state.withLock(\.kept) }

    /// Keeps that every withdrawal and policy before a place in the log is here.
    func stand(at position: Position) throws {
        try state.withLock { state in
            guard state.position != position else { return }
            let index = Self.index(state.kept)
            if state.position == nil {
                // One that was written in another form would never be that of the position.
                try DurableFile.makeFolder(folder)
                try DurableFile.replace(folder + "/index.json", with: index)
            }
            try Self.keep(position, of: index, in: folder)
            state.position = position
        }
    }

    /// Keeps policies, durable when this returns.
    func keep(_ policies: [KeptPolicy]) throws {
        try change { kept in
            var changed = false
            for policy in policies {
                let key = KeptPolicies.Key(service: policy.service, digest: policy.digest)
                guard kept.policies[key]?.terms != policy.terms else { continue }
                kept.add(policy)
                changed = true
            }
            return changed
        }
    }

    /// Writes an index where there is none that can be read.
    func settle() throws {
        guard damage.index else { return }
        try change { _ in true }
    }

    /// Notes that a policy serves no contract any more, or with nil that it does again.
    func note(_ withdrawal: PolicyWithdrawal?, of digest: SHA256Value) throws {
        try change { kept in
            guard kept.withdrawals[digest] != withdrawal else { return false }
            kept.withdrawals[digest] = withdrawal
            return true
        }
    }

    /// Writes what a change makes, and takes it over once it is on the disk.
    private func change(_ change: (inout KeptPolicies) throws -> Bool) throws {
        try state.withLock { state in
            var next = state.kept
            guard try change(&next) else { return }
            try DurableFile.makeFolder(folder)
            let known = Set(state.kept.policies.keys.map(\.digest))
            for policy in next.all where !known.contains(policy.digest) {
                try DurableFile.replace(
                    "\(folder)/\(policy.digest.hexadecimal).json",
                    with: try policy.policy.document.canonicalForm()
                )
            }
            let index = Self.index(next)
            try DurableFile.replace(folder + "/index.json", with: index)
            state.kept = next
            // Without it the whole log is compared at the next start: slower, and as right.
            if let position = state.position { try? Self.keep(position, of: index, in: folder) }
        }
    }

    private static func keep(_ position: Position, of index: [UInt8], in folder: String) throws {
        guard let digest = digest(of: index) else { return }
        let document: JSONValue = [
            "version": 1, "origin": .string(position.origin), "size": .string("\(position.size)"),
            "index": .string(digest.hexadecimal),
        ]
        try DurableFile.replace(
            folder + "/position.json",
            with: document.serialized(pretty: true)
        )
    }

    /// The position that was kept for the index as it stands; nil for another one, and without any.
    private static func position(in folder: String) -> Position? {
        let files = FileManager.default
        guard let index = files.contents(atPath: folder + "/index.json"),
            let data = files.contents(atPath: folder + "/position.json"),
            let json = try? JSONValue(parsing: [UInt8](data), limits: .payload),
            json["version"]?.integer == 1, let origin = json["origin"]?.string,
            let size = json["size"]?.string.flatMap({ UInt64($0) }),
            let digest = digest(json["index"]), digest == Self.digest(of: [UInt8](index))
        else { return nil }
        return Position(origin: origin, size: size)
    }

    private static func index(_ kept: KeptPolicies) -> [UInt8] {
        let withdrawn = kept.withdrawals.sorted { $0.key.hexadecimal < $1.key.hexadecimal }
        let index: JSONValue = [
            "version": 1,
            "policies": .array(kept.all.map(\.terms)),
            "withdrawn": .array(withdrawn.map { $1.json(of: $0) }),
        ]
        return index.serialized(pretty: true)
    }

    private static func policy(_ digest: SHA256Value, in folder: String) -> FieldPolicy? {
        let file = "\(folder)/\(digest.hexadecimal).json"
        guard let data = FileManager.default.contents(atPath: file) else { return nil }
        return FieldPolicy(kept: [UInt8](data), digest: digest)
    }

    /// The SHA-256 of bytes.
    static func digest(of bytes: [UInt8]) -> SHA256Value? {
        SHA256Value(Array(SHA256.hash(data: bytes)))
    }

    private static func digest(_ value: JSONValue?) -> SHA256Value? {
        value?.string.flatMap { Hexadecimal.decode($0) }.flatMap { SHA256Value($0) }
    }
}

extension FieldPolicy {
    /// Reads a policy whose bytes were kept; nil when they are not the ones of the digest.
    init?(kept bytes: [UInt8], digest: SHA256Value) {
        guard PolicyArchive.digest(of: bytes) == digest,
            let document = try? JSONValue(parsing: bytes, limits: .payload),
            let policy = try? FieldPolicy(document), policy.digest == digest
        else { return nil }
        self = policy
    }
}

extension KeptPolicy {
    /// Reads what was kept beside a policy; nil when it is about another one or has another form.
    init?(_ policy: FieldPolicy, terms: JSONValue) {
        guard let name = terms["service"]?.string, let service = try? ServiceName(name),
            let value = terms["purpose"],
            let purpose = PurposeProperty(in: [PurposeProperty.name: value]).purpose,
            purpose.fieldPolicy == policy.digest, purpose.id == policy.purpose
        else { return nil }
        self.init(
            service: service,
            policy: policy,
            purpose: purpose,
            processingActivity: terms["processing_activity"]?.string
        )
    }
}

extension PolicyWithdrawal {
    fileprivate init?(_ json: JSONValue) {
        guard let reason = json["reason"]?.string, let person = json["person"]?.string,
            let moment = json["at"]?.integer
        else { return nil }
        self.init(reason: reason, person: person, moment: Timestamp(milliseconds: moment))
    }

    fileprivate func json(of digest: SHA256Value) -> JSONValue {
        [
            "policy": .string(digest.hexadecimal), "reason": .string(reason),
            "person": .string(person), "at": .number(JSONNumber(moment.milliseconds)),
        ]
    }
}
