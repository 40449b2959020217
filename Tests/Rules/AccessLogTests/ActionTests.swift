import ExchangeModel
import JSONTape
import Synchronization
import Testing

@testable import AccessLog

/// An action of management has two entries, and its proof finishes itself.
@Suite struct ActionTests {
    /// Entries that were written, as a log would have them.
    private final class Written: Sendable {
        private let entries = Mutex<[AuditEntry]>([])

        var all: [AuditEntry] { entries.withLock { $0 } }

        var sink: CompletionSink {
            CompletionSink(
                now: { Sample.moment },
                salt: { Sample.salt },
                write: { encoded in
                    guard case .audit(let entry)? = try? DecodedEntry(encoded.bytes).entry else {
                        return
                    }
                    self.entries.withLock { $0.append(entry) }
                }
            )
        }
    }

    private static func contract() -> ContractHash {
        ContractHash(digest: [UInt8](repeating: 3, count: 64))
    }

    private static func intention(
        _ kind: RecordedDecision.Kind = .revoke
    ) throws -> ActionIntention {
        let peer = try PeerID("00000001001234567000")
        return ActionIntention(
            "contract.\(kind.name)",
            by: AuditEntry.person(peer),
            on: contract().rawValue,
            reason: "no longer needed",
            decision: RecordedDecision(
                contract: contract(),
                kind: kind,
                peer: peer,
                signature: "eyJ.eyJ.c2ln"
            )
        )
    }

    private static func action(_ written: Written) throws -> RecordedAction {
        RecordedAction(
            try intention(),
            at: ActionPlace(
                action: try Sample.transaction(),
                origin: "log",
                position: LogPosition(index: 7)
            ),
            sink: written.sink
        )
    }

    @Test(arguments: RecordedDecision.Kind.allCases)
    func `an intention is read back with its decision, an ending of a contract with its signature`(
        kind: RecordedDecision.Kind
    ) throws {
        let entry = AuditEntry(
            intending: try Self.intention(kind),
            at: Sample.moment,
            as: try Sample.transaction()
        )
        let encoded = try LogEntry.audit(entry).encoded(salt: Sample.salt)
        #expect(try DecodedEntry(encoded.bytes).entry == .audit(entry))
        #expect(entry.result == nil)
        #expect((entry.decision?.signature != nil) == kind.ends)
    }

    @Test func `an ending names its intention, how it went and the change, and no signature again`()
        throws
    {
        let written = Written()
        try Self.action(written).end(.done, change: 12)
        let entry = try #require(written.all.first)
        #expect(written.all.count == 1)
        #expect(entry.stage == .ended(try Sample.transaction(), .done))
        #expect(entry.change == 12)
        #expect(entry.reason == "no longer needed")
        #expect(entry.decision?.contract == Self.contract())
        #expect(entry.decision?.signature == nil)
    }

    @Test func `a proof that is dropped writes that its action failed`() throws {
        let written = Written()
        func drop() throws { _ = try Self.action(written) }
        try drop()
        #expect(written.all.map(\.result) == [.failed])
        #expect(written.all.first?.reason == "abandoned")
    }

    @Test func `a refusal's reason is masked and bounded`() throws {
        let written = Written()
        let long = String(repeating: "x", count: 1_000)
        try Self.action(written).end(unless: "111222333 " + long, change: nil)
        let reason = try #require(written.all.first?.reason)
        #expect(reason.hasPrefix("* x"))
        #expect(reason.utf8.count <= 200)
        #expect(written.all.first?.result == .refused)
    }

    @Test func `members of an action are refused in version 1`() throws {
        let entry = AuditEntry(
            intending: try Self.intention(),
            at: Sample.moment,
            as: try Sample.transaction()
        )
        var bytes = try LogEntry.audit(entry).encoded(salt: Sample.salt).bytes
        bytes[0] = 1
        #expect(throws: EntryProblem.self) { try DecodedEntry(bytes) }
    }

    @Test(arguments: ["peer:123456782", "peer:00000001001234567000", "uid:123456782"])
    func `peers and accounts stand in the place of a person, whatever their numbers`(
        person: String
    ) throws {
        let entry = AuditEntry(
            createdAt: Sample.moment,
            action: "contract.accept",
            person: person,
            object: person,
            result: .refused
        )
        let encoded = try LogEntry.audit(entry).encoded(salt: Sample.salt)
        #expect(try DecodedEntry(encoded.bytes).entry == .audit(entry))
    }

    @Test func `a person's number is not taken for a peer's`() throws {
        let entry = AuditEntry(
            createdAt: Sample.moment,
            action: "a",
            person: "peer: 123456782",
            object: "o",
            result: .done
        )
        #expect(throws: EntryRefusal.citizenNumber(.person)) {
            try LogEntry.audit(entry).encoded(salt: Sample.salt)
        }
    }
}
