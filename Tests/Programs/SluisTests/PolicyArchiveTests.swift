import AccessLog
import Contracts
import ExchangeModel
import Foundation
import JSONTape
import LogStorage
import Logging
import MerkleLog
import PayloadPolicy
import Testing

@testable import sluis

/// The policies that contracts pin are kept, and come back from the log.
@Suite struct PolicyArchiveTests {
    private let root: URL

    init() throws {
        root = FileManager.default.temporaryDirectory.appending(
            path: "policies-\(UUID().uuidString)"
        )
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    }

    private var folder: String { root.appending(path: "field-policies").path }

    /// Runs a body and removes the folder.
    private func clean(_ body: () async throws -> Void) async throws {
        defer { try? FileManager.default.removeItem(at: root) }
        try await body()
    }

    private func policy(
        _ pattern: String,
        service: String = "persons",
        label: String = "L"
    ) throws -> KeptPolicy {
        let policy = try FieldPolicy([
            "purpose": "https://p.example/x",
            "operations": ["a": ["response": ["allow": [.string(pattern)]]]],
        ])
        return KeptPolicy(
            service: try ServiceName(service),
            policy: policy,
            purpose: Purpose(
                id: policy.purpose,
                label: label,
                legalBasis: "PublicTask",
                legalSources: ["Wet X"],
                authorisationReference: nil,
                fieldPolicy: policy.digest
            ),
            processingActivity: "https://r.example/1"
        )
    }

    private func withdrawal(_ reason: String = "too wide") -> PolicyWithdrawal {
        PolicyWithdrawal(reason: reason, person: "uid:1", moment: Timestamp(milliseconds: 1_000))
    }

    @Test func `what is kept stands there at the next start, and changes nothing when kept again`()
        async throws
    {
        try await clean {
            let archive = PolicyArchive(folder: folder)
            #expect(archive.damage.index)
            let (one, two) = (try policy("/a"), try policy("/b"))
            try archive.keep([one, two, try policy("/a", service: "cars")])
            try archive.keep([try policy("/a", label: "other words")])
            try archive.note(withdrawal(), of: two.digest)
            let again = PolicyArchive(folder: folder)
            #expect(!again.damage.index && again.damage.policies.isEmpty)
            #expect(again.present.all.map(\.terms) == archive.present.all.map(\.terms))
            #expect(again.present.all.count == 3)
            #expect(again.present.withdrawals == [two.digest: withdrawal()])
            let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            #expect(files.count == 3, "two policies and the index: \(files)")
            let former = again.present.former(of: try ServiceName("persons"), besides: [two.digest])
            #expect(former.map(\.digest) == [one.digest])
            #expect(former.first?.purpose.label == "other words")
            #expect(former.first?.processingActivity == "https://r.example/1")
        }
    }

    @Test func `a file with other bytes than its name says is not used`() async throws {
        try await clean {
            let archive = PolicyArchive(folder: folder)
            let (one, two) = (try policy("/a"), try policy("/b"))
            try archive.keep([one, two])
            let file = "\(folder)/\(one.digest.hexadecimal).json"
            let wider = try policy("/**").policy.document.canonicalForm()
            try Data(wider).write(to: URL(filePath: file))
            let again = PolicyArchive(folder: folder)
            #expect(again.damage.policies == [one.digest])
            #expect(again.present.all.map(\.digest) == [two.digest])
            try again.keep([one])
            #expect(PolicyArchive(folder: folder).present.all.count == 2)
        }
    }

    @Test func `a folder that cannot be written keeps what it had`() async throws {
        try await clean {
            try Data().write(to: URL(filePath: folder))
            let archive = PolicyArchive(folder: folder)
            #expect(throws: (any Error).self) { try archive.keep([try policy("/a")]) }
            #expect(archive.present.all.isEmpty)
        }
    }

    // MARK: - The log

    private func withLog(_ use: (SegmentLog) async throws -> Void) async throws {
        var configuration = LogConfiguration()
        configuration.segmentBytes = 1 << 20
        let log = try SegmentLog.open(
            directory: root.appending(path: "log").path,
            signer: NoteSigner(name: "test", secret: [UInt8](repeating: 3, count: 32)),
            configuration: configuration
        )
        defer { log.close() }
        try await use(log)
    }

    private func record(_ kept: [KeptPolicy], in log: SegmentLog) async throws {
        var entry = ConfigurationEntry(
            createdAt: Timestamp(milliseconds: 5),
            digest: try #require(SHA256Value(Array(repeating: 1, count: 32))),
            version: "1"
        )
        for policy in kept {
            let terms = policy.terms.serialized()
            let digest = try #require(PolicyArchive.digest(of: terms))
            let parts =
                try ConfigurationDocument.parts(
                    of: policy.policy.document.canonicalForm(),
                    role: .fieldPolicy,
                    digest: policy.digest
                ) + ConfigurationDocument.parts(of: terms, role: .policyTerms, digest: digest)
            for part in parts {
                entry.document = part
                try await AuditTrail(log: log).append(.configuration(entry))
            }
        }
    }

    private func audit(
        _ action: String,
        _ digest: SHA256Value,
        in log: SegmentLog,
        _ result: AuditEntry.Result = .done
    ) async throws {
        let recorded = try await AuditTrail(log: log).begin(
            ActionIntention(action, by: "uid:1", on: digest.hexadecimal, reason: "too wide")
        )
        recorded.end(result)
        // What ends an action is not waited for: the next entry that is comes after it.
        try await AuditTrail(log: log).begin(ActionIntention("test", by: "test", on: "test"))
            .end(.done)
    }

    private func recovered(from log: SegmentLog) async throws -> (PolicyArchive, isChanged: Bool) {
        let archive = PolicyArchive(folder: folder)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let isChanged = try await PolicyRecovery(archive: archive, log: log, logger: logger)
            .recover()
        return (archive, isChanged)
    }

    @Test func `a lost folder comes back from the log, with what was withdrawn`() async throws {
        try await clean {
            try await withLog { log in
                let kept = try (0..<3).map { try policy("/a\($0)") }
                try await record(kept, in: log)
                try await audit("purpose.withdraw", kept[0].digest, in: log)
                try await audit("purpose.withdraw", kept[1].digest, in: log)
                try await audit("purpose.reinstate", kept[1].digest, in: log)
                try await audit("purpose.withdraw", kept[2].digest, in: log, .refused)
                let (archive, isChanged) = try await recovered(from: log)
                #expect(isChanged)
                let expected = KeptPolicies(kept).all.map(\.terms)
                #expect(archive.present.all.map(\.terms) == expected)
                #expect(archive.present.withdrawals.keys.map(\.self) == [kept[0].digest])
                #expect(archive.present.withdrawals[kept[0].digest]?.reason == "too wide")
                #expect(try await recovered(from: log).isChanged == false)
            }
        }
    }

    @Test func `policies larger than an entry stand in several and come back whole`() async throws {
        try await clean {
            try await withLog { log in
                let kept = try [10, 130_000, 20].map { count in
                    try policy("/" + String(repeating: "a", count: count))
                }
                try await record(kept, in: log)
                let (archive, _) = try await recovered(from: log)
                #expect(Set(archive.present.all.map(\.digest)) == Set(kept.map(\.digest)))
            }
        }
    }

    @Test func `one damaged policy comes back, and what the index says stays`() async throws {
        try await clean {
            try await withLog { log in
                let kept = try [policy("/a"), policy("/b")]
                try await record(kept, in: log)
                let archive = PolicyArchive(folder: folder)
                try archive.keep(kept)
                try archive.note(withdrawal("by hand"), of: kept[1].digest)
                try FileManager.default.removeItem(
                    atPath: "\(folder)/\(kept[0].digest.hexadecimal).json"
                )
                let (back, isChanged) = try await recovered(from: log)
                #expect(isChanged)
                #expect(back.present.all.count == 2)
                #expect(back.present.withdrawals[kept[1].digest]?.reason == "by hand")
            }
        }
    }

    /// Which files of the folder an operator puts back.
    enum PutBack: CaseIterable {
        /// The index alone: it is not the one that the position was kept for.
        case index
        /// The folder, with the position of that day.
        case folder
    }

    /// Keeps the folder's index as it is now, does something, and puts it back.
    private func puttingBack(
        _ what: PutBack,
        after change: () async throws -> Void
    ) async throws {
        let names = what == .index ? ["index.json"] : ["index.json", "position.json"]
        let kept = try names.map { try Data(contentsOf: URL(filePath: "\(folder)/\($0)")) }
        try await change()
        for (name, data) in zip(names, kept) {
            try data.write(to: URL(filePath: "\(folder)/\(name)"))
        }
    }

    @Test(arguments: PutBack.allCases)
    func `an older index that is put back brings no withdrawn policy into force again`(
        what: PutBack
    ) async throws {
        try await clean {
            try await withLog { log in
                let kept = try (0..<4).map { try policy("/a\($0)") }
                let before = Array(kept.prefix(3))
                try await record(before, in: log)
                try await audit("purpose.withdraw", kept[2].digest, in: log)
                let (archive, _) = try await recovered(from: log)
                #expect(archive.present.withdrawals.keys.map(\.self) == [kept[2].digest])
                try await puttingBack(what) {
                    try await audit("purpose.withdraw", kept[0].digest, in: log)
                    try archive.note(withdrawal(), of: kept[0].digest)
                    try await audit("purpose.withdraw", kept[1].digest, in: log, .failed)
                    try await audit("purpose.reinstate", kept[2].digest, in: log)
                    try archive.note(nil, of: kept[2].digest)
                    try await record([kept[3]], in: log)
                    try archive.keep([kept[3]])
                }
                let stale = PolicyArchive(folder: folder).present
                #expect(stale.withdrawals.keys.map(\.self) == [kept[2].digest])
                let (back, isChanged) = try await recovered(from: log)
                #expect(isChanged)
                #expect(back.present.withdrawals.keys.map(\.self) == [kept[0].digest])
                #expect(back.present.withdrawals[kept[0].digest]?.reason == "too wide")
                #expect(Set(back.present.all.map(\.digest)) == Set(kept.map(\.digest)))
                #expect(try await recovered(from: log).isChanged == false)
            }
        }
    }

    @Test func `what was to be withdrawn when the power went is; what was to be taken back is not`()
        async throws
    {
        try await clean {
            try await withLog { log in
                let kept = try (0..<2).map { try policy("/a\($0)") }
                try await record(kept, in: log)
                try await audit("purpose.withdraw", kept[1].digest, in: log)
                _ = try await recovered(from: log)
                for (action, policy) in [
                    ("purpose.withdraw", kept[0]), ("purpose.reinstate", kept[1]),
                ] {
                    let intention = ActionIntention(
                        action,
                        by: "uid:1",
                        on: policy.digest.hexadecimal,
                        reason: "too wide"
                    )
                    let entry = AuditEntry(
                        intending: intention,
                        at: Timestamp(milliseconds: 9),
                        as: TransactionID(high: 0x7000, low: UInt64(action.count))
                    )
                    try await AuditTrail(log: log).record(entry)
                }
                let (archive, isChanged) = try await recovered(from: log)
                #expect(isChanged)
                #expect(Set(archive.present.withdrawals.keys) == Set(kept.map(\.digest)))
            }
        }
    }

    @Test func `a position counts for the index that it was kept for, and no other`() async throws {
        try await clean {
            let archive = PolicyArchive(folder: folder)
            try archive.keep([try policy("/a")])
            let position = PolicyArchive.Position(origin: "log", size: 7)
            try archive.stand(at: position)
            #expect(PolicyArchive(folder: folder).found == position)
            try archive.note(withdrawal(), of: try policy("/a").digest)
            #expect(PolicyArchive(folder: folder).found == position)
            let index = URL(filePath: folder + "/index.json")
            let other = try Data(contentsOf: index) + Data(" ".utf8)
            try other.write(to: index)
            #expect(PolicyArchive(folder: folder).found == nil)
        }
    }

    @Test func `a log without policies gives none, and is read once`() async throws {
        try await clean {
            try await withLog { log in
                let isChanged = try await recovered(from: log).isChanged
                #expect(!isChanged)
                #expect(!PolicyArchive(folder: folder).damage.index)
            }
        }
    }
}

extension KeptPolicies {
    fileprivate init(_ policies: [KeptPolicy]) {
        self.init()
        for policy in policies { add(policy) }
    }
}
